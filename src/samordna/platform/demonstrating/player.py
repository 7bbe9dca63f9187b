"""How does a handbook's own story become a case that people have worked with? Each line is a command by somebody.

The stories are the handbooks' scenarios. What an outside party does is registered by the worker who owns the case
(D1); consent is registered before anything leaves (D18).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from samordna.access.domain import Role, Scope
from samordna.audit.commands import log_reading
from samordna.cases import arranging, engine, telling
from samordna.cases.commands import closing, moving, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.commands.opening import Wanted, open_case
from samordna.cases.domain import Seat
from samordna.cases.queries import ASKED, ASSIGNED
from samordna.consents import commands as consents
from samordna.consents import queries as consented
from samordna.consents.domain import Ground, Paper, pairs
from samordna.handbooks.journey import Event, decide, moves
from samordna.handbooks.journey.state import SENT, Position, Transfer
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.organisations import queries as organisations

SERIES = UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
COMMON = "informationsutbyte"
CASE = "case"
ALWAYS = ("contact", "plan")
# Days that are agreed for later, in days from the day they are told; all others have been.
AHEAD = {
    "plan_followup": 80, "goal_date": 170, "certificate_to": 55, "benefit_until": 200, "care_ends": 120,
    "care_plan_review": 45,
}  # fmt: skip


@dataclass
class Story:
    """One case being built: who owns it, what has been done, on which day, and what people answer and note."""

    key: str
    worker: int
    today: date
    on: date
    samples: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, int] = field(default_factory=dict)
    untaken: bool = False
    case: int = 0
    n: int = 0
    _scopes: dict[tuple[int, date], Scope] = field(default_factory=dict)

    def act(self, by: int, reason: str = "") -> tuple[Act, Scope]:
        """The next act of the story, by a worker, and who they are on the day."""
        self.n += 1
        scope = self._scopes.get((by, self.on))
        if scope is None:
            scope = organisations.scope_of(organisations.worker_by_id(by), self.on)
            self._scopes[by, self.on] = scope
        post = scope.post
        at = datetime.combine(self.on, time(8 + self.n % 8, self.n * 7 % 60), tzinfo=UTC)
        act = Act(
            id=uuid5(SERIES, f"{self.key}/{self.n}"), by=by, at=at, on=self.on, unit=post.unit if post else 0,
            sphere=post.sphere if post else 0, reason=reason,
        )  # fmt: skip
        return act, scope

    def open(self, wanted: Wanted) -> None:
        """Open the case."""
        act, scope = self.act(self.worker)
        self.case = open_case(act=act, scope=scope, wanted=wanted).case

    def do(self, move: moves.Move) -> None:
        """Carry out one move by whoever makes it in real life."""
        found = engine.read(self.case)
        by, via = self._who(found, move)
        self._consent(found, move, by)
        act, scope = self.act(by, move.reason)
        self._reads(act, scope)
        _COMMANDS[type(move)](self, found, move, act, scope, via)

    def look(self, by: int, reason: str) -> None:
        """Somebody who does not work in the case opens it, and says why (D26)."""
        self._reads(*self.act(by), reason)

    def _reads(self, act: Act, scope: Scope, reason: str = "") -> None:
        if scope.post is not None:
            why = ASKED if reason else ASSIGNED
            log_reading(scope=scope, at=act.at, stream=self.case, what=CASE, why=why, reason=reason)

    def work_beside(self, worker: int) -> None:
        """Somebody works in the case beside the owner (D2)."""
        act, scope = self.act(self.worker)
        working.add_co_worker(act=act, scope=scope, case=self.case, worker=worker)

    def rest(self, until: date) -> None:
        """The owner's first open box rests until a day, as what it waits for says."""
        box = self.own_box()
        if box is None:
            return
        self.on = self.on if self.on < until else until - timedelta(days=14)
        found = engine.read(self.case)
        step = found.handbook.step(found.state.runs[box.run].process, box.step)
        wait = step.waits[0].id if step and step.waits else ""
        act, scope = self.act(self.worker, "" if wait else self.samples["rests"])
        moving.park(act=act, scope=scope, case=self.case, position=box.id, until=until, wait=wait)
        self.on = self.today

    def tell(self) -> None:
        """The owner answers what the first open box asks, and stays in it."""
        box = self.own_box()
        found = engine.read(self.case)
        typed = self.answers(found, box)
        told = {fact: typed[fact] for fact in self.facts if fact in typed}
        if box and told:
            act, scope = self.act(self.worker)
            working.tell(act=act, scope=scope, case=self.case, position=box.id, typed=told)

    def own_box(self) -> Position | None:
        """The first open box of the owner's that waits for nobody."""
        found = engine.read(self.case)
        own = {party for party, seat in found.seats.items() if seat.unit == found.row.owner_id}
        waiting = {sent.position for sent in found.state.transfers.values() if sent.status == SENT}
        boxes = sorted(found.state.positions.values(), key=lambda each: each.id)
        return next((box for box in boxes if box.party in own and box.id not in waiting), None)

    def _who(self, found: engine.Loaded, move: moves.Move) -> tuple[int, str]:
        """The worker who makes a move; for an outside party the owner, with how they were told."""
        party = _party(found, move)
        seat = found.seats.get(party)
        if seat is None or not seat.here:
            return self.worker, move.via or ("letter" if seat else "")
        position = found.state.positions.get(getattr(move, "position", 0))
        if seat.worker:
            return seat.worker, ""
        if position and seat.unit == found.row.owner_id:
            return self.worker, ""
        staff = organisations.workers_in(seat.unit, self.on, Role.CASE_WORKER, Role.COORDINATOR, Role.UNIT_MANAGER)
        return (staff[found.id % len(staff)].pk if staff else self.worker), ""

    def _consent(self, found: engine.Loaded, move: moves.Move, by: int) -> None:
        """Register what a move needs before it can tell another party anything."""
        ruling = decide(found.handbook, found.state, move)
        for sent in ruling.event.effect.transfers if ruling.event else ():
            if sent.id in found.state.transfers:
                if isinstance(move, moves.Answer):
                    self._agree(found, sent, self._spheres(found, sent)[::-1], by)
                continue
            if not arranging.through_person(sent):
                self._agree(found, sent, self._spheres(found, sent), by)
        if ruling.event:
            for sent in self._to_forums(found, ruling.event):
                self._agree(found, sent, self._spheres(found, sent), by)

    def _to_forums(self, found: engine.Loaded, event: Event) -> list[Transfer]:
        """What a forum would get to know by a box of its own, whether or not it has a seat in the case yet."""
        parties = engine.parties_in(event)
        seats = dict(found.seats) | {party: Seat(0, 0) for party in parties if party not in found.seats}
        return list(telling.to_forums(found.handbook, found.state, event, seats))

    def _spheres(self, found: engine.Loaded, sent: Transfer) -> tuple[int, int]:
        def sphere(party: str) -> int:
            seat = found.seats.get(party)
            if seat:
                return seat.sphere
            unit = organisations.units_playing(found.row.area_id, party, self.on).first()
            return unit.sphere_id if unit else 0

        return sphere(sent.sender), sphere(sent.receiver)

    def _agree(self, found: engine.Loaded, sent: Transfer, ways: tuple[int, int], by: int) -> None:
        sender, receiver = ways
        categories = tuple(dict.fromkeys((*ALWAYS, *sent.categories)))
        if not sender or not receiver or consented.check(found.person, sender, receiver, categories, self.on):
            return
        for kind in dict.fromkeys((sent.basis, COMMON)):
            if not kind:
                continue
            try:
                self._sign(found, kind, ways, categories, by)
            except Refused:
                continue
            return

    def _sign(
        self, found: engine.Loaded, kind: str, ways: tuple[int, int], categories: tuple[str, ...], by: int
    ) -> None:
        act, scope = self.act(by)
        names = organisations.sphere_names(ways)
        entry = found.handbook.entry("consents", kind)
        valid = Period(self.on, self.on + timedelta(days=365))
        if entry is None:
            ground = Ground(
                ground=kind, from_sphere=ways[0], to_sphere=ways[1], categories=categories, valid=valid,
                test="Prövningen är antecknad i akten.", requested_on=self.on,
            )  # fmt: skip
            consents.use_ground(act=act, scope=scope, person=found.person, ground=ground, case=found.id)
            return
        forms = entry.data.get("forms") or ["written"]
        paper = Paper(
            kind=kind, directions=pairs(names), categories=categories, valid=valid,
            purpose=str(entry.data.get("purpose") or entry.title.sv), form=str(forms[0]),
            evidence="Blanketten finns i akten.",
        )  # fmt: skip
        consents.give(act=act, scope=scope, person=found.person, paper=paper, case=found.id)

    def answers(self, found: engine.Loaded, position: Position | None) -> dict[str, Any]:
        """Plausible answers to what a box asks."""
        run = found.state.runs.get(position.run) if position else None
        step = found.handbook.step(run.process, position.step) if run and position else None
        told: dict[str, Any] = {}
        for fact in step.asks if step else ():
            entry = found.handbook.entry("facts", fact)
            if entry is not None:
                told[fact] = self._answer(fact, entry.data)
        return {fact: value for fact, value in told.items() if value not in (None, "")}

    def _answer(self, fact: str, data: Mapping[str, Any]) -> Any:
        kind, values = data.get("type", "text"), list(data.get("values") or ())
        if kind == "choice":
            return "yes" if "yes" in values else values[(self.case + self.n) % len(values)]
        if kind == "set":
            return [values[(self.case + self.n) % len(values)]]
        if kind == "date":
            if fact in self.facts:
                return min(self.on, self.today + timedelta(days=self.facts[fact])).isoformat()
            if fact == "birth_date":
                return None
            if fact in AHEAD:
                return (self.on + timedelta(days=AHEAD[fact] + self.case % 20)).isoformat()
            return (self.on - timedelta(days=(self.case * 7 + self.n) % 40)).isoformat()
        if kind in ("percent", "integer"):
            return min(max(50, data.get("min") or 0), data.get("max") or 50)
        return self.samples.get(fact, "")


