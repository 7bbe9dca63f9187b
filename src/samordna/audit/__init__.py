"""Is what stands here what happened, and who has read it? Verifying, the reading log and its review (E16, D26)."""
