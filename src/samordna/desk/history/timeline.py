"""What has happened in a case, in plain words? One line per act, the same for the worker and for the person (D24).

A line is built from the kind of an event and what its journey part says that it changed; titles come from the handbook.
What a correction undid stays, struck through. Pure: everything that is read is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from samordna.cases.beside import Tick
from samordna.cases.queries import Happening
from samordna.desk.case_names import Names
from samordna.desk.history import sentences, sentences_beside, sentences_dates
from samordna.handbooks.journey import decide
from samordna.handbooks.journey.codec import event_from_json
from samordna.handbooks.journey.moves import Correct
from samordna.handbooks.journey.state import Event, Position
from samordna.web.i18n import _
from samordna.web.templates import day_words

MOVES, REQUESTS, TOLD, DATES, PEOPLE, CASE = "moves", "requests", "told", "dates", "people", "case"
GROUPS = {
    MOVES: ("completed", "skipped", "jumped", "parked", "resumed", "reopened", "corrected", "returned", "step-added"),
    REQUESTS: (
        "handed-over", "referred", "consulted", "consulted-openly", "accepted", "declined", "withdrawn", "answered",
        "escalated", "consent-withdrawn",
    ),
    TOLD: (
        "told", "judged", "incoming-linked", "benefit-decided", "condition-met", "condition-not-met",
        "applied-by-person", *sentences_beside.PAPERS, *sentences_beside.AGREED,
    ),
    DATES: tuple(sentences_dates.SENTENCES),
    PEOPLE: ("given-to", "taken", "co-worker-added", "co-worker-ended", "watcher-changed", "noted"),
    CASE: ("started", "ended", "closed", "case-reopened", "migrated"),
}  # fmt: skip
# Who works with it is each unit's own business, and needs no note in a journal.
INTERNAL = frozenset(GROUPS[PEOPLE]) | {"escalated"}
# A tick shows on the act that it ticks off; as a line of its own only to those who ask who has worked with the case.
NOTED = "noted"
PAGE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One act as it is read: who did what on which day, and why; `own` when a unit of the reader's sphere did it.

    `facts` are (title, answer). `noted` when its text may go to one's own journal; `whole` when the sentence names
    who it is about. `undone_by` is the event that took it back; `tick` says where it is journalled.
    """

    seq: int
    kind: str
    group: str
    party: str
    party_name: str
    on: date
    recorded: date
    who: str
    what: str
    reason: str = ""
    note: str = ""
    via: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    own: bool = False
    mine: bool = False
    undone_by: int = 0
    tick: Tick | None = None
    correctable: bool = False
    noted: bool = False
    whole: bool = False

    @property
    def text(self) -> str:
        """The one text to copy to the authority's own journal (D24)."""
        said = f"{self.what} ({self.who})" if self.whole else f"{self.who} {self.what}"
        lines = [f"{self.on.isoformat()}. {said}"]
        if self.via:
            lines.append(_("Told {how}.").format(how=self.via))
        if self.reason:
            lines.append(_("Reason: {reason}").format(reason=self.reason))
        if self.note:
            lines.append(self.note)
        lines += [f"{title}: {value}" for title, value in self.facts]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines a page asks for: of one party, of one group of kinds, older than event `before`."""

    party: str = ""
    group: str = ""
    before: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of lines, newest first; `older` is where the next page begins (0: there are no older ones)."""

    lines: tuple[Line, ...]
    older: int = 0
    parties: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Reading:
    """What is known on the way from the oldest event to the newest: boxes by id, and what was sent."""

    names: Names
    boxes: dict[int, Position] = field(default_factory=dict)
    processes: dict[int, str] = field(default_factory=dict)


def lines(names: Names, happened: Sequence[Happening], ticks: Mapping[int, Tick]) -> list[Line]:
    """Every act that the reader may see something of, oldest first."""
    reading, found, undone = _Reading(names), [], {}
    for each in happened:
        event = event_from_json(each.journey) if each.journey else None
        if event:
            _remember(reading, event)
            if event.effect.undone:
                undone[event.effect.undone] = each.seq
        own = each.sphere in names.seen.scope.spheres
        if own or each.kind not in INTERNAL:
            found.append(_line(reading, each, event, ticks.get(each.seq) if own else None))
    return [replace(line, undone_by=undone[line.seq]) if line.seq in undone else line for line in found]


