"""Who is the help for? The person, their numbers over time, language, representative, protected identity."""
