"""When does an act begin and end? One act is one transaction; only the outermost opens it (E3).

SQLite has one writer at a time and lets the lucky one win; within a process the acts queue up instead, first come,
first served (E15).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

from django.db import DEFAULT_DB_ALIAS, connections, transaction


class Queue:
    """A lock that is handed over in the order it was asked for."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._busy = False
        self._waiting: deque[Event] = deque()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn, hold it, pass it on."""
        with self._guard:
            mine = Event() if self._busy else None
            if mine is not None:
                self._waiting.append(mine)
            self._busy = True
        if mine is not None:
            mine.wait()
        try:
            yield
        finally:
            with self._guard:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._busy = False


_writers = Queue()
_SHORT = "_samordna_short_act"


class TakesMore(Exception):
    """The act writes more than a short one can. Nothing was written; it is to be done anew in `one_act`."""


@contextmanager
def short_act() -> Iterator[None]:
    """A transaction for an act that is written by the gate alone: Django's own takes a tenth of the act's time (E18).

    On PostgreSQL nothing is begun, because such an act is one statement. Whatever would write besides, or begin an act
    within it, raises TakesMore. Not to be used inside another transaction.
    """
    on = connections[DEFAULT_DB_ALIAS]
    if on.vendor != "sqlite":
        yield
        return
    if on.connection is None:
        on.ensure_connection()
    with _writers.turn():
        with on.wrap_database_errors:
            on.connection.execute("BEGIN IMMEDIATE")
        setattr(on, _SHORT, True)
        try:
            yield
            with on.wrap_database_errors:
                on.connection.execute("COMMIT")
        except BaseException:
            if on.connection.in_transaction:
                on.connection.execute("ROLLBACK")
            raise
        finally:
            delattr(on, _SHORT)


@contextmanager
def one_act() -> Iterator[None]:
    """The transaction of an act; inside another one, part of it."""
    on = connections[DEFAULT_DB_ALIAS]
    if hasattr(on, _SHORT):
        raise TakesMore
    if on.in_atomic_block or on.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _writers.turn(), transaction.atomic():
        yield
