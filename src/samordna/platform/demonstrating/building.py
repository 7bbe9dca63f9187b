"""Which cases does the demonstration have, and how are they made? Deterministic: the same every time on the same day.

The plan is `content/demonstration.yaml`: whose case, by which story of a handbook, and how far it has come. More
cases than the plan has are made from its lines over again, with other people, to look at speed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5

from samordna.access.domain import Scope, system
from samordna.cases import engine
from samordna.cases.commands import incoming, nightly
from samordna.cases.commands.opening import Wanted
from samordna.content import reading
from samordna.handbooks.scenarios import files, move_of, story_of
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.kernel.personal_number import luhn
from samordna.kernel.text import Text
from samordna.organisations import commands as staff
from samordna.organisations import queries as organisations
from samordna.organisations.domain import Span
from samordna.people.commands import register_person
from samordna.people.domain import Details
from samordna.platform.demonstrating import adjusting, keeping, measuring, meeting, papers, planning
from samordna.platform.demonstrating.player import SERIES, Story

PLAN = Path(reading.__file__).parent / "demonstration.yaml"
SCHEMA = "samordna.platform.demonstrating.schema:PlanFile"
HANDBOOKS = Path(reading.__file__).parent / "handbooks"
# The Tax Agency's series of test numbers: 238x and 239x are given to nobody.
TEST_SERIES = (239, 238)


@dataclass(frozen=True, slots=True)
class Planned:
    """One case of the plan, as `schema.CaseIn` tells; `key` makes its acts the same every time."""

    worker: str
    story: str
    days: int
    given: str
    family: str
    born: date
    stop: int = 99
    last: int = -1
    facts: Mapping[str, int] = field(default_factory=dict)
    rests: int | None = None
    untaken: bool = False
    co_worker: str = ""
    looks: tuple[Mapping[str, Any], ...] = ()
    clocks: tuple[Mapping[str, Any], ...] = ()
    forms: tuple[Mapping[str, Any], ...] = ()
    measures: tuple[Mapping[str, Any], ...] = ()
    plans: tuple[Mapping[str, Any], ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    meetings: tuple[Mapping[str, Any], ...] = ()
    protected: bool = False
    language: str = ""
    closes: bool = False
    key: str = ""


def plan() -> tuple[list[Planned], Mapping[str, Any]]:
    """The cases of the demonstration, and everything else of the plan."""
    data = reading.read(PLAN, "demonstration", reading.by_schema(SCHEMA)).data
    rows = [Planned(**{**row, "born": date.fromisoformat(str(row["born"]))}) for row in data["cases"]]
    return [replace(row, key=f"case-{n}") for n, row in enumerate(rows)], data


def count() -> int:
    """How many cases the plan has."""
    return len(plan()[0])


def begin() -> list[tuple[str, Text]]:
    """Whom to be first, by user name, with what awaits them."""
    return [(each["worker"], Text(**each["awaits"])) for each in plan()[1]["begin"]]


def cases(n: int, today: date, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
    """Make `n` cases as they stand on the day `today`, and what has come in; returns how many were made."""
    rows, data = plan()
    made = 0
    for index, each in enumerate(data["absences"]):
        _away(index, each, today)
    measuring.catalogues(data["catalogues"], today)
    for made, row in enumerate(_repeated(rows, data["names"], n), start=1):
        _case(row, today, data["samples"])
        progress(made, n)
    for index, each in enumerate(data["incoming"]):
        _came(index, each, today)
    meeting.lay_out(data["times"], _acting, today)
    _night(today)
    return made


def _repeated(rows: list[Planned], names: Mapping[str, list[str]], n: int) -> Iterator[Planned]:
    """The plan, and then its lines again with other people."""
    for i in range(n):
        row = rows[i % len(rows)]
        if i < len(rows):
            yield row
            continue
        given, family = names["given"], names["family"]
        yield replace(
            row, key=f"case-{i}", given=given[i % len(given)], family=family[(i // len(given)) % len(family)],
            born=date(1962, 1, 1) + timedelta(days=i * 37 % 15000), protected=False, days=row.days + i % 20,
        )  # fmt: skip


def number(born: date, index: int) -> str:
    """A personal number of the test series for a day of birth."""
    short = f"{born:%y%m%d}{TEST_SERIES[index % 2]}"
    return f"{born:%Y%m%d}{TEST_SERIES[index % 2]}{luhn(short)}"


def _case(row: Planned, today: date, samples: Mapping[str, str]) -> None:
    worker = organisations.worker(row.worker)
    started = today - timedelta(days=row.days)
    story = Story(row.key, worker.pk, today, started, samples, row.facts, row.untaken)
    document = story_of(_file(row.story))
    written = document.data
    act, scope = story.act(worker.pk)
    details = Details(
        given_name=row.given, family_name=row.family, language=row.language, interpreter=bool(row.language)
    )
    person = register_person(
        act=act, scope=scope, details=details, number=number(row.born, len(row.given)), protected=row.protected
    )
    story.open(
        Wanted(
            person=person.pk, process=written["process"], steps=tuple(written.get("start", ())), party=written["party"]
        )
    )
    _play(story, written, row)
    if row.closes:
        _close(story)
    if row.facts:
        story.tell()
    for each in row.clocks:
        adjusting.adjust(story, each)
    for each in row.forms:
        papers.fill(story, each)
    for each in row.measures:
        measuring.measure(story, each)
    planning.plan(story, row.plans)
    for each in row.files:
        keeping.keep(story, each)
    for each in row.meetings:
        meeting.meet(story, each)
    if row.rests is not None:
        story.rest(today + timedelta(days=row.rests))
    if row.co_worker:
        story.work_beside(organisations.worker(row.co_worker).pk)
    for look in row.looks:
        story.on = today - timedelta(days=look["days"])
        story.look(organisations.worker(look["worker"]).pk, look["reason"])


def _play(story: Story, written: Mapping[str, Any], row: Planned) -> None:
    """The lines that have happened, evenly from the day the case was opened to the day it last moved."""
    lines = list(written.get("moves", ()))[: row.stop]
    last = row.last if row.last >= 0 else row.days // (len(lines) + 1)
    opened, span = story.on, max(row.days - last, 0)
    for done, line in enumerate(lines, start=1):
        story.on = _weekday(opened + timedelta(days=span * done // len(lines)), opened)
        move = move_of(engine.read(story.case).state, written["process"], line)
        if move is not None:
            story.do(move)


def _weekday(day: date, earliest: date) -> date:
    """The day, or the Friday before a weekend."""
    return max(day - timedelta(days=max(0, day.weekday() - 4)), earliest)


def _close(story: Story) -> None:
    """End what is under way and close, as the owner does when everything is settled."""
    from samordna.handbooks.journey.moves import Close, End

    for run in engine.read(story.case).state.open_runs():
        story.do(End(run=run.id, reason="Planeringen är klar."))
    story.do(Close(reason="Allt är klart."))


def _file(story: str) -> Path:
    """The scenario file that a line of the plan names, as handbook/name."""
    handbook, _, name = story.partition("/")
    newest = sorted((HANDBOOKS / handbook).iterdir())[-1]
    return next(path for path in files(newest) if path.stem == name)


def _came(index: int, each: Mapping[str, Any], today: date) -> None:
    """Something that has come in to a unit and waits to be looked at."""
    came = today - timedelta(days=each["days"])
    act, scope = _acting(f"incoming-{index}", each["worker"], came)
    told = incoming.Came(what=each["what"], sender=each["from"], on=came, how=each["how"], kind=each["kind"])
    incoming.register(act=act, scope=scope, came=told)


def _away(index: int, each: Mapping[str, Any], today: date) -> None:
    """Somebody is away around today, unless the area says so already."""
    away, substitute = organisations.worker(each["worker"]), organisations.worker(each["substitute"])
    if away.pk in organisations.away([away.pk], today):
        return
    act, scope = _acting(f"absence-{index}", each["by"], today)
    span = Span(today + timedelta(days=each["from"]), today + timedelta(days=each["to"]))
    post = organisations.scope_of(away, today).posts[0]
    staff.set_absence(act=act, scope=scope, unit=post.unit, worker=away.pk, span=span, substitute=substitute.pk)


def _acting(key: str, username: str, on: date) -> tuple[Act, Scope]:
    """An act of a worker in the morning of a day."""
    worker = organisations.worker(username)
    scope = organisations.scope_of(worker, on)
    if scope.post is None:
        raise Refused(engine.no_case())
    at = datetime.combine(on, time(7, 30), tzinfo=UTC)
    act = Act(
        id=uuid5(SERIES, key), by=worker.pk, at=at, on=on, unit=scope.post.unit, sphere=scope.post.sphere
    )  # fmt: skip
    return act, scope


def _night(today: date) -> None:
    """Last night's work: what was not answered in time has gone on to whom the handbook names."""
    scope, at = system("nightly", today), datetime.combine(today, time(2, 0), tzinfo=UTC)
    nightly.escalate_silence(scope=scope, at=at)
    nightly.escalate_incoming(scope=scope, at=at)
    nightly.put_dates_right(today)
