"""Random handbooks, random moves and random cases, all from one seed: the same seed gives the same case."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from samordna.handbooks.domain import Handbook, Process, Referral, Step
from samordna.handbooks.journey import EMPTY, Event, Ruling, State, apply, decide
from samordna.handbooks.journey.moves import (
    Accept,
    Answer,
    Close,
    Complete,
    Consult,
    Correct,
    Decline,
    End,
    HandOver,
    Jump,
    Migrate,
    Move,
    Park,
    Refer,
    Reopen,
    ReopenCase,
    Resume,
    Return,
    Skip,
    Start,
    Withdraw,
)
from samordna.handbooks.queries import available, load
from samordna.kernel.text import Text
from tests.world import FARID, JONAS, OLLE, SARA, TEAM, VERA, box, handbook, process, way

REAL = [book for book in (load(a.id) for a in available()) if book.processes]
NONSENSE = (
    "",
    "hittepa",
    "99",
    "outcome:hittepa",
    "outcome:moved",
    "party:hittepa",
    "party:individ",
    "hittepa/1",
    "soc",
)
HOLDERS = (SARA, FARID, VERA, JONAS, OLLE)


def a_handbook(rng: random.Random) -> Handbook:
    """A handbook of one to three processes with exits anywhere, forums, returns, requests and outcomes."""
    ids = ["soc", "vard", "team"][: rng.randint(1, 3)]
    sizes = {process_id: rng.randint(1, 5) for process_id in ids}
    targets = [f"{p}/{n}" for p, size in sizes.items() for n in range(1, size + 1)]
    targets += ["outcome:work", "outcome:job-seeking"]
    made = []
    for process_id, size in sizes.items():
        steps = [_step(rng, str(n), targets) for n in range(1, size + 1)]
        starters = tuple(rng.sample(HOLDERS, rng.randint(1, 3)))
        made.append(process(process_id, starters, *steps, forum=process_id == "team" and rng.random() < 0.7))
    return handbook(*made)


def _step(rng: random.Random, step_id: str, targets: list[str]) -> Step:
    exits = tuple(
        way(f"e{n}", *rng.sample(targets, min(len(targets), rng.choice((1, 1, 1, 2, 3)))), returns=rng.random() < 0.25)
        for n in range(rng.randint(0, 3))
    )
    lead = rng.choice(("", "", "", TEAM, *HOLDERS))
    choose = rng.choice(("one", "any"))
    boxes = [t for t in targets if "/" in t]
    asked = tuple(
        _referral(rng, n, rng.choice((*boxes, "party:" + OLLE, "party:" + TEAM))) for n in range(rng.randint(0, 2))
    )
    return box(step_id, *exits, lead=lead, choose=choose, referrals=asked)


def _referral(rng: random.Random, n: int, to: str) -> Referral:
    return Referral(f"r{n}", Text("Fråga"), to, consult=rng.random() < 0.3)


def changed(rng: random.Random, book: Handbook) -> Handbook:
    """The next version: some boxes dropped, some renamed, some added. Every process keeps at least one box."""
    processes = []
    for known in book.processes:
        steps: list[Step] = []
        for step in known.steps:
            fate = rng.random()
            if fate < 0.15 and len(known.steps) > 1:
                continue
            steps.append(replace(step, id=f"{step.id}-ny") if fate < 0.3 else step)
        steps = steps or [known.steps[0]]
        steps.append(box(f"ny-{rng.randint(1, 9)}", way("vidare", steps[0].id)))
        starts = tuple(s for s in known.starts if s in {x.id for x in steps}) or (steps[0].id,)
        processes.append(
            Process(known.id, known.number, known.title, known.starters, starts, tuple(steps), forum=known.forum)
        )
    return replace(book, version="nästa", processes=tuple(processes))


class Chance:
    """Draws moves that are mostly possible and sometimes nonsense."""

    def __init__(self, rng: random.Random, book: Handbook) -> None:
        self.rng, self.book = rng, book
        self.parties = [*book.parties, "hittepa", ""]

    def move(self, state: State) -> Move:
        """The next move to try."""
        if state.closed and self.rng.random() < 0.5:
            return ReopenCase(**self.told())
        if state.handbook and not state.open_runs() and self.rng.random() < 0.3:
            return self.close(state)
        if not state.handbook or (not state.positions and self.rng.random() < 0.5):
            return self.start(state)
        if state.unanswered() and self.rng.random() < 0.3:
            return self.answer(state)
        kinds, weights = zip(*self.kinds, strict=True)
        return self.rng.choices(kinds, weights)[0](state)

    @property
    def kinds(self) -> list[tuple[Callable[[State], Move], float]]:
        """What may be drawn, and how often."""
        return [
            (self.complete, 8),
            (self.answer, 7),
            (self.refer, 2),
            (self.give_back, 1.5),
            (self.repair, 1.5),
            (self.start, 1),
            (self.jump, 1),
            (self.rest, 1),
            (self.end, 1),
            (self.close, 0.4),
        ]

    def told(self) -> dict[str, str]:
        """Who, why and how; the party itself as a rule."""
        by = self.rng.choice(self.parties) if self.rng.random() < 0.15 else ""
        reason = "" if self.rng.random() < 0.1 else "därför"
        return {"by": by, "reason": reason, "via": self.rng.choice(("", "letter")), "on": "2026-11-22"}

    def a_position(self, state: State) -> int:
        """A box that can be left, as a rule."""
        ids = [p.id for p in state.positions.values() if p.status == "open" or self.rng.random() < 0.1]
        return self.rng.choice(ids) if ids and self.rng.random() < 0.97 else self.rng.randint(0, 99)

    def a_step(self) -> str:
        """A target somewhere in the handbook, or nonsense."""
        if self.rng.random() < 0.15:
            return self.rng.choice(NONSENSE)
        known, step = self.rng.choice(list(self.book.every_step()))
        return self.rng.choice((step.id, f"{known.id}/{step.id}", known.id))

    def a_holder(self) -> str:
        """A party that may be named as receiver or driver, as a rule."""
        return self.rng.choice(self.parties) if self.rng.random() < 0.3 else ""

    def start(self, state: State) -> Move:
        """Start a process by one of its starters."""
        known = self.rng.choice(self.book.processes)
        party = self.rng.choice(known.starters) if self.rng.random() < 0.9 else self.rng.choice(self.parties)
        steps = tuple(s.id for s in self.rng.sample(known.steps, min(2, len(known.steps))))
        before = tuple(s.id for s in known.steps[:1]) if self.rng.random() < 0.3 else ()
        return Start(process=known.id, party=party, steps=self.rng.choice(((), steps)), before=before, **self.told())

    def complete(self, state: State) -> Move:
        """Leave a box by exits that it has, as a rule."""
        position = self.a_position(state)
        there = state.positions.get(position)
        step = self.book.step(state.runs[there.run].process, there.step) if there else None
        ids = [e.id for e in step.exits] if step else []
        several = step is not None and len(ids) > 1 and (step.choose == "any" or self.rng.random() < 0.1)
        exits = tuple(self.rng.sample(ids, self.rng.randint(1, 2) if several else 1)) if ids else ()
        if self.rng.random() < 0.1:
            exits = (*exits, self.rng.choice(NONSENSE))
        kind = Skip if self.rng.random() < 0.1 else Complete
        degree = self.rng.choice((0, 0, 25, 50, 100, 7, -1))
        return kind(
            position=position, exits=exits, to=self.a_holder(), degree=degree, driver=self.a_holder(), **self.told()
        )

    def answer(self, state: State) -> Move:
        """Answer something sent."""
        open_ones = [t.id for t in state.unanswered()] or list(state.transfers)
        transfer = self.rng.choice(open_ones) if open_ones and self.rng.random() < 0.95 else self.rng.randint(0, 99)
        handed = transfer in state.transfers and state.transfers[transfer].kind == "handover"
        kinds = (Accept, Accept, Accept, Decline, Withdraw) if handed else (Accept, Answer, Answer, Decline, Withdraw)
        kind = self.rng.choice(kinds if self.rng.random() < 0.95 else (Answer,))
        return kind(transfer=transfer, **self.told())

    def jump(self, state: State) -> Move:
        """Go anywhere."""
        kind = self.rng.choice((Jump, HandOver))
        return kind(position=self.a_position(state), target=self.a_step(), to=self.a_holder(), **self.told())

    def refer(self, state: State) -> Move:
        """Ask somebody."""
        position = self.a_position(state)
        if self.rng.random() < 0.2:
            return Consult(position=position, adviser=self.rng.choice(self.parties), **self.told())
        there = state.positions.get(position)
        step = self.book.step(state.runs[there.run].process, there.step) if there else None
        ids = [r.id for r in step.referrals] if step else []
        if ids and self.rng.random() < 0.8:
            return Refer(position=position, referral=self.rng.choice(ids), to=self.a_holder(), **self.told())
        return Refer(position=position, target=self.a_step(), **self.told())

    def give_back(self, state: State) -> Move:
        """Return a box."""
        return Return(position=self.a_position(state), **self.told())

    def rest(self, state: State) -> Move:
        """Park or resume."""
        if self.rng.random() < 0.5:
            return Resume(position=self.a_position(state), **self.told())
        return Park(position=self.a_position(state), until=self.rng.choice(("2027-01-01", "snart", "")), **self.told())

    def repair(self, state: State) -> Move:
        """Reopen a box or correct a leaving."""
        if self.rng.random() < 0.5:
            return Correct(seq=max(0, state.seq - self.rng.randint(0, 4)), **self.told())
        run = self.rng.choice(list(state.runs) or [0])
        return Reopen(run=run, step=self.a_step(), **self.told())

    def end(self, state: State) -> Move:
        """End a run."""
        run = self.rng.choice([r.id for r in state.open_runs()] or list(state.runs) or [0])
        return End(run=run, driver=self.a_holder(), **self.told())

    def close(self, state: State) -> Move:
        """Close, reopen, or move to the same version (which is refused)."""
        kind = self.rng.choice((Close, ReopenCase, Migrate))
        return kind(**self.told())


def walk(book: Handbook, seed: int, length: int) -> Iterator[tuple[State, Move, Ruling, State]]:
    """A random case: the state before, the move tried, the ruling, and the state after."""
    chance, state = Chance(random.Random(seed), book), EMPTY
    for _ in range(length):
        move = chance.move(state)
        ruling = decide(book, state, move)
        after = apply(state, ruling.event) if ruling.event else state
        yield state, move, ruling, after
        state = after


def history(book: Handbook, seed: int, length: int) -> tuple[list[Event], State]:
    """The events of a random case, and where it ends."""
    events: list[Event] = []
    state = EMPTY
    for _, _, ruling, after in walk(book, seed, length):
        state = after
        if ruling.event:
            events.append(ruling.event)
    return events, state
