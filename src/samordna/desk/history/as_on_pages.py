"""The case on another day: how did it stand at the end of a day, or what is known to change until a day to come?"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from samordna.deadlines.around import around
from samordna.desk import case_gather, case_pages
from samordna.desk.boxes.entering import enter
from samordna.desk.case_gather import Read
from samordna.desk.dates.dates_view import Coming, coming, lanes_until
from samordna.desk.history import as_on_view, timeline
from samordna.kernel.days import NotADayError, written_day
from samordna.kernel.months import add_months
from samordna.kernel.text import Message, say
from samordna.organisations.signed_in import signed_in
from samordna.web import day
from samordna.web.i18n import _

# Nobody plans further ahead, and the law that we know ends long before.
YEARS_AHEAD = 10


@require_GET
@signed_in()
def as_on_page(request: HttpRequest, case: int) -> HttpResponse:
    """The case on the day in the address. Reading it is logged as for the page of the case."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    today = day.today()
    written = request.GET.get("day", "").strip()
    chosen, wrong = asked(written, today)
    read = case_gather.acts(seen, today)
    data: dict[str, Any] = {
        **case_pages.frame(read), "today": today, "day": chosen, "typed": written, "when": timeline.when,
        "errors": [("field-day", wrong)] if wrong else [], "choices": _choices(read, today),
        "past": None, "future": None,
    }  # fmt: skip
    if chosen and chosen < today:
        data["past"] = as_on_view.past(read, chosen)
    elif chosen and chosen > today:
        data["future"] = _future(read, chosen)
    return render(request, "desk/as_on.html", data, status=400 if wrong else 200)


def asked(written: str, today: date) -> tuple[date | None, Message | None]:
    """The day that is asked for, or what is wrong with it; neither when nothing is asked."""
    if not written:
        return None, None
    try:
        chosen = written_day(written)
    except NotADayError as problem:
        return None, problem.said
    if chosen > add_months(today, YEARS_AHEAD * 12):
        return None, say("Choose a day within {years} years from now.", years=YEARS_AHEAD)
    return chosen, None


def _future(read: Read, chosen: date) -> dict[str, Any]:
    """What rules, law and periods say of the days until then."""
    found: list[Coming] = coming(read, chosen)
    return {
        "clocks": found,
        "drawing": lanes_until(read, found, chosen),
        "rests": as_on_view.rests(read, chosen),
        "turns": as_on_view.turns(read, around(read.seen.row.area_id, read.on).law, chosen),
        "consents": as_on_view.consents_ended(read, chosen),
    }


def _choices(read: Read, today: date) -> list[tuple[str, str]]:
    """Days that are often asked for: (day, words)."""
    back, month = today.replace(day=1), _("In a month")
    return [
        (add_months(back, -1).isoformat(), _("The first of last month")),
        (back.isoformat(), _("The first of this month")),
        (add_months(today, 1).isoformat(), month),
        (add_months(today, 3).isoformat(), _("In three months")),
        (add_months(today, 12).isoformat(), _("In a year")),
    ]


urls: list[URLPattern] = [path("cases/<int:case>/as-on/", as_on_page, name="as-on")]
