"""Everything that is due in a case and why, with what can be done by hand; and the dates of all of one's own cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from samordna.cases.queries import Seen
from samordna.deadlines import commands
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.dates import dates_cards, dates_view
from samordna.desk.dates.dates_cards import EXTEND, MEET, PAUSE, RESUME, START, UNDO, ClockShown, Reading
from samordna.desk.dates.dates_drawing import drawing
from samordna.desk.meetings import meeting_own
from samordna.desk.typed import Typed, typed
from samordna.desk.worklist_lines import weekday
from samordna.journal.append import DoneBefore
from samordna.kernel.days import NotADayError, written_day
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.rules.clocks import MET
from samordna.rules.limits import DAYS, MONTHS, WEEKS, WORKING_DAYS, Length
from samordna.web import day
from samordna.web.i18n import _
from samordna.web.templates import day_words

Error = tuple[str, Message | str]
# What lies further ahead than this stands folded away, below the rest.
NEAR = timedelta(days=366)
WEEKS_SHOWN, MOST_WEEKS = 6, 52


@dataclass(frozen=True, slots=True)
class Tries:
    """What was typed in the one form that was sent, and what is wrong with it."""

    anchor: str = ""
    do: str = ""
    typed: Typed = field(default_factory=Typed)
    errors: tuple[Error, ...] = ()

    def of(self, anchor: str, do: str) -> Typed | None:
        """What was typed in this form; None when another was sent, or none."""
        return self.typed if self.errors and (anchor, do) == (self.anchor, self.do) else None

    def error(self, field_id: str) -> Message | str:
        """What is wrong with a field; "" when nothing is."""
        return next((said for name, said in self.errors if name == field_id), "")


class _Wrong(Exception):
    """Something has to be mended: at which field, and what to do."""

    def __init__(self, name: str, problem: Message) -> None:
        super().__init__(name)
        self.name, self.problem = name, problem


@signed_in()
def dates_page(request: HttpRequest, case: int) -> HttpResponse:
    """The dates of a case; a form sent in does one thing to one of them."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    tries = Tries()
    if request.method == "POST":
        answer = _carried_out(request, seen)
        if isinstance(answer, HttpResponse):
            return answer
        tries = answer
    found = dates_cards.reading(case_gather.acts(seen, day.today()))
    data = {**case_pages.frame(found.read), **_shown(found), "tries": tries, "errors": list(tries.errors)}
    return render(request, "desk/dates.html", data, status=400 if tries.errors else 200)


def _shown(found: Reading) -> dict[str, Any]:
    """The cards in their order, the drawing and the table."""
    clocks = dates_cards.clocks_seen(found.read)
    cards = dates_cards.cards(found, clocks)
    far = found.read.on + NEAR
    running = [each for each in cards if each.standing != MET]
    near = [each for each in running if not each.due or each.due <= far]
    return {
        "today": found.read.on,
        "closed": found.read.seen.state.closed,
        "running": near,
        "later": [each for each in running if each.due and each.due > far],
        "waiting": dates_cards.waiting(found, clocks),
        "done": [each for each in cards if each.standing == MET and not dates_cards.is_age(each)],
        "drawn": drawing(dates_view.lanes(near), found.read.on),
        "rows": dates_view.rows(near),
        "units": [
            (DAYS, _("days")), (WEEKS, _("weeks")), (MONTHS, _("months")), (WORKING_DAYS, _("working days")),
        ],
    }  # fmt: skip


# What is done by hand


def _carried_out(request: HttpRequest, seen: Seen) -> HttpResponse | Tries:
    """Do what the form asks for and show the page again; or what has to be mended, with what was typed."""
    form = typed(request)
    verb, anchor = request.POST.get("do", ""), form.one("clock")
    do = _DOS.get(verb)
    found = dates_cards.reading(case_gather.acts(seen, day.today()))
    clocks = dates_cards.clocks_seen(found.read)
    cards = [*dates_cards.cards(found, clocks), *dates_cards.waiting(found, clocks)]
    card = next((each for each in cards if each.anchor == anchor), None)
    if do is None or card is None:
        return Tries(errors=(("", say("That time limit is not there any more. Look at the dates again.")),))
    try:
        said = do(request, seen, card, form)
    except DoneBefore:
        said = ""
    except _Wrong as wrong:
        return Tries(anchor, verb, form, ((f"field-{anchor}-{verb}-{wrong.name}", wrong.problem),))
    except Refused as no:
        return Tries(anchor, verb, form, ((anchor, refusing.said(seen.handbook, no.decision, found.read.on)),))
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(f"{at('case-dates', seen.id)}#{anchor}")


