"""What is to be seen on the page of a decision table in a box? The facts with what is known, the answer, the choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from samordna.cases import deciding, guard
from samordna.cases.deciding import REASONS, Judgement
from samordna.desk.boxes import deciding_box
from samordna.desk.boxes.box_fields import HELD, PREFIX
from samordna.desk.boxes.box_view import AWAITS, MINE, OUTSIDE, Gathered, no_box, stands
from samordna.desk.case_names import Names, day_words_of
from samordna.desk.typed import Error, Typed, Wrong
from samordna.handbooks import published
from samordna.handbooks.pages import standing, wording
from samordna.kernel.decision import Refused
from samordna.kernel.finding import Finding
from samordna.kernel.text import Message, Text
from samordna.law.domain import Law
from samordna.law.queries import load as load_law
from samordna.law.wording import days_of
from samordna.organisations.queries import followed
from samordna.rules import answers, form
from samordna.rules.conditions import shown, title_of
from samordna.rules.decide import LawOn, counts, decide
from samordna.rules.domain import COLLECT, Explanation, FactsError, Table, TableError
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.cases.models import Fact

TAKE = "take-"
MISSING = "fact-missing"
# How a link of a chain stands: there, not there, unclear, not answered.
HOLDS, BROKEN, UNCLEAR, OPEN = "holds", "broken", "unclear", "open"


@dataclass(frozen=True, slots=True)
class Question:
    """One fact to answer. `held` is the event of one's own answer while the field shows it, so it can be emptied.

    `theirs` is what another party has answered, and `taking` whether it is to be taken over.
    """

    field: form.Field
    category: str
    latest: str = ""
    held: int = 0
    theirs: str = ""
    taking: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a chain: what it is called, how it stands, and that in words."""

    title: str
    state: str
    said: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chain to draw: its links, and how they hang together."""

    links: tuple[Link, ...]
    together: Link | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a table was asked in a case: the form as it stands, and what came of reading it.

    `said` is the answer, None when facts are missing; `no_answer` says why the table has none at all.
    """

    found: Gathered
    table: Table
    typed: Typed
    on: date
    wrong_day: Error | None
    sent: bool
    law: Law
    words: Mapping[str, Sequence[str]]
    read: form.Read
    said: Explanation | None
    no_answer: TableError | None
    broken: TableError | None

    @property
    def given(self) -> dict[str, Any]:
        """The facts for the command: all that counted, and None for one's own answers that have been emptied."""
        unneeded = {fact.id for fact in self.read.unneeded}
        emptied = {
            fact: None
            for fact, row in own_facts(self.found).items()
            if fact in self.table.fact_by_id and fact not in unneeded and not self.words.get(fact)
            and self.typed.number(f"{HELD}{fact}") == row.seq
        }  # fmt: skip
        return {**emptied, **self.read.given}

    @property
    def taken(self) -> dict[str, str]:
        """The facts that are taken over as another party has answered them, with that party."""
        found = {}
        for fact, words in self.words.items():
            row = others(self.found, fact)
            if row and self.typed.one(f"{TAKE}{fact}") and sorted(words) == sorted(as_words(row.value)):
                found[fact] = party_of(self.found.names, row)
        return found

    @property
    def suggested(self) -> str:
        """The codes of the answer, as the form carries them."""
        return ",".join(self.said.codes) if self.said else ""

    @property
    def wrong(self) -> list[Finding]:
        """What cannot be understood at all; what is only missing stops no decision (D17)."""
        return [each for each in self.read.problems if each.code != MISSING]


def ask(found: Gathered, table_id: str, typed: Typed | None = None) -> Asked:
    """Put the facts to a table of the box: those of the case, or those that have been typed. Raises Refused."""
    if deciding_box.offers(found.step, table_id) is None:
        raise Refused(no_box())
    book = found.seen.handbook
    table = published.table(book.id, book.version, table_id)
    on, wrong_day = _day(typed, found.on)
    words = _typed_words(found, table, typed) if typed else _known_words(found, table)
    law = deciding.law_of(found.seen.row.area_id, on)
    law_on = LawOn(law, on)
    read = form.read(table, words, on, law_on)
    said, no_answer, broken = None, None, None
    try:
        counts(table, on)
        # With nothing known, what counts when it is left out would answer alone: then one is asked first.
        if not wrong_day and not read.problems and (read.given or typed):
            said = decide(table, read.given, on, law)
    except FactsError:
        pass
    except TableError as problem:
        no_answer, broken = problem, problem if problem.code == "not-in-force" else None
    return Asked(
        found=found, table=table, typed=typed or Typed(), on=on, wrong_day=wrong_day, sent=typed is not None, law=law,
        words=words, read=read, said=said, no_answer=no_answer, broken=broken,
    )  # fmt: skip


