"""The case page and the page of one act: where is the case, and what has happened? Also the tick and the letter."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from samordna.cases import letters
from samordna.cases.commands import moving, working
from samordna.cases.queries import Seen
from samordna.desk import case_coming, case_gather, case_map, case_view, guard_view, refusing
from samordna.desk.boxes.entering import DOCUMENT, enter
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.dialogues import loading
from samordna.desk.history import timeline
from samordna.desk.history.timeline import Line, Wanted
from samordna.desk.papers import form_waits
from samordna.handbooks.domain import Process
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import Message, say
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _
from samordna.web.i18n import render as words

SHORT = 4


@signed_in()
def case_page(request: HttpRequest, case: int) -> HttpResponse:
    """The whole case as the reader may see it."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    read = case_gather.whole(seen, day.today())
    names = read.names
    shown = case_view.boxes(names, read.boxes)
    asked = case_view.sent(names, read.sent, read.on)
    nearest = case_view.nearest(names, read.boxes, asked, read.on)
    now = case_view.now(names, shown, asked, nearest, case_gather.closed_on(read))
    data = {
        **frame(read),
        "now": guard_view.hushed(now, seen, read.on),
        "closed": seen.state.closed,
        "guidance": case_gather.guidance(read),
        "others": case_gather.others(read, request.GET.get("why", "")),
        "sent": asked,
        "coming": case_coming.lines(seen, read.on),
        "form_waits": form_waits.waits(seen, read.on),
        "facts": case_view.told(names, read.facts),
        "involved": case_gather.involved(read),
        "consents": [each for each in read.standing if each.status.in_force][:SHORT],
        "consents_more": sum(each.status.in_force for each in read.standing) > SHORT,
        "consents_known": bool(read.standing),
        **_place(request, read, shown),
        **_history(request, read),
    }
    return render(request, "desk/case.html", data)


def frame(read: Read) -> dict[str, Any]:
    """What every page of a case has: its number, its person, and the pages beside it."""
    seen = read.seen
    return {
        "case": seen.id,
        "number": read.number,
        "person": read.person,
        "home": at("case", seen.id),
        "beside": _beside(seen),
        "worklist": at("worklist"),
        "at": at,
    }


def _beside(seen: Seen) -> list[tuple[str, list[tuple[str, str]]]]:
    """The pages beside the case's own, under the heading that one would look for them under: (heading, links)."""
    closing = _("Reopen the case") if seen.state.closed else _("Close the case")
    groups = [
        (_("Together"), [
            ("case-meetings", _("Meetings")), ("case-plans", _("Plans and goals")), ("case-measures", _("Measures")),
            ("case-dialogue", _("Dialogue with health care")), ("consents", _("Consents")),
        ]),
        (_("Papers"), [
            ("case-forms", _("Forms")), ("case-attachments", _("Files")), ("case-packets", _("Packets")),
            ("case-gathered", _("The whole road on two pages")),
        ]),
        (_("Dates and decisions"), [
            ("case-dates", _("Dates, and why")), ("case-benefits", _("Decisions on benefits")),
            ("as-on", _("The case on another day")),
        ]),
        (_("The case itself"), [
            ("case-workers", _("Who works with it")), ("case-step", _("Add a step of your own")),
            ("case-version", _("Version of the handbook")), ("case-log", _("Who has read it")), ("case-close", closing),
        ]),
    ]  # fmt: skip
    # Only some handbooks describe a dialogue.
    left_out = "" if loading.of(seen.handbook.id) else "case-dialogue"
    return [
        (heading, [(href, text) for name, text in pages if name != left_out and (href := at(name, seen.id))])
        for heading, pages in groups
    ]


def _place(request: HttpRequest, read: Read, shown: tuple[case_view.BoxShown, ...]) -> dict[str, Any]:
    """Phases and map of one process: that of the first open box, or the one asked for."""
    known = case_view.processes(read.names, shown)
    wanted = request.GET.get("process", "")
    process = next((each for each in known if each.id == wanted), known[0] if known else None)
    if process is None:
        return {"process": None}
    here = [box for box in shown if box.process_id == process.id]
    entries = read.names.handbook.registers.get("phases", {})
    used = {step.phase for step in process.steps}
    place = case_map.Place(
        {box.step: box.href if box.ours else "" for box in here},
        case_view.visited(read.seen, process.id) - {box.step for box in here},
        read.role,
    )
    whole = request.GET.get("map") == "whole"
    return {
        "process": words(process.title),
        "phases": [(entry.id, words(entry.title)) for entry in entries.values()] if used - {""} else [],
        "phase": next((box.phase for box in here if box.phase), ""),
        "absent": [each for each in entries if each not in used],
        "map": case_map.shown(read.book, process, place, whole=whole),
        "map_whole": whole,
        "map_href": _map_href(read, process, whole=not whole),
        "processes": [
            (f"{at('case', read.seen.id)}?process={each.id}#map", words(each.title), each is process) for each in known
        ],
    }


