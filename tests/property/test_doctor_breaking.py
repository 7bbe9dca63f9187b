"""Whatever is broken in a sound handbook, at whichever place: does the doctor report it with the right code?

The handbooks are the small sound one and everything that is packaged; hypothesis picks handbook, place and break.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.handbooks.doctor import examine
from samordna.handbooks.domain import PERSON, Handbook, Need, Process, Step, TableUse
from samordna.handbooks.examination import surroundings
from samordna.handbooks.queries import available, load
from samordna.kernel.finding import errors

SOUND = Path(__file__).parents[1] / "fixtures/sound"
ON = date(2026, 11, 22)
Break = tuple[Handbook, str, str]
quick = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@cache
def books() -> tuple[Handbook, ...]:
    packaged = [load(ref) for ref in sorted({a.id for a in available()})]
    return load(str(SOUND)), *(book for book in packaged if book.processes)


@cache
def around():
    return surroundings(ON, compare=False)


def with_step(book: Handbook, process: Process, step: Step, **changes: Any) -> Handbook:
    """The handbook with one box changed."""
    return with_steps(book, process, [replace(s, **changes) if s is step else s for s in process.steps])


def with_steps(book: Handbook, process: Process, steps: list[Step]) -> Handbook:
    changed = replace(process, steps=tuple(steps))
    return replace(book, processes=tuple(changed if p is process else p for p in book.processes))


def with_exit(book: Handbook, process: Process, step: Step, index: int, **changes: Any) -> Handbook:
    exits = [replace(e, **changes) if i == index else e for i, e in enumerate(step.exits)]
    return with_step(book, process, step, exits=tuple(exits))


def boxes(book: Handbook) -> Iterator[tuple[Process, Step, str]]:
    for process, step in book.every_step():
        yield process, step, f"({process.id}/{step.id})"


def no_exits(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        yield with_step(book, process, step, exits=()), "dead-end", place


def exit_to_nowhere(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        for index in range(len(step.exits)):
            yield with_exit(book, process, step, index, to=("finns-inte",)), "target-unknown", place


def exit_to_itself(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        for index in range(len(step.exits)):
            yield with_exit(book, process, step, index, to=(step.id,)), "self-loop", place


def orphan(book: Handbook) -> Iterator[Break]:
    """Remove every way to a box that is no start."""
    for process, step, place in boxes(book):
        if step.id not in process.starts and step.id != process.first:
            yield without_ways_to(book, process.id, step.id), "unreachable", place


def without_ways_to(book: Handbook, process_id: str, step_id: str) -> Handbook:
    """The handbook where nothing leads to a box from any other box."""

    def away(process: Process, written: str) -> bool:
        target = book.target(process.id, written)
        return (target.process, target.step) != (process_id, step_id)

    def without(process: Process, step: Step) -> Step:
        if (process.id, step.id) == (process_id, step_id):
            return step
        exits = [replace(e, to=tuple(t for t in e.to if away(process, t))) for e in step.exits]
        asked = tuple(r for r in step.referrals if away(process, r.to))
        return replace(step, exits=tuple(e for e in exits if e.to), referrals=asked)

    processes = [replace(p, steps=tuple(without(p, s) for s in p.steps)) for p in book.processes]
    return replace(book, processes=tuple(processes))


def repealed_law(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        yield with_step(book, process, step, law=(*step.law, "sol-2001:2:7")), "law-repealed", place


def no_outcomes(book: Handbook) -> Iterator[Break]:
    """Send everything that ends back to the first start: then nothing ends anywhere."""
    for process in book.processes:
        processes = []
        for each in book.processes:
            steps = [
                replace(s, exits=tuple(replace(e, to=tuple(_home(each, t) for t in e.to)) for e in s.exits))
                for s in each.steps
            ]
            processes.append(replace(each, steps=tuple(steps)))
        yield replace(book, processes=tuple(processes)), "process-without-outcome", f"({process.id})"


def _home(process: Process, written: str) -> str:
    return process.first if written.startswith("outcome:") else written


def missing_answer(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        for gone in ("ja", "nej"):
            if {"ja", "nej"} <= {e.id for e in step.exits}:
                exits = tuple(e for e in step.exits if e.id != gone)
                yield with_step(book, process, step, exits=exits), "answer-missing", place


def no_question(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        if step.question and len(step.exits) > 1 and step.choose == "one":
            yes_no = {e.id for e in step.exits} & {"ja", "nej"}
            code = "answer-without-question" if yes_no else "choice-without-test"
            yield with_step(book, process, step, question=None), code, place


def no_review(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        for wait in step.waits:
            waits = tuple(replace(w, review="") if w is wait else w for w in step.waits)
            yield with_step(book, process, step, waits=waits), "wait-without-review", place


def no_consent(book: Handbook) -> Iterator[Break]:
    """Wherever a way rests on a real consent, it crosses a sphere: take the consent away."""
    for process, step, place in boxes(book):
        for index, chosen in enumerate(step.exits):
            if chosen.consent and crosses(book, process, step, chosen.to):
                broken = with_exit(book, process, step, index, consent="", ground="")
                yield broken, "handover-without-consent", place


def crosses(book: Handbook, process: Process, step: Step, to: tuple[str, ...]) -> bool:
    """True when the box and what it leads to have named leads in different spheres, none of them a forum."""
    for target in (book.target(process.id, t) for t in to):
        other = book.step(target.process, target.step)
        sender = step.lead or (process.starters[0] if len(process.starters) == 1 else "")
        receiver = other.lead if other else ""
        if sender and receiver and not book.is_forum(sender) and not book.is_forum(receiver):
            starters = book.by_id[target.process].starters
            if book.sphere(sender) != book.sphere(receiver) and (
                target.process == process.id or sender not in starters
            ):
                return True
    return False


def unknown_ids(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        for changes, code in (
            ({"lead": "ingen-sadan"}, "party-unknown"),
            ({"parties": (*step.parties, "ingen-sadan")}, "party-unknown"),
            ({"guidance": {**step.guidance, "ingen-sadan": "text"}}, "party-unknown"),
            ({"forms": (*step.forms, "ingen-sadan")}, "form-unknown"),
            ({"meetings": (*step.meetings, "ingen-sadan")}, "meeting-unknown"),
            ({"deadlines": (*step.deadlines, "ingen-sadan")}, "deadline-unknown"),
            ({"asks": (*step.asks, "ingen-sadan")}, "fact-unknown"),
            ({"phase": "ingen-sadan"}, "phase-unknown"),
            ({"needs": (*step.needs, Need("consent", "ingen-sadan"))}, "consent-unknown"),
            ({"tables": (*step.tables, TableUse("ingen-sadan"))}, "table-unknown"),
            ({"law": (*step.law, "ingen-sadan:1:1")}, "citation-unknown"),
            ({"actors": (*step.actors, "ingen sådan")}, "role-unknown"),
            ({"lead": PERSON}, "lead-is-person"),
            ({"guidance": {}}, "guidance-missing"),
            ({"source": ""}, "source-missing"),
        ):
            yield with_step(book, process, step, **changes), code, place


def doubled_step(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        yield with_steps(book, process, [*process.steps, step]), "step-twice", place


def own_party(book: Handbook) -> Iterator[Break]:
    for process, step, place in boxes(book):
        if step.referrals and step.lead and not book.is_forum(step.lead):
            referrals = (replace(step.referrals[0], to=f"party:{step.lead}"), *step.referrals[1:])
            yield with_step(book, process, step, referrals=referrals), "own-partner", place


BREAKS: tuple[Callable[[Handbook], Iterator[Break]], ...] = (
    no_exits,
    exit_to_nowhere,
    exit_to_itself,
    orphan,
    repealed_law,
    no_outcomes,
    missing_answer,
    no_question,
    no_review,
    no_consent,
    unknown_ids,
    doubled_step,
    own_party,
)


@cache
def breaks(kind: Callable[[Handbook], Iterator[Break]], index: int) -> tuple[Break, ...]:
    """Every way to break a handbook so."""
    return tuple(kind(books()[index]))


def test_the_sound_handbooks_have_no_errors():
    for book in books():
        assert errors(examine(book, around())) == []


@pytest.mark.parametrize("kind", BREAKS, ids=lambda kind: kind.__name__)
def test_every_break_is_possible_somewhere(kind):
    assert any(breaks(kind, index) for index in range(len(books())))


@pytest.mark.parametrize("kind", BREAKS, ids=lambda kind: kind.__name__)
@quick
@given(data=st.data())
def test_a_break_is_reported_at_its_place(kind, data):
    index = data.draw(st.sampled_from([i for i in range(len(books())) if breaks(kind, i)]))
    book, code, place = data.draw(st.sampled_from(breaks(kind, index)))
    findings = examine(book, around())
    assert any(f.code == code and place in f.place for f in findings), (book.id, code, place)


@quick
@given(data=st.data())
def test_two_breaks_at_once_are_both_reported(data):
    """The second break is made in what the first left, so that no check stops at the first thing it meets."""
    first, second = data.draw(
        st.tuples(st.sampled_from([repealed_law, doubled_step]), st.sampled_from([no_exits, unknown_ids]))
    )
    book, code, place = data.draw(st.sampled_from(breaks(first, 0)))
    both, other, there = data.draw(st.sampled_from(list(second(book))))
    seen = {(f.code, f.place.rpartition(" ")[2]) for f in examine(both, around())}
    assert {(code, place), (other, there)} <= seen


@quick
@given(data=st.data())
def test_the_doctor_never_fails_however_mangled_the_handbook(data):
    """Boxes, exits and parties taken out at random: findings, never an exception."""
    book = books()[data.draw(st.integers(0, len(books()) - 1))]
    for _ in range(data.draw(st.integers(1, 4))):
        process = book.processes[data.draw(st.integers(0, len(book.processes) - 1))]
        kind = data.draw(st.sampled_from(["steps", "starters", "starts", "parties", "process"]))
        if kind == "steps":
            kept = data.draw(st.integers(0, len(process.steps)))
            book = with_steps(book, process, list(process.steps[:kept]))
        elif kind == "parties":
            book = replace(book, parties=dict(list(book.parties.items())[data.draw(st.integers(0, 3)) :]))
        elif kind == "process" and len(book.processes) > 1:
            book = replace(book, processes=tuple(p for p in book.processes if p is not process))
        elif kind in ("starters", "starts"):
            changed = replace(process, **{kind: ()})
            book = replace(book, processes=tuple(changed if p is process else p for p in book.processes))
    for finding in examine(book, around()):
        assert str(finding.message)
        assert str(finding.mend)
