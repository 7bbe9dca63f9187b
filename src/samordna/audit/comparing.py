"""Do the rows in a table say what the events say? Plain rows against plain rows (E5)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from samordna.audit.domain import Difference, Found

Row = Mapping[str, Any]
K = TypeVar("K", bound=Hashable)


def compare(
    stream: int, table: str, told: Mapping[K, Row], kept: Mapping[K, Row], *,
    named: str = "", leave_out: Iterable[str] = (),
) -> Iterator[Difference]:  # fmt: skip
    """Rows that are missing or too many, and fields of the rest that differ; only fields that are told are compared.

    A row is called by its key, or by its field `named` when the key itself would say something about a case.
    """

    def name(key: K, row: Row) -> str:
        return str(row[named] if named else key)

    for key in sorted(told.keys() - kept.keys(), key=str):
        yield Difference(Found.ROW_MISSING, stream, table=table, row=name(key, told[key]))
    for key in sorted(kept.keys() - told.keys(), key=str):
        yield Difference(Found.ROW_EXTRA, stream, table=table, row=name(key, kept[key]))
    skipped = frozenset(leave_out)
    for key in sorted(told.keys() & kept.keys(), key=str):
        for each, value in told[key].items():
            if each not in skipped and plain(value) != plain(kept[key].get(each)):
                yield Difference(Found.FIELD, stream, table=table, row=name(key, kept[key]), field=each)


def plain(value: Any) -> Any:
    """A value as JSON has it, so that what was told and what is kept can be compared."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
