"""Documents on paper: typst source to tagged PDF."""
