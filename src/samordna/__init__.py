"""Samordna: handbooks for coordinated rehabilitation that run."""

__version__ = "0.1.0"
