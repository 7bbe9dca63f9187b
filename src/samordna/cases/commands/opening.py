"""How does a case begin? With a person, a unit that owns it, and where the person is now (D2, D15)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid5

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases import arranging, engine, numbers
from samordna.cases.domain import CaseRow, Done, Extras, Seat
from samordna.cases.models import Case
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import EMPTY, Event, decide
from samordna.handbooks.journey.moves import Start
from samordna.journal.acts import one_act
from samordna.journal.append import begin
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations
from samordna.people import queries as people

if TYPE_CHECKING:
    from samordna.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class Wanted:
    """A case to open: whom it is about, the process and box where the person is now, and the boxes before (D15).

    `party` is the one the opening unit acts for (needed only when it plays several that may start the process).
    """

    person: int
    process: str
    steps: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    party: str = ""
    watcher: int = 0
    on: date | None = None
    reason: str = ""
    note: str = ""


def open_case(*, act: Act, scope: Scope, wanted: Wanted) -> Done:
    """Open a case for the acting unit. Raises Refused, or DoneBefore when this act opened one already (E12)."""
    if not act.unit:
        raise Refused(refused("no-post", say("You have no post in any unit today. Ask your local administrator.")))
    unit = organisations.unit(act.unit)
    insist(may(scope, Action.OPEN_CASE, About(unit=unit.pk, authority=unit.authority_id, area=unit.area_id)))
    with one_act():
        number = begin("case", act)
        return _open(number, unit, act, wanted)


def _open(number: int, unit: Unit, act: Act, wanted: Wanted) -> Done:
    on = wanted.on or act.on
    if unit.authority_id != people.authority_of(wanted.person):
        raise Refused(refused("no-person", say("There is no such person for you to see.")))
    book = engine.pinned(unit.area.handbook, unit.area.version)
    party = _party(book, unit, wanted, act.on)
    outside = tuple(sorted(organisations.outside_parties(unit.area_id, act.on)))
    start = Start(
        process=wanted.process, party=party, steps=wanted.steps, before=wanted.before, outside=outside,
        by=party, on=on.isoformat(), reason=wanted.reason or act.reason,
    )  # fmt: skip
    ruling = decide(book, EMPTY, start)
    if ruling.event is None:
        raise Refused(ruling.decision)
    row = CaseRow(
        id=number, seq=0, head=bytes(32), person_id=wanted.person, area_id=unit.area_id, handbook=book.id,
        version=book.version, owner_id=unit.pk, watcher_id=wanted.watcher or act.by, holder_id=unit.pk,
        holder_party=party, held_since=on, opened_on=on, closed_seq=None,
    )  # fmt: skip
    Case.objects.create(**asdict(row))
    case = engine.Loaded(row, EMPTY, {}, book, wanted.person)
    if set(engine.parties_in(ruling.event)) != {party}:
        # Another unit comes in with it, whose counter may be the one to take first.
        numbers.hold((unit.area_id,), act.on)
    own = numbers.give(unit, act.on)
    seats = {party: Seat(unit.pk, unit.sphere_id, unit.here)}
    # What every list of cases shows stands in the event too, so that the row can be rebuilt from it.
    opened = {
        "person_id": wanted.person, "area_id": unit.area_id, "owner_id": unit.pk,
        "watcher_id": wanted.watcher or act.by, "opened_on": on.isoformat(),
    }  # fmt: skip
    asked = engine.Asked(note=wanted.note)
    extras, seats = _seated(case, book, ruling.event, act, asked, on, seats)
    extras = replace(
        extras, seats={party: (unit.pk, unit.sphere_id, own), **extras.seats}, opened=opened,
        responsible={party: act.by or None},
    )  # fmt: skip
    case.seats = seats
    extras = arranging.dated(case, book, ruling.event, extras, act, asked, on)
    return engine.record(case, ruling.event, extras, seats, act, asked, on)


def _seated(
    case: engine.Loaded, book: Handbook, event: Event, act: Act, asked: engine.Asked, on: date,
    seats: engine.Seats,
) -> tuple[Extras, engine.Seats]:  # fmt: skip
    case.seats = seats
    return engine.seated(case, book, event, act, asked, on)


def _party(book: Handbook, unit: Unit, wanted: Wanted, on: date) -> str:
    """The party for which the unit starts the process."""
    process = book.by_id.get(wanted.process)
    if process is None:
        raise Refused(refused("no-process", say("The handbook has no process “{process}”.", process=wanted.process)))
    own = organisations.parties_of(unit.pk, on)
    able = [party for party in process.starters if party in own]
    if wanted.party and wanted.party in able:
        return wanted.party
    if not able:
        raise Refused(refused("not-a-starter", say("Your unit does not start “{process}”.", process=process.title)))
    return able[0]


def open_cases(
    *, act: Act, scope: Scope, wanted: Iterable[Wanted], progress: Callable[[int], None] = lambda _done: None
) -> list[Done]:
    """Open many cases, for example from a file; each is an act of its own under the first one's id (D15)."""
    found = []
    for n, each in enumerate(wanted):
        found.append(open_case(act=replace(act, id=uuid5(act.id, str(n))), scope=scope, wanted=each))
        progress(n + 1)
    return found
