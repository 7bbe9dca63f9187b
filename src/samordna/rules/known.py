"""Which of the things that are known does a table ask for? What its other answers make needless does not count."""

from __future__ import annotations

from collections.abc import Mapping

from samordna.rules.conditions import Resolve, failing
from samordna.rules.domain import Facts, Table


def needed(table: Table, known: Mapping[str, object], resolve: Resolve) -> dict[str, object]:
    """The facts of the table among those known: without empty ones, and without those that `asked_if` rules out.

    A table may make its next question depend on choices only, so that plain words are enough to tell.
    """
    found: dict[str, object] = {}
    for fact in table.facts:
        value = known.get(fact.id)
        if value is not None and not failing(fact.asked_if, _plain(found), resolve):
            found[fact.id] = value
    return found


def _plain(known: Mapping[str, object]) -> Facts:
    return {name: value for name, value in known.items() if isinstance(value, str)}
