"""What does the page of a case's facts show? Answers by category, with source, period, owner and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases import known, queries
from samordna.cases.facts import category
from samordna.cases.known import Answered, Earlier
from samordna.cases.queries import Seen
from samordna.cases.sources import SOURCES, Source
from samordna.desk.boxes.box_fields import Asked, FactField, fields
from samordna.desk.case_names import Names, at, names_of
from samordna.desk.typed import Typed
from samordna.kernel.text import Message
from samordna.people import queries as people
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

if TYPE_CHECKING:
    from samordna.cases.models import Fact, Position

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier answer, or one's present one, in a line of the history."""

    value: str
    on: date
    who: str
    source: str
    period: str
    href: str


@dataclass(frozen=True, slots=True)
class Theirs:
    """Another party's answer, which can be taken over when it is not one's own already."""

    party: str
    name: str
    value: str
    on: date
    source: str
    period: str
    takeable: bool


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one fact: its value, how it is known, and the time it concerns."""

    fact: str
    value: FactField
    source: str
    words: str
    since: str
    until: str
    removable: bool
    wrong: Mapping[str, Message] = field(default_factory=dict)
    open: bool = False


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact of the case: one's own answer if there is one, those of others, what was said before, who asks for it."""

    fact: str
    title: str
    value: str
    on: date | None
    source: str
    period: str
    theirs: tuple[Theirs, ...]
    past: tuple[Past, ...]
    boxes: tuple[Option, ...]
    form: Form


