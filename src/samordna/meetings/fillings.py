"""How does the record of a meeting reach its minutes and its plan? By the commands of their rooms, in the same act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid5

from samordna.access.domain import Scope
from samordna.cases import queries as cases
from samordna.cases.queries import Seen
from samordna.forms import commands as forms
from samordna.forms import documents
from samordna.forms import queries as definitions
from samordna.forms.domain import Form
from samordna.forms.filling import beginning
from samordna.handbooks.domain import Handbook
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.meetings import filling
from samordna.meetings.domain import Kind, MeetingKept
from samordna.meetings.filling import Names, form_values
from samordna.plans import commands as plans
from samordna.plans import kinds as plan_kinds
from samordna.plans.kept import GoalSaid, PlanSaid
from samordna.web.i18n import speaking

# The minutes of a kind of meeting that has no form of its own.
MINUTES = "motesanteckning"


def fill(act: Act, scope: Scope, kept: MeetingKept) -> tuple[int, int]:
    """Begin the form of the minutes and the plan from the record; their ids, 0 for what is not made.

    A consultation without a name is about nobody: nothing of it is written into a form of the person (D10). What
    another room refuses (a form that no longer counts) does not stop the record.
    """
    if kept.without_name:
        return 0, 0
    seen = cases.see(scope, kept.case, act.on)
    return _minutes(act, seen, kept), _plan(act, seen, kept)


def _plan(act: Act, seen: Seen, kept: MeetingKept) -> int:
    """The plan that the meeting makes, with its goal; the follow-up of the plan that an earlier meeting made."""
    kind = plan_kinds.kinds().get(kept.kind.plan)
    day = kept.held_on or act.on
    if kind is None:
        return kept.plan
    names, mine = swedish(seen.handbook), replace(act, id=uuid5(act.id, "plan"))
    who: dict[str, Any] = {"scope": seen.scope, "case": kept.case}
    coming = kept.follow_up_on if kept.follow_up_on and kept.follow_up_on > act.on else None
    try:
        if kept.plan:
            told = plans.FollowedUp(day, filling.seen(kept), coming, kept.no_follow_up)
            return plans.follow_up(act=mine, **who, plan=kept.plan, said=told).plan
        with speaking("sv"):
            points = filling.plan_points(kept, {each.id: each.category for each in kind.points}, names)
        said = PlanSaid(points=points, follow_up_on=coming, no_follow_up=kept.no_follow_up)
        made = plans.begin(act=mine, **who, kind=kind.id, said=said).plan
    except Refused:
        return kept.plan
    own, worded = filling.goal(kept)
    if own or worded:
        goal = replace(act, id=uuid5(act.id, "goal"))
        plans.add_goal(act=goal, **who, plan=made, said=GoalSaid(own_words=own, wording=worded))
    return made


def _minutes(act: Act, seen: Seen, kept: MeetingKept) -> int:
    form = minutes_form(kept.kind)
    if form is None:
        return 0
    values = {**beginning(seen, form, act.on), **form_values(kept, form, swedish(seen.handbook))}
    mine = replace(act, id=uuid5(act.id, "minutes"))
    try:
        return forms.begin(act=mine, scope=seen.scope, case=kept.case, form=form.id, values=values).document
    except Refused:
        return 0


def fill_again(act: Act, scope: Scope, kept: MeetingKept) -> int:
    """What has changed in the record is changed in the draft of its minutes; what has left stays as it left."""
    if not kept.minutes_document:
        return 0
    seen = cases.see(scope, kept.case, act.on)
    try:
        draft = documents.one(seen, kept.minutes_document, act.on)
    except Refused:
        return 0
    if draft.editable:
        values = {**draft.values, **form_values(kept, draft.form, swedish(seen.handbook))}
        mine = replace(act, id=uuid5(act.id, "minutes"))
        forms.save(act=mine, scope=scope, case=kept.case, document=draft.id, values=values)
    return draft.id


def minutes_form(kind: Kind) -> Form | None:
    """The form that a kind of meeting fills: its own when it is defined here, else the common minutes."""
    known = set(definitions.ids())
    found = next((each for each in kind.output if each in known), MINUTES if MINUTES in known else "")
    return definitions.load(found) if found else None


def invitation(meeting: MeetingKept, seen: Seen) -> tuple[str, Mapping[str, Any]]:
    """The form of the letter to those called, and what the meeting fills in of it."""
    known = set(definitions.ids())
    form = definitions.load(meeting.kind.invitation if meeting.kind.invitation in known else "kallelse")
    values = {**beginning(seen, form, seen.scope.on), **form_values(meeting, form, swedish(seen.handbook))}
    return form.id, values


def swedish(book: Handbook) -> Names:
    """What the parties are called on paper, which is Swedish like its readers."""
    return lambda who: book.parties[who].name.sv if who in book.parties else who
