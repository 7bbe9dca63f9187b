"""What was done, by whom, and how do we know that nobody changed it? Acts, events, hash chains and their guards."""
