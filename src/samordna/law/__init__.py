"""Law by date: which provision and which value counted on a day, how sure we are, and what took their place."""
