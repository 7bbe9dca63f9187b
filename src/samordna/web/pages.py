"""The pages that belong to no room: accessibility, health, and what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from samordna.kernel.text import say
from samordna.web.templates import static


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that lag (2018:1937) asks for, with blanks for the organisation that runs the site."""
    return render(request, "web/accessibility.html")


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Alive, for a machine that asks."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for an address that leads nowhere."""
    said = {
        "title": say("This page is not here"),
        "problem": say("There is no page at the address that you asked for."),
        "mend": say("It may have been moved, or a letter of the address may be missing."),
    }
    return render(request, "web/missing.html", said, status=404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429 for somebody who tries to sign in again and again."""
    said = {
        "title": say("Too many attempts"),
        "problem": say("There have been too many attempts in a short time."),
        "mend": say("Wait five minutes, then try again. If you have forgotten your password, ask your administrator."),
    }
    return render(request, "web/missing.html", said, status=429)


def form_not_trusted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from a page of ours, or from one that was open for too long."""
    said = {
        "title": say("The form could not be received"),
        "problem": say("It came from a page that was opened before you signed in, or your browser refuses cookies."),
        "mend": say("Nothing was saved. Open the page again and send the form from there."),
    }
    return render(request, "web/missing.html", said, status=403)


def went_wrong(_request: HttpRequest) -> HttpResponse:
    """500, in both languages and without anything that could fail in its turn."""
    try:
        style = f'<link rel="stylesheet" href="{static("samordna.css")}">'
    except Exception:
        style = ""
    return HttpResponse(WENT_WRONG.replace("STYLE", style), status=500)


WENT_WRONG = """<!doctype html>
<html lang="sv" data-color-scheme="auto">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Något gick fel – Samordna</title>STYLE</head>
<body data-size="sm"><main>
<h1>Något gick fel</h1>
<p>Felet är vårt, inte ditt. Inget har sparats och inget har gått förlorat.</p>
<p>Försök igen om en stund. Om felet kommer tillbaka, berätta för den som driver tjänsten vilken sida det gällde.</p>
<p><a href="/">Till startsidan</a></p>
<hr>
<section lang="en"><h2>Something went wrong</h2>
<p>The fault is ours, not yours. Nothing was saved and nothing was lost.</p>
<p>Try again in a while. If it happens again, tell whoever runs the service which page it was.</p>
<p><a href="/">To the start page</a></p></section>
</main></body></html>
"""


urls: list[URLPattern] = [
    path("accessibility/", accessibility, name="accessibility"),
    path("health", health, name="health"),
]
