"""The raw SQL of the gate does what a reference through the ORM does, and each act is one event (E3, E4, E18)."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
from django.db import connection

from samordna.access.domain import Scope
from samordna.cases import gate
from samordna.cases.commands import moving
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Fact, Involved, Position, Run, Transfer
from samordna.cases.rows import Changes
from samordna.journal.append import MovedOn
from samordna.journal.domain import Act, Header, Part
from samordna.journal.models import Event, Payload
from tests.cases_commands import COMMANDS, STAGES, Stage, fresh, prepare, run
from tests.cases_playing import Anything, checked, code, kept, opened
from tests.cases_world import build

pytestmark = [pytest.mark.django_db, pytest.mark.data]
FROM = {
    "closing.close": "ended", "closing.reopen": "closed", "moving.resume": "resting", "moving.correct": "standing",
    "moving.complete_many": "finished", "sending.withdraw": "awaiting", "sending.escalate": "awaiting",
    "sending.accept": "awaiting", "sending.decline": "awaiting", "sending.answer": "asked",
    "sending.give_back": "elsewhere", "telling.take_over": "elsewhere",
}  # fmt: skip
BY = dict.fromkeys(("sending.accept", "sending.decline", "sending.give_back"), "jonas")
# A draft is nobody else's business, and no event.
SILENT = ("drafting.keep", "drafting.discard")
# Nothing to move to: the world has one version of the handbook.
ONE_VERSION = "closing.migrate"


def reference(case: int, header: Header, hashed: bytes, parts: list[Part], person: int, made: Changes) -> None:
    """The same write through the ORM, a row at a time."""
    fields = {"seq": header.seq, "head": hashed, **made.case}
    if Case.objects.filter(pk=case, seq=header.seq - 1).update(**fields) != 1:
        raise MovedOn(case)
    for model, rows in ((Run, made.runs), (Position, made.positions), (Transfer, made.transfers)):
        for no, row in rows.items():
            assert model.objects.filter(case_id=case, no=no).update(**row) == 1
    for model, new in ((Run, made.new_runs), (Position, made.new_positions), (Transfer, made.new_transfers)):
        for row in new:
            model.objects.create(case_id=case, **row)
    seated = Involved.objects.filter(case_id=case, until_seq=None)
    for party in made.left:
        seated.filter(party=party).update(until_seq=header.seq)
    for row in made.seats:
        Involved.objects.create(case_id=case, **row)
    for party, worker in made.responsible.items():
        seated.filter(party=party).update(worker_id=worker)
    Event.objects.create(
        stream_id=case, seq=header.seq, act=header.act, kind=header.kind, v=header.v, at=header.at, by_id=header.by,
        unit_id=header.unit, sphere_id=header.sphere, effect=header.effect, body=header.body, hash=hashed,
    )  # fmt: skip
    for part in parts:
        Payload.objects.create(
            stream_id=case, seq=header.seq, sphere_id=part.sphere, category=part.category, person_id=person,
            salt=part.salt, data=part.written,
        )  # fmt: skip


def written(case: int) -> list[Any]:
    """What a case looks like, but for what must differ between two: ids, numbers, hashes."""
    tables = kept(case)
    tables["case"].pop("person_id")
    events = Event.objects.filter(stream_id=case).order_by("seq")
    headers = list(events.values_list("seq", "kind", "v", "at", "by_id", "unit_id", "sphere_id", "effect"))
    parts = Payload.objects.filter(stream_id=case).order_by("seq", "sphere_id", "category")
    # The seats of the first event hold the unit's own number of the case.
    said = [p for p in parts.values_list("seq", "sphere_id", "category", "data") if '"seats"' not in p[3]]
    seats = Involved.objects.filter(case_id=case).order_by("id")
    facts = Fact.objects.filter(case_id=case).order_by("fact", "sphere_id")
    return [
        tables, headers, said,
        list(seats.values_list("party", "unit_id", "sphere_id", "worker_id", "since_seq", "until_seq")),
        list(facts.values_list("fact", "sphere_id", "category", "value", "on", "seq")),
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_the_gate_equals_the_reference(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same random acts on two cases, one through the gate and one through the ORM."""
    world = build()
    steps = [("11",), ("17",), ("13", "14")][seed % 3]
    first = Anything(world, opened(world, *steps), seed)
    for _ in range(60):
        first.do()
    monkeypatch.setattr(gate, "pass_through", reference)
    second = Anything(world, opened(world, *steps), seed)
    for _ in range(60):
        second.do()
    assert first.done == second.done
    assert written(first.case) == written(second.case)


