"""What is known of a case, told beside its boxes: with how it is known and for which time, or taken over (D8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samordna.access.domain import Scope
from samordna.access.queries import visible
from samordna.cases import engine, facts
from samordna.cases.domain import Done, Extras
from samordna.cases.facts import WrongFacts
from samordna.cases.held import held
from samordna.cases.models import Fact
from samordna.cases.sources import PARTY, Source
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import Message, say


def record(
    *, act: Act, scope: Scope, case: int, typed: Mapping[str, Any], sources: Mapping[str, Source] | None = None,
    note: str = "",
) -> Done:  # fmt: skip
    """Record facts of the case, each with its source; None takes one's own answer away. Raises WrongFacts and Refused.

    Problems of a source stand under "FACT:code", "FACT:words" and "FACT:until".
    """
    known = sources or {}
    with one_act():
        found = held(act, scope, case)
        wrong: dict[str, Message] = {
            f"{fact}:{place}": said for fact in typed if (problem := known.get(fact, Source()).problem)
            for place, said in (problem,)
        }  # fmt: skip
        try:
            told = facts.answers(found.handbook, (), typed, act.on, known)
        except WrongFacts as problem:
            raise WrongFacts({**problem.problems, **wrong}) from None
        if wrong:
            raise WrongFacts(wrong)
        if not told:
            raise Refused(refused("nothing-told", say("There is nothing to keep. Answer a question or write a note.")))
        return _tell(found, act, tuple(told), note)


def take_over(*, act: Act, scope: Scope, case: int, fact: str, party: str) -> Done:
    """Make another party's answer one's own, with that party as its source; only an answer that is open to the actor.

    It stays one's own whatever that party says later, and whatever is closed (D20).
    """
    with one_act():
        found = held(act, scope, case)
        seat = found.seats.get(party)
        rows = visible(Fact.objects.filter(case_id=case, fact=fact), scope, act.on)
        row = rows.filter(sphere_id=seat.sphere).first() if seat and seat.sphere != act.sphere else None
        if row is None or row.value is None:
            raise Refused(refused("nothing-to-take", say("There is no such answer for you to take over.")))
        source = Source(f"{PARTY}{party}", row.words, row.since, row.until)
        answer = facts.Answer(fact, row.category, row.value, source)
        return _tell(found, act, (answer,), "")


def _tell(found: engine.Loaded, act: Act, told: tuple[facts.Answer, ...], note: str) -> Done:
    asked = engine.Asked(facts=told, note=note.strip())
    return engine.note(found, "told", act, Extras(), asked=asked, said={"position": 0})
