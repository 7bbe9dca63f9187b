"""How is a decision with a decision table kept? The facts that are new, and the judgement, in one event (D17, D22).

The table is asked again here, with the version that the case follows and the law of the day in question: what it
suggested is never taken from a form. It only advises; whoever decides otherwise says why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.access.queries import visible
from samordna.access.rules import Action
from samordna.cases import deciding, engine, facts
from samordna.cases.domain import Done, Extras
from samordna.cases.facts import Answer
from samordna.cases.held import held
from samordna.cases.models import Fact
from samordna.cases.sources import OWN, PARTY, Source
from samordna.handbooks import published
from samordna.handbooks.domain import Step
from samordna.journal import queries as journal
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.rules.decide import LawOn, decide
from samordna.rules.domain import COLLECT, Explanation, FactsError, Table, TableError
from samordna.rules.known import needed

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Decided:
    """What a worker decided in a box: by which table, as of which day, and why if the table says otherwise.

    `given` is every fact that counted, as facts are kept; None takes one's own earlier answer away. `taken` are those
    that are another party's answer, with that party. `code` is one of `cases.deciding.REASONS`.
    """

    table: str
    on: date
    chosen: tuple[str, ...]
    given: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    words: str = ""
    taken: Mapping[str, str] = field(default_factory=dict)


def judge(*, act: Act, scope: Scope, case: int, position: int, decided: Decided) -> Done:
    """Keep a decision that a table of the box advised on, with the facts that are new. The box stays as it is.

    Raises Refused for what cannot be kept, and WrongFacts for facts that cannot be understood.
    """
    with one_act():
        found = held(act, scope, case, Action.MOVE_CASE)
        step = _box(found, position, act.unit)
        if decided.table not in [use.table for use in step.tables]:
            raise Refused(refused("no-such-table", say("The box does not offer that decision table.")))
        table = published.table(found.row.handbook, found.row.version, decided.table)
        said = _suggestion(table, decided, LawOn(deciding.law_of(found.row.area_id, decided.on), decided.on))
        suggested = said.codes if said else ()
        _sound(table, decided, suggested)
        new = (*_new(found, table, decided, act, scope), *_recorded(found, table, decided, act))
        kept = {
            "table": table.id, "version": found.row.version, "position": position, "on": decided.on.isoformat(),
            "suggested": list(suggested), "chosen": _ordered(table, decided.chosen),
            "law": list(said.law) if said else [], **_was(case, table.id, act.sphere),
            **_why(decided, followed=set(decided.chosen) == set(suggested)),
        }  # fmt: skip
        return engine.note(
            found, deciding.JUDGED, act, Extras(), said={"position": position},
            asked=engine.Asked(facts=new, kept={table.category: {deciding.JUDGEMENT: kept}}),
        )  # fmt: skip


def _suggestion(table: Table, decided: Decided, law_on: LawOn) -> Explanation | None:
    """What the table says; None when facts are missing or it has no answer for the day. Raises WrongFacts."""
    known = needed(table, decided.given, law_on)
    try:
        return decide(table, known, decided.on, law_on.law)
    except TableError:
        return None
    except FactsError as problem:
        wrong = {each.place: each.mend for each in problem.problems if each.code != "fact-missing"}
        if wrong:
            raise facts.WrongFacts(wrong) from None
        return None


def _box(found: engine.Loaded, position: int, unit: int) -> Step:
    """The open box, when it is the unit's own or one of a party that does not sign in (D1). Raises Refused."""
    box = found.state.positions.get(position)
    step = found.handbook.step(found.state.runs[box.run].process, box.step) if box else None
    if box is None or step is None:
        raise Refused(refused("no-position", say("That box is no longer open. Look at the case again.")))
    seat = found.seats.get(box.party)
    if seat and seat.unit != unit and seat.here:
        raise Refused(refused("not-your-unit", say("This belongs to another unit.")))
    return step


