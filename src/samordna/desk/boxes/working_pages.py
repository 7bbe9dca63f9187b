"""Who works with a case, and a step of one's own: give to a colleague, co-workers, watcher, take (D2, D15)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path

from samordna.access.rules import Action, may
from samordna.cases.commands import working
from samordna.cases.policy import about
from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages, case_view, refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.closing_pages import close_page, version_page
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _

Errors = list[tuple[str, Message | str]]
Do = Callable[[HttpRequest, Seen], str]


@signed_in()
def workers_page(request: HttpRequest, case: int) -> HttpResponse:
    """Who works with the case, and how to change it."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    errors: Errors = []
    if request.method == "POST":
        answer = _carried_out(request, seen, _DOS, at("case-workers", case))
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    read = case_gather.acts(seen, day.today())
    data = {**case_pages.frame(read), **_people(read), "errors": errors, "typed": request.POST}
    return render(request, "desk/case_workers.html", data, status=400 if errors else 200)


def _people(read: Read) -> dict[str, Any]:
    """The colleagues of the acting unit, and what each of them does in the case now."""
    seen, post = read.seen, read.seen.scope.post
    assert post is not None, "a page is read in a post"
    colleagues = organisations.workers_in(post.unit, read.on)
    away = organisations.away([each.pk for each in colleagues], read.on)
    options = [(str(each.pk), each.name + (_(" (away today)") if each.pk in away else "")) for each in colleagues]
    here = [each for each in read.helpers if each.unit == post.unit]
    helping = {each.worker for each in here}
    mine = [party for party, seat in seen.seats.items() if seat.unit == post.unit]
    responsible = next((seen.seats[party].worker for party in mine if seen.seats[party].worker), None)
    owner = bool(may(seen.scope, Action.CLOSE_CASE, about(seen.seats, post.unit, seen.row.owner_id)))
    shown = case_view.boxes(read.names, read.boxes)
    names = dict(options) | {str(pk): name for pk, name in read.names.workers.items()}
    return {
        "closed": seen.state.closed,
        "involved": case_gather.involved(read),
        "responsible": names.get(str(responsible or 0), ""),
        "colleagues": [("", _("Choose a colleague"))] + [o for o in options if o[0] != str(responsible or 0)],
        "to_add": [("", _("Choose a colleague"))] + [o for o in options if int(o[0]) not in helping],
        "helping": [(each.worker, names.get(str(each.worker), "")) for each in here],
        "watcher": names.get(str(seen.row.watcher_id), ""),
        "watchers": [o for o in options if o[0] != str(seen.row.watcher_id)],
        "owner": owner,
        "boxes": [each for each in shown if each.ours and not each.mine],
    }


def _worker(request: HttpRequest) -> int:
    """The colleague chosen. Raises Refused when none is."""
    written = request.POST.get("worker", "")
    if not (written.isascii() and written.isdigit()):
        raise _Missing("field-worker", say("Choose a colleague."))
    return int(written)


class _Missing(Exception):
    """Something has to be filled in."""

    def __init__(self, field: str, problem: Message) -> None:
        super().__init__(field)
        self.error = (field, problem)


def _give(request: HttpRequest, seen: Seen) -> str:
    reason = request.POST.get("reason", "").strip()
    watch = request.POST.get("watch") == "yes"
    working.give_to(
        act=act_of(request, reason), scope=scope(request), case=seen.id, worker=_worker(request), watch=watch
    )
    return _("The case has been given to your colleague.")


def _add(request: HttpRequest, seen: Seen) -> str:
    working.add_co_worker(act=act_of(request), scope=scope(request), case=seen.id, worker=_worker(request))
    return _("Your colleague works in the case too now.")


def _end(request: HttpRequest, seen: Seen) -> str:
    working.end_co_worker(act=act_of(request), scope=scope(request), case=seen.id, worker=_worker(request))
    return _("Your colleague no longer works in the case.")


def _watch(request: HttpRequest, seen: Seen) -> str:
    working.change_watcher(act=act_of(request), scope=scope(request), case=seen.id, worker=_worker(request))
    return _("Somebody else keeps watch over the dates now.")


def _take(request: HttpRequest, seen: Seen) -> str:
    written = request.POST.get("position", "")
    position = int(written) if written.isascii() and written.isdigit() else 0
    working.take(act=act_of(request), scope=scope(request), case=seen.id, position=position)
    return _("The box is yours now.")


_DOS: dict[str, Do] = {"give": _give, "add": _add, "end": _end, "watch": _watch, "take": _take}


@signed_in()
def step_page(request: HttpRequest, case: int) -> HttpResponse:
    """Something that was done beside the handbook's boxes."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    errors: Errors = []
    if request.method == "POST":
        answer = _carried_out(request, seen, {"": _step, "step": _step}, at("case", case))
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    read = case_gather.acts(seen, day.today())
    data = {**case_pages.frame(read), "closed": seen.state.closed, "errors": errors, "typed": request.POST}
    return render(request, "desk/case_step.html", data, status=400 if errors else 200)


def _step(request: HttpRequest, seen: Seen) -> str:
    title = request.POST.get("title", "").strip()
    if not title:
        raise _Missing("field-title", say("Say what was done."))
    working.add_step(act=act_of(request), scope=scope(request), case=seen.id, title=title[:300])
    return _("Your step is written down. It stands first under what has happened.")


def _carried_out(request: HttpRequest, seen: Seen, known: dict[str, Do], onward: str) -> HttpResponse | Errors:
    """Do what the form asks for and go on; or what has to be mended, so that nothing typed is lost."""
    do = known.get(request.POST.get("do", ""))
    if do is None:
        return [("", say("Choose what to do."))]
    try:
        said = do(request, seen)
    except DoneBefore:
        said = ""
    except _Missing as missing:
        return [missing.error]
    except Refused as no:
        return [("", refusing.said(seen.handbook, no.decision, day.today()))]
    if said:
        messages.success(request, said)
    # Whoever gives a case away may no longer be among those who work with it: the worklist is where they go on.
    return HttpResponseRedirect(onward)


urls: list[URLPattern] = [
    path("cases/<int:case>/workers/", workers_page, name="case-workers"),
    path("cases/<int:case>/step/", step_page, name="case-step"),
    path("cases/<int:case>/close/", close_page, name="case-close"),
    path("cases/<int:case>/version/", version_page, name="case-version"),
]
