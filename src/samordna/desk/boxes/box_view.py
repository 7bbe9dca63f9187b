"""What is to be seen and done in one box of a case? Everything the page of a box shows, gathered as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from samordna.cases import drafts, guard, reasons
from samordna.cases import queries as cases
from samordna.cases.domain import FAR, Done
from samordna.cases.guard import NOTHING, Read
from samordna.cases.queries import Seen
from samordna.desk import guard_view
from samordna.desk.boxes import box_checks, box_needs, deciding_box
from samordna.desk.boxes.box_checks import NO_CHECKS, Checks
from samordna.desk.boxes.box_fields import Asked, FactField, fields
from samordna.desk.boxes.box_needs import Needed
from samordna.desk.boxes.box_ways import Place, Way, earlier, elsewhere, referrals, ways
from samordna.desk.boxes.deciding_box import Suggestion
from samordna.desk.case_names import Names, at, names_of
from samordna.desk.case_view import label
from samordna.desk.dates.dates_box import BoxDate, of_box
from samordna.desk.measures import measure_view
from samordna.desk.meetings import meeting_own
from samordna.desk.outside import channels
from samordna.desk.papers import form_view
from samordna.desk.typed import Error, Typed
from samordna.handbooks.domain import PERSON, Handbook, Process, Step
from samordna.handbooks.journey import routing
from samordna.handbooks.journey.state import AWAITING, REFERRAL
from samordna.handbooks.journey.state import Position as Open
from samordna.handbooks.pages import box as handbook_box
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.words import party_name
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import Message, say
from samordna.law.domain import Law
from samordna.law.queries import load as load_law
from samordna.organisations.queries import followed
from samordna.people import queries as people
from samordna.web.i18n import render

if TYPE_CHECKING:
    from samordna.cases.models import Fact, Position, Transfer

Option = tuple[str, str]
MINE, OUTSIDE, OTHERS, AWAITS = "mine", "outside", "others", "awaits"


@dataclass(frozen=True, slots=True)
class Came:
    """What somebody has asked that led to this box: from whom, what they call it, when, and where it stands whole."""

    sender: str
    what: str
    on: date
    href: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What every page of a box needs: the case as seen, the box, its rows, names and the law on the day."""

    seen: Seen
    place: Open
    process: Process
    step: Step
    row: Position
    driver: str
    names: Names
    law: Law
    on: date
    latest: dict[str, Fact]
    sent: tuple[Transfer, ...]
    protected: bool
    guard: Read = NOTHING

    @property
    def at(self) -> Place:
        """Where the box lies, for its ways."""
        return Place(self.seen, self.place, self.process, self.step, self.driver, self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxView:
    """The page of a box. `stands` is mine, outside (registered for one that does not sign in), others, or awaits."""

    case: int
    no: int
    number: str
    box: dict[str, Any]
    book_href: str
    process: str
    stands: str
    other_post: bool
    driver: str
    worker: str
    taken: bool
    nobody: bool
    opened: date
    due: date | None
    until: date | None
    waits_for: str
    awaited: tuple[int, str, date] | None
    came: list[Came]
    dates: list[BoxDate]
    fields: list[FactField]
    ways: list[Way]
    several: bool
    outcome: bool
    receivers: list[Option]
    drivers: list[Option]
    skip: list[Option]
    jumps: list[tuple[str, list[Option]]]
    hand_overs: list[tuple[str, list[Option]]]
    requests: list[Way]
    parties: list[Option]
    categories: list[Option]
    waits: list[Option]
    endings: list[Option]
    origin: str
    earlier: list[Option]
    channels: list[Option]
    suggestions: list[Suggestion]
    prepared: tuple[str, ...]
    seq: int
    typed: Typed
    open_fold: str
    kept_at: datetime | None
    errors: list[Error]
    guarded: guard_view.BoxGuard | None = None
    checks: Checks = NO_CHECKS
    missing: tuple[Needed, ...] = ()

    @property
    def way_options(self) -> list[Option]:
        """The exits as a choice of a form."""
        return [(way.id, way.label) for way in self.ways]


def gather(seen: Seen, no: int, on: date) -> Gathered:
    """The box and what belongs to it. Raises Refused when it is not open, or not for this reader to see."""
    place, found = seen.state.positions.get(no), seen.box(no)
    if place is None or found is None:
        raise Refused(no_box())
    run = seen.state.runs[place.run]
    process, step = found
    # A box of one's own is always there, also in a process that another party runs: the coordinator's, for one (D11).
    if place.party not in seen.own_parties and not (seen.sees_party(place.party) and seen.sees_party(run.party)):
        raise Refused(no_box())
    row = next((each for each in cases.boxes(seen) if each.no == no), None)
    if row is None:
        raise Refused(no_box())
    sent = tuple(cases.transfers(seen))
    protected = people.by_id(seen.row.person_id).protected
    names = names_of(seen, sent, [row.worker_id or 0], protected=protected)
    driver = routing.responsible(seen.handbook, run, place.party)
    return Gathered(
        seen,
        place,
        process,
        step,
        row,
        driver,
        names,
        load_law(),
        on,
        cases.facts(seen, on, emptied=True),
        sent,
        protected,
        guard.of(seen, on),
    )


def no_box() -> Any:
    """The same answer for a box that is not there and for one that is not ours to know of (D21)."""
    return refused("no-box", say("There is no such box for you to see."))


def stands(found: Gathered) -> str:
    """Whose box it is, for this actor: their unit's own, an outside party's, somebody else's, or awaiting an answer."""
    seen, seats = found.seen, found.seen.seats
    if found.place.status == AWAITING:
        return AWAITS
    unit = seen.scope.post.unit if seen.scope.post else 0
    driver, lead = seats.get(found.driver), seats.get(found.place.party)
    if unit and any(seat and seat.unit == unit for seat in (driver, lead)):
        return MINE
    if driver and not driver.here and any(seat.unit == unit and seat.here for seat in seats.values()):
        return OUTSIDE
    return OTHERS


def view(
    found: Gathered, typed: Typed | None = None, do: str = "", errors: tuple[Error, ...] = (),
    wrong: dict[str, Message] | None = None,
) -> BoxView:  # fmt: skip
    """The page: as it stands, with the reader's own draft, or with what was typed and what is wrong with it."""
    seen, row = found.seen, found.row
    draft = drafts.kept(seen.scope, seen.id, drafts.box_key(found.place.id))
    # What was just typed comes before what was kept earlier.
    writing = typed or (Typed(draft.data) if draft else None)
    ref = Book(f"{seen.handbook.id}@{seen.handbook.version}", seen.handbook)
    shown = handbook_box.shown(
        handbook_box.View(ref, found.law, found.on, choices=followed(seen.row.area_id, found.on)), found.process,
        found.step, seen.own_parties or (found.driver,),
    )  # fmt: skip
    shown["forms"] = form_view.links(seen.id, found.step.forms, shown["forms"])
    if stands(found) in (MINE, OUTSIDE):
        shown["meetings"] = meeting_own.links(seen, (found.process, found.step), shown["meetings"])
    needed = box_needs.meetings(found, ours=stands(found) in (MINE, OUTSIDE))
    shown["needs"] = box_needs.links(found, needed, shown["needs"])
    shown["measures"] = measure_view.links(seen, found.process, found.step)
    where = found.at
    made = ways(where)
    offered = guard_view.silence(found, deciding_box.tables(found, made, ours=stands(found) != OTHERS), made)
    return BoxView(
        case=seen.id, no=found.place.id, number=seen.number, box=shown,
        book_href=wording.address("box", ref.ref, found.process.id, found.step.id),
        process=wording.plain(found.process.title), stands=stands(found), driver=found.names.party(found.driver),
        other_post=found.driver in seen.own_parties,
        worker=found.names.workers.get(row.worker_id or 0, ""), taken=row.worker_id == seen.scope.worker,
        nobody=not row.worker_id, opened=row.opened_on, due=row.due if row.due != FAR else None, until=row.until,
        waits_for=_wait_words(found.step, row.wait), awaited=_awaited(found),
        came=list(_came(found)), dates=of_box(seen, found.place.id, found.on),
        fields=fields(Asked(seen, found.names, found.latest, writing, wrong or {}), found.step.asks),
        ways=made, several=found.step.choose == "any", outcome=any(each.degree for each in made),
        receivers=_receivers(made), drivers=_drivers(seen), skip=[(c, render(m)) for c, m in reasons.SKIP.items()],
        jumps=elsewhere(where, away=False), hand_overs=elsewhere(where, away=True), requests=referrals(where),
        parties=_parties(seen, found.driver), categories=_categories(seen.handbook),
        waits=[(w.id, wording.plain(w.label)) for w in found.step.waits],
        endings=_endings(seen.handbook), origin=_origin(found), earlier=earlier(where),
        channels=channels(), suggestions=offered.suggestions, prepared=offered.questions,
        seq=seen.state.seq, typed=typed or deciding_box.preselected(writing, offered),
        open_fold=do or ("park" if offered.waits and not writing else ""), kept_at=draft.at if draft else None,
        errors=list(errors), guarded=guard_view.for_box(found, do), checks=box_checks.of(found, writing),
        missing=tuple(each for each in needed if not each.held and stands(found) == MINE),
    )  # fmt: skip


def _wait_words(step: Step, wait: str) -> str:
    return next((wording.plain(each.label) for each in step.waits if each.id == wait), "")


def _awaited(found: Gathered) -> tuple[int, str, date] | None:
    """The first unanswered hand-over of the box: number, receiver, since when."""
    for each in found.sent:
        if each.position_no == found.place.id and each.status == "sent":
            return each.no, found.names.party(each.receiver_party), each.sent_on
    return None


def _came(found: Gathered) -> Iterator[Came]:
    """The questions that were put to the reader's unit, or to its team, and that this box belongs to (D8, D11)."""
    for row in found.sent:
        known = found.seen.state.transfers.get(row.no)
        ours = row.receiver_unit_id in found.seen.scope.units and row.sender_unit_id not in found.seen.scope.units
        if ours and known and known.kind == REFERRAL and known.to_run == found.place.run:
            yield Came(
                found.names.party(row.sender_party), label(found.names, row.no), row.sent_on,
                at("transfer", found.seen.id, row.no),
            )  # fmt: skip


def _receivers(made: list[Way]) -> list[Option]:
    return list(dict.fromkeys(each for way in made for each in way.receivers))


def _drivers(seen: Seen) -> list[Option]:
    """Who can drive on after an outcome: parties that can have the next step."""
    parties = [p for p in seen.handbook.parties if routing.cannot_hold(seen.handbook, p) is None]
    return [(p, party_name(seen.handbook, p)) for p in parties]


def _parties(seen: Seen, driver: str) -> list[Option]:
    """Whom one can ask: everybody but the person and oneself."""
    return [(p, party_name(seen.handbook, p)) for p in seen.handbook.parties if p not in (PERSON, driver)]


def _categories(book: Handbook) -> list[Option]:
    """What a party of one's own choice can be told: kinds of information, in the order of their register (D18)."""
    return [(each.id, wording.plain(each.title)) for each in book.registers.get("categories", {}).values()]


def _endings(book: Handbook) -> list[Option]:
    """The outcomes that every box has (D13)."""
    known = book.registers.get("outcomes", {}).values()
    return [(f"outcome:{e.id}", wording.plain(e.title)) for e in known if e.data.get("everywhere")]


def _origin(found: Gathered) -> str:
    """Who handed the work over to us, if it can be returned."""
    run = found.seen.state.runs[found.place.run]
    came = routing.origin(found.seen.state, run, found.driver)
    return found.names.party(came.sender) if came else ""


def next_of_unit(seen: Seen, done: Done) -> int:
    """The box that an act opened, when the actor's unit works in it; else 0."""
    after = cases.see(seen.scope, seen.id, seen.scope.on)
    place = after.state.positions.get(done.position)
    run = after.state.runs.get(place.run) if place else None
    # The coordinator's box in a process that we run is not ours to open, as long as their plan is closed to us (D11).
    if place is None or run is None or not after.sees_party(place.party):
        return 0
    driver = after.seats.get(routing.responsible(after.handbook, run, place.party))
    unit = seen.scope.post.unit if seen.scope.post else 0
    return place.id if driver and driver.unit == unit else 0