def _day(typed: Typed | None, today: date) -> tuple[date, Error | None]:
    """The day that the decision concerns: today unless another is written."""
    try:
        return (typed.day("on") if typed else None) or today, None
    except Wrong as problem:
        return today, problem.errors[0]


def own_facts(found: Gathered) -> dict[str, Fact]:
    """The latest answers of the acting post's own sphere; also one that was taken away."""
    sphere = found.seen.scope.post.sphere if found.seen.scope.post else 0
    return {fact: row for fact, row in found.latest.items() if row.sphere_id == sphere and row.value is not None}


def _known_words(found: Gathered, table: Table) -> dict[str, tuple[str, ...]]:
    known = {fact: as_words(row.value) for fact, row in own_facts(found).items() if fact in table.fact_by_id}
    # What has changed since a decision on a benefit counts instead of what was said with the decision (D28).
    since = guard.prefilled(found.guard)
    return known | {fact: (value,) for fact, value in since.items() if fact in known}


def _typed_words(found: Gathered, table: Table, typed: Typed) -> dict[str, tuple[str, ...]]:
    """What stands in the form; an empty field takes over another party's answer where that was asked for."""
    words = {}
    for fact in table.fact_by_id:
        written = tuple(each.strip() for each in typed.data.get(f"{PREFIX}{fact}", ()) if each.strip())
        row = others(found, fact)
        if not written and row and typed.one(f"{TAKE}{fact}"):
            written = as_words(row.value)
        words[fact] = written
    return words


def others(found: Gathered, fact: str) -> Fact | None:
    """What another party has answered, where one's own sphere has not."""
    row = found.latest.get(fact)
    return row if row and row.value is not None and fact not in own_facts(found) else None


def party_of(names: Names, row: Fact) -> str:
    """The party, known to the reader, whose answer it is."""
    seats = names.seen.seats.items()
    return next((party for party, seat in seats if seat.sphere == row.sphere_id and party in names.known), "")


def as_words(value: Any) -> tuple[str, ...]:
    """A kept answer as the form has it; an empty set is an answer too."""
    if isinstance(value, list):
        return tuple(map(str, value)) or (form.NONE_OF_THEM,)
    return () if value is None else (str(value),)


def view(asked: Asked, errors: Sequence[Error] = (), *, show_missing: bool = False) -> dict[str, Any]:
    """The page: as it stands, with what was typed and what is wrong with it."""
    found, table, typed = asked.found, asked.table, asked.typed
    seen = found.seen
    made = [each for each in deciding.judgements(seen, found.on) if each.table == table.id]
    names = deciding_box.with_workers(found.names, made)
    problems = asked.read.problems if show_missing else asked.wrong
    where = stands(found)
    law_on = LawOn(asked.law, asked.on)
    return {
        "case": seen.id, "number": seen.number, "no": found.place.id, "box": wording.number(found.step),
        "box_title": wording.plain(found.step.title), "table": table, "can": where in (MINE, OUTSIDE, AWAITS),
        "stands": where, "driver": found.names.party(found.driver), "on": asked.on, "today": found.on,
        "typed": typed, "wrong_day": asked.wrong_day, "questions": _questions(asked, problems, law_on),
        "broken": asked.broken, "no_answer": asked.no_answer, "explained": _explained(asked),
        "said": answers.as_data(table, asked.said, asked.law) if asked.said else None, "advice": answers.ADVICE,
        "suggested": asked.suggested, "outcomes": _outcomes(asked), "several": table.hit == COLLECT,
        "reasons": [("", _("Choose")), *((code, render(said)) for code, said in REASONS.items())],
        "chain": chain(asked), "prepared": _prepared(asked, law_on), "asks_others": bool(found.step.referrals),
        "before": [deciding_box.in_words(names, deciding_box.table_of(names, each), each) for each in reversed(made)],
        "now": _now(made, seen.scope.spheres), "seq": seen.state.seq, "errors": list(errors),
        "tail": f"?on={asked.on.isoformat()}", "limited": table.category == "health",
        "law_notes": standing.of_table(table, load_law(), asked.on, followed(seen.row.area_id, asked.on)),
    }  # fmt: skip


def _now(made: Sequence[Judgement], spheres: frozenset[int]) -> bool:
    """Has one's own sphere decided by this table before? Then the next decision says was and now."""
    return any(each.sphere in spheres for each in made)


def _questions(asked: Asked, problems: Sequence[Finding], law_on: LawOn) -> list[Question]:
    own = own_facts(asked.found)
    made = form.fields(asked.table, asked.words, problems, law_on)
    return [_question(asked, each, own.get(each.id)) for each in made]


