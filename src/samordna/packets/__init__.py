"""Sealed packets: a hand-over as one signed file that another installation, or only paper, can take in and answer."""
