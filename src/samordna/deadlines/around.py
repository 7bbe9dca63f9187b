"""What is every date of an area counted by on a day: its calendar, the law it follows, and what it has decided?

Cases count a few dates of their own by the same (`cases.clocks`), so it stands there.
"""

from __future__ import annotations

from samordna.cases.clocks import around

__all__ = ["around"]
