"""A paper has come back: whose form is it, and what does it say? Found by its code, written down part by part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.audit import commands as audit
from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import DOCUMENT, SEARCH, enter
from samordna.desk.case_names import at
from samordna.desk.papers import form_sent, form_view
from samordna.desk.papers.form_view import Writing
from samordna.desk.typed import Error, Wrong, day_of
from samordna.forms import answering, commands, documents, policy
from samordna.forms.domain import Form, Part
from samordna.forms.kept import ANSWERED, SENT, Kept
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.packets import queries as packets
from samordna.web import day
from samordna.web.i18n import _

_FIELD = {
    "reason-needed": "field-correction",
    "before-sent": "field-came",
    "in-the-future": "field-came",
}


@signed_in()
@require_safe
def by_code(request: HttpRequest) -> HttpResponse:
    """The form that a code on paper means, where its answer is written down; one's own authority's only (D21)."""
    typed, errors, who = request.GET.get("code", ""), list[Error](), scope(request)
    found = documents.by_code(who, typed, day.today()) if typed.strip() else None
    if found:
        case, document = found
        audit.log_reading(scope=who, at=day.now(), stream=case, what=SEARCH, why=SEARCH)
        return HttpResponseRedirect(at("case-form-answer", case, document))
    if sealed := packets.by_code(who, typed):
        return HttpResponseRedirect(at("transfer", *sealed))
    if typed.strip():
        errors.append(("field-code", _unknown(typed)))
    data = {"typed": typed[:40], "errors": errors, "worklist": at("worklist")}
    return render_page(request, "desk/form_by_code.html", data, status=404 if errors else 200)


def _unknown(typed: str) -> Message:
    """The same whether there is no such form or it is another authority's (D21)."""
    if not documents.is_code(typed):
        return say("That is not a code of a form. Look at the bottom of the paper: two groups of four signs.")
    return say("No form at your authority has that code.")


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, case: int, document: int) -> HttpResponse:
    """What came back on paper: the part that is asked for, or every part that others fill in."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    on, kept = day.today(), documents.one(seen, document, day.today())
    if kept.status not in (SENT, ANSWERED) or kept.sphere not in seen.scope.spheres:
        return HttpResponseRedirect(at("case-form", case, document))
    asked = _asked(seen, kept, request.GET.get("part", ""))
    writing, errors, came = Writing(kept.values), list[Error](), on.isoformat()
    if request.method == "POST":
        came = request.POST.get("came", "")
        read = answering.read(kept.form, form_sent.typed(request), asked)
        errors = form_sent.errors(kept.form, read.wrong)
        came_on = _day(came, errors)
        if came_on and not errors:
            try:
                _written(request, kept, _with_gaps(asked, read.values, kept), came_on)
            except DoneBefore:
                return refusing.done_before(request, at("case-forms", case))
            except (Refused, MovedOn) as problem:
                errors = [refusing.problem(seen, problem, _FIELD)]
            else:
                messages.success(request, _("The answer is written down."))
                return HttpResponseRedirect(at("case-form", case, document))
        writing = Writing(read.values, form_sent.typed(request), read.wrong)
    ids = {part.id for part in asked}
    every = _asked(seen, kept, "")
    data = {
        **case_pages.frame(case_gather.acts(seen, on)), "kept": kept, "errors": errors, "came": came,
        "correction": request.POST.get("correction", ""), "corrects": kept.status == ANSWERED,
        "parts": [part for part in form_view.parts(kept.form, writing) if part.id in ids],
        "others": _others(kept.form, every, asked, at("case-form-answer", case, document)),
        "back": at("case-form", case, document),
    }  # fmt: skip
    return render_page(request, "desk/form_answer.html", data, status=400 if errors else 200)


def _asked(seen: Seen, kept: Kept, wanted: str) -> list[Part]:
    """The parts that others fill in, or the one that is wanted of them; all, when nobody else does."""
    theirs = policy.others(kept.form, seen.own_parties)
    every = [part for part in kept.form.parts if part.fields and (part.id in theirs or not theirs)]
    return [part for part in every if part.id == wanted] or every


def _others(form: Form, every: Sequence[Part], asked: Sequence[Part], href: str) -> list[tuple[str, str]]:
    """The way to the other parts, when one is shown, or to each alone, when all are."""
    if len(every) < 2:
        return []
    ids = [part.id for part in asked]
    numbers = {part.id: number for number, part in enumerate(form.parts, start=1)}
    left = every if len(asked) == len(every) else [part for part in every if part.id not in ids]
    return [(f"{numbers[part.id]}. {form_view.title(part)}", f"{href}?part={part.id}") for part in left]


def _with_gaps(asked: Iterable[Part], values: Mapping[str, Any], kept: Kept) -> dict[str, Any]:
    """What was written, and None for what was there and is taken away."""
    names = [field.id for part in asked for field in part.fields]
    return {name: values.get(name) for name in names if name in values or name in kept.values}


def _day(written: str, errors: list[Error]) -> date | None:
    try:
        found = day_of(written, "field-came")
    except Wrong as problem:
        errors += problem.errors
        return None
    if found is None:
        errors.append(("field-came", say("Write the day as YYYY-MM-DD, for example 2026-11-22.")))
    return found


def _written(request: HttpRequest, kept: Kept, values: Mapping[str, Any], came: date) -> None:
    act = act_of(request, request.POST.get("correction", "").strip())
    commands.answer(act=act, scope=scope(request), case=kept.case, document=kept.id, values=values, on=came)


urls: list[URLPattern] = [
    path("desk/forms/code/", by_code, name="form-by-code"),
    path("cases/<int:case>/forms/<int:document>/answer/", answer_page, name="case-form-answer"),
]
