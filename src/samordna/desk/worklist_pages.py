"""What is there for me to do? The worklist: one's own, the unit's, what is waited for, rests, or has come in.

The address is the list: what was chosen stands in it, so that a browser's bookmark keeps it. It never holds a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from samordna.access.domain import Role, Scope
from samordna.access.rules import About, Action, may
from samordna.cases.engine import pinned
from samordna.cases.listing import Key
from samordna.cases.worklist import BOX_VIEWS, Sought, View, listed
from samordna.deadlines import radar_queries
from samordna.desk.worklist_lines import LATER, OVERDUE, SOON, TODAY, UNDATED, Line, line, names_for, weekday
from samordna.handbooks.domain import Handbook
from samordna.handbooks.words import party_name
from samordna.kernel.days import NotADayError, written_day
from samordna.meetings import queries as meetings
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

Option = tuple[str, str]
FILTERS = ("unit", "party", "process", "box", "worker", "before")


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the named lists: its address, name, and whether it is the one shown."""

    href: str
    text: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the same nearness, nearest first."""

    id: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list can be narrowed by."""

    units: tuple[Option, ...]
    parties: tuple[Option, ...]
    processes: tuple[Option, ...]
    workers: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed by, as it was written; `wrong` when the date is none."""

    view: str
    unit: str
    party: str
    process: str
    box: str
    worker: str
    before: str
    wrong: str = ""

    @property
    def any(self) -> bool:
        """True when the list is narrowed at all."""
        return any((self.unit, self.party, self.process, self.box, self.worker, self.before))


@dataclass(frozen=True, slots=True)
class Worklist:
    """Everything that the page shows."""

    view: str
    day: str
    tabs: tuple[Tab, ...]
    title: str
    groups: tuple[Group, ...]
    filters: Filters
    choices: Choices
    next: str
    begin: str
    empty: tuple[str, str]
    may_give: bool
    may_open: bool
    ticks: bool
    columns: tuple[str, ...]
    many_units: bool
    stands_in: tuple[str, ...]
    reminders: int | None = None
    team: int | None = None


@signed_in()
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """One page of one list, nearest date first."""
    who, on = scope(request), day.today()
    filters, sought = read(request.GET)
    page = listed(who, sought, on)
    names = names_for(who, page.rows, on)
    may_give = sought.view in BOX_VIEWS and hands_out(who)
    every_row = may_give and sought.view is not View.MINE
    lines = [line(row, names, all_ticks=every_row) for row in page.rows]
    team = _team(who, sought, on)
    data = Worklist(
        view=sought.view.value, day=f"{weekday(on)} {day_words(on)}", tabs=tuple(tabs(sought.view)),
        title=dict(_titles())[sought.view], groups=tuple(grouped(lines)), filters=filters,
        choices=choices(who, filters, names.units),
        next=_address(request, page.next) if page.next else "", begin=_address(request, None) if sought.after else "",
        empty=_empty(sought.view, filters.any, bool(team)), may_give=every_row,
        may_open=bool(may(who, Action.OPEN_CASE, About(unit=who.post.unit if who.post else 0))),
        ticks=sought.view in BOX_VIEWS and any(each.tick for each in lines),
        columns=_columns(sought.view), many_units=len(who.units) > 1, stands_in=_stands_in(who),
        reminders=_reminders(who, sought, on), team=team,
    )  # fmt: skip
    return render_page(request, "desk/worklist.html", {"list": data})


def _reminders(who: Scope, sought: Sought, on: date) -> int | None:
    """How much there is to be reminded of, on top of one's own list; None where it is not said."""
    found = radar_queries.own_count(who, on) if sought.view is View.MINE and not sought.after else None
    return found.all if found else None


def _team(who: Scope, sought: Sought, on: date) -> int | None:
    """How many cases wait for the team that one coordinates, on top of one's own list; None for everybody else."""
    if Role.COORDINATOR not in who.roles or who.post is None:
        return None
    if sought.view is not View.MINE or sought.after:
        return 0
    return sum(each.meeting is None for each in meetings.inbox(who, who.post.unit, on))


def hands_out(who: Scope) -> bool:
    """True for those who hand out many cases at once in the unit they act for."""
    return bool(may(who, Action.HAND_OUT, About(unit=who.post.unit if who.post else 0)))


def read(asked: QueryDict) -> tuple[Filters, Sought]:
    """What the address asks for. What cannot be understood is left out; a date that is none is told."""
    view = asked.get("view", "")
    chosen = View(view) if view in set(View) else View.MINE
    written = {name: asked.get(name, "").strip()[:60] for name in FILTERS}
    wrong, before = "", None
    try:
        before = written_day(written["before"]) if written["before"] else None
    except NotADayError as problem:
        wrong = render(problem.said)
    filters = Filters(chosen.value, **written, wrong=wrong)
    boxes = chosen in BOX_VIEWS
    return filters, Sought(
        view=chosen, unit=_number(written["unit"]), party=written["party"],
        process=written["process"] if boxes else "", step=written["box"] if boxes else "",
        worker=_number(written["worker"]) if boxes and chosen is not View.MINE else 0,
        before=before, after=_key(asked.get("after", "")),
    )  # fmt: skip


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else 0


