"""Who has read and done what? The log of a case, the unit's reading log and its review by sample (D26, SoLPUL 10 §)."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.timezone import get_default_timezone
from django.views.decorators.http import require_GET, require_http_methods

from samordna.access.domain import Role, Scope
from samordna.access.rules import About, Action, may
from samordna.audit import commands, queries, registers
from samordna.desk import case_gather
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.case_pages import frame
from samordna.desk.history import log_view
from samordna.desk.history.log_view import Cursor, Drawn, Month, Option, ReviewPage
from samordna.kernel.days import NotADayError, written_day
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _
from samordna.web.i18n import render as words
from samordna.web.templates import day_words


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def case_log(request: HttpRequest, case: int) -> HttpResponse:
    """Acts and readings of a case in one list, as far as they are the reader's to know; reading it is logged too."""
    seen = enter(request, case, log_view.LOG)
    if isinstance(seen, HttpResponse):
        return seen
    read = case_gather.acts(seen, day.today())
    show = request.GET.get("show", "")
    log = log_view.case_log(read, show, Cursor.read(request.GET.get("before", "")))
    home = reverse("case-log", args=[case])
    tabs = [
        Option(home, _("Everything"), not show),
        Option(f"{home}?show={log_view.READING}", _("Who has read it"), show == log_view.READING),
        Option(f"{home}?show={log_view.ACT}", _("What has been done"), show == log_view.ACT),
    ]
    data = {**frame(read), "log": log, "tabs": tabs, "show": show, "first": not request.GET.get("before")}
    return render(request, "desk/log_case.html", data)


@signed_in(Role.UNIT_MANAGER)
@require_GET
def unit_log(request: HttpRequest) -> HttpResponse:
    """The reading log of a unit that the actor leads."""
    actor = scope(request)
    unit = _unit(actor, request.GET.get("unit", ""))
    _logged(actor)
    sought = queries.Sought(
        worker=_number(request.GET.get("worker", "")), asked=request.GET.get("why") == queries.ASKED,
        before=_place(request.GET.get("before", "")),
    )  # fmt: skip
    wanted = _day(request.GET.get("day", ""))
    log = log_view.unit_log(actor, unit, sought, wanted, day.today())
    data = {
        "log": log, "units": _units(actor, unit, "unit-log"), "law": _law(),
        "review": _address("log-review", unit=unit),
        "home": _address("unit-log", unit=unit), "next": _older(log) if log.older else "",
        "worklist": at("worklist"),
    }  # fmt: skip
    return render(request, "desk/log_unit.html", data)


def _older(log: log_view.UnitLog) -> str:
    return _address(
        "unit-log", unit=log.unit, worker=log.worker, why=queries.ASKED if log.asked else "", before=log.older
    )


