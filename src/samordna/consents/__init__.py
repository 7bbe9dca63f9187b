"""What may leave, to whom, for what and until when? Consents, named grounds, preview and withdrawal (D18-D20)."""
