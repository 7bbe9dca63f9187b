"""How does a move become an event and its rows? Read, rule, decide, check what leaves, write (E3-E5, E18).

Everything that a case's commands share. The order matters: who may, what the journey says, what law says of telling
the receiver, and only then one gated write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import JSONField, Value

from samordna.access.domain import Scope
from samordna.cases import arranging, gate, guard, numbers, policy, rows, telling, together
from samordna.cases.domain import PLAN, CaseRow, Done, Extras, Overtaken, Seat
from samordna.cases.facts import Answer
from samordna.cases.facts import told as told_facts
from samordna.cases.models import Case, Fact, Position
from samordna.cases.states import memory, state_of
from samordna.cases.written import written
from samordna.consents import queries as consents
from samordna.handbooks import published
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import Event, State, apply, decide
from samordna.handbooks.journey.combining import combine
from samordna.handbooks.journey.moves import Accept, Move
from samordna.handbooks.journey.state import HANDOVER, SENT, Effect
from samordna.journal import queries as journal
from samordna.journal.acts import TakesMore, one_act, short_act
from samordna.journal.append import DoneBefore, MovedOn, sealed
from samordna.journal.domain import Act, Entry, Part
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations

Seats = dict[str, Seat]
EMPTY_EFFECT = Effect()


def pinned(handbook: str, version: str) -> Handbook:
    """The version that a case follows, as it was published; later edits of a packaged file change no running case."""
    return published.pinned(handbook, version)


@dataclass(slots=True)
class Loaded:
    """A case as a command meets it: its row, where it is, and who sits where."""

    row: CaseRow
    state: State
    seats: Seats
    handbook: Handbook
    person: int
    facts: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The case."""
        return self.row.pk


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes with a move: chosen units, answers to facts, a note, and who is to work with the next box.

    `kept` is what else an event says, by category, for a kind that says more than planning; `category` is that of
    everything else beside the journey. `guard` is the coded reason for going on although a decision on a benefit
    speaks against it, `guarded` the kinds of benefit that it was asked for (D28). `keeper` is the sphere whose rows an
    act of another one changes: what is noted stands there (0: the acting unit's); `others` are parts for more spheres.
    """

    units: Mapping[str, int] = field(default_factory=dict)
    facts: tuple[Answer, ...] = ()
    note: str = ""
    worker: int | None = None
    kept: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    category: str = PLAN
    guard: str = ""
    guarded: tuple[str, ...] = ()
    keeper: int = 0
    others: tuple[Part, ...] = ()


def read(case: int, act: Act | None = None, *, lock: bool = False) -> Loaded:
    """The case, its state and its seats. With `lock`, nobody else can change it until the act is done.

    Raises DoneBefore when `act` has been recorded in the case: a double click (E12).
    """
    found = gate.fetch(case, act.id if act else None, lock=lock)
    if not found:
        raise Refused(no_case())
    width = len(gate.CASE_FIELDS)
    if found[0][width] is not None:
        raise DoneBefore(case, found[0][width])
    row = CaseRow(*found[0][:width])
    seats = {each[0]: Seat(*each[1:]) for each in (seat[width + 2 :] for seat in found) if each[0] is not None}
    state = state_of(case, row.seq, row.head)
    told = gate.facts(found[0][width + 1])
    return Loaded(row, state, seats, pinned(row.handbook, row.version), row.person_id, told)


def hold(cases: Iterable[int], on: date) -> None:
    """Take several cases and the counters of their areas, for an act that changes them one after another (E3)."""
    ids = sorted(set(cases))
    gate.hold(ids)
    numbers.hold(sorted(set(Case.objects.filter(pk__in=ids).values_list("area_id", flat=True))), on)


def on_case(case: int, act: Act, do: Callable[[Loaded], Done], *, short: bool = False) -> Done:
    """Do one act to one case. The only place where an act is tried twice (E4).

    With `short`, an act that may do no more than leave one box for another is tried as that first: on PostgreSQL it
    takes no lock and begins no transaction, but is one statement. When somebody else was first, or the act turns out
    to write more, once more with the case locked. Whatever locks anything else locks its case first, so nobody waits
    in a circle.
    """
    if short and gate.alone():
        try:
            with short_act():
                return do(read(case, act))
        except (MovedOn, TakesMore):
            pass
    with one_act():
        return do(read(case, act, lock=True))


def no_case() -> Any:
    """The same answer for a case that does not exist and for one that is not ours to know of (D21)."""
    return refused("no-case", say("There is no such case for you to see."))


def wanted_parties(state: State, move: Move) -> list[str]:
    """The parties whose move it could be, the likeliest first."""
    found: list[str] = []
    position = state.positions.get(getattr(move, "position", 0))
    if position:
        found += [position.party, state.runs[position.run].party]
    transfer = state.transfers.get(getattr(move, "transfer", 0))
    if transfer:
        found += [transfer.receiver, transfer.sender]
    run = state.runs.get(getattr(move, "run", 0))
    return [*found, run.party] if run else found


def make(
    case: Loaded, move: Move, act: Act, scope: Scope, asked: Asked | None = None, *, handbook: Handbook | None = None
) -> Done:
    """Make one move in a case. Raises Refused, Overtaken or DoneBefore; then nothing has been written."""
    asked = asked or Asked()
    book = handbook or case.handbook
    insist(policy.may_move(scope, case.seats))
    move = replace(move, by=policy.acting_party(scope, case.state, case.seats, wanted_parties(case.state, move)))
    on = date.fromisoformat(move.on) if move.on else act.on
    ruling = decide(book, case.state, move)
    if ruling.event is None:
        if ruling.decision.code == "no-position":
            _explain_overtaking(case, move)
        raise Refused(ruling.decision)
    event = ruling.event
    asked = replace(asked, guarded=guard.insist(case, move, event, scope, asked, act.on))
    extras, seats = seated(case, book, event, act, asked, on)
    event = _within_one_unit(book, case.state, event, seats)
    told(case, event, seats, act)
    extras = arranging.dated(case, book, event, extras, act, asked, on)
    return record(case, event, extras, seats, act, asked, on)


def _explain_overtaking(case: Loaded, move: Move) -> None:
    """A box that was open when the page was read and is not now: somebody was first (E12)."""
    gone = getattr(move, "position", 0)
    if not gone or gone in case.state.positions:
        return
    row = Position.objects.filter(case_id=case.id, no=gone, closed_seq__isnull=False).first()
    header = journal.header(case.id, row.closed_seq or 0) if row else None
    if header:
        raise Overtaken(case.id, header.seq, header.by_id)


def seated(case: Loaded, book: Handbook, event: Event, act: Act, asked: Asked, on: date) -> tuple[Extras, Seats]:
    """Give every party that comes in a unit: the one chosen, else the first that plays it in the area."""
    coming: dict[str, tuple[int, int, str]] = {}
    new = [party for party in parties_in(event) if party not in case.seats]
    if not new:
        return Extras(left=_leaving(case.state, event)), case.seats
    gate.begun()
    seats = dict(case.seats)
    units = {party: _unit_for(case, book, party, asked.units.get(party), on) for party in new}
    # In the order of their ids, so that two acts never wait for each other's counters.
    for party, unit in sorted(units.items(), key=lambda each: each[1].pk if each[1] else 0):
        if unit is not None:
            coming[party] = (unit.pk, unit.sphere_id, numbers.give(unit, on))
            seats[party] = Seat(unit.pk, unit.sphere_id, unit.here)
    return Extras(seats=coming, left=_leaving(case.state, event)), seats


def _unit_for(case: Loaded, book: Handbook, party: str, chosen: int | None, on: date) -> Any:
    playing = list(organisations.units_playing(case.row.area_id, party, on))
    found = next((unit for unit in playing if unit.pk == chosen), None) if chosen else next(iter(playing), None)
    if found is None and chosen:
        raise Refused(refused("no-such-unit", say("The unit does not play {party} here.", party=party)))
    known = book.parties.get(party)
    if found is None and known and not (known.forum or party == "individ"):
        raise Refused(
            refused(
                "nobody-plays", say("No unit in the area plays {party}. Ask your local administrator.", party=party)
            )
        )
    return found


def parties_in(event: Event) -> list[str]:
    """Every party that an event gives a part in the case.

    A team that is asked gets none before it is sent something: not until a box of its own opens (D11, D21).
    """
    e = event.effect
    found = [run.party for run in e.runs] + [p.party for p in e.positions]
    found += [party for t in e.transfers for party in (t.sender, t.receiver if t.status == SENT else "")]
    return [party for party in dict.fromkeys([*found, e.ball[1] if e.ball else ""]) if party]


def _leaving(state: State, event: Event) -> tuple[str, ...]:
    """Parties that were only asked, and said no or were never answered to: their part in the case is over (D21)."""
    gone = [t.receiver for t in event.effect.transfers if t.status in ("declined", "withdrawn")]
    if not gone:
        return ()
    after = apply(state, event)
    stays = {run.party for run in after.runs.values()} | {p.party for p in after.positions.values()} | {after.owner}
    stays |= {t.receiver for t in after.transfers.values() if t.status not in ("declined", "withdrawn")}
    stays |= {t.sender for t in after.transfers.values()} | {after.ball}
    return tuple(dict.fromkeys(party for party in gone if party not in stays))


def _within_one_unit(book: Handbook, state: State, event: Event, seats: Seats) -> Event:
    """Two parties played by one unit make no hand-over: what was sent is accepted in the same act (D5)."""
    for sent in event.effect.transfers:
        if sent.status != SENT or sent.kind != HANDOVER or sent.id in state.transfers:
            continue
        receiver = seats.get(sent.receiver)
        if receiver is None or receiver.unit != seats[sent.sender].unit:
            continue
        after = apply(state, event)
        ruling = decide(book, after._replace(seq=state.seq), Accept(transfer=sent.id, by=sent.receiver))
        if ruling.event:
            event = event._replace(effect=combine(event.effect, ruling.event.effect))
    return event


def told(case: Loaded, event: Event, seats: Seats, act: Act) -> None:
    """Whatever is newly sent needs consent or a named ground for what it would tell (D18, D19). Raises Refused."""
    forums = telling.to_forums(case.handbook, case.state, event, seats)
    for sent in (*arranging.new_transfers(case.state, event), *forums):
        sender, receiver = seats[sent.sender], seats.get(sent.receiver)
        if receiver is None or sender.sphere == receiver.sphere or arranging.through_person(sent):
            continue
        # What an outside party sends is told by itself, on its own responsibility; we only note it (D1).
        if not sender.here:
            continue
        insist(consents.check(case.person, sender.sphere, receiver.sphere, sent.categories or ("contact",), act.on))
    if event.kind == "answered":
        telling.insist_on_answer(case.state, event, seats, act, case.person)


def record(case: Loaded, event: Event, extras: Extras, seats: Seats, act: Act, asked: Asked, on: date) -> Done:
    """Write the event and its rows; the case's row and state are brought up to date."""
    assert together.gathering(case.id) is None, "a case is moved by an act of its own"
    made = rows.changes(case.state, event, extras, seats, on)
    entry = Entry(
        kind=event.kind, parts=parts(case, event, extras, seats, act, asked, on), effect=ids(event, case, seats),
        person=case.person,
    )  # fmt: skip
    header, hashed, salted = sealed(case.id, case.row.seq, bytes(case.row.head), entry, act)
    if asked.facts:
        gate.begun()
    gate.pass_through(case.id, header, hashed, salted, case.person, made)
    keep_facts(case, asked.facts, act, header.seq, on)
    before = case.state
    case.row.seq, case.row.head = header.seq, hashed
    case.state = apply(before, event)
    case.seats = seats
    memory.put(case.id, header.seq, hashed, case.state)
    opened = [p.id for p in event.effect.positions if p.id not in before.positions]
    return Done(
        case.id,
        header.seq,
        event.kind,
        opened[0] if opened else 0,
        tuple(t.id for t in arranging.new_transfers(before, event)),
    )


def ids(event: Event, case: Loaded, seats: Seats) -> dict[str, Any]:
    """What the header may say: numbers of rows, units and nothing else (E7)."""
    e = event.effect
    found: dict[str, Any] = {
        "opened": [p.id for p in e.positions if p.id not in case.state.positions],
        "closed": list(e.removed),
        "sent": [t.id for t in e.transfers],
        "ball": [seats[e.ball[0]].unit if e.ball[0] in seats else 0, seats[e.ball[1]].unit] if e.ball else [],
    }
    return {key: value for key, value in found.items() if value}


def parts(
    case: Loaded, event: Event, extras: Extras, seats: Seats, act: Act, asked: Asked, on: date
) -> tuple[Part, ...]:  # fmt: skip
    """What the event says, by category, in the sphere of the acting unit; and what it tells other spheres."""
    said: dict[str, dict[str, Any]] = {
        PLAN: {"journey": written(event), "extras": extras.plain(), "on": on.isoformat()}
    }
    if asked.note:
        said[PLAN]["note"] = asked.note
    if asked.guarded:
        said[guard.CATEGORY] = {"guard": {"kinds": list(asked.guarded), "reason": asked.guard}, "on": on.isoformat()}
    for category, data in told_facts(asked.facts).items():
        said.setdefault(category, {}).update(data, on=on.isoformat())
    for category, more in asked.kept.items():
        said.setdefault(category, {"on": on.isoformat()}).update(more)
    own = tuple(Part(act.sphere, category, data) for category, data in said.items())
    return (*own, *telling.parts(case, event, extras, seats, act, asked.note))


def keep_facts(case: Loaded, answers: Iterable[Answer], act: Act, seq: int, on: date) -> None:
    """The latest value of every fact, per sphere; null for one that was taken away."""
    for answer in answers:
        value = Value(None, JSONField()) if answer.value is None else answer.value
        known = answer.source
        Fact.objects.update_or_create(
            case_id=case.id, sphere_id=act.sphere, fact=answer.fact,
            defaults={
                "person_id": case.person, "category": answer.category, "value": value, "on": on, "seq": seq,
                "source": known.code, "words": known.words, "since": known.since, "until": known.until,
            },
        )  # fmt: skip


def note(
    case: Loaded,
    kind: str,
    act: Act,
    extras: Extras,
    *,
    asked: Asked | None = None,
    said: Mapping[str, Any] | None = None,
    also: together.Gathered | None = None,
) -> Done:
    """An event that moves nothing: who works with it, facts, a tick, a question to a contact person.

    What it says stands in the category that `asked` names: who cannot see that does not know of the event (D21). With
    `also`, it takes in what was gathered of the commands inside the act (E3).
    """
    asked = asked or Asked()
    beside = together.gathering(case.id)
    if beside is not None:
        assert not extras.plain(), "who works with a case is changed by an act of its own"
        told = {"note": asked.note} if asked.note else {}
        beside.take(kind, {asked.category: {**(said or {}), **told}, **asked.kept}, asked.facts)
        return Done(case.id, case.row.seq + 1, kind)
    if also is not None:
        asked = replace(asked, facts=also.answers(asked.facts))
    empty = Event(case.row.seq + 1, kind, EMPTY_EFFECT)
    if asked.facts:
        extras = arranging.dated(case, case.handbook, empty, extras, act, asked, act.on)
    made = rows.changes(case.state, empty, extras, case.seats, act.on)
    data = _noted(extras, asked, said or {}, act.on)
    if also is not None:
        also.into(data)
    own = tuple(Part(asked.keeper or act.sphere, c, d) for c, d in data.items())
    entry = Entry(kind=kind, parts=(*own, *asked.others), person=case.person)
    header, hashed, salted = sealed(case.id, case.row.seq, bytes(case.row.head), entry, act)
    gate.pass_through(case.id, header, hashed, salted, case.person, made)
    keep_facts(case, asked.facts, act, header.seq, act.on)
    case.row.seq, case.row.head = header.seq, hashed
    case.state = case.state._replace(seq=header.seq)
    memory.put(case.id, header.seq, hashed, case.state)
    return Done(case.id, header.seq, kind)


def _noted(extras: Extras, asked: Asked, said: Mapping[str, Any], on: date) -> dict[str, dict[str, Any]]:
    """What such an event says, by category."""
    day = on.isoformat()
    data: dict[str, dict[str, Any]] = {asked.category: {"extras": extras.plain(), "on": day, **said}}
    if asked.note:
        data[asked.category]["note"] = asked.note
    for category, told in told_facts(asked.facts).items():
        data.setdefault(category, {}).update(told, on=day)
    for category, more in asked.kept.items():
        data.setdefault(category, {"on": day}).update(more)
    return data