@dataclass(frozen=True, slots=True)
class FactsView:
    """The whole page. `asked` are facts that open boxes ask for; `more` those that can be added."""

    case: int
    number: str
    closed: bool
    groups: list[tuple[str, list[FactShown]]]
    asked: list[FactShown]
    adding: FactShown | None
    more: list[tuple[str, list[Option]]]
    sources: list[Option]
    errors: list[tuple[str, Message]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the page is made from, read once."""

    seen: Seen
    on: date
    names: Names
    answers: Mapping[str, list[Answered]]
    history: Mapping[str, list[Earlier]]
    boxes: list[Position]
    latest: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was not accepted: its fact, what was typed, and what is wrong by field."""

    fact: str = ""
    typed: Typed | None = None
    wrong: Mapping[str, Message] = field(default_factory=dict)


def gather(seen: Seen, on: date) -> Gathered:
    """Everything the page needs, in a fixed number of queries."""
    told, boxes, sent = known.history(seen, on), queries.boxes(seen), queries.transfers(seen)
    workers = {each.by for tellings in told.values() for each in tellings}
    protected = people.by_id(seen.row.person_id).protected
    names = names_of(seen, sent, workers, protected=protected)
    latest = queries.facts(seen, on, emptied=True)
    return Gathered(seen, on, names, known.answers(seen, on), told, boxes, latest)


def view(found: Gathered, adding: str = "", tried: Tried | None = None) -> FactsView:
    """The page, perhaps with a form for a fact that is added, or with one that was not accepted."""
    seen, tried = found.seen, tried or Tried()
    live = {fact: rows for fact, rows in found.answers.items() if any(row.value is not None for row in rows)}
    groups: dict[str, list[FactShown]] = {}
    for fact, rows in live.items():
        groups.setdefault(rows[0].category, []).append(_shown(found, fact, tried))
    order = list(seen.handbook.registers.get("categories", {}))
    ranked = sorted(groups, key=lambda each: order.index(each) if each in order else len(order))
    open_boxes = [row.no for row in found.boxes if row.unit_id in seen.scope.units]
    asked = [_shown(found, fact, tried) for fact, _boxes in known.unanswered(seen, open_boxes, live)]
    wanted = adding or tried.fact
    shown = {each.fact for each in asked} | set(live)
    extra = wanted if wanted and wanted not in shown and seen.handbook.entry("facts", wanted) else ""
    return FactsView(
        seen.id, seen.number, seen.state.closed,
        [(found.names.title("categories", each), sorted(groups[each], key=lambda f: f.title)) for each in ranked],
        asked, _shown(found, extra, tried) if extra else None, _more(found, shown), _sources(),
        _errors(found, tried),
    )  # fmt: skip


def _shown(found: Gathered, fact: str, tried: Tried) -> FactShown:
    seen, names = found.seen, found.names
    rows = [row for row in found.answers.get(fact, ()) if row.value is not None]
    own = next((row for row in rows if row.sphere in seen.scope.spheres), None)
    others = tuple(_theirs(found, row, own) for row in rows if row.sphere not in seen.scope.spheres)
    return FactShown(
        fact, names.title("facts", fact), names.value(fact, own.value) if own else "",
        own.on if own else None, source_words(names, own.source) if own else "",
        period_words(own.source) if own else "", others,
        tuple(_past(found, each) for each in found.history.get(fact, ())), _asking(found, fact),
        _form(found, fact, own, tried),
    )  # fmt: skip


def _theirs(found: Gathered, row: Answered, own: Answered | None) -> Theirs:
    party, name = _party(found.names, row.sphere)
    takeable = bool(party) and (own is None or own.value != row.value)
    return Theirs(
        party, name, found.names.value(row.fact, row.value), row.on, source_words(found.names, row.source),
        period_words(row.source), takeable,
    )  # fmt: skip


def _party(names: Names, sphere: int) -> tuple[str, str]:
    party = next((p for p, seat in names.seen.seats.items() if seat.sphere == sphere), "")
    return party, names.party(party) if party else _("another party")


def _past(found: Gathered, each: Earlier) -> Past:
    names = found.names
    return Past(
        names.value(each.fact, each.value), each.on, names.who(each.by, each.unit, each.sphere),
        source_words(names, each.source), period_words(each.source), at("case-event", found.seen.id, each.seq),
    )  # fmt: skip


def _asking(found: Gathered, fact: str) -> tuple[Option, ...]:
    """The boxes that ask for a fact: those that are open as links, the others of the same processes by number."""
    seen = found.seen
    open_ = {(row.process, row.step): row.no for row in found.boxes}
    here = {row.process for row in found.boxes}
    said = []
    for process, step in known.asking(seen.handbook).get(fact, ()):
        if process in here:
            no = open_.get((process, step))
            href = at("case-box", seen.id, no) if no else at("box", seen.handbook.id, process, step)
            known_step = seen.handbook.step(process, step)
            said.append((href, known_step.label or known_step.id if known_step else step))
    return tuple(said)


def _form(found: Gathered, fact: str, own: Answered | None, tried: Tried) -> Form:
    """The form as it stands, or with what was typed; the value's field is that of a box."""
    typed = tried.typed if tried.fact == fact else None
    wrong = tried.wrong if tried.fact == fact else {}
    value = fields(
        Asked(found.seen, found.names, found.latest, typed, {fact: wrong[""]} if "" in wrong else {}), [fact]
    )
    source = own.source if own else Source()
    stands = {
        "source": source.code if source.code in SOURCES else "", "words": source.words,
        "since": source.since.isoformat() if source.since else "",
        "until": source.until.isoformat() if source.until else "",
    }  # fmt: skip
    if typed:
        stands = {name: typed.one(f"{name}-{fact}") for name in stands}
    return Form(fact, value[0], **stands, removable=own is not None, wrong=wrong, open=typed is not None)


def source_words(names: Names, source: Source) -> str:
    """How a fact is known, in words."""
    said = _("Taken over from {party}").format(party=names.party(source.party)) if source.party else ""
    if source.code in SOURCES:
        said = render(SOURCES[source.code])
    return ": ".join(each for each in (said, source.words) if each)


def period_words(source: Source) -> str:
    """The time that a fact concerns."""
    if source.since and source.until:
        return _("Concerns {since} to {until}").format(since=day_words(source.since), until=day_words(source.until))
    if source.since:
        return _("Concerns the time from {since}").format(since=day_words(source.since))
    return _("Concerns the time to {until}").format(until=day_words(source.until)) if source.until else ""


def _sources() -> list[Option]:
    return [("", _("Not said")), *((code, render(said)) for code, said in SOURCES.items())]


def _more(found: Gathered, shown: set[str]) -> list[tuple[str, list[Option]]]:
    """The other facts that the handbook knows, by category."""
    groups: dict[str, list[Option]] = {}
    for entry in found.seen.handbook.registers.get("facts", {}).values():
        if entry.id not in shown:
            groups.setdefault(category(entry), []).append((entry.id, render(entry.title)))
    titled = (
        (found.names.title("categories", each), sorted(options, key=lambda o: o[1])) for each, options in groups.items()
    )
    return sorted(titled)


def _errors(found: Gathered, tried: Tried) -> list[tuple[str, Message]]:
    """What is wrong, each at its field."""
    place = {"code": "source", "words": "words", "until": "until", "since": "since"}
    said = []
    for name, message in tried.wrong.items():
        if name == "":
            form = _form(found, tried.fact, None, tried)
            said.append((form.value.anchor, message))
        else:
            said.append((f"field-{place[name]}-{tried.fact}" if name in place else "", message))
    return said
