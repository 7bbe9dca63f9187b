"""How is something that came in taken care of? Three fields register it; then a case, a colleague, or away (D16).

Suggestions come from what one's own units wait for: the open cases of the person, and questions to whoever sent it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from samordna.access.domain import Scope
from samordna.audit import commands as audit
from samordna.cases import finding
from samordna.cases.clocks import limits_of
from samordna.cases.commands import incoming as arriving
from samordna.cases.commands.incoming import KINDS, NEW, Came
from samordna.cases.domain import CONTACT, FAX, IN_PERSON, LETTER, MESSAGE, PHONE, SDK, SUMMONS
from samordna.cases.engine import pinned
from samordna.cases.limits import begins_with
from samordna.cases.listing import About, Sent, abouts
from samordna.cases.places import book_of
from samordna.cases.queries import INBOX
from samordna.deadlines.around import around
from samordna.deadlines.running import short_notice
from samordna.desk.case_names import at
from samordna.desk.typed import Typed, Wrong, typed
from samordna.desk.worklist_lines import incoming_kind, near_day
from samordna.handbooks.domain import Handbook
from samordna.handbooks.words import party_name
from samordna.journal.append import DoneBefore
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.packets import queries as packets
from samordna.people import queries as people
from samordna.people.domain import Hit
from samordna.web import day
from samordna.web.i18n import _
from samordna.web.templates import day_words

if TYPE_CHECKING:
    from samordna.cases.models import Incoming

Error = tuple[str, Message]
# The time limit that says how far ahead an invitation to a reconciliation meeting should come (D27).
# The event that a least notice is counted back from.
MEETING = "meeting-date"
READ = "incoming"
_FIELD = {"coming-day": "field-on", "no-channel": "field-how", "incoming-empty": "field-what"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case that something may belong to, and the question there that it may answer."""

    case: int
    number: str
    name: str
    href: str
    waits: str


def channels() -> list[tuple[str, str]]:
    """How something can come."""
    return [
        (LETTER, _("By letter")), (PHONE, _("By phone")), (SDK, _("By SDK")), (IN_PERSON, _("In person")),
        (FAX, _("By fax")),
    ]  # fmt: skip


# Registering


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def incoming_new(request: HttpRequest) -> HttpResponse:
    """Register something that came to the unit acted for."""
    who = scope(request)
    assert who.post is not None
    form = typed(request) if request.method == "POST" else _begun(request.GET.get("kind", ""), who.on)
    errors: tuple[Error, ...] = ()
    hits: list[Hit] = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("incoming", args=[_registered(request, who, form)]))
        except Wrong as wrong:
            errors = wrong.errors
            hits = _persons(who, form)
        except Refused as no:
            errors = ((_FIELD.get(no.decision.code, ""), no.decision.reason or say("It is not allowed.")),)
        except DoneBefore as before:
            return HttpResponseRedirect(reverse("incoming", args=[before.stream]))
    data = {
        "form": form, "errors": errors, "hits": hits if len(hits) > 1 else [], "channels": channels(),
        "kinds": [(kind, incoming_kind(kind)) for kind in KINDS],
        "unit": organisations.unit_names([who.post.unit]).get(who.post.unit, ""),
    }  # fmt: skip
    return render_page(request, "desk/incoming_new.html", data, status=400 if errors else 200)


def _begun(kind: str, on: date) -> Typed:
    return Typed({"kind": [kind if kind in KINDS else MESSAGE], "on": [on.isoformat()], "how": [LETTER]})


def _registered(request: HttpRequest, who: Scope, form: Typed) -> int:
    wrong: list[Error] = []
    if not form.one("what"):
        wrong.append(("field-what", say("Write what came.")))
    if not form.one("sender"):
        wrong.append(("field-sender", say("Write who it came from.")))
    on, meeting = form.day("on"), form.day("meeting")
    if on is None:
        wrong.append(("field-on", say("Write the day it came.")))
    person = _person(who, form)
    if isinstance(person, Message):
        wrong.append(("field-about", person))
    if wrong or on is None or isinstance(person, Message):
        raise Wrong(*wrong)
    kind = form.one("kind", MESSAGE)
    came = Came(
        form.one("what"), form.one("sender"), on, form.one("how"), kind, person or None,
        meets=meeting if kind == SUMMONS else None,
    )  # fmt: skip
    return arriving.register(act=act_of(request), scope=who, came=came)


def _persons(who: Scope, form: Typed) -> list[Hit]:
    return people.find(who, form.one("about")) if form.one("about") else []


def _person(who: Scope, form: Typed) -> int | Message:
    """The person it is about: 0 when nobody is named; what to do when the name fits nobody, or several."""
    if not form.one("about"):
        return 0
    hits = _persons(who, form)
    chosen = [hit for hit in hits if str(hit.id) == form.one("person")] or (hits if len(hits) == 1 else [])
    if chosen:
        return chosen[0].id
    if hits:
        return say("Several people fit. Choose one of them below.")
    return say("Nobody at your authority fits. Leave the field empty, or correct it.")


