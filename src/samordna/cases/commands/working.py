"""Who works with a case? Giving it to a colleague, co-workers, the watcher, what is told, and the tick (D2, D24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid5

from samordna.access.domain import CASE_ROLES, Scope
from samordna.access.rules import Action, may
from samordna.cases import checklist, engine, facts
from samordna.cases.domain import Done, Extras
from samordna.cases.held import held
from samordna.cases.models import CoWorker, Noted
from samordna.cases.policy import about
from samordna.cases.sources import Source
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations


def give_to(*, act: Act, scope: Scope, case: int, worker: int, watch: bool = True) -> Done:
    """Give the acting unit's part of a case, with all its open boxes, to a colleague; with `watch` the clocks too."""
    with one_act():
        found = held(act, scope, case)
        _colleague(worker, act.unit, act)
        mine = [p.id for p in found.state.positions.values() if _unit(found, p.party) == act.unit]
        own = [party for party, seat in found.seats.items() if seat.unit == act.unit]
        watched = watch and found.row.owner_id == act.unit
        extras = Extras(
            workers=dict.fromkeys(mine, worker), responsible=dict.fromkeys(own, worker),
            watcher=worker if watched else 0,
        )  # fmt: skip
        return engine.note(found, "given-to", act, extras, said={"reason": act.reason} if act.reason else None)


def give_many(*, act: Act, scope: Scope, cases: Iterable[int], worker: int) -> list[Done]:
    """Give many cases to a colleague in one act, in the order of their ids (E3)."""
    with one_act():
        return [
            give_to(act=replace(act, id=uuid5(act.id, str(case))), scope=scope, case=case, worker=worker)
            for case in sorted(set(cases))
        ]


def take(*, act: Act, scope: Scope, case: int, position: int) -> Done:
    """Take an open box of one's own unit that nobody, or somebody else, works with."""
    with one_act():
        found = held(act, scope, case)
        box = found.state.positions.get(position)
        if box is None or _unit(found, box.party) != act.unit:
            raise Refused(refused("not-your-unit", say("This belongs to another unit.")))
        responsible = {box.party: act.by} if found.seats.get(box.party) and not found.seats[box.party].worker else {}
        return engine.note(found, "taken", act, Extras(workers={position: act.by}, responsible=responsible))


def add_co_worker(*, act: Act, scope: Scope, case: int, worker: int) -> Done:
    """A colleague with equal rights in the case (medhandläggare)."""
    with one_act():
        found = held(act, scope, case)
        _colleague(worker, act.unit, act)
        row, made = CoWorker.objects.get_or_create(
            case_id=case, worker_id=worker, unit_id=act.unit, until_seq=None,
            defaults={"since_seq": found.row.seq + 1},
        )  # fmt: skip
        if not made:
            raise Refused(refused("co-worker-already", say("The colleague works in the case already.")))
        after = {
            "id": row.pk, "case_id": case, "worker_id": worker, "unit_id": act.unit, "since_seq": row.since_seq,
            "until_seq": None,
        }  # fmt: skip
        return engine.note(found, "co-worker-added", act, Extras(), said={"rows": [["cases.coworker", after]]})


def end_co_worker(*, act: Act, scope: Scope, case: int, worker: int) -> Done:
    """The colleague leaves the case."""
    with one_act():
        found = held(act, scope, case)
        row = CoWorker.objects.filter(case_id=case, worker_id=worker, unit_id=act.unit, until_seq=None).first()
        if row is None:
            raise Refused(refused("no-co-worker", say("The colleague does not work in the case.")))
        row.until_seq = found.row.seq + 1
        row.save(update_fields=["until_seq"])
        after = {
            "id": row.pk, "case_id": case, "worker_id": worker, "unit_id": act.unit, "since_seq": row.since_seq,
            "until_seq": row.until_seq,
        }  # fmt: skip
        return engine.note(found, "co-worker-ended", act, Extras(), said={"rows": [["cases.coworker", after]]})


def change_watcher(*, act: Act, scope: Scope, case: int, worker: int) -> Done:
    """Another worker of the owning unit keeps the clocks (D2)."""
    with one_act():
        found = held(act, scope, case)
        insist(may(scope, Action.CLOSE_CASE, about(found.seats, act.unit, found.row.owner_id)))
        _colleague(worker, found.row.owner_id, act)
        return engine.note(found, "watcher-changed", act, Extras(watcher=worker))


def tell(
    *, act: Act, scope: Scope, case: int, position: int, typed: Mapping[str, Any], note: str = "",
    sources: Mapping[str, Source] | None = None, checked: Iterable[int] | None = None,
) -> Done:  # fmt: skip
    """Record answers to what a box asks, a note or a checklist, and stay; `sources` say how each answer is known."""
    with one_act():
        found = held(act, scope, case)
        box = found.state.positions.get(position)
        if box and not _ours(found, box.party, act.unit):
            raise Refused(refused("not-your-unit", say("This belongs to another unit.")))
        process = found.state.runs[box.run].process if box else ""
        step = found.handbook.step(process, box.step) if box else None
        said = facts.answers(found.handbook, step.asks if step else (), typed, act.on, sources)
        ticked = checklist.kept(found.handbook, process, step, checked) if step and checked is not None else {}
        if not (said or note.strip() or ticked):
            raise Refused(refused("nothing-told", say("There is nothing to keep. Answer a question or write a note.")))
        return engine.note(
            found, "told", act, Extras(), asked=engine.Asked(facts=tuple(said), note=note.strip()),
            said={"position": position, **ticked},
        )  # fmt: skip


def add_step(*, act: Act, scope: Scope, case: int, title: str) -> Done:
    """Something that was done beside the handbook's boxes (an ad-hoc step), in the worker's own words."""
    if not title.strip():
        raise Refused(refused("title-needed", say("Say what was done.")))
    with one_act():
        return engine.note(held(act, scope, case), "step-added", act, Extras(), said={"title": title.strip()})


def tick(*, act: Act, scope: Scope, case: int, of: int, system: str, objection: str = "") -> Done:
    """The text of event `of` stands in the authority's own journal (D24); perhaps with the person's objection."""
    with one_act():
        found = held(act, scope, case)
        if not 0 < of <= found.row.seq:
            raise Refused(refused("no-such-event", say("There is nothing to tick off.")))
        row, made = Noted.objects.get_or_create(
            case_id=case, of_seq=of, sphere_id=act.sphere,
            defaults={"system": system, "objection": objection, "seq": found.row.seq + 1},
        )  # fmt: skip
        if not made:
            raise Refused(refused("ticked-already", say("It has been ticked off already.")))
        after = {
            "id": row.pk, "case_id": case, "of_seq": of, "sphere_id": act.sphere, "system": system,
            "objection": objection, "seq": row.seq,
        }  # fmt: skip
        return engine.note(found, "noted", act, Extras(), said={"rows": [["cases.noted", after]]})


def _unit(found: engine.Loaded, party: str) -> int:
    seat = found.seats.get(party)
    return seat.unit if seat else 0


def _ours(found: engine.Loaded, party: str, unit: int) -> bool:
    """The unit's own box, or one of a party that does not sign in and that somebody here keeps the notes of (D1)."""
    seat = found.seats.get(party)
    return seat is None or seat.unit == unit or not seat.here


def _colleague(worker: int, unit: int, act: Act) -> None:
    """Only somebody who meets cases in the unit today can be given one."""
    if not organisations.works_in(worker, unit, act.on, CASE_ROLES):
        raise Refused(refused("no-colleague", say("The colleague has no post in the unit today.")))