def _day(form: Typed, name: str) -> date:
    written = form.one(name)
    if not written:
        raise _Wrong(name, say("Write the day."))
    try:
        return written_day(written)
    except NotADayError as problem:
        raise _Wrong(name, problem.said) from None


def _reason(form: Typed) -> str:
    if not form.one("reason"):
        raise _Wrong("reason", say("Give a reason."))
    return form.one("reason")


def _which(request: HttpRequest, seen: Seen, card: ClockShown) -> dict[str, Any]:
    """The act, and the clock that it is done to."""
    assert card.clock is not None, "a clock that has not begun can only be started"
    return {
        "act": act_of(request), "scope": scope(request), "case": seen.id, "deadline": card.limit.id,
        "key": card.clock.key,
    }  # fmt: skip


def _running(card: ClockShown) -> None:
    if card.clock is None:
        raise _Wrong("on", say("It has not begun. Register the start first."))


def _start(request: HttpRequest, seen: Seen, card: ClockShown, form: Typed) -> str:
    on = _day(form, "on")
    commands.start(act=act_of(request), scope=scope(request), case=seen.id, deadline=card.limit.id, on=on)
    return _("The start has been registered. The date follows from it.")


def _pause(request: HttpRequest, seen: Seen, card: ClockShown, form: Typed) -> str:
    _running(card)
    since, reason = _day(form, "since"), _reason(form)
    commands.pause(**_which(request, seen, card), since=since, reason=reason)
    return _("It is paused. The date is set when it runs again.")


def _resume(request: HttpRequest, seen: Seen, card: ClockShown, form: Typed) -> str:
    _running(card)
    commands.resume(**_which(request, seen, card), on=_day(form, "on"))
    return _("It runs again. The days that it stood still have been added.")


def _extend(request: HttpRequest, seen: Seen, card: ClockShown, form: Typed) -> str:
    _running(card)
    number, unit = form.number("number"), form.one("unit")
    if number < 1 or unit not in (DAYS, WEEKS, MONTHS, WORKING_DAYS):
        raise _Wrong("number", say("Write how much longer, as a whole number from 1."))
    commands.extend(**_which(request, seen, card), by=Length(min(number, 999), unit), reason=_reason(form))
    return _("It has been extended.")


def _meet(request: HttpRequest, seen: Seen, card: ClockShown, form: Typed) -> str:
    _running(card)
    commands.meet(**_which(request, seen, card), on=_day(form, "on"), reason=form.one("reason"))
    return _("Marked as done.")


def _undo(request: HttpRequest, seen: Seen, card: ClockShown, form: Typed) -> str:
    commands.undo(act=act_of(request), scope=scope(request), case=seen.id, adjustment=form.number("adjustment"))
    return _("It has been taken back. The date is what it was without it.")


Do = Callable[[HttpRequest, Seen, ClockShown, Typed], str]
_DOS: dict[str, Do] = {START: _start, PAUSE: _pause, RESUME: _resume, EXTEND: _extend, MEET: _meet, UNDO: _undo}


# One's own cases


@require_safe
@signed_in()
def own_page(request: HttpRequest) -> HttpResponse:
    """The dates of one's own cases, week by week; never of a unit, because some rest on health (D22)."""
    who, today = scope(request), day.today()
    written = request.GET.get("weeks", "")
    weeks = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else WEEKS_SHOWN
    weeks = min(max(weeks, 1), MOST_WEEKS)
    found = dates_view.own(who, today, weeks)
    stood_in = organisations.worker_names(who.stands_in_for) if who.stands_in_for else {}
    data = {
        "list": found,
        "today_words": f"{weekday(today)} {day_words(today)}",
        "weeks_ahead": weeks,
        "stands_in": ", ".join(sorted(stood_in.values())),
        "more": dates_view.later_words(found.later),
        "meetings": meeting_own.meetings(who, today),
        "tasks": meeting_own.tasks(who, today),
        "further": f"{reverse('own-dates')}?weeks={min(weeks * 2, MOST_WEEKS)}" if weeks < MOST_WEEKS else "",
    }
    return render(request, "desk/dates_own.html", data)


urls: list[URLPattern] = [
    path("cases/<int:case>/dates/", dates_page, name="case-dates"),
    path("desk/dates/", own_page, name="own-dates"),
]
