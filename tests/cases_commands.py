"""Every command on a case, found by looking, each with one sensible way to call it: for matrices and meta-tests."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from samordna.cases import commands
from samordna.cases.commands import closing, drafting, guarding, incoming, moving, opening, sending, telling, working
from samordna.cases.commands.deciding import Decided
from samordna.cases.commands.guarding import Outcome
from samordna.cases.commands.incoming import Came
from samordna.cases.commands.moving import Left
from samordna.cases.models import Benefit, Case, Incoming, Position
from samordna.cases.states import folded
from samordna.handbooks.journey import State
from tests.cases_playing import at, consented
from tests.cases_world import World

# Jobs and ports: called by the night and by a withdrawn consent, never by a page.
NOT_PAGES = {"nightly", "withdrawing"}
COMMANDS: dict[str, Callable[..., Any]] = {
    f"{each.name}.{name}": function
    for each in pkgutil.iter_modules(commands.__path__)
    if each.name not in NOT_PAGES
    for name, function in inspect.getmembers(import_module(f"{commands.__name__}.{each.name}"), inspect.isfunction)
    if function.__module__ == f"{commands.__name__}.{each.name}" and not name.startswith("_")
}


@dataclass(frozen=True)
class Stage:
    """A case somewhere on its way: which box, transfer and run a command is tried on (0: none, or one long gone)."""

    world: World
    case: int
    position: int
    transfer: int = 0

    @property
    def state(self) -> State:
        """Where the case is."""
        return folded(self.case, Case.objects.get(pk=self.case).seq)

    @property
    def run(self) -> int:
        """The first run, of social services."""
        return min(self.state.runs)

    @property
    def coming(self) -> date:
        """A coming day."""
        return self.world.day + timedelta(7)

    def incoming(self) -> int:
        """A new message in the unit's inbox."""
        known = Incoming.objects.filter(status="new").order_by("-id").values_list("id", flat=True).first()
        return known or 0

    def left_at(self) -> int:
        """The event that last left a box; 1 when none has."""
        return max((v.seq for v in self.state.visits), default=1)


def leave(stage: Stage) -> Left:
    """The first exit of the box, whichever it is."""
    row = Position.objects.filter(case_id=stage.case, no=stage.position).first()
    return Left(
        {"12": ("jobbtorg",), "11": ("jobbtorg",), "2": ("nej",), "1": ("ja",)}.get(row.step if row else "", ())
    )


def decided(stage: Stage) -> Decided:
    """A decision with a table of the box, made without asking the person anything."""
    row = Position.objects.filter(case_id=stage.case, no=stage.position).first()
    table, outcome = {
        "12": ("jobbtorg-unga", "jobbtorg"),
        "1": ("jobbtorg-unga", "jobbtorg"),
        "17": ("fk-samordning", "wait"),
    }.get(row.step if row else "", ("samverkansvag", "utred"))
    return Decided(table, stage.world.day, (outcome,), code="no-answer")


def case(stage: Stage) -> dict[str, Any]:
    return {"case": stage.case}


def box(stage: Stage) -> dict[str, Any]:
    return {"case": stage.case, "position": stage.position}


def sent(stage: Stage) -> dict[str, Any]:
    return {"case": stage.case, "transfer": stage.transfer}


def another(stage: Stage) -> opening.Wanted:
    """One more case for the same person."""
    return opening.Wanted(person=Case.objects.get(pk=stage.case).person_id, process="soc-sjukskriven")


def refusal(stage: Stage) -> Outcome:
    """A refused benefit whose reason is to be found out."""
    return Outcome(kind="sjukersattning", decision="refused", on=stage.world.day, reason="unknown")


def mark(stage: Stage) -> dict[str, Any]:
    """A condition of the decision on a benefit, if there is one."""
    known = Benefit.objects.filter(case_id=stage.case).values_list("id", flat=True).first()
    return {**case(stage), "benefit": known or 0, "condition": "age-reached"}


