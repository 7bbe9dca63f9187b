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


def not_understood(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for a request that is refused before it is read: an unknown name of the server, far too many fields.

    Nothing of the request may be asked for once more, so the page is as plain as that of a fault of ours.
    """
    return HttpResponse(_plain(NOT_UNDERSTOOD), status=400)


def went_wrong(_request: HttpRequest) -> HttpResponse:
    """500, in both languages and without anything that could fail in its turn."""
    return HttpResponse(_plain(WENT_WRONG), status=500)


def _plain(said: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    """A page of heading and paragraphs, in Swedish and in English."""
    try:
        style = f'<link rel="stylesheet" href="{static("samordna.css")}">'
    except Exception:
        style = ""
    swedish, english = ("".join(f"<p>{each}</p>\n" for each in words[1:]) for words in said)
    return PLAIN.format(style=style, title=said[0][0], swedish=swedish, heading=said[1][0], english=english)


PLAIN = """<!doctype html>
<html lang="sv" data-color-scheme="auto">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Samordna</title>{style}</head>
<body data-size="sm"><main>
<h1>{title}</h1>
{swedish}<p><a href="/">Till startsidan</a></p>
<hr>
<section lang="en"><h2>{heading}</h2>
{english}<p><a href="/">To the start page</a></p></section>
</main></body></html>
"""
WENT_WRONG = (
    (
        "Något gick fel",
        "Felet är vårt, inte ditt. Inget har sparats och inget har gått förlorat.",
        "Försök igen om en stund. Kommer felet tillbaka, berätta för den som driver tjänsten vilken sida det gällde.",
    ),
    (
        "Something went wrong",
        "The fault is ours, not yours. Nothing was saved and nothing was lost.",
        "Try again in a while. If it happens again, tell whoever runs the service which page it was.",
    ),
)
NOT_UNDERSTOOD = (
    (
        "Det gick inte att ta emot",
        "Det som skickades var inte som en sida hos oss skickar det. Inget har sparats.",
        "Gå till startsidan och försök därifrån. Kom du hit genom en länk kan den vara fel: fråga den som gav dig den.",
    ),
    (
        "This could not be received",
        "What was sent was not as a page of ours sends it. Nothing was saved.",
        "Go to the start page and try from there. If a link brought you here it may be wrong: ask whoever gave it.",
    ),
)


urls: list[URLPattern] = [
    path("accessibility/", accessibility, name="accessibility"),
    path("health", health, name="health"),
]
