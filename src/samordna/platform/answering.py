"""What does a page say when an act was refused, when somebody else was first, or when it was done already? (E4, E12)"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, Text, say
from samordna.law.queries import load as load_law
from samordna.web import day

Answer = Callable[[HttpRequest], HttpResponse]
# A value this long, or with a space in it, somebody has written; a shorter one was chosen.
WRITTEN = 20
NOT_WRITTEN = ("csrfmiddlewaretoken", "form")


class Answering:
    """Turns what a command raises and no page caught into a calm page; nothing has been changed then."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """403 for a refusal, 409 when somebody else was first, 200 for what is done already."""
        said = {"back": back(request), "typed": list(typed(request))}
        if isinstance(problem, Refused):
            reason = problem.decision.reason or say("It is not allowed.")
            law = [cited(ref) for ref in problem.decision.law]
            return render(request, "web/refused.html", {**said, "reason": reason, "law": law}, status=403)
        if isinstance(problem, MovedOn):
            return render(request, "web/moved_on.html", said, status=409)
        if isinstance(problem, DoneBefore):
            return render(request, "web/done_before.html", said)
        return None


def cited(ref: str) -> tuple[str, str, Message | Text | str]:
    """A provision for a page: its id, or "" when the library lacks it, its citation, and what it is about."""
    law = load_law()
    versions = law.by_id.get(ref, ())
    if not versions:
        return "", ref, ""
    on = day.today()
    shown = next((each for each in versions if on in each.valid), versions[-1])
    return ref, shown.citation, shown.title


def back(request: HttpRequest) -> str:
    """The page of ours that the request came from, or ""."""
    came = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure()):
        return ""
    there = urlsplit(came)
    return there.path + (f"?{there.query}" if there.query else "")


def typed(request: HttpRequest) -> Iterator[str]:
    """The texts that somebody wrote in the form, so that none is lost."""
    for name, values in request.POST.lists():
        yield from (v for v in values if name not in NOT_WRITTEN and (" " in v.strip() or len(v) > WRITTEN))
