"""How does a worker get the secret address of their calendar, and what answers at it, without a session?"""

from __future__ import annotations

import hashlib

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from samordna.notices import feeds
from samordna.organisations.signed_in import scope, signed_in
from samordna.web import day
from samordna.web.i18n import _

# How many wrong addresses somebody may try.
GUESSES = {"calendar": "20/m/ip"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
def feed_page(request: HttpRequest) -> HttpResponse:
    """One's own calendar: whether there is an address, and the address itself once, when it has just been made."""
    worker = scope(request).worker
    made = ""
    if request.method == "POST" and request.POST.get("do") == "remove":
        feeds.remove(worker)
        messages.success(request, _("The address no longer works. Remove the calendar in your calendar program too."))
        return HttpResponseRedirect(reverse("calendar"))
    if request.method == "POST":
        secret = feeds.renew(worker, day.today())
        made = f"{_site(request)}{reverse('calendar-feed', args=[secret])}"
    answer = render(request, "notices/feed.html", {"address": made, "made_on": feeds.made_on(worker)})
    if made:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _site(request: HttpRequest) -> str:
    """The name that people write, as links in mail have it; else the one that this request was for."""
    known = str(getattr(settings, "SAMORDNA_URL", "")).rstrip("/")
    return known or f"{request.scheme}://{request.get_host()}"


@require_safe
def feed_file(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar. A wrong address, a removed one and one whose worker has left get the same answer."""
    written = feeds.calendar(secret, day.today())
    if written is None:
        stopped: HttpResponse | None = ratelimit.consume_or_429(
            request, action="calendar", config=GUESSES, limit_get=True
        )
        if stopped:
            return stopped
        raise Http404
    answer = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="samordna.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    etag = f'"{hashlib.sha256(written).hexdigest()[:32]}"'
    answer.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer


urls: list[URLPattern] = [
    path("account/calendar/", feed_page, name="calendar"),
    path("calendar/<str:secret>.ics", feed_file, name="calendar-feed"),
]
