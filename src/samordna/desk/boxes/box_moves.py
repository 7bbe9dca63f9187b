"""Which move does a form of a box ask for, and how is it carried out? One entry for every button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.cases import reasons
from samordna.cases.commands import moving, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.domain import CHANNELS, Done
from samordna.cases.guard_registers import reason_written
from samordna.desk.typed import Typed, Wrong
from samordna.handbooks.journey import moves
from samordna.handbooks.journey.moves import Move
from samordna.journal.domain import Act
from samordna.kernel.text import say

STEP, PARTY = "step:", "party:"
CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants done with a box: the button, the form, and the answers and the ticks that are new."""

    do: str
    case: int
    position: int
    typed: Typed
    facts: Mapping[str, Any]
    checked: tuple[int, ...] | None = None

    @property
    def units(self) -> dict[str, int]:
        """The units chosen for receivers, by party."""
        chosen = self.typed.starting("unit-")
        return {party: int(v[0]) for party, v in chosen.items() if v and v[0].isascii() and v[0].isdigit()}

    @property
    def via(self) -> str:
        """How an outside party told what is registered; "" for one's own acts."""
        written = self.typed.one("via")
        return written if written in CHANNELS else ""

    @property
    def guard(self) -> str:
        """Why the worker goes on although the last decision on a benefit speaks against it (D28)."""
        return reason_written(self.typed.one("guard-code"), self.typed.one("guard-words"))

    @property
    def reason(self) -> str:
        """Why: of the fold that the button belongs to."""
        words = self.typed.one(f"{self.do}-reason")
        return reasons.written(self.typed.one("skip-code"), words) if self.do == "skip" else words

    def left(self, exits: tuple[str, ...] = ()) -> Left:
        """How the box is left."""
        return Left(
            exits, self.typed.one("to"), self.units, self.typed.number("degree"), self.typed.one("since"),
            self.typed.one("driver"), self.facts, self.typed.one("note"), self.via, self.typed.day("on"),
            guard=self.guard, checked=self.checked,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doing:
    """One button: what it checks first, the move it makes (None for one that can send nothing), and its command."""

    check: Callable[[Wish, date], None]
    move: Callable[[Wish], Move] | None
    run: Callable[[Act, Scope, Wish], Done]
    leaves: bool = False


def _on(wish: Wish) -> str:
    day = wish.typed.day("on")
    return day.isoformat() if day else ""


def _nothing(_wish: Wish, _on: date) -> None:
    """Nothing to check."""


def _happened(wish: Wish, on: date) -> None:
    # Read both, so that a day that is none is told of now.
    day = wish.typed.day("on")
    if day and day > on:
        raise Wrong(("field-on", say("The day lies ahead. Write the day it happened.")))
    wish.typed.day("since")


def _reasoned(wish: Wish, on: date) -> None:
    _happened(wish, on)
    if not wish.reason:
        raise Wrong((f"field-{wish.do}-reason", say("Give a reason.")))


def _skipped(wish: Wish, on: date) -> None:
    _happened(wish, on)
    code = wish.typed.one("skip-code")
    if code not in reasons.SKIP:
        raise Wrong(("field-skip-code", say("Choose why it is not relevant.")))
    if code == reasons.OTHER and not wish.typed.one("skip-reason"):
        raise Wrong(("field-skip-reason", say("Write the reason in your own words.")))


def _aimed(wish: Wish, on: date) -> None:
    if not wish.typed.one(f"{wish.do}-target"):
        raise Wrong((f"field-{wish.do}-target", say("Choose where it goes.")))
    _reasoned(wish, on)


def _asked(wish: Wish, on: date) -> None:
    if not wish.typed.one("referral"):
        raise Wrong(("field-referral", say("Choose what to ask, or whom.")))


def _advised(wish: Wish, on: date) -> None:
    errors = []
    if not wish.typed.one("adviser"):
        errors.append(("field-adviser", say("Choose whom to ask.")))
    if not wish.typed.one("consult-question"):
        errors.append(("field-consult-question", say("Write the question.")))
    if errors:
        raise Wrong(*errors)


def _until(wish: Wish, on: date) -> None:
    until = wish.typed.day("until")
    errors = []
    if until is None:
        errors.append(("field-until", say("Write the day when it is looked at again.")))
    elif until <= on:
        errors.append(("field-until", say("The review date must be a coming day.")))
    if not wish.typed.one("wait") and not wish.reason:
        errors.append(("field-park-reason", say("Say what you wait for.")))
    if errors:
        raise Wrong(*errors)


def _ended(wish: Wish, on: date) -> None:
    if not wish.typed.one("end-outcome"):
        raise Wrong(("field-end-outcome", say("Choose what happened.")))
    _happened(wish, on)


def _exits(wish: Wish) -> tuple[str, ...]:
    chosen = {"skip": wish.typed.many("skip-exit"), "end": wish.typed.many("end-outcome")}
    return chosen.get(wish.do, wish.typed.many("exit"))


def _complete(wish: Wish) -> Move:
    left = wish.left(_exits(wish))
    made = moves.Skip if wish.do == "skip" else moves.Complete
    return made(
        position=wish.position, exits=left.exits, to=left.to, degree=left.degree, since=left.since, driver=left.driver,
        reason=wish.reason, via=left.via, on=_on(wish),
    )  # fmt: skip


def _elsewhere(wish: Wish) -> Move:
    made = moves.HandOver if wish.do == "hand-over" else moves.Jump
    target, _, to = wish.typed.one(f"{wish.do}-target").partition("|")
    return made(position=wish.position, target=target, to=to, reason=wish.reason, via=wish.via, on=_on(wish))


def _refer(wish: Wish) -> Move:
    chosen = wish.typed.one("referral")
    referral, target = ("", chosen) if chosen.startswith(PARTY) else (chosen, "")
    # Whoever is asked about a person learns at least who it is.
    told = tuple(dict.fromkeys((CONTACT, *wish.typed.many("refer-category")))) if target else ()
    return moves.Refer(
        position=wish.position, referral=referral, target=target, reason=wish.reason, on=_on(wish), categories=told
    )


def _consult(wish: Wish) -> Move:
    return moves.Consult(
        position=wish.position, adviser=wish.typed.one("adviser"), question=wish.typed.one("consult-question")
    )


def _run_leave(act: Act, scope: Scope, wish: Wish) -> Done:
    command = moving.skip if wish.do == "skip" else moving.complete
    return command(act=act, scope=scope, case=wish.case, position=wish.position, left=wish.left(_exits(wish)))


def _run_jump(act: Act, scope: Scope, wish: Wish) -> Done:
    target, _, to = wish.typed.one("jump-target").partition("|")
    left = Left(
        to=to, units=wish.units, typed=wish.facts, note=wish.typed.one("note"), via=wish.via, on=wish.typed.day("on"),
        guard=wish.guard, checked=wish.checked,
    )  # fmt: skip
    return moving.jump(act=act, scope=scope, case=wish.case, position=wish.position, target=target, left=left)


def _run_hand_over(act: Act, scope: Scope, wish: Wish) -> Done:
    target, _, to = wish.typed.one("hand-over-target").partition("|")
    return sending.hand_over(
        act=act, scope=scope, case=wish.case, position=wish.position, target=target, to=to, units=wish.units
    )


def _run_refer(act: Act, scope: Scope, wish: Wish) -> Done:
    move = _refer(wish)
    assert isinstance(move, moves.Refer)
    return sending.refer(
        act=act, scope=scope, case=wish.case, position=wish.position, referral=move.referral, target=move.target,
        units=wish.units, note=wish.typed.one("refer-note"), categories=move.categories,
    )  # fmt: skip


def _run_consult(act: Act, scope: Scope, wish: Wish) -> Done:
    return sending.consult(
        act=act, scope=scope, case=wish.case, position=wish.position, adviser=wish.typed.one("adviser"),
        question=wish.typed.one("consult-question"), units=wish.units, deidentified=nothing_leaves(wish),
    )  # fmt: skip


def _run_park(act: Act, scope: Scope, wish: Wish) -> Done:
    until = wish.typed.day("until")
    assert until is not None
    return moving.park(
        act=act, scope=scope, case=wish.case, position=wish.position, until=until, wait=wish.typed.one("wait")
    )


def _run_resume(act: Act, scope: Scope, wish: Wish) -> Done:
    return moving.resume(act=act, scope=scope, case=wish.case, position=wish.position)


def _run_return(act: Act, scope: Scope, wish: Wish) -> Done:
    return sending.give_back(
        act=act, scope=scope, case=wish.case, position=wish.position, via=wish.via, on=wish.typed.day("on")
    )


def _run_tell(act: Act, scope: Scope, wish: Wish) -> Done:
    return working.tell(
        act=act, scope=scope, case=wish.case, position=wish.position, typed=wish.facts, note=wish.typed.one("note"),
        checked=wish.checked,
    )  # fmt: skip


def _run_take(act: Act, scope: Scope, wish: Wish) -> Done:
    return working.take(act=act, scope=scope, case=wish.case, position=wish.position)


def _run_reopen(act: Act, scope: Scope, wish: Wish) -> Done:
    run, _, step = wish.typed.one("reopen-target").partition("/")
    number = int(run) if run.isdigit() else 0
    return moving.reopen_box(act=act, scope=scope, case=wish.case, run=number, step=step, guard=wish.guard)


def _run_correct(act: Act, scope: Scope, wish: Wish) -> Done:
    return moving.correct(act=act, scope=scope, case=wish.case, seq=wish.typed.number("correct-seq"))


DOINGS: Mapping[str, Doing] = {
    "complete": Doing(_happened, _complete, _run_leave, leaves=True),
    "skip": Doing(_skipped, _complete, _run_leave, leaves=True),
    "end": Doing(_ended, _complete, _run_leave, leaves=True),
    "jump": Doing(_aimed, _elsewhere, _run_jump, leaves=True),
    "hand-over": Doing(_aimed, _elsewhere, _run_hand_over),
    "refer": Doing(_asked, _refer, _run_refer),
    "consult": Doing(_advised, _consult, _run_consult),
    "park": Doing(_until, None, _run_park),
    "resume": Doing(_nothing, None, _run_resume),
    "return": Doing(_reasoned, None, _run_return, leaves=True),
    "tell": Doing(_nothing, None, _run_tell),
    "take": Doing(_nothing, None, _run_take),
    "reopen": Doing(_aimed, None, _run_reopen),
    "correct": Doing(_reasoned, None, _run_correct),
}


def nothing_leaves(wish: Wish) -> bool:
    """True for a question without anything that points at the person: it needs neither consent nor preview (D10)."""
    return wish.do == "consult" and bool(wish.typed.one("deidentified"))
