"""How does a worker open a case? For a person found or written down, in the box where the person is now (D2, D15).

Somebody the authority knows already is asked about, never written down twice; and until the person has said yes it is
an enquiry. Whatever is wrong, what was typed stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import uuid5

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.cases import finding
from samordna.cases.commands import incoming as arriving
from samordna.cases.commands import opening
from samordna.cases.commands.incoming import Came
from samordna.cases.commands.opening import Wanted
from samordna.cases.domain import ENQUIRY, PHONE
from samordna.cases.places import book_of, passed, places, read_place
from samordna.desk.case_names import at
from samordna.desk.person_pages import CaseShown, case_shown
from samordna.desk.refusing import said as plain
from samordna.desk.typed import Typed, Wrong, typed
from samordna.handbooks.domain import Handbook
from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore, begin
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import Message, say
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.people import commands as people
from samordna.people import queries
from samordna.people.domain import Details, Hit
from samordna.web.i18n import _

Error = tuple[str, Message]
NEW = "new"
_FIELD = {"not-a-number": "field-number", "name-missing": "field-given_name", "protected": "field-protected"}


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be answered before the case opens. kind: known (the number), alike (the name), open (has a case)."""

    kind: str
    hits: tuple[Hit, ...] = ()
    cases: tuple[CaseShown, ...] = ()


class _Ask(Exception):
    """Not a fault: something to answer first."""

    def __init__(self, question: Question) -> None:
        super().__init__(question.kind)
        self.question = question


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def open_case(request: HttpRequest) -> HttpResponse:
    """The form, what it asks back, and the case it opens (or the enquiry it registers)."""
    who = scope(request)
    assert who.post is not None
    insist(may(who, Action.OPEN_CASE, About(unit=who.post.unit)))
    form = typed(request) if request.method == "POST" else _first(request.GET)
    book = book_of(who.post.unit)
    errors: tuple[Error, ...] = ()
    question = None
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_done(request, who, book, form))
        except Wrong as wrong:
            errors = wrong.errors
        except _Ask as ask:
            question = ask.question
        except Refused as no:
            errors = ((_FIELD.get(no.decision.code, ""), plain(book, no.decision, who.on)),)
    return _page(request, who, book, form, (errors, question))


def _first(asked: Mapping[str, str]) -> Typed:
    """The form as it is opened: for a person or a message that the address names by id."""
    begun = {name: [asked[name]] for name in ("person", "incoming", "place") if asked.get(name, "").strip()}
    return Typed({"said": ["yes"], **begun})


def _page(
    request: HttpRequest, who: Scope, book: Handbook, form: Typed, said: tuple[tuple[Error, ...], Question | None]
) -> HttpResponse:
    assert who.post is not None
    errors, question = said
    data = {
        "form": form, "errors": errors, "question": question, "person": _chosen(who, form),
        "places": places(book, organisations.parties_of(who.post.unit, who.on)),
        "incoming": _message(who, form), "today": who.on,
    }  # fmt: skip
    return render_page(request, "desk/open_case.html", data, status=400 if errors else 200)


def _chosen(who: Scope, form: Typed) -> Hit | None:
    """The person that the form is for already. Nobody, when they are not the reader's to know of (D21)."""
    try:
        found = queries.shown(form.number("person"), who) if form.number("person") else None
    except (ObjectDoesNotExist, Refused):
        return None
    return Hit(found.id, found.given_name, found.family_name, found.number, found.protected) if found else None


def _message(who: Scope, form: Typed) -> str:
    """What had come in, when the case is opened from it."""
    if not form.number("incoming"):
        return ""
    return finding.incoming(who, form.number("incoming")).what


def _done(request: HttpRequest, who: Scope, book: Handbook, form: Typed) -> str:
    """Carry it out, all or nothing; the address of what was made. A double click leads to what the first made (E12)."""
    act = act_of(request)
    if form.one("said") == "no":
        return _enquiry(request, act, who, form)
    place = read_place(book, form.one("place"))
    on = form.day("on")
    wrong = [] if place else [("field-place", say("Choose the box where the person is now."))]
    if on and on > act.on:
        wrong.append(("field-on", say("The day lies ahead. Write a day until today.")))
    if wrong or place is None:
        raise Wrong(*wrong)
    process, step = place
    try:
        with one_act():
            # Asked first: the person written down the first time must not be taken for somebody alike the second.
            _insist_new(act)
            person = _person(act, who, form)
            wanted = Wanted(
                person=person, process=process.id, steps=(step,), before=passed(book, process, step), on=on,
                note=form.one("note"),
            )  # fmt: skip
            done = opening.open_case(act=act, scope=who, wanted=wanted)
            if form.number("incoming"):
                link = replace(act, id=uuid5(act.id, "link"))
                arriving.link(act=link, scope=who, incoming=form.number("incoming"), case=done.case)
    except DoneBefore as before:
        return at("case", before.stream)
    messages.success(request, _("The case is open."))
    return at("case-box", done.case, done.position) if done.position else at("case", done.case)


