"""What is wrong with a decision table? Everything that a machine can see, each with where it stands and what to write.

Completeness and overlap are tried, not argued: `points` gives one value for each part between cut points, and every
combination is put to the rows that count on the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import prod

from samordna.kernel.finding import Finding, Severity
from samordna.kernel.text import Message, Text, say
from samordna.law.domain import Law, NoValueError, Status
from samordna.rules.conditions import law_keys, shown, title_of, values_of
from samordna.rules.decide import LawOn, matching
from samordna.rules.domain import COLLECT, FIRST, UNIQUE, Condition, Facts, Table, Value
from samordna.rules.points import points, worlds

MOST_WORLDS = 200_000
MOST_SHOWN = 5

Points = dict[str, tuple[Value | None, ...]]


def check(table: Table, law: Law, on: date) -> tuple[Finding, ...]:
    """Everything that is wrong with a table on a day. When its words or numbers are wrong, coverage is not tried."""
    wording = [*_facts(table), *_conditions(table), *_outcomes(table)]
    if on not in table.valid:
        return tuple(wording)
    law_on = LawOn(law, on)
    numbers = list(_numbers(table, law_on))
    citations = [] if numbers else list(_citations(table, law_on))
    broken = any(finding.severity == "error" for finding in (*wording, *numbers))
    return (*wording, *numbers, *citations, *([] if broken else _coverage(table, law_on)))


def _finding(
    table: Table, code: str, message: Message, mend: Message, rule: str = "", severity: Severity = "error"
) -> Finding:
    return Finding(code, severity, table.place(rule), message, mend)


def _facts(table: Table) -> Iterator[Finding]:
    used = {condition.fact for condition in table.conditions}
    used |= {window.birth for window in table.windows if window.id in used}
    for fact in table.facts:
        if fact.id not in used:
            message = say("“{table}” asks for “{fact}” and never uses it.", table=table.id, fact=fact.id)
            yield _finding(table, "fact-unused", message, say("Use it in a row, or stop asking."), severity="warning")
        if fact.default and fact.default not in fact.values:
            message = say(
                "The default of “{fact}” is “{value}”, which is not one of its values.",
                fact=fact.id,
                value=fact.default,
            )
            yield _finding(
                table, "value-unknown", message, say("Write one of: {values}.", values=", ".join(fact.values))
            )
    for window in table.windows:
        birth = table.fact_by_id.get(window.birth)
        if birth is None or birth.kind != "date":
            message = say(
                "“{window}” is derived from “{fact}”, which is no date of the table.",
                window=window.id,
                fact=window.birth,
            )
            yield _finding(table, "fact-unknown", message, say("Name a fact of the type date."))


def _conditions(table: Table) -> Iterator[Finding]:
    own = (("", condition) for fact in table.facts for condition in fact.asked_if)
    rows = ((rule.id, condition) for rule in table.rules for condition in rule.conditions)
    for rule, condition in (*own, *rows):
        if condition.fact not in table.fact_by_id and condition.fact not in table.window_by_id:
            message = say(
                "“{rule}” asks about “{fact}”, which the table does not have.", rule=rule, fact=condition.fact
            )
            known = ", ".join((*table.fact_by_id, *table.window_by_id))
            yield _finding(table, "fact-unknown", message, say("Write one of: {facts}.", facts=known), rule)
            continue
        values = values_of(table, condition.fact)
        for value in _words(condition):
            if values and value not in values:
                message = say(
                    "“{rule}” compares “{fact}” with “{value}”, which it cannot be.",
                    rule=rule,
                    fact=condition.fact,
                    value=value,
                )
                yield _finding(
                    table, "value-unknown", message, say("Write one of: {values}.", values=", ".join(values)), rule
                )


def _words(condition: Condition) -> Iterator[str]:
    return (o for test in condition.tests for o in test.operands if isinstance(o, str))


def _outcomes(table: Table) -> Iterator[Finding]:
    given = {code for rule in table.rules for code in rule.then}
    for rule in table.rules:
        for code in rule.then:
            if code not in table.outcome_by_code:
                message = say(
                    "“{rule}” answers “{code}”, which is not an outcome of the table.", rule=rule.id, code=code
                )
                mend = say("Write one of: {codes}.", codes=", ".join(table.outcome_by_code))
                yield _finding(table, "outcome-unknown", message, mend, rule.id)
        if table.hit != COLLECT and len(rule.then) > 1:
            message = say("“{rule}” gives several outcomes in a table that answers with one.", rule=rule.id)
            yield _finding(table, "outcome-many", message, say("Leave one, or write “hit: collect”."), rule.id)
    for code in table.outcome_by_code:
        if code not in given:
            message = say("No row of “{table}” ever answers “{code}”.", table=table.id, code=code)
            yield _finding(
                table, "outcome-never", message, say("Add a row, or remove the outcome."), severity="warning"
            )
    for rule_id, times in Counter(rule.id for rule in table.rules).items():
        if times > 1:
            message = say("“{table}” has {times} rows with the id “{rule}”.", table=table.id, times=times, rule=rule_id)
            yield _finding(table, "row-twice", message, say("Give each row an id of its own."), rule_id)


def _citations(table: Table, law_on: LawOn) -> Iterator[Finding]:
    law, on = law_on.law, law_on.on
    for rule in table.rules:
        counts = law_on.counts(rule)
        # What a row waits for or gives way to must be known on any day; what it cites, in force when the row counts.
        for cited in (*rule.while_law, *rule.unless_law, *(law_on.cited(rule) if counts else ())):
            status = law.status(cited, on)
            if status is Status.UNKNOWN:
                message = say("“{rule}” cites “{law}”, which is not in the law files.", rule=rule.id, law=cited)
                yield _finding(
                    table, "citation-unknown", message, say("Correct the id, or add the provision."), rule.id
                )
            elif status is not Status.IN_FORCE and counts and cited in law_on.cited(rule):
                message = say("“{rule}” cites “{law}”, which is not in force on {on}.", rule=rule.id, law=cited, on=on)
                now = ", ".join(law.successors(cited, on))
                mend = (
                    say("Cite {now} instead.", now=now)
                    if now
                    else say("Cite what counts now, or end the row’s validity.")
                )
                code = "citation-repealed" if status is Status.REPEALED else "citation-not-yet"
                yield _finding(table, code, message, mend, rule.id)


def _numbers(table: Table, law_on: LawOn) -> Iterator[Finding]:
    for key in law_keys(table):
        try:
            law_on.law.value(key, law_on.on)
        except NoValueError as problem:
            yield _finding(
                table,
                "law-value-unknown",
                say("“{table}” looks up “@{key}”: {why}.", table=table.id, key=key, why=str(problem)),
                say("Correct the key, or add the value to content/law/values.yaml."),
            )


@dataclass
class _Tried:
    """What trying every combination showed."""

    gaps: list[Facts] = field(default_factory=list)
    covered: list[Facts] = field(default_factory=list)
    overlaps: dict[tuple[str, ...], Facts] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)


def _coverage(table: Table, law_on: LawOn) -> list[Finding]:
    tried = points(table, law_on)
    size = prod(len(values) for values in tried.values())
    if size > MOST_WORLDS:
        message = say("“{table}” has {count} combinations: too many to try.", table=table.id, count=size)
        return [_finding(table, "table-too-large", message, say("Split the table in two."))]
    seen = _try(table, law_on, tried)
    return [*_gaps(table, seen), *_overlaps(table, seen.overlaps), *_unreached(table, seen.reached, law_on)]


def _try(table: Table, law_on: LawOn, tried: Points) -> _Tried:
    seen = _Tried()
    for given, facts in worlds(table, law_on, tried):
        rules = matching(table, facts, law_on)
        if not rules:
            seen.gaps.append(given)
            continue
        seen.covered.append(given)
        if table.hit == UNIQUE and len({rule.then for rule in rules}) > 1:
            seen.overlaps.setdefault(tuple(rule.id for rule in rules), given)
        seen.reached |= {rule.id for rule in (rules[:1] if table.hit == FIRST else rules)}
    return seen


def _gaps(table: Table, seen: _Tried) -> Iterator[Finding]:
    left = list(seen.gaps)
    for _ in range(MOST_SHOWN):
        if not left:
            return
        general = _generalise(left[0], seen.covered)
        left = [gap for gap in left if not _fits(general, gap)]
        yield _finding(
            table,
            "table-gap",
            say("No row of “{table}” covers: {facts}.", table=table.id, facts=describe(table, general)),
            say("Add a row for it, or widen one that ought to cover it."),
        )
    if left:
        message = say("“{table}” has {count} more combinations that no row covers.", table=table.id, count=len(left))
        yield _finding(table, "table-gap", message, say("Mend those above first."))


def _generalise(gap: Facts, covered: list[Facts]) -> Facts:
    """The gap without the facts that do not matter: nothing that fits what is left is covered by a row."""
    kept = dict(gap)
    for name in gap:
        fewer = {key: value for key, value in kept.items() if key != name}
        if not any(_fits(fewer, facts) for facts in covered):
            kept = fewer
    return kept


def _fits(some: Facts, facts: Facts) -> bool:
    return all(facts.get(name) == value for name, value in some.items())


def describe(table: Table, facts: Facts) -> Text:
    """Facts in words: “title: value; title: value”."""
    if not facts:
        return Text("vilka uppgifter som helst", "any facts at all")
    pairs = [(title_of(table, name), shown(table, name, value)) for name, value in facts.items()]
    return Text(
        *(
            "; ".join(f"{title.in_language(lang)}: {_in(value, lang)}" for title, value in pairs)
            for lang in ("sv", "en")
        )
    )


def _in(value: Text | str, lang: str) -> str:
    return value if isinstance(value, str) else value.in_language(lang)


def _overlaps(table: Table, overlaps: dict[tuple[str, ...], Facts]) -> Iterator[Finding]:
    for rows, facts in overlaps.items():
        message = say("The rows {rows} disagree on: {facts}.", rows=", ".join(rows), facts=describe(table, facts))
        yield _finding(table, "table-overlap", message, say("Narrow one of them, or let the first row count."), rows[0])


def _unreached(table: Table, reached: set[str], law_on: LawOn) -> Iterator[Finding]:
    for rule in table.rules:
        if law_on.counts(rule) and rule.id not in reached:
            message = say("The row “{rule}” never gives the answer: no facts reach it.", rule=rule.id)
            mend = say("Move it up, widen it, or remove it.")
            yield _finding(table, "row-unreachable", message, mend, rule.id, "warning")
