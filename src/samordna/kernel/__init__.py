"""Value types that every room may use: standard library only, and never the clock."""
