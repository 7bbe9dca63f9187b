"""How does the record of a meeting reach its minutes and its plan? By the commands of their rooms, in the same act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
from samordna.meetings.domain import CONTACT, Kind, MeetingKept
from samordna.meetings.filling import Names, form_values
from samordna.plans import commands as plans
from samordna.plans import kinds as plan_kinds
from samordna.plans.kept import GoalSaid, PlanSaid
from samordna.web.i18n import speaking

# The minutes of a kind of meeting that has no form of its own.
MINUTES = "motesanteckning"
# The letter to those called, when a kind has none of its own, and when its kind is not to be told.
LETTER = "kallelse"


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
    names = swedish(seen.handbook)
    who: dict[str, Any] = {"act": act, "scope": seen.scope, "case": kept.case}
    coming = kept.follow_up_on if kept.follow_up_on and kept.follow_up_on > act.on else None
    try:
        if kept.plan:
            told = plans.FollowedUp(day, filling.seen(kept), coming, kept.no_follow_up)
            return plans.follow_up(**who, plan=kept.plan, said=told).plan
        with speaking("sv"):
            points = filling.plan_points(kept, {each.id: each.category for each in kind.points}, names)
        said = PlanSaid(points=points, follow_up_on=coming, no_follow_up=kept.no_follow_up)
        made = plans.begin(**who, kind=kind.id, said=said).plan
    except Refused:
        return kept.plan
    own, worded = filling.goal(kept)
    if own or worded:
        plans.add_goal(**who, plan=made, said=GoalSaid(own_words=own, wording=worded))
    return made


def _minutes(act: Act, seen: Seen, kept: MeetingKept) -> int:
    form = minutes_form(kept.kind)
    if form is None:
        return 0
    values = {**beginning(seen, form, act.on), **form_values(kept, form, swedish(seen.handbook))}
    try:
        return forms.begin(act=act, scope=seen.scope, case=kept.case, form=form.id, values=values).document
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
        forms.save(act=act, scope=scope, case=kept.case, document=draft.id, values=values)
    return draft.id


def minutes_form(kind: Kind) -> Form | None:
    """The form that a kind of meeting fills: its own when it is defined here, else the common minutes."""
    known = set(definitions.ids())
    found = next((each for each in kind.output if each in known), MINUTES if MINUTES in known else "")
    return definitions.load(found) if found else None


def letter_form(kind: Kind) -> Form | None:
    """The form of the letter to those called: the kind's own when it is defined here, else the common one."""
    known = set(definitions.ids())
    found = next((each for each in (kind.invitation, LETTER) if each in known), "")
    return definitions.load(found) if found else None


def invitation(meeting: MeetingKept, seen: Seen, *, plain: bool = False) -> tuple[str, Mapping[str, Any]]:
    """The form of the letter to those called, and what the meeting fills in of it.

    `plain`: for those who may learn only that they are called, when, where and about whom; never of what kind it is.
    """
    form = definitions.load(LETTER) if plain else letter_form(meeting.kind)
    assert form is not None, "the common letter is part of the program"
    values = {**beginning(seen, form, seen.scope.on), **form_values(meeting, form, swedish(seen.handbook))}
    if plain:
        open_now = {name for name, field in form.fields.items() if form.category_of(field) == CONTACT}
        values = {name: value for name, value in values.items() if name in open_now}
    return form.id, values


def swedish(book: Handbook) -> Names:
    """What the parties are called on paper, which is Swedish like its readers."""
    return lambda who: book.parties[who].name.sv if who in book.parties else who
