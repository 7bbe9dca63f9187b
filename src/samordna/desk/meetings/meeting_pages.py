"""What meetings does a case have, the next one first, and what is to be done since them, by whom and when?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.meetings import (
    meeting_booking_pages,
    meeting_called_pages,
    meeting_calling_pages,
    meeting_holding_pages,
    meeting_one_pages,
    meeting_rows,
    meeting_view,
)
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.meetings import commands, queries
from samordna.meetings.commands.tasks import Finished
from samordna.meetings.domain import TaskKept, TaskSaid
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def meetings_page(request: HttpRequest, case: int) -> HttpResponse:
    """The meetings and the tasks of a case; a form does one thing to one task."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    on, form, errors = day.today(), typed(request), list[Error]()
    found = queries.tasks_of_case(seen, on)
    if request.method == "POST":
        try:
            said = _done(request, seen, found, form)
        except DoneBefore:
            said = refusing.before()
        except Wrong as problem:
            said, errors = "", list(problem.errors)
        except (Refused, MovedOn) as problem:
            said, errors = "", [refusing.problem(seen, problem)]
        if not errors:
            messages.success(request, said)
            return HttpResponseRedirect(f"{at('case-meetings', case)}#tasks")
    return _shown(request, seen, found, errors)


def _shown(request: HttpRequest, seen: Seen, found: Sequence[TaskKept], errors: list[Error]) -> HttpResponse:
    on = day.today()
    every = queries.of_case(seen, on)
    coming, been = meeting_view.lines(every, on)
    mine, others, done = meeting_view.tasks(seen, found, on)
    writes = not seen.state.closed and bool(seen.own_parties)
    data = {
        **case_pages.frame(case_gather.acts(seen, on)), "coming": coming, "been": been, "mine": mine, "others": others,
        "done": done, "counted": meeting_view.counted(every), "errors": errors, "closed": seen.state.closed,
        "writes": writes, "books": at("case-meeting-kinds", seen.id) if writes else "",
        "here": at("case-meetings", seen.id), "parties": meeting_view.doers(seen.handbook),
        "row": meeting_rows.rows(typed(request), 1)[0],
    }  # fmt: skip
    return render_page(request, "desk/meetings.html", data, status=400 if errors else 200)


def _done(request: HttpRequest, seen: Seen, found: Sequence[TaskKept], form: Typed) -> str:
    """Carry out what a form asks for; what to tell afterwards. Raises Wrong, Refused, DoneBefore."""
    do, on = request.POST.get("do", ""), day.today()
    act, who = act_of(request, form.one("reason")), scope(request)
    if do == "add":
        wanted, errors = meeting_rows.tasks(form)
        if errors or not wanted:
            raise Wrong(*(errors or [("field-task-0", say("Write what is to be done."))]))
        commands.add_task(act=act, scope=who, case=seen.id, said=wanted[0])
        return _("The task is written down.")
    task = next((each for each in found if each.id == form.number("task")), None)
    if task is None:
        raise Wrong(("", say("That task is not there any more. Look at the list again.")))
    if do == "later":
        said = TaskSaid(task.text, task.party, task.name, _new_day(form))
        commands.change_task(act=act, scope=who, case=seen.id, task=task.id, said=said)
        return _("The task has another day.")
    if do not in ("done", "drop"):
        raise Wrong(("", say("Choose what to do.")))
    how = Finished(on, form.one("reason"), dropped=do == "drop")
    if how.dropped and not how.outcome:
        raise Wrong((f"why-{task.id}", say("Give a reason.")))
    commands.finish_task(act=act, scope=who, case=seen.id, task=task.id, how=how)
    return _("The task is taken away, with its reason.") if how.dropped else _("The task is done.")


def _new_day(form: Typed) -> date:
    try:
        found = form.day("due")
    except Wrong as problem:
        raise Wrong((f"due-{form.number('task')}", problem.errors[0][1])) from None
    if found is None:
        raise Wrong((f"due-{form.number('task')}", say("Write the day.")))
    return found


urls: list[URLPattern] = [
    path("cases/<int:case>/meetings/", meetings_page, name="case-meetings"),
    *meeting_booking_pages.urls,
    *meeting_one_pages.urls,
    *meeting_calling_pages.urls,
    *meeting_called_pages.urls,
    *meeting_holding_pages.urls,
]
