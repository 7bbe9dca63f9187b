"""How does a case move within a party? Complete, skip, jump, rest, reopen, correct, end (D6, D12, D13, D15, D17)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid5

from samordna.access.domain import Scope
from samordna.cases import checklist, engine, facts
from samordna.cases.domain import PLAN, Done
from samordna.handbooks.journey import moves
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say


@dataclass(frozen=True, slots=True)
class Left:
    """How a box is left: its exits, the unit that receives, and what came of it.

    `typed` are answers to the box's facts as somebody wrote them; `via` is how an outside party told (D1); `worker`
    works with the next box; `on` is the day it happened. `guard` is the coded reason for going on towards an
    application that a decision speaks against (D28). `checked` are the points ticked in the checklist, when they are
    others than before.
    """

    exits: tuple[str, ...] = ()
    to: str = ""
    units: Mapping[str, int] | None = None
    degree: int = 0
    since: str = ""
    driver: str = ""
    typed: Mapping[str, Any] | None = None
    note: str = ""
    via: str = ""
    on: date | None = None
    worker: int | None = None
    guard: str = ""
    checked: tuple[int, ...] | None = None


def complete(*, act: Act, scope: Scope, case: int, position: int, left: Left | None = None) -> Done:
    """Leave a box by its exits. To another party this is a hand-over, which needs its consent or ground (D7, D18)."""
    return _leave(moves.Complete, act, scope, case, position, left or Left())


def skip(*, act: Act, scope: Scope, case: int, position: int, left: Left | None = None) -> Done:
    """Leave a box without doing it; the act's reason says why (D15)."""
    return _leave(moves.Skip, act, scope, case, position, left or Left())


def _leave(kind: type[moves.Complete], act: Act, scope: Scope, case: int, position: int, left: Left) -> Done:
    move = kind(
        position=position, exits=left.exits, to=left.to, degree=left.degree, since=left.since, driver=left.driver,
        reason=act.reason, via=left.via, on=_iso(left.on),
    )  # fmt: skip
    return _made(act, scope, case, move, left, short=not left.typed)


def _made(
    act: Act, scope: Scope, case: int, move: moves.Move, left: Left | None = None, *, short: bool = False
) -> Done:  # fmt: skip
    left = left or Left()
    do = lambda found: engine.make(found, move, act, scope, _asked(found, move, left, act))  # noqa: E731
    return engine.on_case(case, act, do, short=short)


def _asked(found: engine.Loaded, move: moves.Move, left: Left, act: Act) -> engine.Asked:
    """What was told beside the move, understood by the handbook's register of facts."""
    answers: Sequence[facts.Answer] = ()
    kept: dict[str, Mapping[str, Any]] = {}
    if left.typed or left.checked is not None:
        position = found.state.positions.get(getattr(move, "position", 0))
        run = found.state.runs.get(position.run) if position else None
        step = found.handbook.step(run.process, position.step) if run and position else None
        if left.typed:
            answers = facts.answers(found.handbook, step.asks if step else (), left.typed, act.on)
        if left.checked is not None and run and step:
            kept[PLAN] = checklist.kept(found.handbook, run.process, step, left.checked)
    return engine.Asked(left.units or {}, tuple(answers), left.note, left.worker, kept, guard=left.guard)


def complete_many(*, act: Act, scope: Scope, boxes: Sequence[tuple[int, int]]) -> list[Done]:
    """Tick several boxes that have one way on, after one meeting (D15). All or none, in the order of their ids."""
    with one_act():
        # First every case, then every counter: nobody else takes a case while they have a counter (E3).
        engine.hold((case for case, _position in boxes), act.on)
        return [
            complete(
                act=replace(act, id=uuid5(act.id, f"{case}/{position}")), scope=scope, case=case, position=position
            )
            for case, position in sorted(boxes)
        ]


def jump(*, act: Act, scope: Scope, case: int, position: int, target: str, left: Left | None = None) -> Done:
    """Go from a box to any other, with a reason; to another party this is a hand-over."""
    left = left or Left()
    move = moves.Jump(position=position, target=target, to=left.to, reason=act.reason, via=left.via, on=_iso(left.on))
    return _made(act, scope, case, move, left, short=not left.typed)


def park(*, act: Act, scope: Scope, case: int, position: int, until: date, wait: str = "", via: str = "") -> Done:
    """Let a box rest until a review date, which must be a coming day; for a wait of the box or the act's reason."""
    if until <= act.on:
        raise Refused(refused("review-date-passed", say("The review date must be a coming day.")))
    move = moves.Park(position=position, until=until.isoformat(), wait=wait, reason=act.reason, via=via)
    return _made(act, scope, case, move)


def resume(*, act: Act, scope: Scope, case: int, position: int, via: str = "") -> Done:
    """Take up a resting box again."""
    return _made(act, scope, case, moves.Resume(position=position, reason=act.reason, via=via))


def reopen_box(*, act: Act, scope: Scope, case: int, run: int, step: str, via: str = "", guard: str = "") -> Done:
    """Open a box again as a new visit, with a reason (D12)."""
    return _made(act, scope, case, moves.Reopen(run=run, step=step, reason=act.reason, via=via), Left(guard=guard))


def correct(*, act: Act, scope: Scope, case: int, seq: int, via: str = "") -> Done:
    """Undo a leaving of a box, visibly, as long as nothing has been built on it."""
    if not act.reason:
        raise Refused(refused("reason-needed", say("Give a reason.")))
    return _made(act, scope, case, moves.Correct(seq=seq, reason=act.reason, via=via))


def end_run(*, act: Act, scope: Scope, case: int, run: int, driver: str = "", via: str = "") -> Done:
    """End one's own run, or register the end of an outside party's (D14); the ball never stays with nobody (D9)."""
    return _made(act, scope, case, moves.End(run=run, driver=driver, reason=act.reason, via=via))


def start_run(
    *, act: Act, scope: Scope, case: int, process: str, party: str, steps: tuple[str, ...] = (), guard: str = ""
) -> Done:
    """Open another process in the case, or a new attempt after an end (D12)."""
    move = moves.Start(process=process, party=party, steps=steps, reason=act.reason)
    return _made(act, scope, case, move, Left(guard=guard))


def _iso(on: date | None) -> str:
    return on.isoformat() if on else ""
