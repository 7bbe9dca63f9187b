"""How does a page ask what every page asks, without the ORM working out the same SQL again?

A query is written with the ORM as anywhere else. Its SQL is worked out once per process, database and number of ids,
with marks where the values go; then only the values change. For what every request or a long list asks: the ORM takes
three times as long to write such a query as the database takes to answer it (`docs/adr/0020-worklist-request.md`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Value = int | date | Collection[int]
# No row has such an id: what is asked of nobody finds nothing.
NOBODY = -1
_FIRST_ID, _FIRST_DAY = 2_000_000_000, date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL, where each of its values comes from among those given and `fixed`, and how columns are read."""

    sql: str
    order: tuple[int, ...]
    fixed: tuple[Any, ...]
    read: tuple[tuple[int, Any, Any], ...]


class Prepared:
    """A query of plain columns (`values_list`), made by `build` from values that only fill places in its SQL.

    `build` must not look at its values: ids, days, and collections of ids, which stand in `__in` only.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        self._known: dict[tuple[str | int, ...], _Written] = {}

    def __call__(self, *values: Value) -> list[tuple[Any, ...]]:
        """The rows, as the database gives them in the query's order."""
        given: list[Any] = [each if isinstance(each, int | date) else _filled(each) for each in values]
        sizes = (len(each) if isinstance(each, tuple) else 0 for each in given)
        shape: tuple[str | int, ...] = (connection.vendor, *sizes)
        known = self._known.get(shape)
        if known is None:
            known = self._known[shape] = self._written(given)
        flat = [*_flat(given), *known.fixed]
        with connection.cursor() as cursor:
            cursor.execute(known.sql, [flat[n] for n in known.order])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return _read(rows, known.read) if known.read else rows

    def _written(self, given: Sequence[Any]) -> _Written:
        marks, count = [], 0
        for each in given:
            size = len(each) if isinstance(each, tuple) else 1
            found = tuple(_mark(each, n) for n in range(count, count + size))
            marks.append(found if isinstance(each, tuple) else found[0])
            count += size
        compiler = self.build(*marks).query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        places = {mark: n for n, mark in enumerate(_flat(marks))}
        fixed = [each for each in params if each not in places]
        assert len(places) == count, "every value has a mark of its own"
        later = iter(range(count, count + len(fixed)))
        order = tuple(places[each] if each in places else next(later) for each in params)
        assert set(order) >= set(range(count)), "every value has a place in the SQL"
        converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
        return _Written(sql, order, tuple(fixed), tuple((n, *found) for n, found in converters.items()))


def _filled(ids: Collection[int]) -> tuple[int, ...]:
    """The ids, the last one repeated up to a power of two, so that few numbers of them have SQL of their own."""
    found = tuple(ids) or (NOBODY,)
    return found + found[-1:] * ((1 << (len(found) - 1).bit_length()) - len(found))


def _flat(given: Sequence[Any]) -> list[Any]:
    """All values one after the other, as the database takes them."""
    found: list[Any] = []
    for each in given:
        if isinstance(each, tuple):
            found += each
        else:
            found.append(connection.ops.adapt_datefield_value(each) if isinstance(each, date) else each)
    return found


def _mark(value: Any, n: int) -> Any:
    """A value that no query has, in the place of the nth."""
    return _FIRST_DAY + timedelta(n) if isinstance(value, date) else _FIRST_ID + n


def _read(rows: list[tuple[Any, ...]], columns: tuple[tuple[int, Any, Any], ...]) -> list[tuple[Any, ...]]:
    """The rows as the ORM would give them: SQLite keeps days as text."""
    found = []
    for row in rows:
        read = list(row)
        for n, converters, expression in columns:
            for convert in converters:
                read[n] = convert(read[n], expression, connection)
        found.append(tuple(read))
    return found