def test_leaving_one_box_for_another_takes_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """E18: what most acts do must not fall back to the long way unseen."""
    world = build()
    case = opened(world, "9")

    def never(*_: Any) -> None:
        raise AssertionError("the hot path was not taken")

    monkeypatch.setattr(gate, "_everything", never)
    done = moving.complete(**world.by("sara"), case=case, position=position_of(case), left=Left(("ja",)))
    assert done.seq == 2
    checked(case)


def position_of(case: int) -> int:
    """The open box."""
    return Position.objects.get(case_id=case, closed_seq=None).no


@pytest.mark.parametrize("long", [False, True])
def test_nothing_is_written_when_somebody_was_first(long: bool) -> None:
    """E4: both ways raise MovedOn and leave the case as it was."""
    world = build()
    case = opened(world, "9")
    before, row = written(case), Case.objects.get(pk=case)
    act = world.act("sara")
    header = Header(case, row.seq + 7, act.id, "completed", 1, act.at, act.by, act.unit, act.sphere, "", b"\0" * 32)
    made = Changes(positions={position_of(case): {"closed_seq": header.seq}})
    if not long:
        opened_ = dict.fromkeys(gate.OPENED) | {
            "no": 9, "run_no": 1, "process": "x", "step": "10", "party": "socialtjanst", "unit_id": act.unit,
            "sphere_id": act.sphere, "awaits": False, "wait": "", "due": act.on, "opened_seq": 9, "opened_on": act.on,
        }  # fmt: skip
        made.new_positions.append(opened_)
    assert (made.moved is None) is long
    with pytest.raises(MovedOn):
        gate.pass_through(case, header, b"\1" * 32, [Part(act.sphere, "plan", {}, b"\0" * 16)], row.person_id, made)
    assert written(case) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_takes_an_act_and_a_scope(command: str) -> None:
    """E3: keyword-only, so that none is forgotten or mixed up."""
    parameters = inspect.signature(COMMANDS[command]).parameters
    assert all(p.kind is inspect.Parameter.KEYWORD_ONLY for p in parameters.values())
    hints = inspect.get_annotations(COMMANDS[command], eval_str=True)
    assert (hints["act"], hints["scope"]) == (Act, Scope)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in (*SILENT, ONE_VERSION)])
def test_a_command_is_one_event_per_case_that_it_changes(command: str) -> None:
    """E3: and of every stream that it changes; the lists follow."""
    stage = STAGES[FROM.get(command, "fresh")](build())
    if command == "moving.complete_many":
        stage = _at_a_box_with_one_exit(stage)
    prepare(stage, command)
    before = {row.pk: row.seq for row in Case.objects.all()}
    events = Event.objects.count()
    assert code(lambda: run(stage, command, BY.get(command, "sara"))) == "ok"
    changed = {row.pk for row in Case.objects.all() if row.seq != before.get(row.pk, 0)}
    for row in Case.objects.filter(pk__in=changed):
        assert row.seq == before.get(row.pk, 0) + 1
        checked(row.pk)
    beside = command.startswith("incoming.")
    assert Event.objects.count() - events == len(changed) + beside
    assert changed or beside


def _at_a_box_with_one_exit(stage: Stage) -> Stage:
    moving.reopen_box(**stage.world.by("sara", "Ett skäl"), case=stage.case, run=stage.run, step="3")
    return Stage(stage.world, stage.case, position_of(stage.case))


@pytest.mark.parametrize("command", SILENT)
def test_a_draft_is_no_event(command: str) -> None:
    """Kept on request, seen only by its writer."""
    stage = fresh(build())
    before = Event.objects.count()
    assert code(lambda: run(stage, command, "sara")) == "ok"
    assert Event.objects.count() == before


def test_reading_a_case_is_one_query() -> None:
    """The case, who sits where, what was told and whether the act is a repeat."""
    world = build()
    case = opened(world, "9")
    act = world.act("sara")
    from samordna.cases import engine

    asked = []

    def hot(on: Any, sql: str, values: Any) -> Any:
        asked.append(sql)
        return known(on, sql, values)

    known, gate.hot = gate.hot, hot
    try:
        with connection.execute_wrapper(lambda run, sql, *more: asked.append(sql) or run(sql, *more)):
            engine.read(case, act)
    finally:
        gate.hot = known
    assert len(asked) == 1
