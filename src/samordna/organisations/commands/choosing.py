"""How does an area decide what the sources leave to it: a length, closed days, an unread rule that it follows or not?

Each decision counts from a day, until its last or until the next about the same; what was decided for other days stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.handbooks.published import pinned
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.organisations import deciding, policy
from samordna.organisations.commands.loading import end_row
from samordna.organisations.commands.recording import Changes, changing
from samordna.organisations.domain import CLOSED, FOLLOW, LENGTH, Span
from samordna.organisations.models import LocalChoice
from samordna.rules.limits import Length


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is decided, about what, and for which days."""

    kind: str
    key: str
    value: dict[str, Any]
    span: Span


def decide_length(*, act: Act, scope: Scope, area: int, deadline: str, length: Length, span: Span) -> int:
    """Let a time limit of the handbook be so long in the area; `act.reason` says why. Returns the row's id.

    Raises Refused when the handbook has no such limit, or the limit has a length of its own.
    """
    with changing(area, act, "local.length-decided") as changes:
        insist(policy.may_decide(scope, area))
        insist(deciding.may_set_length(pinned(changes.area.handbook, changes.area.version), deadline))
        value = {length.unit: length.number, **_reason(act)}
        return _put(changes, _Choice(LENGTH, deadline, value, span))


def close_days(*, act: Act, scope: Scope, area: int, name: str, span: Span) -> int:
    """Let the offices be closed on the days of the span, under a name. Returns the row's id. Raises Refused."""
    with changing(area, act, "local.closed") as changes:
        insist(policy.may_decide(scope, area))
        if span.end is None:
            raise Refused(refused("no-last-day", say("Say which is the last day that the offices are closed.")))
        return _put(changes, _Choice(CLOSED, name.strip(), _reason(act), span))


def follow_rule(*, act: Act, scope: Scope, area: int, ref: str, follow: bool, span: Span) -> int:
    """Say whether the area follows a rule whose text nobody has read, and in `act.reason` why. Returns the row's id.

    Raises Refused for law that has been read, and without a reason.
    """
    with changing(area, act, "local.follow-decided") as changes:
        insist(policy.may_decide(scope, area))
        insist(deciding.may_choose(load_law(), ref))
        if not act.reason.strip():
            raise Refused(refused("no-reason", say("Say why: the reason is shown wherever the rule is.")))
        return _put(changes, _Choice(FOLLOW, ref, {"follow": follow, **_reason(act)}, span))


def end_choice(*, act: Act, scope: Scope, area: int, choice: int, on: date) -> None:
    """Let a decision no longer count from `on`; one that has not begun never counts. Raises Refused."""
    with changing(area, act, "local.ended") as changes:
        insist(policy.may_decide(scope, area))
        row = LocalChoice.objects.filter(pk=choice, area=area).first()
        if row is None:
            raise Refused(refused("no-such-choice", say("The area has no such decision. Open the page again.")))
        end_row(changes, row, on)


def _reason(act: Act) -> dict[str, str]:
    return {"reason": act.reason.strip()} if act.reason.strip() else {}


def _put(changes: Changes, new: _Choice) -> int:
    """Write the choice, and keep what was decided for the days before and after it."""
    start, end = new.span.start, new.span.end
    if end is not None and end <= start:
        raise Refused(refused("no-days", say("The last day must not come before the first.")))
    held = list(LocalChoice.objects.filter(area=changes.area, kind=new.kind, key=new.key).order_by("valid_from"))
    alive = [row for row in held if row.valid_to != row.valid_from]
    if end is None:
        end = min((row.valid_from for row in alive if row.valid_from > start), default=None)
    written = _at(held, start) or LocalChoice(area=changes.area, kind=new.kind, key=new.key, valid_from=start)
    for row in [row for row in alive if Span(row.valid_from, row.valid_to).overlaps(Span(start, end))]:
        if end is not None and (row.valid_to is None or row.valid_to > end):
            _resume(changes, held, row, end)
        if row is not written:
            end_row(changes, row, start)
    written.value, written.valid_to = new.value, end
    changes.save(written)
    return written.pk


def _resume(changes: Changes, held: list[LocalChoice], row: LocalChoice, start: date) -> None:
    """What counted before the new choice counts again after it."""
    later = _at(held, start) or LocalChoice(area=row.area, kind=row.kind, key=row.key, valid_from=start)
    later.value, later.valid_to = row.value, row.valid_to
    changes.save(later)


def _at(held: Iterable[LocalChoice], start: date) -> LocalChoice | None:
    return next((row for row in held if row.valid_from == start), None)
