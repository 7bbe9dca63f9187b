"""How do rows of a meeting and the event that tells of them come to be? Each row in its category (E3, E5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from samordna.access.domain import Scope
from samordna.access.rules import Action
from samordna.cases import engine
from samordna.cases.domain import PLAN, Done, Extras
from samordna.cases.held import held
from samordna.cases.together import Gathered
from samordna.journal.domain import Act, Part
from samordna.kernel.decision import Decision, Refused, insist, refused
from samordna.kernel.text import say
from samordna.meetings import policy
from samordna.meetings.models import Called, Meeting, Record, Task

Row = Meeting | Called | Record | Task
Tell = Callable[[Sequence[Called]], dict[str, Any]]


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
    return held(act, scope, case, Action.MOVE_CASE)


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
    also: Gathered | None = None,
) -> Done:  # fmt: skip
    """Save the rows as of the next event, and write it: what each row is now, in the row's own category.

    With `also`, the event takes in what other rooms did in the act (E3).
    """
    said: dict[str, dict[str, Any]] = {PLAN: dict(told or {}) | {"rows": []}}
    seq = found.row.seq + 1
    for row in rows:
        row.seq = seq
        row.save()
        said.setdefault(row.category, {"rows": []})["rows"].append([row._meta.label_lower, image(row)])
    own = said.pop(PLAN)
    asked = engine.Asked(category=PLAN, kept=said)
    return engine.note(found, kind, act, Extras(), asked=asked, said=own, also=also)


def write_to_keepers(
    found: engine.Loaded, act: Act, kind: str, rows: Iterable[Called], tell: Tell,
    trace: Mapping[str, Any] | None = None,
) -> Done:  # fmt: skip
    """The same for rows that other spheres keep: each sphere is told of its own and of no others' (D21).

    `tell` says what stands beside some rows. The actor's sphere keeps `trace`, when it keeps none of the rows.
    """
    kept: dict[int, list[Called]] = {}
    for row in rows:
        row.seq = found.row.seq + 1
        row.save()
        kept.setdefault(row.sphere_id, []).append(row)
    said = {
        sphere: {**tell(mine), "rows": [[row._meta.label_lower, image(row)] for row in mine]}
        for sphere, mine in kept.items()
    }
    if trace is not None:
        said.setdefault(act.sphere, dict(trace))
    keeper, *others = said
    asked = engine.Asked(category=PLAN, keeper=keeper, others=tuple(
        Part(sphere, PLAN, {"on": act.on.isoformat(), **said[sphere]}) for sphere in others
    ))  # fmt: skip
    return engine.note(found, kind, act, Extras(), asked=asked, said=said[keeper])


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