def prepare(stage: Stage, command: str) -> None:
    """What must have been told before the command can do anything."""
    if command in ("guarding.mark_met", "guarding.mark_unmet"):
        before = replace(refusal(stage), on=stage.world.day - timedelta(1))
        guarding.decide(**stage.world.by("sara"), case=stage.case, outcome=before)
    if command == "guarding.mark_unmet":
        guarding.mark_met(**stage.world.by("sara"), **mark(stage), on=stage.world.day, words="Ett brev")
    if command == "telling.take_over":
        telling.record(**stage.world.by("jonas"), case=stage.case, typed={"goal": "Arbete"})


WAYS: Mapping[str, Callable[[Stage], dict[str, Any]]] = {
    "closing.close": case,
    "closing.migrate": lambda s: {**case(s), "version": "2026.1"},
    "closing.reopen": case,
    "deciding.judge": lambda s: {**box(s), "decided": decided(s)},
    "drafting.discard": lambda s: {**case(s), "key": "ruta"},
    "drafting.keep": lambda s: {**case(s), "key": "ruta", "typed": {"note": "Utkast"}},
    "guarding.decide": lambda s: {**case(s), "outcome": refusal(s)},
    "guarding.mark_met": lambda s: {**mark(s), "on": s.world.day, "words": "Ett brev"},
    "guarding.mark_unmet": mark,
    "guarding.person_applies": lambda s: {**case(s), "kind": "sjukersattning", "on": s.world.day},
    "incoming.appoint": lambda s: {"incoming": s.incoming(), "worker": s.world.workers["sigge"].pk},
    "incoming.escalate": lambda s: {"incoming": s.incoming(), "unit": s.world.units["vaster"].pk},
    "incoming.link": lambda s: {**case(s), "incoming": s.incoming()},
    "incoming.put_away": lambda s: {"incoming": s.incoming()},
    "incoming.register": lambda s: {"came": Came("Ett brev", "Kims syster", s.world.day, "phone")},
    "moving.complete": lambda s: {**box(s), "left": leave(s)},
    "moving.complete_many": lambda s: {"boxes": [(s.case, s.position)]},
    "moving.correct": lambda s: {**case(s), "seq": s.left_at()},
    "moving.end_run": lambda s: {**case(s), "run": s.run},
    "moving.jump": lambda s: {**box(s), "target": "16"},
    "moving.park": lambda s: {**box(s), "until": s.coming},
    "moving.reopen_box": lambda s: {**case(s), "run": s.run, "step": "3"},
    "moving.resume": box,
    "moving.skip": lambda s: {**box(s), "left": leave(s)},
    "moving.start_run": lambda s: {**case(s), "process": "soc-ej-sjukskriven", "party": "socialtjanst"},
    "opening.open_case": lambda s: {"wanted": another(s)},
    "opening.open_cases": lambda s: {"wanted": [another(s)]},
    "sending.accept": sent,
    "sending.answer": lambda s: {**sent(s), "text": "Vi har träffats."},
    "sending.consult": lambda s: {**box(s), "adviser": "arbetsformedlingen", "question": "Vad gäller?"},
    "sending.decline": sent,
    "sending.escalate": lambda s: {**sent(s), "unit": s.world.units["oster"].pk},
    "sending.give_back": box,
    "sending.hand_over": lambda s: {**box(s), "target": "arbetsformedlingen/1"},
    "sending.refer": lambda s: {**box(s), "target": "arbetsformedlingen/1"},
    "sending.withdraw": sent,
    "telling.record": lambda s: {**case(s), "typed": {"goal": "Arbete"}},
    "telling.take_over": lambda s: {**case(s), "fact": "goal", "party": "jobbtorg"},
    "working.add_co_worker": lambda s: {**case(s), "worker": s.world.workers["ulla"].pk},
    "working.add_step": lambda s: {**case(s), "title": "Följde med till tandläkaren"},
    "working.change_watcher": lambda s: {**case(s), "worker": s.world.workers["sigge"].pk},
    "working.end_co_worker": lambda s: {**case(s), "worker": s.world.workers["sigge"].pk},
    "working.give_many": lambda s: {"cases": [s.case], "worker": s.world.workers["sigge"].pk},
    "working.give_to": lambda s: {**case(s), "worker": s.world.workers["sigge"].pk},
    "working.take": box,
    "working.tell": lambda s: {**box(s), "typed": {}, "note": "Ringde."},
    "working.tick": lambda s: {**case(s), "of": 1, "system": "Treserva"},
}  # fmt: skip


