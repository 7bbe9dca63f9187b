"""What would the worklist be if one wrote it first: Django's ORM, model instances and a Django template?

A fair peer of ours: the same frame, columns, filters and order, the same access rules, any set of units, through the
same middleware. Related rows come by `select_related` and `prefetch_related`, so that it asks no query per row; its
template is compiled once. What it leaves out (words for near days, whom to ask when an answer is late) is to its
advantage.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.template import engines

from samordna.access.domain import CASE_ROLES, Scope
from samordna.access.models import Grant
from samordna.cases.domain import FAR
from samordna.cases.listing import UNANSWERED
from samordna.cases.models import Involved, Position, Transfer
from samordna.handbooks.published import pinned
from samordna.organisations.models import Unit, Worker
from samordna.organisations.signed_in import scope, signed_in
from samordna.web import day, i18n
from samordna.web.templates import static

PAGE = 50
VIEWS = (("mine", "Mine"), ("unit", "The unit's"), ("unassigned", "Nobody's yet"), ("waiting", "Awaiting an answer"))


@cache
def _template() -> Any:
    return engines["django"].from_string(Path(__file__).with_name("plain.html").read_text("utf-8"))


def _boxes(who: Scope, on: date) -> list[Any]:
    """The rows with everything that they show; whose name is open to the reader is worked out by the database."""
    opened = Grant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        person_id=OuterRef("case__person_id"), from_sphere_id=OuterRef("case__person__sphere_id"),
        category=OuterRef("case__person__category"), to_sphere_id__in=who.spheres, valid_from__lte=on,
    )  # fmt: skip
    seats = Involved.objects.filter(until_seq=None, unit_id__in=who.units)
    sent = Transfer.objects.filter(UNANSWERED, sender_unit_id__in=who.units)
    return list(
        Position.objects.filter(Q(until=None) | Q(until__lte=on), unit_id__in=who.units, closed_seq=None)
        .select_related("case__person")
        .annotate(opened=Exists(opened))
        .prefetch_related(
            Prefetch("case__involved", queryset=seats, to_attr="own"),
            Prefetch("case__transfer_set", queryset=sent, to_attr="sent"),
        )
        .order_by("due", "case_id", "no")[: PAGE + 1]
    )


def _group(due: date, on: date) -> str:
    if due == FAR:
        return "Without a date"
    if due <= on:
        return "Overdue" if due < on else "Today"
    return "The next seven days" if due <= on + timedelta(days=7) else "Later"


def _dressed(rows: Iterable[Any], who: Scope, on: date) -> Iterable[Any]:
    """The rows with what is not in the database: texts of the handbook, and names of those who are no foreign key."""
    rows = list(rows)
    workers = Worker.objects.in_bulk({row.worker_id for row in rows if row.worker_id})
    for row in rows:
        book = pinned(row.case.handbook, row.case.version)
        step = book.step(row.process, row.step)
        person = row.case.person
        row.named = person.sphere_id in who.spheres or row.opened or person.authority_id in who.authorities
        row.place, row.title = (step.label or step.id, i18n.render(step.title)) if step else (row.step, "")
        row.worker, row.stood_in = workers.get(row.worker_id), row.worker_id in who.stands_in_for
        row.group, row.undated = _group(row.due, on), row.due == FAR
        row.sent = [each for each in row.case.sent if each.position_no == row.no]
        for each in row.sent:
            each.party = i18n.render(book.parties[each.receiver_party].name)
        yield row


@signed_in()
def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    who, on = scope(request), day.today()
    assert who.post is not None
    rows = _boxes(who, on)
    unit = Unit.objects.select_related("area").get(pk=who.post.unit)
    book = pinned(unit.area.handbook, unit.area.version)
    colleagues = Worker.objects.filter(post__unit=unit, post__role__in=CASE_ROLES, is_active=True).distinct()
    said = {
        "rows": _dressed(rows[:PAGE], who, on), "today": on, "unit": unit, "views": VIEWS, "language": i18n.language(),
        "style": static("samordna.css"), "colleagues": colleagues.order_by("name"),
        "parties": [(key, i18n.render(party.name)) for key, party in book.parties.items()],
        "processes": [(each.id, i18n.render(each.title)) for each in book.processes],
        "after": f"{rows[PAGE - 1].due}_{rows[PAGE - 1].case_id}" if len(rows) > PAGE else "",
    }  # fmt: skip
    return HttpResponse(_template().render(said, request))