def _map_href(read: Read, process: Process, *, whole: bool) -> str:
    return f"{at('case', read.seen.id)}?process={process.id}{'&map=whole' if whole else ''}#map"


def _history(request: HttpRequest, read: Read) -> dict[str, Any]:
    """The timeline as the address asks for it."""
    group, party = request.GET.get("kind", ""), request.GET.get("party", "")
    before = request.GET.get("before", "")
    wanted = Wanted(party, group, int(before) if before.isascii() and before.isdigit() else 0)
    found = timeline.lines(read.names, read.happened, read.ticks)
    shown = timeline.with_corrections(timeline.chosen(found, wanted), read.names)
    query = "".join(f"&{name}={value}" for name, value in (("party", party), ("kind", group)) if value)
    return {
        "history": shown,
        "wanted": wanted,
        "groups": timeline.group_words(),
        "when": timeline.when,
        "older": f"?before={shown.older}{query}#history" if shown.older else "",
        "newest": f"?{query.removeprefix('&')}#history" if before else "",
        "system": last_system(read),
    }


def last_system(read: Read) -> str:
    """The journal that was named last: it is usually the same one again."""
    return next((tick.system for tick in reversed(list(read.ticks.values()))), "")


# One act


@signed_in()
def event_page(request: HttpRequest, case: int, seq: int) -> HttpResponse:
    """One act with its text to copy or print, its tick, and the way to undo it."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    errors: list[tuple[str, Message | str]] = []
    if request.method == "POST":
        answer = _correct(request, seen, seq)
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    read = case_gather.acts(seen, day.today())
    line = _line(read, seq)
    data = {
        **frame(read), "line": line, "when": timeline.when, "errors": errors, "system": last_system(read),
        "reason": request.POST.get("reason", ""), "group": dict(timeline.group_words())[line.group],
    }  # fmt: skip
    return render(request, "desk/case_event.html", data, status=400 if errors else 200)


def _line(read: Read, seq: int) -> Line:
    """The act, when there is one that the reader may see: else the same answer as for one that does not exist."""
    found = timeline.lines(read.names, read.happened, read.ticks)
    shown = timeline.with_corrections(timeline.Shown(tuple(each for each in found if each.seq == seq)), read.names)
    if not shown.lines:
        raise Refused(refused("no-such-event", say("There is no such act for you to see.")))
    return shown.lines[0]


def _correct(request: HttpRequest, seen: Seen, seq: int) -> HttpResponse | list[tuple[str, Message | str]]:
    """Undo a leaving of a box; the page again, with what was typed, when it is refused."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        return [("field-reason", _("Write why it was wrong."))]
    try:
        moving.correct(act=act_of(request, reason), scope=scope(request), case=seen.id, seq=seq)
    except DoneBefore:
        pass
    except Refused as no:
        return [("", refusing.said(seen.handbook, no.decision, day.today()))]
    messages.success(request, _("It has been undone. What was done before still shows, struck through."))
    return HttpResponseRedirect(at("case", seen.id))


@require_POST
@signed_in()
def tick(request: HttpRequest, case: int) -> HttpResponse:
    """The text of an act stands in the authority's own journal (D24); perhaps with the person's objection."""
    written = request.POST.get("of", "")
    of = int(written) if written.isascii() and written.isdigit() else 0
    system, objection = request.POST.get("system", "").strip()[:60], request.POST.get("objection", "").strip()[:300]
    back = (
        f"{at('case-event', case, of)}#tick" if request.POST.get("from") == "event" else f"{at('case', case)}#act-{of}"
    )
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    line = _line(case_gather.acts(seen, day.today()), of)
    if not (line.own and line.noted):
        raise Refused(refused("not-your-unit", say("This belongs to another unit.")))
    if not system:
        messages.error(request, _("Write in which system it stands, for example Treserva or Cosmic."))
        return HttpResponseRedirect(f"{at('case-event', case, of)}#tick")
    with suppress(DoneBefore):
        working.tick(act=act_of(request), scope=scope(request), case=case, of=of, system=system, objection=objection)
    messages.success(request, _("Ticked off: it stands in {system}.").format(system=system))
    return HttpResponseRedirect(back)


# The letter


@require_GET
@signed_in()
def letter_file(request: HttpRequest, case: int, no: int) -> HttpResponse:
    """The hand-over letter as PDF; its name says nothing of whom it is about (D23)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    made = letters.letter(seen, no, day.today())
    answer = HttpResponse(made, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{_("letter")}-{case}-{no}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


urls: list[URLPattern] = [
    path("cases/<int:case>/", case_page, name="case"),
    path("cases/<int:case>/tick/", tick, name="case-tick"),
    path("cases/<int:case>/events/<int:seq>/", event_page, name="case-event"),
    path("cases/<int:case>/transfers/<int:no>/letter.pdf", letter_file, name="letter"),
]
