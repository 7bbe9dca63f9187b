"""After any acts at all, the lists are what the events make (E5, E10, E18): random commands, then all built anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from samordna.access.commands import open_grants
from samordna.audit import verifying
from samordna.cases import dating, facts
from samordna.cases.commands import closing, incoming, moving, nightly, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.domain import CHANNELS, Overtaken
from samordna.cases.models import Case, Involved, Position, Transfer
from samordna.cases.states import folded
from samordna.handbooks.queries import load
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.organisations.models import Sphere
from samordna.people.models import Person
from tests.cases_world import DAY, World, build
from tests.telling_world import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.data]

WORKERS = ("sara", "sigge", "ulla", "jonas", "karin")
STARTS = (("sara", "soc-sjukskriven"), ("sara", "soc-ej-sjukskriven"), ("jonas", "jobbtorg"))
REFUSALS = (Refused, Overtaken, DoneBefore, MovedOn, facts.WrongFacts)
ACTS = 120


class Walk:
    """Somebody or other does something or other in a case."""

    def __init__(self, world: World, chance: Random, case: int) -> None:
        self.world, self.chance, self.case = world, chance, case
        self.book = load("stockholm@2026.1")
        self.done: Counter[str] = Counter()

    def step(self) -> None:
        """Try one act; most refusals are as good as acts."""
        self.state = folded(self.case, Case.objects.get(pk=self.case).seq)
        act = self.chance.choice(self.acts())
        try:
            act(self.world.by(self.who(), "av en slump", on=DAY))
        except (*REFUSALS, LookupError):
            return
        self.done[act.__name__] += 1

    def who(self) -> str:
        """Mostly somebody whose unit has something to do with the case."""
        units = set(Involved.objects.filter(case_id=self.case).values_list("unit_id", flat=True))
        near = [name for name in WORKERS if self.world.scope(name).units & units]
        return self.chance.choice(near if self.chance.random() < 0.9 else WORKERS)

    def acts(self) -> list[Callable[[Any], object]]:
        """What can be tried; what moves a case stands more than once."""
        if not self.state.positions:
            return [self.start, self.start, self.reopen, self.reopen_box, self.reopen_box, self.close, self.tick]
        often = [self.complete] * 8 + [self.answer, self.accept] * 3
        return [
            *often, self.skip, self.jump, self.refer, self.decline, self.withdraw, self.back, self.park, self.resume,
            self.tell, self.give, self.take, self.co_worker, self.tick, self.correct, self.end, self.start, self.close,
            self.reopen, self.reopen_box, self.watcher, self.arrive, self.escalate,
        ]  # fmt: skip

    def box(self) -> Any:
        return self.chance.choice(list(self.state.positions.values()))

    def sent(self) -> int:
        return self.chance.choice(list(self.state.transfers))

    def via(self) -> str:
        return self.chance.choice(("", "", "letter", *CHANNELS))

    def place(self, box: Any) -> Any:
        return self.book.step(self.state.runs[box.run].process, box.step)

    def complete(self, by: Any) -> None:
        box = self.box()
        exits = self.place(box).exits
        left = Left((self.chance.choice(exits).id,) if exits else (), via=self.via(), degree=50)
        moving.complete(**by, case=self.case, position=box.id, left=left)

    def skip(self, by: Any) -> None:
        box = self.box()
        moving.skip(**by, case=self.case, position=box.id, left=Left((self.chance.choice(self.place(box).exits).id,)))

    def jump(self, by: Any) -> None:
        box = self.box()
        process = self.chance.choice(self.book.processes)
        step = self.chance.choice(process.steps).id
        moving.jump(**by, case=self.case, position=box.id, target=f"{process.id}/{step}", left=Left(via=self.via()))

    def refer(self, by: Any) -> None:
        box = self.box()
        referral = self.chance.choice(self.place(box).referrals).id
        sending.refer(**by, case=self.case, position=box.id, referral=referral, via=self.via())

    def accept(self, by: Any) -> None:
        sending.accept(**by, case=self.case, transfer=self.sent(), via=self.via())

    def answer(self, by: Any) -> None:
        sending.answer(**by, case=self.case, transfer=self.sent(), text="Svar", via=self.via())

    def decline(self, by: Any) -> None:
        no = self.chance.random() < 0.5
        sending.decline(**by, case=self.case, transfer=self.sent(), person_says_no=no, via=self.via())

    def withdraw(self, by: Any) -> None:
        sending.withdraw(**by, case=self.case, transfer=self.sent())

    def back(self, by: Any) -> None:
        sending.give_back(**by, case=self.case, position=self.box().id, via=self.via())

    def park(self, by: Any) -> None:
        until = DAY + timedelta(days=self.chance.randint(1, 90))
        moving.park(**by, case=self.case, position=self.box().id, until=until)

    def resume(self, by: Any) -> None:
        moving.resume(**by, case=self.case, position=self.box().id)

    def tell(self, by: Any) -> None:
        box = self.box()
        fact = self.chance.choice(["application_sent", "benefit_application_sent", "benefit_until"])
        typed = {fact: (date(2026, 11, 1) + timedelta(days=self.chance.randint(0, 20))).isoformat()}
        working.tell(**by, case=self.case, position=box.id, typed=typed, note="Sagt")

    def give(self, by: Any) -> None:
        working.give_to(**by, case=self.case, worker=self.world.workers[self.chance.choice(WORKERS)].pk)

    def take(self, by: Any) -> None:
        working.take(**by, case=self.case, position=self.box().id)

    def co_worker(self, by: Any) -> None:
        worker = self.world.workers[self.chance.choice(WORKERS)].pk
        change = self.chance.choice((working.add_co_worker, working.end_co_worker))
        change(**by, case=self.case, worker=worker)

    def tick(self, by: Any) -> None:
        working.tick(**by, case=self.case, of=self.chance.randint(1, self.state.seq), system="Treserva")

    def correct(self, by: Any) -> None:
        moving.correct(**by, case=self.case, seq=self.chance.choice(self.state.visits).seq)

    def end(self, by: Any) -> None:
        if self.chance.random() < 0.3:
            run = self.chance.choice(list(self.state.runs))
            moving.end_run(**by, case=self.case, run=run, via=self.via())

    def start(self, by: Any) -> None:
        process = self.chance.choice(self.book.processes)
        party = self.chance.choice(process.starters)
        moving.start_run(**by, case=self.case, process=process.id, party=party)

    def close(self, by: Any) -> None:
        closing.close(**by, case=self.case)

    def reopen(self, by: Any) -> None:
        closing.reopen(**by, case=self.case)

    def reopen_box(self, by: Any) -> None:
        visit = self.chance.choice(self.state.visits)
        moving.reopen_box(**by, case=self.case, run=visit.position.run, step=visit.position.step)

    def watcher(self, by: Any) -> None:
        working.change_watcher(**by, case=self.case, worker=self.world.workers[self.chance.choice(WORKERS)].pk)

    def arrive(self, by: Any) -> None:
        came = incoming.Came("Något", "Någon", DAY, "letter")
        number = incoming.register(**by, came=came)
        incoming.link(act=replace(by["act"], id=uuid4()), scope=by["scope"], incoming=number, case=self.case)

    def escalate(self, by: Any) -> None:
        sending.escalate(**by, case=self.case, transfer=self.sent(), unit=self.world.units["oster"].pk)


def world_with_everything_open(case_of: str) -> tuple[World, int]:
    """Kim has said yes to everything, so that chance decides and not secrecy."""
    world = build()
    person = world.person(unit="torget" if case_of == "jonas" else "oster")
    spheres = list(Sphere.objects.values_list("pk", flat=True))
    open_grants(
        act=world.act("sara"), person=person.pk, ways=[(a, b) for a in spheres for b in spheres if a != b],
        categories=("contact", "social", "economy", "work", "health", "plan", "decision"),
        valid=(date(2026, 1, 1), None), basis="consent",
    )  # fmt: skip
    tell_all(world)
    return world, person.pk


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.once) for n in range(2, 6))])
def test_after_any_acts_the_lists_are_what_the_events_make(seed: int) -> None:
    """E5, E18: rebuild == tables; and the dates for sorting are those that the clocks give (E10)."""
    chance = Random(seed)
    name, process = STARTS[seed % len(STARTS)]
    world, person = world_with_everything_open(name)
    done = world.open(name, process, person=Person.objects.get(pk=person))
    walk = Walk(world, chance, done.case)
    for _ in range(ACTS):
        walk.step()
    differences = verifying.verify().differences
    assert differences == [], walk.done
    assert sum(walk.done.values()) > 10, walk.done
    assert not list(dating.outdated([done.case], DAY))


def test_dates_that_have_become_wrong_are_put_right_at_night() -> None:
    """E10."""
    world, _person = world_with_everything_open("sara")
    case = world.open().case
    Position.objects.filter(case_id=case).update(due=DAY)
    assert nightly.put_dates_right(DAY) == 1
    assert nightly.put_dates_right(DAY) == 0
    assert verifying.verify(case=case).differences == []
    assert not Transfer.objects.exists()
