"""Tools for those who work on Samordna itself; not installed with it."""