def chosen(found: Iterable[Line], wanted: Wanted, size: int = PAGE) -> Shown:
    """The newest lines that are asked for. Paged by event number, so that a page stays when new acts come."""
    every = list(found)
    parties = {line.party: line.party_name for line in every if line.party}
    fitting = [
        line
        for line in reversed(every)
        if (wanted.group or line.kind != NOTED)
        and (not wanted.party or line.party == wanted.party)
        and (not wanted.group or line.group == wanted.group)
        and (not wanted.before or line.seq < wanted.before)
    ]
    older = fitting[size - 1].seq if len(fitting) > size else 0
    return Shown(tuple(fitting[:size]), older, tuple(sorted(parties.items(), key=lambda pair: pair[1])))


def with_corrections(shown: Shown, names: Names) -> Shown:
    """The same with what the reader could undo now: asked of the journey, for the lines on the page only."""
    return replace(shown, lines=tuple(replace(each, correctable=correctable(each, names)) for each in shown.lines))


def correctable(line: Line, names: Names) -> bool:
    """May the reader undo this leaving of a box? As `moving.correct` would answer."""
    seen = names.seen
    if not line.own or line.undone_by or seen.state.closed or not any(v.seq == line.seq for v in seen.state.visits):
        return False
    tries = (Correct(seq=line.seq, reason="-", by=party) for party in seen.own_parties)
    return any(decide(seen.handbook, seen.state, each).event for each in tries)


def worker_ids(happened: Iterable[Happening]) -> set[int]:
    """Everybody that the acts name, for one look-up of names."""
    found: set[int] = set()
    for each in happened:
        plan = each.said.get("plan", {})
        extras = plan.get("extras", {})
        named = [*extras.get("responsible", {}).values(), extras.get("watcher"), each.by]
        named += [row[1].get("worker_id") for row in plan.get("rows", ()) if len(row) > 1]
        found |= {worker for worker in named if worker}
    return found


def _remember(reading: _Reading, event: Event) -> None:
    for run in event.effect.runs:
        reading.processes[run.id] = run.process
    for position in event.effect.positions:
        reading.boxes[position.id] = position
    for visit in event.effect.visits:
        reading.boxes.setdefault(visit.position.id, visit.position)
        reading.processes.setdefault(visit.position.run, visit.process)


def _line(reading: _Reading, each: Happening, event: Event | None, tick: Tick | None) -> Line:
    names = reading.names
    # What a job of the night did, nobody in the unit has done.
    who = names.who(each.by, each.unit, each.sphere) if each.by else _("Samordna")
    party = (event.by if event else "") or names.party_of_unit(each.unit)
    party = party if party in names.known else ""
    own = each.sphere in names.seen.scope.spheres
    told = sentences.Told(names, each, event, reading.boxes, reading.processes)
    text = "\n".join(_plainly(said["text"]) for said in each.told if said.get("text")) if not event else ""
    via = sentences.channel(event.via) if event and event.via else ""
    facts = tuple((names.title("facts", fact), names.value(fact, value)) for fact, value in each.facts.items())
    reason = next((str(part["reason"]) for part in each.said.values() if part.get("reason")), "")
    return Line(
        seq=each.seq, kind=each.kind, group=group_of(each.kind), party=party,
        party_name=names.party(party) if party else "", on=_day(each), recorded=each.at.date(), who=who,
        what=sentences.happened(told),
        reason=sentences.why((event.reason if event else "") or reason),
        note=each.note or text, via=via,
        facts=facts, own=own, mine=each.by == names.seen.scope.worker, tick=tick,
        noted=(own or bool(each.told)) and each.kind not in INTERNAL, whole=sentences.is_whole(told),
    )  # fmt: skip


def _plainly(text: str) -> str:
    """What another party's act told: its first line may be a coded reason."""
    first, newline, rest = text.partition("\n")
    return f"{sentences.why(first)}{newline}{rest}".strip()


def group_of(kind: str) -> str:
    """The group that a kind of event is filtered by."""
    return next((group for group, kinds in GROUPS.items() if kind in kinds), CASE)


def group_words() -> list[tuple[str, str]]:
    """The groups as a choice of a form."""
    return [
        (MOVES, _("Steps in the handbook")),
        (REQUESTS, _("Requests, hand-overs and answers")),
        (TOLD, _("What has been told")),
        (DATES, _("Dates and time limits")),
        (PEOPLE, _("Who works with it")),
        (CASE, _("The case as a whole")),
    ]


def _day(each: Happening) -> date:
    try:
        return date.fromisoformat(each.on)
    except ValueError:
        return each.at.date()


def when(line: Line) -> str:
    """The day of an act, with the day it was written down when that was another."""
    if line.on == line.recorded:
        return day_words(line.on)
    return _("{day} (written down {recorded})").format(day=day_words(line.on), recorded=day_words(line.recorded))