def _insist_new(act: Act) -> None:
    """Raises DoneBefore when this form has opened a case already."""
    with transaction.atomic():
        begin("case", act)
        transaction.set_rollback(True)


def _enquiry(request: HttpRequest, act: Act, who: Scope, form: Typed) -> str:
    """Somebody has been in touch about a person who has not said yes: no case, and nobody is written down (D2)."""
    sender, what = form.one("enquiry_sender"), form.one("enquiry_what")
    wrong = [] if sender else [("field-enquiry_sender", say("Write who was in touch."))]
    if not what:
        wrong.append(("field-enquiry_what", say("Write what it was about.")))
    if wrong:
        raise Wrong(*wrong)
    known = _chosen(who, form)
    came = Came(what, sender, act.on, form.one("enquiry_how", PHONE), ENQUIRY, known.id if known else None)
    try:
        made = arriving.register(act=act, scope=who, came=came)
    except DoneBefore as before:
        made = before.stream
    messages.success(request, _("The enquiry is kept. Open a case from it when the person has said yes."))
    return reverse("incoming", args=[made])


# The person


def _person(act: Act, who: Scope, form: Typed) -> int:
    """The person of the case: chosen, recognised, or written down now. Raises what has to be asked first."""
    person = form.number("person")
    if person:
        if _chosen(who, form) is None:
            raise Refused(refused("no-person", say("There is no such person for you to see.")))
        return _without_another(who, form, person)
    hits = queries.find(who, form.one("number")) if form.one("number") else []
    kind = "known" if hits else "alike"
    if not hits:
        hits = queries.look_alikes(who, form.one("given_name"), form.one("family_name"))
    same = form.one("same")
    chosen = next((hit for hit in hits if str(hit.id) == same), None)
    if chosen:
        _add_number(act, who, form, chosen)
        return _without_another(who, form, chosen.id)
    # A number belongs to one person; a name may belong to many.
    if hits and (kind == "known" or same != NEW):
        raise _Ask(Question(kind, tuple(hits)))
    return _register(act, who, form)


def _register(act: Act, who: Scope, form: Typed) -> int:
    names = ("given_name", "family_name", "language", "phone", "email", "address")
    details = Details(**{name: form.one(name) for name in names}, interpreter=form.has("interpreter", "yes"))
    mine = replace(act, id=uuid5(act.id, "person"))
    protected = form.has("protected", "yes")
    try:
        made = people.register_person(
            act=mine, scope=who, details=details, number=form.one("number"), protected=protected
        )
    except DoneBefore as before:
        return before.stream
    except people.Duplicate:
        # Somebody else has written the person down since we looked.
        raise _known(who, form) from None
    return made.id


def _known(who: Scope, form: Typed) -> _Ask:
    """Is it this one, whose number it is?"""
    return _Ask(Question("known", tuple(queries.find(who, form.one("number")))))


def _add_number(act: Act, who: Scope, form: Typed, hit: Hit) -> None:
    """A person known by name alone gets the number that was typed."""
    if form.one("number") and not hit.number:
        mine = replace(act, id=uuid5(act.id, "number"))
        try:
            people.change_number(act=mine, scope=who, person=hit.id, number=form.one("number"))
        except people.Duplicate:
            raise _known(who, form) from None


def _without_another(who: Scope, form: Typed, person: int) -> int:
    """The person, when they have no open case that the worker may see, or another one is wanted all the same."""
    known = finding.of_persons(who, [person], who.on, open_only=True).get(person, [])
    if known and not form.has("again", "yes"):
        raise _Ask(Question("open", cases=tuple(map(case_shown, known))))
    return person


urls: list[URLPattern] = [path("desk/open/", open_case, name="open-case")]