@signed_in(Role.UNIT_MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """The sample of a month: drawn once, then looked at, one reading after the other."""
    actor = scope(request)
    given = request.POST if request.method == "POST" else request.GET
    unit = _unit(actor, given.get("unit", ""))
    over = log_view.months_back(day.today())
    month = given.get("month", "")
    month = month if month in over else over[0]
    _logged(actor)
    if request.method != "POST":
        return _review(request, actor, unit, month)
    back = _address("log-review", unit=unit, month=month)
    if given.get("do") == "draw":
        act = act_of(request)
        count = commands.draw_sample(act=act, scope=actor, unit=unit, month=month, share=registers.share())
        if not count:
            messages.info(request, _("Nobody read anything for the unit that month."))
        return HttpResponseRedirect(back)
    errors = _marked(request, actor, unit, month)
    if errors:
        return _review(request, actor, unit, month, errors)
    messages.success(request, _("Your review has been kept."))
    return HttpResponseRedirect(back)


def _marked(request: HttpRequest, actor: Scope, unit: int, month: str) -> dict[int, str]:
    """Keep every finding that will do; what will not is said by id, and the others are kept all the same."""
    errors: dict[int, str] = {}
    act = act_of(request)
    for row in queries.sample(actor, unit, month):
        found, note = request.POST.get(f"found-{row.pk}", ""), request.POST.get(f"note-{row.pk}", "").strip()
        if not found or (found, note) == (row.found, row.note) or found == queries.TO_DO:
            continue
        try:
            commands.review(act=act, scope=actor, drawn_id=row.pk, found=found, note=note)
        except Refused as problem:
            errors[row.pk] = words(problem.decision.reason or "")
    return errors


def _review(
    request: HttpRequest, actor: Scope, unit: int, month: str, errors: dict[int, str] | None = None
) -> HttpResponse:
    errors = errors or {}
    rows = queries.sample(actor, unit, month)
    readings = [row.reading for row in rows]
    named = log_view.named_cases(actor, readings, day.today())
    entries = {entry.id: entry for entry in log_view.readings(readings, named)}
    reviewers = organisations.worker_names(row.by_id for row in rows if row.by_id)
    drawn = [
        Drawn(
            row.pk, entries[row.reading_id],
            request.POST.get(f"found-{row.pk}", row.found) if errors else row.found,
            request.POST.get(f"note-{row.pk}", row.note) if errors else row.note,
            reviewers.get(row.by_id or 0, ""), row.at.astimezone(get_default_timezone()).date() if row.at else None,
            errors.get(row.pk, ""),
        )
        for row in rows
    ]  # fmt: skip
    states = [row.found for row in rows]
    months = _months(actor, unit, month)
    page = ReviewPage(
        unit, organisations.unit_names([unit]).get(unit, ""), next(each for each in months if each.here), months,
        tuple(drawn), states.count(queries.FINE), states.count(queries.FOLLOW_UP), states.count(queries.TO_DO),
        tuple((f"field-note-{pk}", said) for pk, said in errors.items()),
    )  # fmt: skip
    data = {
        "page": page, "law": _law(), "share": registers.share(), "units": _units(actor, unit, "log-review"),
        "home": _address("unit-log", unit=unit), "worklist": at("worklist"), "this": reverse("log-review"),
    }  # fmt: skip
    return render(request, "desk/log_review.html", data, status=400 if errors else 200)


def _months(actor: Scope, unit: int, chosen: str) -> tuple[Month, ...]:
    left = queries.left_to_review(actor, unit)
    found = []
    for month in log_view.months_back(day.today()):
        first, _after = queries.month_days(month)
        text = " ".join(day_words(first).split(" ")[1:])
        found.append(Month(month, text, left.get(month, 0), month in left, month == chosen))
    return tuple(found)


def _logged(actor: Scope) -> None:
    """Reading the log is itself logged, on the chain of the area (E16)."""
    assert actor.post is not None
    commands.log_reading(
        scope=actor, at=day.now(), stream=actor.post.area, what=log_view.LOG, why=log_view.REVIEW
    )  # fmt: skip


def _unit(actor: Scope, written: str) -> int:
    """The unit asked for, else the acting one, else the first that the actor leads. Raises Refused for another's."""
    led = [post.unit for post in actor.posts if post.role == Role.UNIT_MANAGER]
    acting = actor.post.unit if actor.post else 0
    unit = _number(written) or (acting if acting in led else next(iter(led), 0))
    insist(may(actor, Action.REVIEW_LOG, About(unit=unit)))
    if unit not in led:
        raise Refused(refused("not-your-unit", say("You lead another unit.")))
    return unit


def _units(actor: Scope, chosen: int, name: str) -> tuple[Option, ...]:
    """The units that the actor leads, when there are several."""
    led = list(dict.fromkeys(post.unit for post in actor.posts if post.role == Role.UNIT_MANAGER))
    names = organisations.unit_names(led) if len(led) > 1 else {}
    return tuple(Option(_address(name, unit=unit), names[unit], unit == chosen) for unit in led if unit in names)


def _law() -> tuple[tuple[str, str], ...]:
    """(address, citation) of what the review rests on."""
    known = load_law()
    return tuple((reverse("provision", args=[ref]), known.provision(ref).citation) for ref in registers.law())


def _address(name: str, **query: object) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items() if value)
    return reverse(name) + (f"?{asked}" if asked else "").replace("+", "%2B")


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0


def _day(written: str) -> date | None:
    try:
        return written_day(written) if written else None
    except NotADayError:
        return None


def _place(written: str) -> queries.Place | None:
    at, _sign, number = written.partition("~")
    try:
        moment = datetime.fromisoformat(at) if at else None
    except ValueError:
        return None
    return queries.Place(moment, _number(number)) if moment and moment.tzinfo else None


urls: list[URLPattern] = [
    path("cases/<int:case>/log/", case_log, name="case-log"),
    path("desk/log/", unit_log, name="unit-log"),
    path("desk/log/review/", review, name="log-review"),
]
