"""The forms of a case: begin one, fill it in, print it, hand it over, and write down what came back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import DOCUMENT, enter
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import spoken
from samordna.desk.papers import form_answer_pages, form_hand_over_pages, form_sent, form_view, form_waits
from samordna.desk.papers.form_view import Writing
from samordna.desk.typed import Error
from samordna.documents.typesetting import TypesettingError
from samordna.forms import (
    answering,
    codes,
    commands,
    documents,
    filling,
    history,
    letterheads,
    policy,
    printing,
    queries,
)
from samordna.forms.domain import Form
from samordna.forms.kept import ANSWERED, DRAFT, PRINTED, SENT, Kept
from samordna.handbooks.domain import PERSON
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, render

# What is done with a form beside writing in it.
BESIDE = ("print", "discard")


@signed_in()
@require_safe
def overview(request: HttpRequest, case: int) -> HttpResponse:
    """The forms of the case, and those that can be begun: what the open boxes name comes first."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    read, on = case_gather.acts(seen, day.today()), day.today()
    named = _named_by_boxes(seen)
    known = sorted(queries.load_all(), key=lambda form: render(form.title).casefold())
    every = [form for form in known if policy.may_begin(form, on)]
    data = {
        **case_pages.frame(read),
        "documents": [(each, *_standing(each), at("case-form", case, each.id)) for each in documents.of_case(seen, on)],
        "near": [(form, at("case-form-begin", case, form.id)) for form in every if form.id in named],
        "others": [(form, at("case-form-begin", case, form.id)) for form in every if form.id not in named],
        "not_now": [(form, _why_not(form, on)) for form in known if form not in every],
        "waits": form_waits.waits(seen, on),
        "closed": seen.state.closed,
        "closing": at("case-close", case),
    }
    return render_page(request, "desk/forms.html", data)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def begin_page(request: HttpRequest, case: int, form_id: str) -> HttpResponse:
    """A form to fill in, with what is known already."""
    if form_id not in queries.ids():
        raise Http404(form_id)
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    form, on = queries.load(form_id), day.today()
    if not policy.may_begin(form, on):
        messages.error(request, _why_not(form, on))
        return HttpResponseRedirect(at("case-forms", case))
    writing, errors = Writing(filling.beginning(seen, form, on)), list[Error]()
    if request.method == "POST":
        read = answering.read(form, form_sent.typed(request))
        if not read.wrong and not _checks(request):
            try:
                made = commands.begin(
                    act=act_of(request), scope=scope(request), case=case, form=form_id, values=read.values
                )
            except DoneBefore:
                return refusing.done_before(request, at("case-forms", case))
            except Refused as problem:
                errors = [refusing.problem(seen, problem)]
            else:
                messages.success(request, _("The form is kept in the case. Nothing has left."))
                return HttpResponseRedirect(at("case-form", case, made.document))
        writing = Writing(read.values, form_sent.typed(request), read.wrong)
        errors += form_sent.errors(form, read.wrong)
    return _shown(request, seen, form, writing, errors, None)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, case: int, document: int) -> HttpResponse:
    """A form of the case: to write in while it is a draft, to read when it has left."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    kept = documents.one(seen, document, day.today())
    writing, errors = Writing(kept.values), list[Error]()
    if request.method == "POST":
        read = answering.read(kept.form, form_sent.typed(request))
        if request.POST.get("do") in BESIDE or not (read.wrong or _checks(request)):
            try:
                return _done(request, kept, read.values)
            except DoneBefore:
                return refusing.done_before(request, at("case-forms", case))
            except (Refused, MovedOn) as problem:
                errors = [refusing.problem(seen, problem)]
        writing = Writing(read.values, form_sent.typed(request), read.wrong)
        errors += form_sent.errors(kept.form, read.wrong)
    return _shown(request, seen, kept.form, writing, errors, kept)


@signed_in()
@require_safe
def paper(request: HttpRequest, case: int, document: int) -> HttpResponse:
    """The form as a tagged PDF, as far as the reader may see its answers."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    kept = documents.one(seen, document, day.today())
    try:
        made = printing.pdf(printing.Paper(kept.form, kept.values, letterheads.head(seen, kept, day.today())))
    except TypesettingError as problem:
        said = say("The form could not be typeset: {reason}.", reason=str(problem))
        return _shown(request, seen, kept.form, Writing(kept.values), [("", said)], kept)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{kept.form.id}-{kept.code or document}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


# One by one


