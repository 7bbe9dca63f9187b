"""What does the demonstration show? Invented people in cases of all kinds, built by running the commands."""

from samordna.platform.demonstrating.building import begin, cases, count

__all__ = ["begin", "cases", "count"]