def _party(found: engine.Loaded, move: moves.Move) -> str:
    """The party whose move it is in real life."""
    state = found.state
    transfer = state.transfers.get(getattr(move, "transfer", 0))
    if transfer:
        own = isinstance(move, moves.Withdraw) or getattr(move, "answer", "") == "person-says-no"
        return transfer.sender if own else transfer.receiver
    position = state.positions.get(getattr(move, "position", 0))
    if position:
        seated = position.party in found.seats
        return position.party if seated else state.runs[position.run].party
    run = state.runs.get(getattr(move, "run", 0))
    return run.party if run else getattr(move, "party", "") or state.owner


def _left(story: Story, found: engine.Loaded, move: Any, via: str) -> Left:
    position = found.state.positions.get(move.position)
    return Left(
        exits=move.exits, to=move.to, degree=move.degree, since=move.since, driver=move.driver, via=via,
        typed=story.answers(found, position), note=story.samples.get(f"note-{story.n % 6}", ""),
    )  # fmt: skip


def _complete(story: Story, found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    moving.complete(act=act, scope=scope, case=story.case, position=move.position, left=_left(story, found, move, via))


def _skip(story: Story, found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    moving.skip(act=act, scope=scope, case=story.case, position=move.position, left=_left(story, found, move, via))


def _jump(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    left = Left(to=move.to, via=via)
    moving.jump(act=act, scope=scope, case=story.case, position=move.position, target=move.target, left=left)


def _refer(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    sending.refer(
        act=act, scope=scope, case=story.case, position=move.position, referral=move.referral, target=move.target,
        to=move.to, via=via, note=story.samples.get("question", ""),
    )  # fmt: skip


def _hand_over(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, _via: str) -> None:
    sending.hand_over(act=act, scope=scope, case=story.case, position=move.position, target=move.target, to=move.to)


def _consult(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, _via: str) -> None:
    asked = {"case": story.case, "position": move.position, "adviser": move.adviser}
    sending.consult(act=act, scope=scope, question=move.question or story.samples.get("question", "?"), **asked)


def _accept(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    done = sending.accept(act=act, scope=scope, case=story.case, transfer=move.transfer, via=via)
    if not via and done.position and not story.untaken:
        working.give_to(**_next(story, act.by), case=story.case, worker=act.by, watch=False)


def _next(story: Story, by: int) -> dict[str, Any]:
    act, scope = story.act(by)
    return {"act": act, "scope": scope}


def _decline(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    no = move.answer == "person-says-no"
    sending.decline(act=act, scope=scope, case=story.case, transfer=move.transfer, person_says_no=no, via=via)


def _withdraw(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, _via: str) -> None:
    sending.withdraw(act=act, scope=scope, case=story.case, transfer=move.transfer)


def _answered(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    text = move.text or story.samples.get("answer", "")
    sending.answer(act=act, scope=scope, case=story.case, transfer=move.transfer, text=text, via=via)


def _return(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    sending.give_back(act=act, scope=scope, case=story.case, position=move.position, via=via)


def _park(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    until = max(date.fromisoformat(move.until) if move.until else story.on, story.on + timedelta(days=30))
    moving.park(act=act, scope=scope, case=story.case, position=move.position, until=until, wait=move.wait, via=via)


def _resume(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    moving.resume(act=act, scope=scope, case=story.case, position=move.position, via=via)


def _reopen(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    moving.reopen_box(act=act, scope=scope, case=story.case, run=move.run, step=move.step, via=via)


def _correct(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    moving.correct(act=act, scope=scope, case=story.case, seq=move.seq, via=via)


def _end(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, via: str) -> None:
    moving.end_run(act=act, scope=scope, case=story.case, run=move.run, driver=move.driver, via=via)


def _start(story: Story, _found: engine.Loaded, move: Any, act: Act, scope: Scope, _via: str) -> None:
    moving.start_run(act=act, scope=scope, case=story.case, process=move.process, party=move.party, steps=move.steps)


def _close(story: Story, _found: engine.Loaded, _move: Any, act: Act, scope: Scope, _via: str) -> None:
    closing.close(act=act, scope=scope, case=story.case)


_COMMANDS: dict[type[moves.Move], Callable[..., None]] = {
    moves.Complete: _complete,
    moves.Skip: _skip,
    moves.Jump: _jump,
    moves.Refer: _refer,
    moves.HandOver: _hand_over,
    moves.Consult: _consult,
    moves.Accept: _accept,
    moves.Decline: _decline,
    moves.Withdraw: _withdraw,
    moves.Answer: _answered,
    moves.Return: _return,
    moves.Park: _park,
    moves.Resume: _resume,
    moves.Reopen: _reopen,
    moves.Correct: _correct,
    moves.End: _end,
    moves.Start: _start,
    moves.Close: _close,
}
