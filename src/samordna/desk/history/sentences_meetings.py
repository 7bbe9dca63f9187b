"""How is an act on a meeting said in a sentence? What kind of meeting, who was called, who is to do what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from samordna.cases.together import made
from samordna.forms.queries import ids, load
from samordna.handbooks.domain import PERSON
from samordna.handbooks.words import party_name
from samordna.meetings.domain import COMES, DECLINES, HERE, NEW_TIME
from samordna.meetings.kinds import kind_of
from samordna.plans.kinds import kinds as plan_kinds
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told


def _said(pattern: Callable[[], str]) -> Callable[[Told], str]:
    def sentence(told: Told) -> str:
        part, book = told.plan, told.names.handbook
        title = render(kind_of(book, part["kind"]).title) if part.get("kind") else _("a meeting")
        whom = [_who(told, str(each)) for each in part.get("called", part.get("to", ()))]
        return pattern().format(
            meeting=title, whom=", ".join(whom), task=str(part.get("text", "")),
            who=_who(told, str(part.get("who", ""))),
        )  # fmt: skip

    return sentence


def _record(pattern: Callable[[], str]) -> Callable[[Told], str]:
    """The same for a record, with the papers that it filled in (E3)."""

    def sentence(told: Told) -> str:
        titles = dict.fromkeys(title for each in made(told.act.said) if (title := _title(each)))
        papers = ", ".join(_("“{title}”").format(title=title) for title in titles)
        filled = " " + _("Filled in from it: {papers}.").format(papers=papers) if papers else ""
        return _said(pattern)(told) + filled

    return sentence


def _title(made: Mapping[str, Any]) -> str:
    form, plan = str(made.get("form", "")), plan_kinds().get(str(made.get("plan_kind", "")))
    if form in ids():
        return render(load(form).title)
    return render(plan.title) if plan else ""


def _who(told: Told, who: str) -> str:
    if who == PERSON:
        return _("the person")
    if who not in told.names.handbook.parties:
        return who
    # Whoever keeps the meeting knows whom it has called, also those who have no part in the case.
    keeps = told.plan.get("keeper", told.act.sphere) in told.names.seen.scope.spheres
    return party_name(told.names.handbook, who) if keeps and who not in told.names.known else told.names.party(who)


def _answered(told: Told) -> str:
    patterns: dict[str, Callable[[], str]] = (
        {
            COMES: lambda: _("answered that {who} comes to “{meeting}”."),
            NEW_TIME: lambda: _("answered that {who} wants another time for “{meeting}”."),
            DECLINES: lambda: _("answered that {who} does not come to “{meeting}”."),
        }
        if told.plan.get("how") == HERE
        else {
            COMES: lambda: _("noted that {who} comes to “{meeting}”."),
            NEW_TIME: lambda: _("noted that {who} wants another time for “{meeting}”."),
            DECLINES: lambda: _("noted that {who} does not come to “{meeting}”."),
        }
    )
    return _said(patterns.get(str(told.plan.get("answer", "")), patterns[COMES]))(told)


def _seats(told: Told) -> str:
    whom = ", ".join(_who(told, str(each)) for each in told.plan.get("who", ()))
    return _("took the seat of {whom} away in coming meetings, as no consent opens them any longer.").format(whom=whom)


SENTENCES: dict[str, Callable[[Told], str]] = {
    "meeting-booked": _said(lambda: _("booked “{meeting}”.")),
    "meeting-widened": _said(lambda: _("added {whom} to those to be called to “{meeting}”.")),
    "meeting-called": _said(lambda: _("called {whom} to “{meeting}”.")),
    "meeting-answered": _answered,
    "meeting-moved": _said(lambda: _("moved “{meeting}” to another time.")),
    "meeting-cancelled": _said(lambda: _("cancelled “{meeting}”.")),
    "meeting-held": _record(lambda: _("wrote down “{meeting}”.")),
    "meeting-changed": _record(lambda: _("changed what was written down of “{meeting}”.")),
    "minutes-sent": _said(lambda: _("sent the minutes of “{meeting}” to {whom}.")),
    "calendar-mailed": _said(lambda: _("sent the calendar file of “{meeting}” by e-mail to {whom}.")),
    "called-off": _said(lambda: _("told {whom}, who have no seat in “{meeting}” any more, that they need not come.")),
    "seats-cancelled": _seats,
    "task-added": _said(lambda: _("wrote down a task: {task}.")),
    "task-changed": _said(lambda: _("changed a task: {task}.")),
    "task-done": _said(lambda: _("noted that a task is done: {task}.")),
    "task-dropped": _said(lambda: _("noted that a task is dropped: {task}.")),
}
