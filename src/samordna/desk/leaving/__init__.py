"""What leaves to others: consents, what may be seen, previews, hand-overs."""
