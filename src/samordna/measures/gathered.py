"""What has been tried, what is known, and what is missing? Claims with day and source, and holes; pure.

A claim without a source is a hole beside it: whoever decides cannot weigh it. Nothing here reads a table: what is
known is handed in, and the desk collects it from every room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from samordna.kernel.text import Message, Text, say
from samordna.measures.domain import APPLIED, ENDED, STARTED, MeasureKept

ONE_DAY = timedelta(days=1)
HEALTH = "health"
# How a link of the chain stands.
HOLDS, MISSING, UNCLEAR, OPEN = "holds", "missing", "unclear", "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that is known: `title` is what it is about, `what` what is said. `since` and `until` is its time.

    `on` is the day of the source, `source` in words, `href` where it stands. Sphere and category say who may see it.
    `link` is the link of the chain that it tells of, if any.
    """

    what: str
    category: str
    sphere: int
    on: date | None
    source: str
    href: str
    title: str = ""
    since: date | None = None
    until: date | None = None
    link: str = ""

    @property
    def shown(self) -> bool:
        """True when it has both a day and a source."""
        return bool(self.on and self.source)


@dataclass(frozen=True, slots=True)
class Hole:
    """Something that is missing, what to do about it, and where; `category` is that of what is missing."""

    said: Message
    mend: Message
    href: str
    category: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the whole road."""

    id: str
    title: Text
    claims: tuple[Claim, ...] = ()
    holes: tuple[Hole, ...] = ()

    @property
    def empty(self) -> bool:
        """True when there is nothing at all to show."""
        return not (self.claims or self.holes)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The whole road in one variant, on a day."""

    variant: str
    title: Text
    intro: Text
    on: date
    sections: tuple[Section, ...]

    @property
    def holes(self) -> list[Hole]:
        """Everything that is missing."""
        return [hole for each in self.sections for hole in each.holes]

    def categories(self, sphere: int) -> tuple[str, ...]:
        """The kinds of information that a sphere's own claims tell of, each once."""
        return tuple(dict.fromkeys(c.category for s in self.sections for c in s.claims if c.sphere == sphere))

    def others(self, sphere: int) -> int:
        """How many claims are other parties' own: they hand them over themselves."""
        return sum(claim.sphere != sphere for each in self.sections for claim in each.claims)


def leaving(found: Gathered, sphere: int, categories: Collection[str]) -> Gathered:
    """What of it a sphere may hand over: its own claims in these categories, and what is missing among them (D18)."""
    return replace(found, sections=tuple(
        replace(
            each, claims=tuple(c for c in each.claims if c.sphere == sphere and c.category in categories),
            holes=tuple(hole for hole in each.holes if hole.category in categories),
        )
        for each in found.sections
    ))  # fmt: skip


def unsourced(claims: Iterable[Claim], sphere: int) -> Iterator[Hole]:
    """One's own claims that nobody has said the source of; one hole for those of a kind, which leads to the first."""
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if not claim.shown and claim.sphere == sphere:
            found.setdefault(claim.category, []).append(claim)
    for category, each in found.items():
        titles = ", ".join(dict.fromkeys(claim.title or claim.what for claim in each))
        yield Hole(
            say("No source is written for this: {titles}.", titles=titles),
            say("Write how it is known, and from which document."), each[0].href, category,
        )  # fmt: skip


# Measures


def measure_holes(
    every: Iterable[MeasureKept], on: date, hrefs: Mapping[int, str], add: str, told: bool = False
) -> Iterator[Hole]:  # fmt: skip
    """What is missing about measures. `add` is where one is written down; `told` when earlier ones stand elsewhere."""
    found = list(every)
    if not any(each.tried for each in found) and not told:
        yield Hole(
            say("No measure that has been tried is written down."),
            say("Write down what has been tried, also before the case and by others, with its source."), add, "work",
        )  # fmt: skip
    for each in found:
        for said, mend in _of_measure(each, on):
            yield Hole(said, mend, hrefs[each.id], each.category)


def _of_measure(each: MeasureKept, on: date) -> Iterator[tuple[Message, Message]]:
    title = each.title
    if each.status == ENDED and not each.result.strip():
        yield (
            say("No result is written for “{title}”.", title=title),
            say("Write what it showed: what worked, what did not, and how much."),
        )
    if each.status == ENDED and each.started_on is None:
        yield say("No first day is written for “{title}”.", title=title), say("Write down when it began.")
    if each.status == STARTED and each.until and each.until < on:
        yield (
            say("“{title}” was to end {day}, and nothing is written of how it went.", title=title, day=each.until),
            say("Write down how it ended, or a new last day."),
        )
    if each.status == APPLIED and each.begins_on and each.begins_on < on:
        yield (
            say("“{title}” was to begin {day}, and no answer is written down.", title=title, day=each.begins_on),
            say("Ask the provider, and write down that it has begun or came to nothing."),
        )
    if each.tried and each.extent is None:
        yield say("No extent is written for “{title}”.", title=title), say("Write how many per cent of full time.")


