"""How do we say, in words for people, how sure we are, how a provision stands, and what a value counts?"""

from __future__ import annotations

from datetime import date

from samordna.kernel.period import Period
from samordna.kernel.text import Message, say
from samordna.law.domain import Confidence, Status, Value
from samordna.web.i18n import day_words, month_words

CONFIDENCE: dict[Confidence, Message] = {
    Confidence.STATUTE: say("The text of the law has been read."),
    Confidence.AUTHORITY_PAGE: say("Read on an authority's page, not in the law."),
    Confidence.SECONDARY: say("SECONDARY SOURCE: the text of the law has not been read. Check before you rely on it."),
    Confidence.SOURCE_ONLY: say("Only the source document says so; it is not law."),
}
MARK: dict[Confidence, Message] = {
    Confidence.AUTHORITY_PAGE: say("an authority's page"),
    Confidence.SECONDARY: say("secondary source"),
    Confidence.SOURCE_ONLY: say("only the source document"),
}
STATUS: dict[Status, str] = {
    Status.IN_FORCE: say("In force on {on}.").template,
    Status.REPEALED: say("NO LONGER IN FORCE on {on}.").template,
    Status.NOT_YET: say("NOT YET IN FORCE on {on}.").template,
    Status.UNKNOWN: say("Unknown on {on}.").template,
}
# How a page says the same: a short word for a label beside a sign, because no page shows a state by colour alone.
STANDING: dict[Status, Message] = {
    Status.IN_FORCE: say("In force"),
    Status.REPEALED: say("No longer in force"),
    Status.NOT_YET: say("Not yet in force"),
    Status.UNKNOWN: say("Unknown"),
}
KIND: dict[str, Message] = {"begins": say("begins"), "changes": say("changes"), "ends": say("ends")}
YES, NO = say("yes"), say("no")

UNITS: dict[str, str] = {
    "july-of-year-turning": say("from July of the year of turning {n}").template,
    "month-of-turning": say("from the month of turning {n}").template,
    "day-of-turning": say("from the day of turning {n}").template,
    "month-before": say("to the end of the month before turning {n}").template,
    "through-age": say("through the age of {n}").template,
    "days": say("{n} days").template,
    "weeks": say("{n} weeks").template,
    "months": say("{n} months").template,
    "years": say("{n} years").template,
    "hours": say("{n} hours").template,
    "percent": say("{n} per cent").template,
}

# Values of the unit "word", which are codes; those who ask for one decide by the code, and nobody reads it.
WORDS: dict[str, Message] = {
    "end-of-next-calendar-year": say("at the latest when the next calendar year ends"),
    "genast": say("at once"),
    "utan dröjsmål": say("without delay"),
}


def of_value(value: Value) -> Message:
    """A value with what it counts: "from July of the year of turning 19", "30 days", "yes"."""
    if isinstance(value.value, bool):
        return YES if value.value else NO
    if isinstance(value.value, str) and value.value in WORDS:
        return WORDS[value.value]
    if value.unit == "month":
        return say("{n}", n=month_words(date.fromisoformat(f"{value.value}-01")))
    shown = ", ".join(map(str, value.value)) if isinstance(value.value, tuple) else str(value.value)
    return say(UNITS.get(value.unit, "{n}"), n=shown)


def of_period(period: Period) -> str:
    """First and last day that count, with dots where it is open."""
    start = period.start.isoformat() if period.start else "…"
    last = period.last.isoformat() if period.last else "…"
    return f"{start} – {last}"


def days_of(period: Period) -> Message:
    """First and last day that count, as a sentence says it; both are included."""
    start, last = (day_words(each) if each else "" for each in (period.start, period.last))
    if start and last:
        return say("from {start} through {last}", start=start, last=last)
    if start:
        return say("from {start}", start=start)
    return say("through {last}", last=last) if last else say("without a known limit")
