"""What does the handbook look like on paper? A printable guide, from the same file as everything else."""

from samordna.handbooks.booklet.compose import booklet

__all__ = ["booklet"]
