"""How is a handbook examined together with everything around it: the law, the tables, the other handbooks?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from samordna.handbooks.doctor import Surroundings, examine
from samordna.handbooks.domain import Handbook
from samordna.handbooks.queries import available, load
from samordna.kernel.finding import Finding
from samordna.law.queries import load as load_law
from samordna.rules import checks
from samordna.rules.domain import Table
from samordna.rules.queries import load_all


def surroundings(on: date, *, compare: bool = True) -> Surroundings:
    """Law, tables and (with `compare`) every packaged handbook, on the day `on`."""
    tables = {table.id: frozenset(outcome.code for outcome in table.outcomes) for table in load_all()}
    others = tuple(load(ref) for ref in sorted({a.id for a in available()})) if compare else ()
    return Surroundings(on, load_law(), tables, others)


def examine_all(handbooks: list[Handbook], on: date) -> Iterator[tuple[Handbook, list[Finding]]]:
    """The findings of each handbook."""
    around = surroundings(on)
    for handbook in handbooks:
        yield handbook, examine(handbook, around)


def examine_tables(tables: Iterable[Table], on: date) -> list[Finding]:
    """The findings of decision tables: gaps, overlaps, rows that never count, repealed law."""
    law = load_law()
    return [finding for table in tables for finding in checks.check(table, law, on)]