def _key(written: str) -> Key | None:
    """Where the page begins, as `_address` writes it."""
    due, _dot, rest = written.partition("_")
    case, _dot, no = rest.partition("_")
    try:
        return Key(date.fromisoformat(due), int(case), int(no)) if written else None
    except ValueError:
        return None


def _address(request: HttpRequest, key: Key | None) -> str:
    """This list from another place on; None is its beginning."""
    query = {name: request.GET[name] for name in ("view", *FILTERS) if request.GET.get(name)}
    if key:
        query["after"] = f"{key.due.isoformat()}_{key.case}_{key.no}"
    return f"{reverse('worklist')}?{urlencode(query)}" if query else reverse("worklist")


def _titles() -> list[tuple[View, str]]:
    return [
        (View.MINE, _("Mine")), (View.UNIT, _("The unit's")), (View.UNASSIGNED, _("Nobody's yet")),
        (View.WAITING, _("Awaiting an answer")), (View.PARKED, _("Resting")), (View.INCOMING, _("Come in")),
    ]  # fmt: skip


def tabs(chosen: View) -> Iterable[Tab]:
    """The named lists."""
    for view, text in _titles():
        yield Tab(f"{reverse('worklist')}?view={view.value}", text, view is chosen)


def grouped(lines: Iterable[Line]) -> Iterable[Group]:
    """The rows in their order, a group for each nearness."""
    titles = {
        OVERDUE: _("Overdue"), TODAY: _("Today"), SOON: _("The next seven days"), LATER: _("Later"),
        UNDATED: _("Without a date"),
    }  # fmt: skip
    for state, same in groupby(lines, key=lambda each: each.state):
        yield Group(state, titles[state], tuple(same))


def choices(who: Scope, filters: Filters, names: Mapping[int, str]) -> Choices:
    """What the list can be narrowed by: one's own units, and the handbook and colleagues of the one acted for."""
    assert who.post is not None
    unit = _number(filters.unit) if _number(filters.unit) in who.units else who.post.unit
    book: Handbook = pinned(*organisations.handbook_of(unit))
    units = sorted(((pk, names.get(pk, "")) for pk in who.units), key=lambda each: each[1])
    every = ("", _("All"))
    processes = [(each.id, render(each.title)) for each in book.processes]
    colleagues = organisations.colleagues(unit, who.on) if filters.view != View.MINE else []
    return Choices(
        units=(every, *((str(pk), name) for pk, name in units)) if len(units) > 1 else (),
        parties=(every, *((party, party_name(book, party)) for party in book.parties)),
        processes=(every, *processes) if len(processes) > 1 else (),
        workers=(every, *((str(pk), name) for pk, name in colleagues)) if colleagues else (),
    )  # fmt: skip


def _columns(view: View) -> tuple[str, ...]:
    """The headings; what a list never has is left out."""
    case, waits = _("Case"), _("Awaits")
    if view is View.WAITING:
        return case, _("What"), _("Who has it"), waits, _("Answer by")
    if view is View.INCOMING:
        return case, _("What"), _("From"), _("Who takes care of it"), _("Date")
    box = _("Next step")
    return (case, box, waits, _("By")) if view is View.MINE else (case, box, _("Case worker"), waits, _("By"))


def _empty(view: View, narrowed: bool, team: bool) -> tuple[str, str]:
    """What a list without rows says, and what to do next."""
    if narrowed:
        return _("Nothing fits what you have chosen."), _("Choose less, or show the whole list.")
    if view is View.MINE and team:
        return _("There is nothing waiting for you alone."), _("What waits for the team is under “The team”.")
    return {
        View.MINE: (
            _("There is nothing waiting for you."),
            _("What nobody has taken yet is under “Nobody's yet”, and what others owe you under “Awaiting an answer”."),
        ),
        View.UNIT: (_("Your unit has no open boxes."), _("Open a case, or look at what has come in.")),
        View.UNASSIGNED: (_("Everything has somebody who works with it."), ""),
        View.WAITING: (_("Nobody owes you an answer."), _("What you send to others is kept here until they answer.")),
        View.PARKED: (_("Nothing rests."), _("A box that rests is shown here until its review date.")),
        View.INCOMING: (
            _("Nothing new has come in."),
            _("Register letters, calls and invitations here, so that nothing is lost."),
        ),
    }[view]  # fmt: skip


def _stands_in(who: Scope) -> tuple[str, ...]:
    """The names of those one stands in for today."""
    return tuple(sorted(organisations.worker_names(who.stands_in_for).values())) if who.stands_in_for else ()


urls: list[URLPattern] = [path("desk/", worklist, name="worklist")]
