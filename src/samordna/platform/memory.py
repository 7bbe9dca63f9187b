"""What does a process that answers for long spare itself? Looking for garbage in what stays for good."""

from __future__ import annotations

import gc

# Objects made before the youngest are looked through, and how many such rounds before the older are. A page or a batch
# of cases makes tens of thousands of rows that live as long as the answer: with Python's own 700 a quarter of the time
# of a long list goes to looking through them again and again.
YOUNG, MIDDLE, OLD = 50_000, 20, 50


def settle() -> None:
    """Keep what is there out of every later search for garbage, and search seldom. To be called when all is read in."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
