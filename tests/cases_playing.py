"""What must hold of a case whatever is done to it, and a way to do nearly anything to it.

`checked` looks at the rows, not at what a command returned: one holder, no box open twice, events without a gap, the
lists equal to what the events make of them. `Anything` makes legal and nonsensical acts by random personas.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from samordna.access.commands import open_grants
from samordna.cases.commands import closing, moving, opening, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.domain import CHANNELS, Extras, Overtaken, Seat
from samordna.cases.facts import WrongFacts
from samordna.cases.models import Case, Involved, Position, Run, Transfer
from samordna.cases.rows import Changes, Row, changes
from samordna.cases.states import folded, memory
from samordna.handbooks.journey import EMPTY, Event, State, apply
from samordna.handbooks.journey.codec import event_from_json
from samordna.handbooks.journey.state import Effect
from samordna.handbooks.queries import load
from samordna.journal.append import DoneBefore
from samordna.journal.models import Event as Header
from samordna.journal.models import Payload
from samordna.kernel.decision import Refused
from tests.cases_world import World

EVERYTHING = ("contact", "social", "economy", "work", "health", "plan", "decision")
SPHERES = ("oster", "torget", "teamet", "fk", "af", "varden")
KNOWN = (Refused, Overtaken, DoneBefore, WrongFacts)


def consented(
    world: World, person: int, *units: str, categories: Iterable[str] = EVERYTHING, both: bool = True
) -> None:
    """What a consent between social services in Öster and these units opens; `both` ways unless told otherwise."""
    home = world.units["oster"].sphere_id
    there = [world.units[unit].sphere_id for unit in units or SPHERES[1:]]
    ways = [(home, each) for each in there] + ([(each, home) for each in there] if both else [])
    open_grants(
        act=world.act("sara"), person=person, ways=ways, categories=categories, valid=(world.day, None),
        basis="consent",
    )  # fmt: skip


def open_boxes(case: int) -> list[str]:
    """Open boxes, "process/step", in the order they were opened."""
    rows = Position.objects.filter(case_id=case, closed_seq=None).order_by("no")
    return [f"{row.process}/{row.step}" for row in rows]


def at(case: int, step: str) -> int:
    """The number of the open box."""
    rows = Position.objects.filter(case_id=case, closed_seq=None).order_by("no")
    return next(r.no for r in rows if step in (r.step, f"{r.process}/{r.step}"))


def code(act: Callable[[], Any]) -> str:
    """What comes of an act: "ok", the code of its refusal, or the kind of answer."""
    try:
        act()
    except Refused as no:
        return no.decision.code if str(no.decision.reason or "") else "no reason given"
    except Overtaken:
        return "overtaken"
    except DoneBefore:
        return "done-before"
    except WrongFacts:
        return "wrong-facts"
    return "ok"


def checked(case: int) -> None:
    """Everything that must always hold of a case (D2, D3, E3, E5, D12)."""
    row = Case.objects.get(pk=case)
    headers = list(Header.objects.filter(stream_id=case).order_by("seq"))
    assert [h.seq for h in headers] == list(range(1, row.seq + 1))
    assert bytes(headers[-1].hash) == bytes(row.head)
    seated = list(Involved.objects.filter(case_id=case, until_seq=None).values_list("party", "unit_id"))
    assert len({party for party, _ in seated}) == len(seated)
    assert (row.holder_party, row.holder_id) in seated, "exactly one holder, who has a seat in the case (D3)"
    book = load(f"{row.handbook}@{row.version}")
    assert not book.parties[row.holder_party].forum
    assert row.holder_party != "individ"
    assert row.watcher_id
    boxes = list(Position.objects.filter(case_id=case, closed_seq=None).values_list("run_no", "step"))
    assert len(set(boxes)) == len(boxes), "no box is open twice in a run (D12)"
    state = folded(case, row.seq)
    known = memory.get(case)
    if known and known[:2] == (row.seq, bytes(row.head)):
        assert known[2] == state
    assert state.ball == row.holder_party
    assert state.closed == (row.closed_seq is not None)
    assert sorted(state.boxes()) == sorted(open_boxes(case))
    assert rebuilt(case) == kept(case)


def rebuilt(case: int) -> dict[str, Any]:
    """The lists as the events make them, by `rows.changes` alone (E5)."""
    state, seats = EMPTY, dict[str, Seat]()
    tables: dict[str, Any] = {
        "case": {"closed_seq": None},
        "runs": {},
        "positions": {},
        "transfers": {},
        "seats": set(),
    }
    parts = Payload.objects.filter(stream_id=case, category="plan").order_by("seq").values_list("seq", "data")
    for seq, data in parts:
        said = json.loads(data)
        if "extras" not in said:
            continue
        event = event_from_json(said["journey"]) if "journey" in said else Event(seq, "", Effect())
        extras = Extras.read(said["extras"])
        here = dict(Involved.objects.filter(case_id=case).values_list("unit_id", "unit__here"))
        seats |= {party: Seat(unit, sphere, here[unit]) for party, (unit, sphere, _) in extras.seats.items()}
        _put(tables, changes(state, event, extras, seats, date.fromisoformat(said["on"])))
        seats = {party: seat for party, seat in seats.items() if party not in extras.left}
        state = _after(state, event, seq)
    tables["seats"] = {(party, seat.unit) for party, seat in seats.items()}
    return tables


def _after(state: State, event: Event, seq: int) -> State:
    return apply(state, event)._replace(seq=seq)


def _put(tables: dict[str, Any], made: Changes) -> None:
    tables["case"].update(made.case)
    for name, rows, new in (
        ("runs", made.runs, made.new_runs),
        ("positions", made.positions, made.new_positions),
        ("transfers", made.transfers, made.new_transfers),
    ):
        for no, row in rows.items():
            tables[name][no].update(row)
        for row in new:
            assert row["no"] not in tables[name]
            tables[name][row["no"]] = dict(row)


def kept(case: int) -> dict[str, Any]:
    """The same lists as they stand in the tables."""
    row = Case.objects.filter(pk=case).values().get()
    tables: dict[str, Any] = {"case": _as_told(row)}
    for name, model in (("runs", Run), ("positions", Position), ("transfers", Transfer)):
        found: dict[int, Row] = {}
        for each in model.objects.filter(case_id=case).values():
            found[each["no"]] = {key: value for key, value in each.items() if key != "case_id"}
        tables[name] = found
    seated = Involved.objects.filter(case_id=case, until_seq=None).values_list("party", "unit_id")
    tables["seats"] = set(seated)
    return tables


# Columns of the case that no event names.
OF_THE_CASE = ("id", "seq", "head")


def _as_told(row: Row) -> Row:
    told = {key: value for key, value in row.items() if key not in OF_THE_CASE}
    return {**told, "opened_on": told["opened_on"].isoformat()}


class Anything:
    """Random acts on one case; `do` makes one and says what came of it."""

    def __init__(self, world: World, case: int, seed: int) -> None:
        self.world, self.case, self.chance = world, case, random.Random(seed)
        self.book = load("stockholm")
        self.done: list[str] = []

    def do(self) -> str:
        """One act by anybody; anything but a known answer is a fault."""
        name = self.chance.choice(["sara"] * 9 + ["jonas", "jonas", "karin", "sigge", "ulla", "olle", "ada"])
        acts = [
            *[self.leave] * 8, self.jump, self.jump, self.park, self.resume, self.reopen, self.correct, self.end,
            self.start, self.close, self.refer, self.hand_over, self.consult, *[self.accept] * 4, self.decline,
            self.withdraw, self.answer, self.give_back, self.give, self.take, self.tell, self.escalate,
        ]  # fmt: skip
        chosen = self.chance.choice(acts)
        came = code(lambda: chosen(**self.world.by(name, self.chance.choice(["", *["skäl"] * 6])), case=self.case))
        self.done.append(f"{name} {chosen.__name__} {came}")
        return came

    def _state(self) -> State:
        return folded(self.case, Case.objects.get(pk=self.case).seq)

    def _position(self) -> int:
        known = list(self._state().positions)
        return self.chance.choice([*known * 12, *known * 12, 999, 1])

    def _transfer(self) -> int:
        known = list(self._state().transfers)
        return self.chance.choice([*known[-4:] * 3, 999])

    def _run(self) -> int:
        return self.chance.choice([*self._state().runs, 999])

    def _via(self) -> str:
        return self.chance.choice(["", "", *CHANNELS, "pigeon"])

    def _step(self) -> Any:
        state = self._state()
        position = state.positions.get(self._position())
        return self.book.step(state.runs[position.run].process, position.step) if position else None

    def _target(self) -> str:
        process = self.chance.choice(self.book.processes)
        return self.chance.choice([f"{process.id}/{self.chance.choice(process.steps).id}", "nowhere", "9", "11"])

    def leave(self, **by: Any) -> Any:
        number = self._position()
        state = self._state()
        position = state.positions.get(number)
        step = self.book.step(state.runs[position.run].process, position.step) if position else None
        exits = [e.id for e in step.exits] if step else ["ja"]
        chosen = tuple(self.chance.sample(exits, self.chance.choice([1, 1, 1, min(2, len(exits))]))) if exits else ()
        left = Left(chosen, degree=self.chance.choice([0, 0, 0, 50, 400]), via=self._via())
        kind = self.chance.choice([moving.complete, moving.complete, moving.skip])
        return kind(**by, position=number, left=left)

    def jump(self, **by: Any) -> Any:
        return moving.jump(**by, position=self._position(), target=self._target())

    def park(self, **by: Any) -> Any:
        return moving.park(
            **by, position=self._position(), until=self.world.day + timedelta(self.chance.randint(-1, 9))
        )

    def resume(self, **by: Any) -> Any:
        return moving.resume(**by, position=self._position())

    def reopen(self, **by: Any) -> Any:
        process = self.chance.choice(self.book.processes)
        return moving.reopen_box(**by, run=self._run(), step=self.chance.choice(process.steps).id)

    def correct(self, **by: Any) -> Any:
        return moving.correct(**by, seq=self.chance.randint(1, self._state().seq + 1))

    def end(self, **by: Any) -> Any:
        return moving.end_run(
            **by, run=self._run(), via=self._via(), driver=self.chance.choice(["", "jobbtorg", "individ"])
        )

    def start(self, **by: Any) -> Any:
        process = self.chance.choice(self.book.processes)
        return moving.start_run(**by, process=process.id, party=self.chance.choice(list(self.book.parties)))

    def close(self, **by: Any) -> Any:
        return self.chance.choice([closing.close, closing.reopen])(**by)

    def refer(self, **by: Any) -> Any:
        step = self._step()
        known = [r.id for r in step.referrals] if step else []
        return sending.refer(
            **by, position=self._position(), referral=self.chance.choice([*known, ""]), target=self._target(),
            via=self._via(),
        )  # fmt: skip

    def hand_over(self, **by: Any) -> Any:
        return sending.hand_over(**by, position=self._position(), target=self._target())

    def consult(self, **by: Any) -> Any:
        return sending.consult(
            **by, position=self._position(), adviser=self.chance.choice(list(self.book.parties)), question="Hur?",
            deidentified=self.chance.random() < 0.3,
        )  # fmt: skip

    def accept(self, **by: Any) -> Any:
        return sending.accept(**by, transfer=self._transfer(), via=self._via())

    def decline(self, **by: Any) -> Any:
        return sending.decline(
            **by, transfer=self._transfer(), person_says_no=self.chance.random() < 0.5, via=self._via()
        )

    def withdraw(self, **by: Any) -> Any:
        return sending.withdraw(**by, transfer=self._transfer())

    def answer(self, **by: Any) -> Any:
        return sending.answer(**by, transfer=self._transfer(), text="Svar", via=self._via())

    def give_back(self, **by: Any) -> Any:
        return sending.give_back(**by, position=self._position(), via=self._via())

    def give(self, **by: Any) -> Any:
        return working.give_to(**by, worker=self.world.workers[self.chance.choice(["sara", "sigge", "jonas"])].pk)

    def take(self, **by: Any) -> Any:
        return working.take(**by, position=self._position())

    def tell(self, **by: Any) -> Any:
        facts = list(self.book.registers["facts"])
        typed = {self.chance.choice(facts): self.chance.choice(["ja", "2026-10-01", "50", "x"])}
        return working.tell(**by, position=self._position(), typed=typed, note="Ringde.")

    def escalate(self, **by: Any) -> Any:
        return sending.escalate(**by, transfer=self._transfer(), unit=self.world.units["torget"].pk)


def opened(world: World, *steps: str, process: str = "soc-sjukskriven", consent: bool = True) -> int:
    """A case of Sara's, standing in these boxes; with consent in both directions with everybody."""
    person = world.person()
    if consent:
        consented(world, person.pk)
    wanted = opening.Wanted(person=person.pk, process=process, steps=steps)
    return opening.open_case(act=world.act("sara"), scope=world.scope("sara"), wanted=wanted).case


def newest_sent(case: int) -> int:
    """The number of what was last sent in a case."""
    return Transfer.objects.filter(case_id=case).order_by("-no").values_list("no", flat=True)[0]
