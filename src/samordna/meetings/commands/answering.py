"""How does a unit that is called answer by itself, also when it has no part in the case? One act, one event (E3).

It learns nothing by that: the case is held for the answer and none of it is shown. The answer stands with the authority
that keeps the meeting, and that it was given stands with the one that gave it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases import engine
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.meetings import calling, policy
from samordna.meetings.domain import HERE, NEW_TIME, SWEDEN, Answer
from samordna.meetings.models import Called, Meeting
from samordna.meetings.writing import Written, no_meeting, write_to_keepers


def answer_own(*, act: Act, scope: Scope, meeting: int, called: int, said: Answer) -> Written:
    """What one's own unit answers to an invitation that is still open to it (D20). Raises Refused.

    `said.on` and `said.how` are those of the act: it is answered here, today.
    """
    with one_act():
        found, row, each = _called(act, scope, meeting, called)
        insist(policy.may_plan(row.status))
        if row.starts_at.astimezone(SWEDEN).date() < act.on:
            raise Refused(refused("meeting-passed", say("The day of the meeting has passed.")))
        insist(policy.may_answer(said, act.at))
        each.answer, each.answered_on, each.how = said.answer, act.on, HERE
        each.reason = said.reason.strip()
        each.proposed = said.proposed if said.answer == NEW_TIME else None
        each.name = said.name.strip()[:120] or each.name
        mine = replace(act, unit=each.to_unit_id or act.unit, sphere=each.to_sphere_id or act.sphere)
        told = {"meeting": row.pk, "who": each.who, "answer": each.answer, "how": HERE}

        def tell(_rows: Sequence[Called]) -> dict[str, Any]:
            return {**told, "kind": row.kind, "keeper": row.sphere_id}

        # What kind of meeting it is may not be known where the answer comes from: it stands with the keeper only.
        return Written(write_to_keepers(found, mine, "meeting-answered", [each], tell, told), row.pk)


def _called(act: Act, scope: Scope, meeting: int, called: int) -> tuple[engine.Loaded, Meeting, Called]:
    """The case, held, the meeting and the seat. Raises Refused, in the same words whether it is there or not (D21)."""
    seat = Called.objects.filter(pk=called, meeting_id=meeting, seat=True, called_on__isnull=False).first()
    if seat is None or not may(scope, Action.ANSWER_CALL, About(unit=seat.to_unit_id or 0)):
        raise Refused(no_meeting())
    found = engine.read(seat.case_id, act, lock=True)
    row = Meeting.objects.get(pk=meeting)
    # Read again: somebody may have taken the seat away before the case was held.
    seat = Called.objects.filter(pk=called, seat=True).first()
    if seat is None or found.state.closed or not calling.may_know(seat, act.on, without_name=row.without_name):
        raise Refused(no_meeting())
    if calling.convened_outside(found, row):
        raise Refused(
            refused(
                "convened-outside", say("Whoever calls to the meeting does not sign in here. Answer them directly.")
            )
        )
    return found, row, seat