def _shown(
    request: HttpRequest, seen: Seen, form: Form, writing: Writing, errors: list[Error], kept: Kept | None
) -> HttpResponse:  # fmt: skip
    theirs = frozenset(policy.others(form, seen.own_parties))
    shown = Writing(writing.values, writing.typed, writing.wrong, theirs)
    own = [part for part in form.parts if part.id not in theirs]
    case, on = seen.id, day.today()
    read = case_gather.acts(seen, on)
    opened = bool(policy.may_be_open(form, closed=seen.state.closed))
    writes = opened and (kept is None or (kept.editable and kept.sphere in seen.scope.spheres))
    data = {
        **case_pages.frame(read),
        "form": form,
        "kept": kept,
        "writes": writes,
        "parts": form_view.parts(form, shown),
        "errors": errors,
        "missing": [render(each.title) for each in answering.missing(form, writing.values, own)]
        if kept or _checks(request)
        else [],
        "doubted": form_view.doubted(read, form, writing.values),
        "checked": _checks(request),
        "standing": _standing(kept) if kept else None,
        "receiver": _receiver(read, kept) if kept else "",
        "way": dict(form_hand_over_pages.ways()).get(kept.how, "") if kept else "",
        "paper": at("case-form-paper", case, kept.id) if kept else "",
        "hand_over": at("case-form-hand-over", case, kept.id) if kept and kept.editable else "",
        "answer": at("case-form-answer", case, kept.id) if kept and kept.status in (SENT, ANSWERED) else "",
        "code": codes.shown(kept.code) if kept else "",
        "steps": form_view.steps(form, history.of(read.happened, kept.id), read.names) if kept else [],
        "forms": at("case-forms", case),
    }
    return render_page(request, "desk/form.html", data, status=400 if errors else 200)


def _done(request: HttpRequest, kept: Kept, values: Mapping[str, Any]) -> HttpResponse:
    """What the button asks for: print, throw away, or save, and hand over after that."""
    by: dict[str, Any] = {
        "act": act_of(request), "scope": scope(request), "case": kept.case, "document": kept.id
    }  # fmt: skip
    do = request.POST.get("do")
    if do == "print":
        commands.mark_printed(**by)
        return HttpResponseRedirect(at("case-form-paper", kept.case, kept.id))
    if do == "discard":
        commands.discard(**by)
        messages.info(request, _("The form is thrown away. What was written in it stays in the history of the case."))
        return HttpResponseRedirect(at("case-forms", kept.case))
    commands.save(**by, values=values)
    messages.success(request, _("Saved. Nothing has left."))
    onward = "case-form-hand-over" if do == "hand-over" else "case-form"
    return HttpResponseRedirect(at(onward, kept.case, kept.id))


def _checks(request: HttpRequest) -> bool:
    """True when it is only asked what is missing."""
    return request.POST.get("do") == "check"


def _why_not(form: Form, on: date) -> str:
    """Why a form cannot be begun on the day."""
    reason = policy.may_begin(form, on).reason
    return render(spoken(reason)) if reason else ""


def _named_by_boxes(seen: Seen) -> set[str]:
    """The forms that the open boxes of one's own name, as what is used there or asked to be in place."""
    found: set[str] = set()
    for position in seen.state.positions.values():
        place = seen.box(position.id) if position.party in seen.own_parties else None
        if place:
            step = place[1]
            found |= {*step.forms, *(need.id for need in step.needs if need.kind == "form")}
    return found


def _standing(kept: Kept) -> tuple[str, str]:
    """How a form stands in words, and the colour of the tag."""
    return {
        DRAFT: (_("Draft"), "neutral"), PRINTED: (_("Printed"), "neutral"),
        SENT: (_("Handed over"), "info"), ANSWERED: (_("Answered"), "success"),
    }.get(kept.status, ("", "neutral"))  # fmt: skip


def _receiver(read: Read, kept: Kept) -> str:
    """To whom it went: of another authority's form only a party that the reader knows of (D21)."""
    if kept.receiver == PERSON:
        return _("The person")
    party = read.seen.handbook.parties.get(kept.receiver)
    if party and kept.sphere not in read.seen.scope.spheres:
        return read.names.party(kept.receiver)
    return render(party.name) if party else kept.receiver


urls: list[URLPattern] = [
    path("cases/<int:case>/forms/", overview, name="case-forms"),
    path("cases/<int:case>/forms/begin/<str:form_id>/", begin_page, name="case-form-begin"),
    path("cases/<int:case>/forms/<int:document>/", form_page, name="case-form"),
    *form_hand_over_pages.urls,
    *form_answer_pages.urls,
    path("cases/<int:case>/forms/<int:document>/paper.pdf", paper, name="case-form-paper"),
]