def short(command: str) -> str:
    """The name of a command in the matrix."""
    return {"incoming.escalate": "escalate_incoming"}.get(command, command.partition(".")[2])


def run(stage: Stage, command: str, name: str) -> Any:
    """Somebody carries out a command on the case, with a reason."""
    return COMMANDS[command](**stage.world.by(name, "Ett skäl"), **WAYS[command](stage))


def fresh(world: World) -> Stage:
    """Sara's case in box 11, where she chooses the way on; a colleague works with her, a letter lies in the inbox."""
    person = world.person()
    consented(world, person.pk)
    wanted = opening.Wanted(person=person.pk, process="soc-sjukskriven", steps=("11",))
    number = opening.open_case(act=world.act("sara"), scope=world.scope("sara"), wanted=wanted).case
    working.add_co_worker(**world.by("sara"), case=number, worker=world.workers["sigge"].pk)
    incoming.register(**world.by("sara"), came=Came("Ett intyg", "Kim", world.day, "letter"))
    drafting.keep(**world.by("sara"), case=number, key="ruta", typed={"note": "Utkast"})
    return Stage(world, number, at(number, "11"))


def standing(world: World) -> Stage:
    """One box further: box 12, from which Jobbtorg is asked to take over."""
    known = fresh(world)
    moving.complete(**world.by("sara"), case=known.case, position=known.position, left=Left(("jobbtorg",)))
    return Stage(world, known.case, at(known.case, "12"))


def awaiting(world: World) -> Stage:
    """Handed over to Jobbtorg, which has not answered."""
    known = standing(world)
    done = moving.complete(**world.by("sara"), case=known.case, position=known.position, left=Left(("jobbtorg",)))
    return Stage(world, known.case, known.position, done.transfers[0])


def elsewhere(world: World) -> Stage:
    """Jobbtorg has taken over: its box is open, and nobody else's."""
    known = awaiting(world)
    sending.accept(**world.by("jonas"), case=known.case, transfer=known.transfer)
    return Stage(world, known.case, at(known.case, "jobbtorg/1"), known.transfer)


def asked(world: World) -> Stage:
    """Jobbtorg has been asked something (a referral), and the box stays with social services."""
    known = fresh(world)
    done = sending.refer(**world.by("sara"), case=known.case, position=known.position, target="jobbtorg/1")
    return Stage(world, known.case, known.position, done.transfers[0])


def outside(world: World) -> Stage:
    """Handed over to Försäkringskassan, whose staff do not sign in."""
    known = fresh(world)
    moving.jump(**world.by("sara", "Ett skäl"), case=known.case, position=known.position, target="17")
    position = at(known.case, "17")
    done = moving.complete(**world.by("sara"), case=known.case, position=position, left=Left(("fk",)))
    return Stage(world, known.case, position, done.transfers[0])


def resting(world: World) -> Stage:
    """The box rests until a review date."""
    known = fresh(world)
    moving.park(**world.by("sara", "Väntar"), case=known.case, position=known.position, until=known.coming)
    return known


def finished(world: World) -> Stage:
    """Every box is done, the process is still open."""
    known = fresh(world)
    moving.jump(**world.by("sara", "Ett skäl"), case=known.case, position=known.position, target="2")
    number = at(known.case, "2")
    moving.complete(**world.by("sara"), case=known.case, position=number, left=Left(("nej",)))
    return Stage(world, known.case, number)


def ended(world: World) -> Stage:
    """The process is ended, the case open."""
    known = finished(world)
    moving.end_run(**world.by("sara"), case=known.case, run=known.run)
    return known


def closed(world: World) -> Stage:
    """The case is closed."""
    known = ended(world)
    closing.close(**world.by("sara"), case=known.case)
    return known


STAGES: dict[str, Callable[[World], Stage]] = {
    each.__name__: each
    for each in (fresh, standing, awaiting, elsewhere, asked, outside, resting, finished, ended, closed)
}
