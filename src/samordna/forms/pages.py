"""The pages of the forms: which there are, what one asks and of whom, and the form itself to print and fill in by hand.

Nobody has to sign in to see what a form asks. Filled in, a form belongs to a case.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.urls import path
from django.views.decorators.http import require_safe

from samordna.documents.typesetting import TypesettingError
from samordna.forms import printing, queries
from samordna.forms.domain import Form
from samordna.forms.wording import asked, cited, filled_by
from samordna.handbooks.pages.wording import citations
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.web.day import today
from samordna.web.i18n import language, render
from samordna.web.terminal import QuestionError

HOUR = "public, max-age=3600"
_one_at_a_time = Lock()


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every form with where it comes from."""
    forms = sorted(queries.load_all(), key=lambda form: render(form.title).casefold())
    return render_page(request, "forms/overview.html", {"forms": forms})


@require_safe
def form_page(request: HttpRequest, form_id: str) -> HttpResponse:
    """One form: its parts, who fills them in, and what they ask."""
    form, on = _form(form_id), today()
    law = load_law()
    data = {
        "form": form,
        "on": on,
        "law": citations(law, cited(form, law, on), on),
        "parts": [(part, filled_by(part.by), [asked(form, field) for field in part.fields]) for part in form.parts],
    }
    return render_page(request, "forms/form.html", data)


@require_safe
def blank(request: HttpRequest, form_id: str) -> HttpResponse:
    """The form as a tagged PDF, to print and fill in by hand."""
    form = _form(form_id)
    with _one_at_a_time:
        made = _blank(form_id, form.version, language())
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{form_id}-{language()}.pdf"'
    answer["Cache-Control"] = HOUR
    return answer


@lru_cache(maxsize=64)
def _blank(form_id: str, _version: str, _lang: str) -> bytes:
    try:
        return printing.pdf(printing.Paper(queries.load(form_id)))
    except TypesettingError as problem:
        raise QuestionError(
            say("The form could not be typeset: {reason}.", reason=str(problem)), say("Look for an unusual character.")
        ) from problem


def _form(form_id: str) -> Form:
    if form_id not in queries.ids():
        raise Http404(form_id)
    return queries.load(form_id)


urls = [
    path("", overview, name="forms"),
    path("<str:form_id>/", form_page, name="form"),
    path("<str:form_id>/blank.pdf", blank, name="form-blank"),
]