def _question(asked: Asked, field: form.Field, own: Fact | None) -> Question:
    found = asked.found
    names, other, known = found.names, others(found, field.id), asked.table.fact_by_id[field.id]
    held = own.seq if own and (not asked.sent or asked.typed.number(f"{HELD}{field.id}") == own.seq) else 0
    entry = found.seen.handbook.entry("categories", known.category)
    return Question(
        field, wording.plain(entry.title) if entry else "",
        _("Answered {day}.").format(day=day_words_of(own.on.isoformat())) if own else "", held,
        _theirs(names, other) if other else "", bool(asked.typed.one(f"{TAKE}{field.id}")),
    )  # fmt: skip


def _theirs(names: Names, row: Fact) -> str:
    party = party_of(names, row)
    return _("{party} has answered “{value}”, {day}.").format(
        party=names.party(party), value=names.value(row.fact, row.value), day=day_words_of(row.on.isoformat())
    )


def _outcomes(asked: Asked) -> list[tuple[str, Text, Text, bool]]:
    """Every answer of the table to choose among: (code, title, what it means, chosen)."""
    typed = asked.typed.many("outcome")
    # What was chosen stands while the suggestion is the one it was chosen by.
    kept = typed if asked.typed.one("suggested") == asked.suggested else ()
    chosen = kept or (asked.said.codes if asked.said else typed)
    return [(each.code, each.title, each.says, each.code in chosen) for each in asked.table.outcomes]


def _explained(asked: Asked) -> dict[str, Any]:
    """What the answer rests on beside its reasons: ages by date, what was assumed, and what was not needed."""
    said, table = asked.said, asked.table
    if said is None:
        return {"ages": [], "assumed": [], "unneeded": list(asked.read.unneeded)}
    return {
        "facts": [(render(title_of(table, k)), render(shown(table, k, v))) for k, v in asked.read.known.items()],
        "ages": [
            (render(d.title), render(days_of(d.period)), render(shown(table, d.id, d.value))) for d in said.derived
        ],
        "assumed": [(each.title, each.values.get(each.default, Text(each.default))) for each in said.assumed],
        "unneeded": list(asked.read.unneeded),
        "numbers": {rule.id: number for number, rule in enumerate(table.rules, 1)},
        "titles": {outcome.code: outcome.title for outcome in table.outcomes},
    }


def chain(asked: Asked) -> Drawn | None:
    """The chain of the table with these facts, when it has one and any link is answered."""
    known = asked.table.chain
    facts = deciding_box.plain(asked.table, asked.read.given, LawOn(asked.law, asked.on))
    if known is None or not any(fact in facts for fact in known.links):
        return None
    links = tuple(_link(asked.table, fact, facts.get(fact, "")) for fact in known.links)
    together = _link(asked.table, known.together, facts.get(known.together, "")) if known.together else None
    every = [*links, together] if together else list(links)
    broken = [each.title for each in every if each.state in (BROKEN, UNCLEAR)]
    if broken:
        said = _("The chain is broken at: {links}.").format(links=", ".join(broken))
    else:
        whole = all(each.state == HOLDS for each in every)
        said = _("Every link is there.") if whole else _("Some links are not answered yet.")
    return Drawn(links, together, said)


def _link(table: Table, fact: str, value: str) -> Link:
    state = {"": OPEN, "yes": HOLDS, "unclear": UNCLEAR}.get(value, BROKEN)
    words = render(shown(table, fact, value)) if value else _("not answered")
    return Link(render(title_of(table, fact)), state, words)


def _prepared(asked: Asked, law_on: LawOn) -> dict[str, Any] | None:
    """What the table prepares to ask another party: for the reader, and as the text of a request, which is Swedish."""
    facts = deciding_box.plain(asked.table, asked.read.given, law_on)
    found = answers.questions(asked.table, facts)
    if not found:
        return None
    return {"said": [render(each) for each in found], "text": deciding_box.as_text(each.sv for each in found)}


def anchor(asked: Asked, fact: str) -> str:
    """The id of the control of a fact that an error leads to."""
    known = asked.table.fact_by_id.get(fact)
    return f"{PREFIX}{fact}-0" if known and known.values else f"{PREFIX}{fact}"


def field_errors(asked: Asked, problems: Sequence[Finding]) -> list[Error]:
    """What is wrong with the facts and the day, each at its field, in the order of the form."""
    fields = form.fields(asked.table, asked.words, problems, LawOn(asked.law, asked.on))
    found: list[Error] = [(each.anchor, _both(each)) for each in fields if each.error]
    return [*found, *([asked.wrong_day] if asked.wrong_day else [])]


def _both(field: form.Field) -> Message:
    """What is wrong and what to write, as one sentence after the other."""
    return Message("{problem} {mend}", {"problem": field.error, "mend": field.mend})