def _sound(table: Table, decided: Decided, suggested: tuple[str, ...]) -> None:
    """Raises Refused for outcomes that the table does not have, too many of them, or a missing reason."""
    chosen = set(decided.chosen)
    if not chosen or not chosen <= table.outcome_by_code.keys():
        raise Refused(refused("choose-outcome", say("Choose what you decide.")))
    if len(chosen) > 1 and table.hit != COLLECT:
        raise Refused(refused("one-outcome", say("Only one answer of this table can be chosen.")))
    if chosen == set(suggested):
        return
    if decided.code not in deciding.REASONS:
        raise Refused(refused("reason-code", say("Choose why you decide otherwise than the table suggests.")))
    if decided.code == deciding.OTHER and not decided.words.strip():
        raise Refused(refused("reason-words", say("Write the reason in your own words.")))


def _new(found: engine.Loaded, table: Table, decided: Decided, act: Act, scope: Scope) -> tuple[Answer, ...]:
    """The facts that differ from the sphere's own latest ones; None for one that is taken away."""
    own = found.facts.get(act.sphere, {})
    told, emptied = {}, []
    for fact in table.facts:
        value = decided.given.get(fact.id)
        if fact.id not in decided.given or _same(own.get(fact.id), value):
            continue
        # An empty set is an answer, and not a question left out.
        if value == []:
            emptied.append(Answer(fact.id, fact.category, []))
        else:
            told[fact.id] = value
    return (*facts.answers(found.handbook, (), told, act.on, _sources(found, decided, act, scope)), *emptied)


def _sources(found: engine.Loaded, decided: Decided, act: Act, scope: Scope) -> dict[str, Source]:
    """Where answers taken over are from: only those that are open to the actor and that still are as they were."""
    if not decided.taken:
        return {}
    rows = visible(Fact.objects.filter(case_id=found.id, fact__in=tuple(decided.taken)), scope, act.on)
    spheres = {fact: seat.sphere for fact, party in decided.taken.items() if (seat := found.seats.get(party))}
    return {
        row.fact: Source(f"{PARTY}{decided.taken[row.fact]}", row.words, row.since, row.until)
        for row in rows
        if row.sphere_id == spheres.get(row.fact) and _same(row.value, decided.given.get(row.fact))
    }


def _recorded(found: engine.Loaded, table: Table, decided: Decided, act: Act) -> tuple[Answer, ...]:
    """The fact that the decision itself is kept as, when the handbook has one that can hold it and it is new."""
    entry = found.handbook.entry("facts", table.records) if table.records else None
    chosen = _ordered(table, decided.chosen)
    if entry is None or not set(chosen) <= set(entry.data.get("values") or ()):
        return ()
    value = chosen if entry.data.get("type") == "set" else chosen[0]
    same = _same(found.facts.get(act.sphere, {}).get(entry.id), value)
    return () if same else (Answer(entry.id, facts.category(entry), value, Source(OWN)),)


def _same(kept: Any, value: Any) -> bool:
    """A set is kept in an order of its own."""
    return sorted(kept) == sorted(value) if isinstance(kept, list) and isinstance(value, list) else kept == value


def _ordered(table: Table, chosen: tuple[str, ...]) -> list[str]:
    return [code for code in table.outcome_by_code if code in chosen]


def _why(decided: Decided, *, followed: bool) -> dict[str, str]:
    """The reason for deciding otherwise; words may be kept beside a decision that follows the table too."""
    why = {"code": "" if followed else decided.code, "words": decided.words.strip()[:LONGEST]}
    return {key: value for key, value in why.items() if value}


def _was(case: int, table: str, sphere: int) -> dict[str, list[str]]:
    """What the sphere's own latest judgement by the same table chose: a regrouping shows was and now."""
    seqs = tuple(journal.headers(case).filter(kind=deciding.JUDGED, sphere_id=sphere).values_list("seq", flat=True))
    rows = journal.parts(case).filter(seq__in=seqs, sphere_id=sphere).values_list("data", flat=True)
    kept = [said[deciding.JUDGEMENT] for data in rows if deciding.JUDGEMENT in (said := json.loads(data))]
    chosen = [each["chosen"] for each in kept if each["table"] == table]
    return {"was": chosen[-1]} if chosen else {}