# One message


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def incoming_page(request: HttpRequest, incoming: int) -> HttpResponse:
    """What came, what it may belong to, and what to do with it."""
    who = scope(request)
    row = finding.incoming(who, incoming)
    audit.log_reading(scope=who, at=day.now(), stream=row.id, what=READ, why=INBOX)
    form, errors = typed(request), list[Error]()
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_taken_care_of(request, who, row, form))
        except Wrong as wrong:
            errors = list(wrong.errors)
        except DoneBefore:
            return HttpResponseRedirect(reverse("incoming", args=[row.id]))
        except Refused as no:
            errors = [("field-reason" if no.decision.code == "reason-needed" else "", _why(no))]
    book = book_of(row.unit_id)
    found = suggestions(who, row, book) if row.status == NEW else []
    names = organisations.worker_names({row.worker_id} if row.worker_id else set())
    data = {
        "row": row, "kind": incoming_kind(row.kind), "errors": errors, "form": form,
        "how": dict(channels()).get(row.how, row.how).lower(), "came": near_day(row.on, who.on),
        "about": _about(who, row), "suggestions": found, "warnings": warnings(row, book),
        "worker": names.get(row.worker_id or 0, ""), "case_href": at("case", row.case_id) if row.case_id else "",
        "colleagues": [(str(each.pk), each.name) for each in organisations.workers_in(row.unit_id, who.on)],
        "packet": at("packet", came) if (came := packets.of_incoming(who, row.id)) else "",
        "open_href": _open_href(row), "unit": organisations.unit_names([row.unit_id]).get(row.unit_id, ""),
    }  # fmt: skip
    return render_page(request, "desk/incoming.html", data, status=400 if errors else 200)


def _why(no: Refused) -> Message:
    return no.decision.reason or say("It is not allowed.")


def _open_href(row: Incoming) -> str:
    person = f"&person={row.person_id}" if row.person_id else ""
    return f"{at('open-case')}?incoming={row.id}{person}"


def _about(who: Scope, row: Incoming) -> tuple[str, str, bool] | None:
    """Whom it is about: address, name, protected."""
    if not row.person_id:
        return None
    try:
        shown = people.shown(row.person_id, who)
    except Refused:
        return None
    return reverse("person", args=[shown.id]), shown.name, shown.protected


def _taken_care_of(request: HttpRequest, who: Scope, row: Incoming, form: Typed) -> str:
    """Carry out the form; the address to go on to."""
    do = request.POST.get("do", "")
    act: Act = act_of(request, form.one("reason"))
    if do == "link":
        case = form.number("case") or _numbered(who, form)
        arriving.link(act=act, scope=who, incoming=row.id, case=case)
        messages.success(request, _("It belongs to the case now."))
        return at("case", case)
    if do == "appoint":
        worker = form.number("worker")
        if not any(each.pk == worker for each in organisations.workers_in(row.unit_id, who.on)):
            raise Wrong(("field-worker", say("Choose a colleague in the unit.")))
        arriving.appoint(act=act, scope=who, incoming=row.id, worker=worker)
        messages.success(request, _("Your colleague takes care of it."))
    elif do == "put-away":
        arriving.put_away(act=act, scope=who, incoming=row.id)
        messages.success(request, _("It is put away."))
        return f"{reverse('worklist')}?view=incoming"
    else:
        raise Wrong(("", say("Choose what to do with it.")))
    return reverse("incoming", args=[row.id])


def _numbered(who: Scope, form: Typed) -> int:
    found = finding.numbered(who, form.one("number"), who.on)
    if not found:
        raise Wrong(("field-number", say("There is no case with that number for you to see.")))
    return found[0].case


# What it may belong to, and what to watch for


def suggestions(who: Scope, row: Incoming, book: Handbook) -> list[Suggestion]:
    """Open cases of the person with what is asked there; without a person, open questions to whoever sent it."""
    if row.person_id:
        cases = finding.of_persons(who, [row.person_id], who.on, open_only=True).get(row.person_id, [])
        asked = finding.questions(who, cases=[each.case for each in cases])
        known = {each.case: each for each in cases}
    else:
        asked = finding.questions(who, receivers=senders(book, row.sender))
        known = abouts(who, {case for case, _sent in asked}, who.on)
    return list(_suggested(known, asked))


def _suggested(known: dict[int, About], asked: list[tuple[int, Sent]]) -> Iterable[Suggestion]:
    for about in known.values():
        book = pinned(about.handbook, about.version)
        waits = [
            _("awaits an answer from {party} since {day}").format(
                party=party_name(book, sent.receiver), day=day_words(sent.on)
            )
            for case, sent in asked
            if case == about.case
        ]
        yield Suggestion(about.case, about.number, about.name, at("case", about.case), "; ".join(waits))


def senders(book: Handbook, sender: str) -> list[str]:
    """The parties that a sender's name fits: “FK” or “Försäkringskassan i Väst” are försäkringskassan."""
    said = sender.casefold()
    words = set(re.findall(r"\w+", said))
    found = []
    for party in book.parties.values():
        names = [name.casefold() for name in (party.name.sv, party.name.en, *party.aliases)]
        if any(name in words or (len(name) > 3 and name in said) for name in names):
            found.append(party.id)
    return found


def warnings(row: Incoming, book: Handbook) -> list[str]:
    """What the handbook's time limits say of it: a meeting too near, a contact that must be answered (D27)."""
    found = []
    counted = around(organisations.unit(row.unit_id).area_id, row.on)
    for limit in limits_of(book).values():
        # An attempt at contact and an invitation are both counted from the day they came.
        booked = row.meets and limit.event == MEETING
        least = short_notice(limit, row.on, row.meets, counted) if booked and row.meets else None
        if least:
            words = _(
                "The meeting is nearer than the handbook's shortest notice: the invitation should have come by {day}."
            )
            found.append(words.format(day=day_words(least)))
        if row.kind == CONTACT and begins_with(limit, CONTACT) and limit.missed.to:
            words = _("Answer at the latest {day}. After that the question goes to {party}.")
            found.append(words.format(day=day_words(row.due), party=party_name(book, limit.missed.to)))
    return found


urls: list[URLPattern] = [
    path("desk/incoming/new/", incoming_new, name="incoming-new"),
    path("desk/incoming/<int:incoming>/", incoming_page, name="incoming"),
]
