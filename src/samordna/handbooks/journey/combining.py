"""What do two effects make when one act does both? An exit and its acceptance, within one unit (D5)."""

from __future__ import annotations

from samordna.handbooks.journey.state import Effect


def combine(first: Effect, second: Effect) -> Effect:
    """One effect that leaves the same state as `first` and then `second`. Later images of a row win."""
    gone = set(second.removed)
    positions = {p.id: p for p in first.positions if p.id not in gone} | {p.id: p for p in second.positions}
    ball = (first.ball[0], second.ball[1]) if first.ball and second.ball else second.ball or first.ball
    return Effect(
        tuple(({r.id: r for r in first.runs} | {r.id: r for r in second.runs}).values()),
        tuple(positions.values()),
        tuple(dict.fromkeys((*first.removed, *second.removed))),
        tuple(({t.id: t for t in first.transfers} | {t.id: t for t in second.transfers}).values()),
        first.visits + second.visits,
        first.outcomes + second.outcomes,
        ball,
        second.undone or first.undone,
        first.closed if second.closed is None else second.closed,
        second.case or first.case,
    )
