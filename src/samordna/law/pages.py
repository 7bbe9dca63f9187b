"""The pages of the law: what counts on a day, what one provision, act or value says, and what comes."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from samordna.content.reading import ContentError
from samordna.kernel.text import say
from samordna.law import answers, resting, shown
from samordna.law.domain import Confidence, Law, Status, Value
from samordna.law.ports import citing
from samordna.law.queries import load
from samordna.law.wording import CONFIDENCE, KIND, STANDING, days_of
from samordna.web.day import today
from samordna.web.terminal import read_day

# The longest search that is read; a whole page pasted into the field finds nothing anyway.
MOST_LETTERS = 200
# The words that the macros in `law/parts.html` need; the same on every page of the room.
WORDS = {"standing": STANDING, "confidence_says": CONFIDENCE, "kind_says": KIND}


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The acts, the values and what comes, as they stand on `?on=`; with `?q=` only what speaks of it."""
    law, on = load(), _day(request)
    wanted = request.GET.get("q", "").strip()[:MOST_LETTERS]
    if wanted:
        return _page(request, "hits", on, q=wanted, hits=shown.hits(law, wanted, on))
    turns = shown.turns(law, on)
    lists = {"acts": shown.acts(law, on), "values": shown.values(law, on), "turns": turns}
    return _page(
        request, "overview", on, q="", all_confidence=list(Confidence), **lists,
        rests=resting.by_ref(turn.ref for _day, same in turns for turn in same),
        running=resting.counted(request, law, on),
    )  # fmt: skip


@require_safe
def provision(request: HttpRequest, ref: str) -> HttpResponse:
    """One provision, value or act as it stands on `?on=`. Raises ContentError when nothing has this id."""
    law, on = load(), _day(request)
    if ref in law.by_id:
        return _provision(request, law, ref, on)
    if ref in law.by_key:
        return _value(request, law, ref, on)
    if ref in law.acts:
        return _act(request, law, ref, on)
    missing, near = answers.unknown(law, ref)
    raise ContentError(ref, 0, missing, near or say("Search for it under “Law by date”."))


def _provision(request: HttpRequest, law: Law, ref: str, on: date) -> HttpResponse:
    found = answers.on_or_near(law, ref, on)
    return _page(
        request,
        "provision",
        on,
        found=found,
        status=law.status(ref, on),
        days=days_of(found.valid),
        act=shown.row(law, found.act, on),
        successors=[shown.row(law, other, on) for other in law.successors(ref, on)],
        later=[] if law.in_force(ref, on) else [shown.row(law, i, on) for i in _later(law, found.replaced_by, on)],
        replaces=[shown.row(law, other, on) for other in found.replaces],
        versions=shown.versions(law, ref, on),
        citing=list(citing(ref)),
    )


def _later(law: Law, refs: tuple[str, ...], on: date) -> list[str]:
    """Those of what takes a provision's place that do not stand in it yet."""
    return [ref for ref in refs if law.status(ref, on) is Status.NOT_YET]


def _value(request: HttpRequest, law: Law, ref: str, on: date) -> HttpResponse:
    periods = law.values(ref)
    now: Value | None = next((value for value in periods if on in value.valid), None)
    basis = (now or periods[-1]).provision
    return _page(
        request,
        "value",
        on,
        row=shown.row(law, ref, on),
        now=now,
        basis=shown.row(law, basis, on) if basis else None,
        versions=shown.versions(law, ref, on),
        citing=list(citing(ref)),
    )


def _act(request: HttpRequest, law: Law, ref: str, on: date) -> HttpResponse:
    return _page(
        request, "act", on, act=law.acts[ref], row=shown.row(law, ref, on), rows=shown.provisions(law, ref, on)
    )


def _day(request: HttpRequest) -> date:
    """The day in the address, or today. Raises QuestionError."""
    return read_day(request.GET.get("on", "").strip(), today)


def _page(request: HttpRequest, name: str, on: date, **data: object) -> HttpResponse:
    """A page of the room. `tail` keeps a day that was asked for in every link to another page of the law."""
    asked = request.GET.get("on", "").strip()
    tail = "?" + urlencode({"on": on.isoformat()}) if asked else ""
    return render(request, f"law/{name}.html", {"on": on, "today": today(), "tail": tail, **WORDS, **data})


urls: list[URLPattern] = [path("", overview, name="law"), path("<str:ref>/", provision, name="provision")]
