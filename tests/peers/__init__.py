"""Tests against the tools of others: our files must work there, and mean the same (E24)."""
