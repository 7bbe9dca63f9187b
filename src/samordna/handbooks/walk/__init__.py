"""A guided rehearsal of a handbook in the terminal: the same journey as a real case, with back and jump."""
