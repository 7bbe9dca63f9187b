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


@contextmanager
def one_act() -> Iterator[None]:
    """The transaction of an act; inside another one, part of it."""
    on = connections[DEFAULT_DB_ALIAS]
    if on.in_atomic_block or on.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    with _writers.turn(), transaction.atomic():
        yield
