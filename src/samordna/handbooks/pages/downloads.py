"""How are the map and the printable guide taken out as files?"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from samordna.documents.typesetting import TypesettingError
from samordna.handbooks.booklet.compose import booklet
from samordna.handbooks.pages import finding
from samordna.handbooks.pages.drawing import drawing
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.web.day import today
from samordna.web.i18n import language
from samordna.web.terminal import QuestionError

# A published version never changes, but the law and the language may be asked for anew.
HOUR = "public, max-age=3600"
_one_at_a_time = Lock()


@require_safe
def map_file(request: HttpRequest, handbook: str, process: str) -> HttpResponse:
    """The map of a process as SVG; every box is a link."""
    found = finding.book(handbook)
    chosen = finding.process_in(found, process)
    drawn = drawing(found, chosen, finding.role(request, found.handbook))
    name = f"{found.handbook.id}-{chosen.id}-{found.handbook.version}-{language()}.svg"
    return _file(drawn.svg.encode() + b"\n", "image/svg+xml", name)


@require_safe
def booklet_file(request: HttpRequest, handbook: str) -> HttpResponse:
    """The printable guide, for all or with `?for=` for one party. Raises QuestionError for one that takes no part."""
    found = finding.book(handbook)
    party = request.GET.get("for", "").strip()
    if party and party not in found.handbook.parties:
        raise QuestionError(*finding.no_party(party, found.handbook))
    with _one_at_a_time:
        made = _booklet(found.ref, found.handbook.version, party, language(), today().isoformat())
    whose = f"-{party}" if party else ""
    return _file(made, "application/pdf", f"{found.handbook.id}{whose}-{found.handbook.version}-{language()}.pdf")


@lru_cache(maxsize=24)
def _booklet(ref: str, _version: str, party: str, _lang: str, _day: str) -> bytes:
    """Typesetting takes seconds, so it is done once per handbook, version, party, language and day."""
    try:
        return booklet(finding.book(ref).handbook, load_law(), today(), party)
    except TypesettingError as problem:
        raise QuestionError(
            say("The guide could not be typeset: {reason}.", reason=str(problem)),
            say("Look for an unusual character."),
        ) from problem


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = HOUR
    return response
