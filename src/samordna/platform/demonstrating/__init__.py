"""What does the demonstration show? Invented people in cases of all kinds, built by running the commands."""

from samordna.platform.demonstrating.building import cases, count

__all__ = ["cases", "count"]
