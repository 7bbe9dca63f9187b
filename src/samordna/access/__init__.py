"""Who may do and see what? Actions with their rules, grants, and one truth for the check and the filter (E8)."""
