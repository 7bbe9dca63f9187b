"""How far has the dialogue with health care come, and what is to be asked? By the steps that the handbook has."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from samordna.desk import case_gather, case_pages
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.dialogues import dialogue_view, loading
from samordna.organisations.signed_in import signed_in
from samordna.web import day
from samordna.web.i18n import render


@signed_in()
@require_safe
def dialogue_page(request: HttpRequest, case: int) -> HttpResponse:
    """The steps of the dialogue with what to do now; in a handbook without one, a page that says so."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    read, dialogue = case_gather.acts(seen, day.today()), loading.of(seen.handbook.id)
    data = {**case_pages.frame(read), "dialogue": None, "title": ""}
    if dialogue is not None:
        found = dialogue_view.gather(read, dialogue)
        data |= {
            "dialogue": dialogue,
            "title": render(dialogue.title),
            "ways": dialogue_view.ways(found),
            "beside_it": dialogue_view.beside(found),
            "no_certificates": bool(dialogue.never),
            "acts": found.acts,
        }
    return render_page(request, "desk/dialogue.html", data)


@signed_in()
@require_safe
def questions_page(request: HttpRequest, case: int, name: str) -> HttpResponse:
    """One set of questions by itself, with what is known and room for the rest, to read aloud from or to print."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    dialogue = loading.of(seen.handbook.id)
    if dialogue is None or name not in dialogue.sets:
        raise Http404(name)
    read = case_gather.acts(seen, day.today())
    found = dialogue_view.gather(read, dialogue)
    asked = dialogue_view.questions(found, name)
    if not asked:
        raise Http404(name)
    data = {
        **case_pages.frame(read), "title": dialogue_view.set_title(found, name), "asked": asked,
        "back": at("case-dialogue", case),
    }  # fmt: skip
    return render_page(request, "desk/dialogue_questions.html", data)


urls: list[URLPattern] = [
    path("cases/<int:case>/dialogue/", dialogue_page, name="case-dialogue"),
    path("cases/<int:case>/dialogue/questions/<str:name>/", questions_page, name="case-dialogue-questions"),
]
