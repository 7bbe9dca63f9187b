"""What has been done by hand to the clocks of a case, and what of it counts? Pure (D27, E5).

A clock is known by its time limit, a key that says what started it, and the secrecy sphere whose it is. Everything done
to it is a row that is never changed; taking something back is one more row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

STARTED, PAUSED, RESUMED, EXTENDED, MET, UNDONE = "started", "paused", "resumed", "extended", "met", "undone"
KINDS = (STARTED, PAUSED, RESUMED, EXTENDED, MET, UNDONE)
# What a clock was started by; those with a number are "box:12".
FACT, OWN, BOX, SENT, WAIT, INCOMING, AGE = "fact", "own", "box", "sent", "wait", "incoming", "age"
# Keys that say no more than how: the same in every sphere, and each sphere's its own.
OF_A_SPHERE = (FACT, OWN, AGE)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One thing done by hand to a clock. `of` is the adjustment that an `undone` takes back.

    `until` is the first day after a pause that has ended, `number` and `unit` the length of an extension. `counts` is
    False for what has been taken back, and for what belongs to an earlier time round.
    """

    id: int
    deadline: str
    key: str
    kind: str
    on: date
    sphere: int = 0
    number: int = 0
    unit: str = ""
    reason: str = ""
    seq: int = 0
    of: int = 0
    by: int = 0
    until: date | None = None
    counts: bool = True


def key(kind: str, number: int | str = "") -> str:
    """The key of a clock: `box:12`, or `fact` alone."""
    return f"{kind}:{number}" if number else kind


def kind_of(key: str) -> str:
    """What a clock was started by: the part of the key before the number."""
    return key.partition(":")[0]


def number_of(key: str) -> int:
    """The number in a key: of a box, of what was sent or of what came; 0 when there is none."""
    tail = key.partition(":")[2]
    return int(tail) if tail.isdigit() else 0


def of_clock(rows: Iterable[Adjustment], deadline: str, key: str, sphere: int) -> tuple[Adjustment, ...]:
    """What has been done to one clock, in its order. Facts and starts by hand are each sphere's own."""
    mine = kind_of(key) in OF_A_SPHERE
    return tuple(
        row for row in rows if row.deadline == deadline and row.key == key and (not mine or row.sphere == sphere)
    )


def standing(rows: Sequence[Adjustment]) -> tuple[Adjustment, ...]:
    """The same rows; those that have been taken back, and those that take back, no longer count."""
    gone = {row.of for row in rows if row.kind == UNDONE}
    return tuple(replace(row, counts=False) if row.kind == UNDONE or row.id in gone else row for row in rows)


def started(rows: Iterable[Adjustment]) -> Adjustment | None:
    """The latest start by hand that counts."""
    found = [row for row in rows if row.kind == STARTED and row.counts]
    return found[-1] if found else None


def this_time(rows: Sequence[Adjustment], start: date) -> tuple[Adjustment, ...]:
    """What was done since the clock last began: what was met before it began ended another time round.

    A clock begins anew when it is started by hand again, or when its start has moved past the day it was met.
    """
    ended = max((row.seq for row in rows if row.kind == MET and row.counts and row.on < start), default=-1)
    again = started(rows)
    begun = max(ended, again.seq - 1 if again else -1)
    return tuple(row if row.seq > begun else replace(row, counts=False) for row in rows)


def since(rows: Sequence[Adjustment], seq: int) -> tuple[Adjustment, ...]:
    """What was done since an event; what was done before belonged to another time round."""
    return tuple(row if row.seq >= seq else replace(row, counts=False) for row in rows)


def pauses(rows: Sequence[Adjustment]) -> tuple[Adjustment, ...]:
    """The pauses that count, each with its end in `until` (None while it goes on)."""
    found: list[Adjustment] = []
    for row in rows:
        if not row.counts:
            continue
        is_open = bool(found) and found[-1].until is None
        if row.kind == PAUSED and not is_open:
            found.append(row)
        elif row.kind == RESUMED and is_open:
            found[-1] = replace(found[-1], until=row.on)
    return tuple(found)


def with_ends(rows: Sequence[Adjustment]) -> tuple[Adjustment, ...]:
    """The rows, with the day on which each pause ended."""
    ends = {row.id: row.until for row in pauses(rows)}
    return tuple(replace(row, until=ends.get(row.id)) if row.kind == PAUSED else row for row in rows)


def met_by_hand(rows: Iterable[Adjustment], start: date) -> Adjustment | None:
    """The row that says that the clock was met this time; what was met earlier does not count."""
    return next((row for row in rows if row.kind == MET and row.counts and row.on >= start), None)
