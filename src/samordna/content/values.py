"""How does plain, checked data become kernel values: bilingual texts, days, periods?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samordna.kernel.period import Period
from samordna.kernel.text import Text


def text(data: Mapping[str, str] | None) -> Text:
    """A bilingual text; empty when there is none."""
    return Text(**data) if data else Text()


def day(written: str | None) -> date | None:
    """An ISO date, or None."""
    return date.fromisoformat(written) if written else None


def period(data: Mapping[str, str | None] | None) -> Period:
    """A half-open period from `from` and `to`; open-ended when there is none."""
    return Period(day((data or {}).get("from")), day((data or {}).get("to")))
