"""How do rows of a meeting and the event that tells of them come to be? Each row in its category (E3, E5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from samordna.access.domain import Scope
from samordna.access.rules import Action, may
from samordna.cases import engine
from samordna.cases.domain import PLAN, Done, Extras
from samordna.cases.facts import Answer
from samordna.cases.policy import about, may_move
from samordna.journal.domain import Act
from samordna.kernel.decision import Decision, Refused, insist, refused
from samordna.kernel.text import say
from samordna.meetings import policy
from samordna.meetings.models import Called, Meeting, Record, Task

Row = Meeting | Called | Record | Task


@dataclass(frozen=True, slots=True)
class Written:
    """What was done, and to which meeting. `follow_up`, `document` and `plan` are what it made besides (0: nothing)."""

    done: Done
    meeting: int
    follow_up: int = 0
    document: int = 0
    plan: int = 0
    task: int = 0


def read(act: Act, scope: Scope, case: int) -> engine.Loaded:
    """The case, locked, when the actor may act in it. Raises Refused, and DoneBefore on a double click (E12)."""
    found = engine.read(case, act, lock=True)
    insist(may(scope, Action.MOVE_CASE, about(found.seats, act.unit)))
    insist(may_move(scope, found.seats))
    if found.state.closed:
        raise Refused(refused("case-closed", say("The case is closed. Reopen it first.")))
    return found


def own(act: Act, scope: Scope, case: int, meeting: int) -> tuple[engine.Loaded, Meeting]:
    """The case and a meeting of one's own authority in it. Raises Refused, whether it is there or not (D21)."""
    found = read(act, scope, case)
    row = Meeting.objects.filter(case_id=case, pk=meeting).first()
    if row is None or row.sphere_id != act.sphere:
        raise Refused(no_meeting())
    insist(policy.may_write(row.sphere_id, act.sphere))
    return found, row


def no_meeting() -> Decision:
    """The same answer for a meeting that does not exist and for one that is not ours to know of."""
    return refused("no-meeting", say("There is no such meeting for you to see."))


def write(
    found: engine.Loaded, act: Act, kind: str, rows: Iterable[Row], told: Mapping[str, Any] | None = None,
    facts: Iterable[Answer] = (),
) -> Done:  # fmt: skip
    """Save the rows as of the next event, and write it: what each row is now, in the row's own category."""
    said: dict[str, dict[str, Any]] = {PLAN: dict(told or {}) | {"rows": []}}
    seq = found.row.seq + 1
    for row in rows:
        row.seq = seq
        row.save()
        said.setdefault(row.category, {"rows": []})["rows"].append([row._meta.label_lower, image(row)])
    own = said.pop(PLAN)
    asked = engine.Asked(category=PLAN, kept=said, facts=tuple(facts))
    return engine.note(found, kind, act, Extras(), asked=asked, said=own)


def image(row: Model) -> dict[str, Any]:
    """A row as JSON keeps it: all its columns."""
    return {field.attname: plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def plain(value: Any) -> Any:
    """A value as JSON has it: moments in UTC, as the database gives them back."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