# Certificates


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both included."""

    first: date
    last: date


def uncovered(known: Iterable[Days], since: date, until: date) -> list[Days]:
    """The days between `since` and `until` that nothing covers, in their order."""
    found, day = list[Days](), since
    for each in sorted(known, key=lambda days: (days.first, days.last)):
        if each.first > day:
            found.append(Days(day, min(each.first - ONE_DAY, until)))
        day = max(day, each.last + ONE_DAY)
        if day > until:
            break
    if day <= until:
        found.append(Days(day, until))
    return [days for days in found if days.first <= days.last <= until]


def covered(told: Iterable[tuple[date | None, date | None]]) -> list[Days]:
    """The days of certificates from what was told of them, oldest first: (first day, last day), None when not told.

    A last day told alone belongs to the newest first day; told anew, it corrects or lengthens that certificate.
    """
    found: dict[date, date] = {}
    first: date | None = None
    for start, end in told:
        first = start or first
        if first and end and end >= first:
            found[first] = end
    return [Days(start, end) for start, end in sorted(found.items())]


def certificate_holes(known: Collection[Days], since: date | None, until: date, href: str) -> Iterator[Hole]:
    """The time that no certificate covers, from the first day of illness or of the first certificate."""
    mend = say("Ask the person or health care for the certificate, and write down its first and last day.")
    if not known:
        yield Hole(say("No certificate is written down."), mend, href, HEALTH)
        return
    start = since or min(days.first for days in known)
    for days in uncovered(known, start, until):
        yield Hole(
            say("No certificate covers {first} to {last}.", first=days.first, last=days.last), mend, href, HEALTH
        )


# The chain


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the chain from diagnosis to activity: what the newest answer says of it."""

    id: str
    title: Text
    state: str


def state_of(value: object, missing: Collection[str], unclear: Collection[str]) -> str:
    """How a link stands by its answer; None when nobody has answered."""
    if value is None:
        return OPEN
    if value in missing:
        return MISSING
    return UNCLEAR if value in unclear else HOLDS


def chain_holes(links: Iterable[Link], href: str, ask: str) -> Iterator[Hole]:
    """The links that are missing, unclear or not looked at; `ask` is where health care is asked."""
    found: dict[str, list[Text]] = {}
    for link in links:
        found.setdefault(link.state, []).append(link.title)
    complete = say("Ask the doctor to complete them.")
    if MISSING in found:
        yield Hole(say("The documents do not show this: {links}.", links=found[MISSING]), complete, ask, HEALTH)
    if UNCLEAR in found:
        yield Hole(say("The documents are unclear about this: {links}.", links=found[UNCLEAR]), complete, ask, HEALTH)
    if OPEN in found:
        said = say("Nobody has written whether the documents show this: {links}.", links=found[OPEN])
        yield Hole(said, say("Read the document, and answer."), href, HEALTH)


# Answers


def unanswered(
    asks: Iterable[str], answered: Collection[str], title: Text, href: str, category: str
) -> Iterator[Hole]:  # fmt: skip
    """One hole when none of the facts that are asked for has an answer."""
    if not set(asks) & set(answered):
        yield Hole(
            say("Nothing is written of this: {title}.", title=title), say("Write what is known."), href, category
        )


def no_answer(form: Text, sent: date, href: str, category: str) -> Hole:
    """A form that was handed over, and that nobody has answered."""
    return Hole(
        say("No answer has come to “{form}”, handed over {day}.", form=form, day=sent),
        say("Remind them, or write down the answer when it comes."), href, category,
    )  # fmt: skip


def no_reason(benefit: str, on: date, href: str, category: str) -> Hole:
    """A refusal of which nobody knows the reason."""
    return Hole(
        say("Nobody has written why {benefit} was refused {day}.", benefit=benefit, day=on),
        say("Read the decision, or ask Försäkringskassan, before another application."), href, category,
    )  # fmt: skip


def late_plan(plan: str | Text, on: date, href: str, category: str) -> Hole:
    """A plan whose day of follow-up has passed."""
    return Hole(
        say("“{plan}” was to be followed up {day}, and nothing is written of it.", plan=plan, day=on),
        say("Follow it up, or write a new day."), href, category,
    )  # fmt: skip


@dataclass(slots=True)
class Part:
    """What a collector has found for one section."""

    claims: list[Claim] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)


def in_time(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims in the order of the time that they are about; those without a day last."""
    return tuple(sorted(claims, key=lambda each: (each.since or each.on or date.max, each.title)))
