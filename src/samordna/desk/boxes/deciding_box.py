"""What do the decision tables of a box say, and what has been decided with them? For the box's page (D17, D22).

Also which ways a decision points at, and the questions that a table prepares for a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases import deciding, guard
from samordna.cases.deciding import OTHER, REASONS, Judgement
from samordna.desk.case_names import Names, at, listed
from samordna.desk.typed import Typed
from samordna.handbooks import published
from samordna.handbooks.domain import Step, TableUse
from samordna.handbooks.pages import wording
from samordna.law.domain import Law
from samordna.organisations import queries as organisations
from samordna.rules.answers import questions as prepared
from samordna.rules.decide import LawOn, decide
from samordna.rules.domain import FactsError, Table, TableError
from samordna.rules.known import needed
from samordna.web.i18n import render

if TYPE_CHECKING:
    from samordna.desk.boxes.box_view import Gathered
    from samordna.desk.boxes.box_ways import Way


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement in words. `was` is the one before when it came to something else; `other_day` when not that day's."""

    seq: int
    who: str
    told: date
    other_day: date | None
    suggested: str
    chosen: str
    followed: bool
    reason: str = ""
    was: str = ""
    own: bool = True


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A table of the box: where it is, what the facts of the case answer if they are enough, and what was decided."""

    title: str
    href: str
    answer: str = ""
    way: str = ""
    judged: Judged | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a box, the exits and the waits that the decisions made in it point at, and what is to be asked."""

    suggestions: list[Suggestion] = field(default_factory=list)
    exits: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def tables(found: Gathered, made: Iterable[Way], *, ours: bool) -> Tables:
    """Everything about tables that the page of a box shows; `ours` when the reader may decide in it."""
    step, seen = found.step, found.seen
    made_here = deciding.judgements(seen, found.on)
    last = deciding.latest(made_here, seen.scope.spheres)
    names = with_workers(found.names, last.values())
    law = deciding.law_of(seen.row.area_id, found.on) if step.tables else found.law
    labels = {way.id: way.label for way in made} | {w.id: wording.plain(w.label) for w in step.waits}
    shown, chosen = [], _chosen(found, last)
    for use in step.tables:
        table = published.table(seen.handbook.id, seen.handbook.version, use.table)
        judgement = last.get(use.table)
        answer, way = _answer(found, table, use, labels, law)
        href = at("case-table", seen.id, found.place.id, table.id) if ours else wording.address("table", table.id)
        judged = in_words(names, table_of(names, judgement), judgement) if judgement else None
        shown.append(Suggestion(render(table.title), href, answer, way, judged))
    return Tables(
        shown, tuple(e.id for e in step.exits if e.id in chosen), tuple(w.id for w in step.waits if w.id in chosen),
        questions(found, last.values()) if ours and step.referrals else (),
    )  # fmt: skip


def _chosen(found: Gathered, last: Mapping[str, Judgement]) -> frozenset[str]:
    """The exits and waits that the unit's own decisions in this very box point at; the latest where only one can be."""
    own, ways = found.seen.scope.spheres, list[tuple[int, frozenset[str]]]()
    for use in found.step.tables:
        made = last.get(use.table)
        if made and made.position == found.place.id and made.sphere in own:
            ways.append((made.seq, frozenset(use.suggests[code] for code in made.chosen if code in use.suggests)))
    pointing = [each for _seq, each in sorted(ways, key=lambda pair: pair[0]) if each]
    if found.step.choose == "any":
        return frozenset().union(*pointing)
    return pointing[-1] if pointing else frozenset()


def preselected(writing: Typed | None, offered: Tables) -> Typed:
    """What stands in the form of the box: where no way has been chosen, those that the decisions point at."""
    data = dict(writing.data) if writing else {}
    if not any(data.get(name) for name in ("exit", "wait")):
        data |= {name: ids for name, ids in (("exit", offered.exits), ("wait", offered.waits[:1])) if ids}
    return Typed(data)


def _answer(found: Gathered, table: Table, use: TableUse, labels: Mapping[str, str], law: Law) -> tuple[str, str]:
    """What the facts of the case answer, and the way that it points at; nothing when they are not enough."""
    known = {fact: row.value for fact, row in found.latest.items() if row.value is not None}
    known |= guard.prefilled(found.guard)
    law_on = LawOn(law, found.on)
    given = needed(table, known, law_on)
    if not given:
        return "", ""
    try:
        said = decide(table, given, found.on, law)
    except (FactsError, TableError):
        return "", ""
    ways = [labels[w] for c in said.codes if (w := use.suggests.get(c, "")) in labels]
    return listed(render(each.title) for each in said.outcomes), listed(dict.fromkeys(ways))


def questions(found: Gathered, last: Iterable[Judgement]) -> tuple[str, ...]:
    """What the tables decided with here prepare to ask, from one's own facts; in Swedish, as the request is."""
    own = {f: row.value for f, row in found.latest.items() if row.sphere_id in found.seen.scope.spheres}
    tables = [table_of(found.names, each) for each in last if each.sphere in found.seen.scope.spheres]
    law_on = LawOn(found.law, found.on)
    said = [text.sv for table in tables if table.questions for text in prepared(table, plain(table, own, law_on))]
    return tuple(dict.fromkeys(said))


def plain(table: Table, known: Mapping[str, object], law_on: LawOn) -> dict[str, str]:
    """The choices among the facts that the table asks for now."""
    return {fact: value for fact, value in needed(table, known, law_on).items() if isinstance(value, str)}


def table_of(names: Names, judgement: Judgement) -> Table:
    """The table as it was when the judgement was made."""
    return published.table(names.handbook.id, judgement.version, judgement.table)


def with_workers(names: Names, made: Iterable[Judgement]) -> Names:
    """The names, with those of whoever made the judgements."""
    unknown = {each.by for each in made} - names.workers.keys()
    return replace(names, workers={**names.workers, **organisations.worker_names(unknown)}) if unknown else names


def in_words(names: Names, table: Table, made: Judgement) -> Judged:
    """A judgement as it is read."""
    return Judged(
        made.seq, names.who(made.by, made.unit, made.sphere), made.told, made.on if made.on != made.told else None,
        titles(table, made.suggested), titles(table, made.chosen), made.followed, why(made),
        titles(table, made.was) if made.regrouped else "", made.sphere in names.seen.scope.spheres,
    )  # fmt: skip


def titles(table: Table, codes: Iterable[str]) -> str:
    """Outcomes by title; a code that the table no longer has stands for itself."""
    known = table.outcome_by_code
    return listed(render(known[code].title) if code in known else code for code in codes)


def why(made: Judgement) -> str:
    """The reason for deciding otherwise, and the worker's own words."""
    coded = render(REASONS[made.code]) if made.code in REASONS and made.code != OTHER else ""
    return ": ".join(each for each in (coded, made.words) if each)


def offers(step: Step, table: str) -> TableUse | None:
    """The table as the box offers it."""
    return next((use for use in step.tables if use.table == table), None)


def as_text(asked: Iterable[str]) -> str:
    """Questions as the text of a request."""
    return "\n".join(f"– {each}" for each in asked)
