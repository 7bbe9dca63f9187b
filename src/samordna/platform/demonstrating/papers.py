"""Which forms does a demonstration case have: begun, printed, handed to the person, answered on paper?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from samordna.cases import queries as cases
from samordna.forms import commands, filling, policy, queries
from samordna.forms.domain import Form
from samordna.forms.kept import BY_HAND
from samordna.platform.demonstrating.player import Story
from samordna.web.i18n import activate, language

DRAFT, PRINTED = "draft", "printed"


def fill(story: Story, each: Mapping[str, Any]) -> None:
    """Begin a form so long ago with what was known; hand it to the person, and write down the answer, if so far."""
    form = queries.load(each["form"])
    day = story.today - timedelta(days=each["days"])
    story.on = max(story.on, day)
    own = {part.id for part in form.parts} - set(policy.others(form, ("socialtjanst",)))
    values = {**_known(story, form), **each.get("values", {})}
    theirs = {name: value for name, value in values.items() if (p := form.part_of(name)) and p.id not in own}
    act, scope = story.act(story.worker)
    kept = {name: value for name, value in values.items() if name not in theirs}
    made = commands.begin(act=act, scope=scope, case=story.case, form=form.id, values=kept)
    if each.get("so_far", DRAFT) == DRAFT:
        return
    act, scope = story.act(story.worker)
    if each["so_far"] == PRINTED:
        commands.mark_printed(act=act, scope=scope, case=story.case, document=made.document)
        return
    given = commands.Given(how=BY_HAND, to_person=True)
    commands.send(act=act, scope=scope, case=story.case, document=made.document, given=given)
    if each["so_far"] == "answered":
        story.on = story.today
        act, scope = story.act(story.worker)
        commands.answer(act=act, scope=scope, case=story.case, document=made.document, values=theirs, on=story.on)


def _known(story: Story, form: Form) -> dict[str, Any]:
    """What the form is filled in with beforehand; the demonstration's paper is Swedish, like its people."""
    _act, scope = story.act(story.worker)
    spoken = language()
    activate("sv")
    try:
        return filling.beginning(cases.see(scope, story.case, story.on), form, story.on)
    finally:
        activate(spoken)
