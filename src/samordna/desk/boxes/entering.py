"""How does a worker come in to a case? The reason for reading is known or asked for, and logged first (D26, E16)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from samordna.audit import commands as audit
from samordna.cases.queries import ASKED, Seen, see
from samordna.organisations.signed_in import scope
from samordna.web import day
from samordna.web.i18n import _

REASONS = "reading_reasons"
CASE, DOCUMENT, SEARCH, EXPORT = "case", "document", "search", "export"


def enter(request: HttpRequest, case: int, what: str = CASE) -> Seen | HttpResponse:
    """The case as the actor may see it, with the reading logged; or the page that asks why they want to read it."""
    seen = see(scope(request), case, day.today())
    reason = request.session.get(REASONS, {}).get(str(case), "") if seen.why == ASKED else ""
    if seen.why == ASKED and not reason:
        return _ask(request, seen)
    audit.log_reading(scope=seen.scope, at=day.now(), stream=case, what=what, why=seen.why, reason=reason)
    return seen


def _ask(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Ask why, once per session and case; nothing of the case is shown before."""
    typed = request.POST.get("reading_reason", "").strip()
    if request.method == "POST" and typed:
        request.session[REASONS] = {**request.session.get(REASONS, {}), str(seen.id): typed[:300]}
        return HttpResponseRedirect(request.get_full_path())
    wrong = _("Write why you need to read the case.") if request.method == "POST" else ""
    return render(request, "desk/why.html", {"seen": seen, "wrong": wrong}, status=400 if wrong else 200)
