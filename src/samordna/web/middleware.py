"""In which language does a page answer, and what does a page say when content cannot be read?"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.utils import translation
from django.utils.cache import patch_vary_headers

from samordna.content.reading import ContentError
from samordna.kernel.text import say
from samordna.web import i18n
from samordna.web.terminal import QuestionError

COOKIE = "lang"
NUL = "\x00"
YEAR = 365 * 24 * 60 * 60
Answer = Callable[[HttpRequest], HttpResponse]


class Language:
    """`?lang=en` chooses and is remembered; without a choice the language of the browser decides, else Swedish."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("lang", "")
        remembered = request.COOKIES.get(COOKIE, "")
        chosen = next((c for c in (asked, remembered, _browser(request)) if c in i18n.LANGUAGES), "sv")
        i18n.activate(chosen)
        translation.activate(chosen)
        response = self.get_response(request)
        response.headers["Content-Language"] = chosen
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if asked in i18n.LANGUAGES and asked != remembered:
            response.set_cookie(COOKIE, asked, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
        return response


def _browser(request: HttpRequest) -> str:
    """The first language of the browser that we speak."""
    for part in request.headers.get("Accept-Language", "").split(","):
        language = part.split(";")[0].strip()[:2].lower()
        if language in i18n.LANGUAGES:
            return language
    return ""


class WholeTexts:
    """Refuses what no database can keep: a text with a zero byte, which nobody writes (400, nothing is done)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Before any page reads what came."""
        for sent in (request.GET, request.POST):
            if any(NUL in text for name, texts in sent.lists() for text in (name, *texts)):
                raise BadRequest("zero byte")
        if NUL in request.path_info:
            raise BadRequest("zero byte")


class ContentErrors:
    """A handbook, table or provision that is not there becomes a page that says so and what there is instead."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """404 for what is not there, 400 for a question that cannot be understood."""
        if not isinstance(problem, ContentError | QuestionError):
            return None
        missing = isinstance(problem, ContentError)
        said = {
            "title": say("This is not here") if missing else say("The question could not be understood"),
            "problem": problem.message,
            "mend": problem.mend,
        }
        return render_page(request, "web/missing.html", said, status=404 if missing else 400)
