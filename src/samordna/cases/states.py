"""Where is a case now? The fold of its events, remembered by (case, seq, head), which never means two things (E5)."""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import Lock
from typing import Any

from samordna.cases.domain import PLAN
from samordna.handbooks.journey import EMPTY, State, apply
from samordna.handbooks.journey.codec import event_from_json
from samordna.journal import queries as journal

KEPT = 4096


class Memory:
    """The latest states of the cases that were looked at last; a state is a value, so it can be shared."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, Lock()
        self._known: OrderedDict[int, tuple[int, bytes, State]] = OrderedDict()

    def get(self, case: int) -> tuple[int, bytes, State] | None:
        """The newest remembered (seq, head, state) of a case."""
        with self._lock:
            found = self._known.get(case)
            if found:
                self._known.move_to_end(case)
            return found

    def put(self, case: int, seq: int, head: bytes, state: State) -> None:
        """Remember the state of a case."""
        with self._lock:
            self._known[case] = (seq, head, state)
            self._known.move_to_end(case)
            if len(self._known) > self._size:
                self._known.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: after a purge, and between tests."""
        with self._lock:
            self._known.clear()


memory = Memory(KEPT)


def state_of(case: int, seq: int, head: bytes) -> State:
    """The state of a case after event `seq` with hash `head`."""
    known = memory.get(case)
    if known and known[0] == seq and known[1] == head:
        return known[2]
    state = folded(case, seq)
    memory.put(case, seq, head, state)
    return state


def folded(case: int, seq: int) -> State:
    """The fold of events 1 to `seq`, read anew. Events that are not the journey's, or are purged, only count."""
    state = EMPTY
    for at, data in journey_parts(case, seq):
        if "journey" in data:
            state = apply(state._replace(seq=at - 1), event_from_json(data["journey"]))
    return state._replace(seq=seq)


def journey_parts(case: int, seq: int) -> list[tuple[int, dict[str, Any]]]:
    """(seq, data) of the journey's own parts, in order."""
    rows = journal.parts(case).filter(category=PLAN, seq__lte=seq)
    return [(at, json.loads(data)) for at, data in rows.values_list("seq", "data")]
