"""Does a condition hold of these facts, and if not, what would it have needed?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from samordna.kernel.text import Message, Text, say
from samordna.rules.domain import (
    AFTER,
    BEFORE,
    WITHIN,
    Comparison,
    Condition,
    Facts,
    LawRef,
    Operand,
    Table,
    Value,
    When,
)

Resolve = Callable[[Operand], Any]

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "at_least": lambda value, limit: value >= limit,
    "more_than": lambda value, limit: value > limit,
    "at_most": lambda value, limit: value <= limit,
    "less_than": lambda value, limit: value < limit,
    "count_at_least": lambda value, limit: len(value) >= limit,
    "count_at_most": lambda value, limit: len(value) <= limit,
}
_MEMBER: Mapping[str, Callable[[Any, tuple[Any, ...]], bool]] = {
    "one_of": lambda value, options: value in options,
    "none_of": lambda value, options: value not in options,
    "has": lambda value, options: set(options) <= value,
    "has_not": lambda value, options: not (set(options) & value),
}
OPERATORS = (*_MEMBER, *_COMPARE)
ORDERED = ("at_least", "more_than", "at_most", "less_than")
WINDOW_TITLES = {
    BEFORE: Text("före", "before"),
    WITHIN: Text("inom", "within"),
    AFTER: Text("efter", "after"),
}


def holds(test: Comparison, value: Value, resolve: Resolve) -> bool:
    """True when the value passes the test."""
    member = _MEMBER.get(test.op)
    operands = tuple(resolve(operand) for operand in test.operands)
    return member(value, operands) if member else _COMPARE[test.op](value, operands[0])


def failing(when: When, facts: Facts, resolve: Resolve) -> tuple[Condition, ...]:
    """The conditions that do not hold; a fact that was not asked for fulfils none."""
    return tuple(
        condition
        for condition in when
        if condition.fact not in facts
        or not all(holds(test, facts[condition.fact], resolve) for test in condition.tests)
    )


def why_not(table: Table, condition: Condition, facts: Facts, resolve: Resolve) -> Message:
    """Why a condition did not hold: what the fact is, and what the row needs."""
    title, needs = title_of(table, condition.fact), needed(table, condition, resolve)
    if condition.fact not in facts:
        return say("“{fact}” was not asked for, and the row needs {needs}.", fact=title, needs=needs)
    value = shown(table, condition.fact, facts[condition.fact])
    return say("“{fact}” is {value}, and the row needs {needs}.", fact=title, value=value, needs=needs)


def title_of(table: Table, fact: str) -> Text:
    """The title of a fact, given or derived; its id when the table does not have it."""
    known = table.fact_by_id.get(fact) or table.window_by_id.get(fact)
    return known.title if known else Text(fact)


def values_of(table: Table, fact: str) -> Mapping[str, Text]:
    """The values that a choice, set or derived fact can have, with their titles."""
    if fact in table.window_by_id:
        return WINDOW_TITLES
    known = table.fact_by_id.get(fact)
    return known.values if known else {}


def shown(table: Table, fact: str, value: Value | Operand) -> Text | str:
    """A value as people read it. Dates are shown as they are written."""
    if isinstance(value, frozenset):
        titles = [values_of(table, fact).get(item, Text(item)) for item in sorted(value)]
        return _joined(titles, ", ", ", ") if titles else Text("inget", "none")
    if isinstance(value, str):
        return values_of(table, fact).get(value, Text(value))
    known = table.fact_by_id.get(fact)
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{number} %" if known and known.kind == "percent" else number


def needed(table: Table, condition: Condition, resolve: Resolve) -> Text:
    """What a condition asks for, in words; limits of the law as the number that counts on the day."""
    return _joined([_wanted(table, condition.fact, test, resolve) for test in condition.tests], " och ", " and ")


_WORDS: Mapping[str, Text] = {
    "one_of": Text("{}", "{}"),
    "none_of": Text("något annat än {}", "anything but {}"),
    "has": Text("{}", "{}"),
    "has_not": Text("inte {}", "not {}"),
    "at_least": Text("minst {}", "at least {}"),
    "more_than": Text("mer än {}", "more than {}"),
    "at_most": Text("högst {}", "at most {}"),
    "less_than": Text("mindre än {}", "less than {}"),
    "count_at_least": Text("minst {} av dem", "at least {} of them"),
    "count_at_most": Text("högst {} av dem", "at most {} of them"),
}


def _wanted(table: Table, fact: str, test: Comparison, resolve: Resolve) -> Text:
    plain = test.op.startswith("count_")
    operands = [resolve(operand) for operand in test.operands]
    titles = [Text(str(value)) if plain else _text(shown(table, fact, value)) for value in operands]
    both = (" och ", " and ") if test.op == "has" else (" eller ", " or ")
    words, joined = _WORDS[test.op], _joined(titles, *both)
    return Text(words.sv.format(joined.sv), words.en.format(joined.en))


def _text(value: Text | str) -> Text:
    return value if isinstance(value, Text) else Text(value, value)


def _joined(texts: list[Text], sv: str, en: str) -> Text:
    return Text(sv.join(t.in_language("sv") for t in texts), en.join(t.in_language("en") for t in texts))


def law_keys(table: Table) -> tuple[str, ...]:
    """Every value of the law that the table asks for, in order, each once."""
    keys = [o.key for c in table.conditions for t in c.tests for o in t.operands if isinstance(o, LawRef)]
    keys += [key for window in table.windows for key in (window.from_key, window.to_key)]
    keys += [cited.removeprefix("@") for rule in table.rules for cited in rule.law if cited.startswith("@")]
    return tuple(dict.fromkeys(keys))
