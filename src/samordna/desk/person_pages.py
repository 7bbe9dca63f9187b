"""Who is the person, and which of their cases may I see? Finding them, and changing what the authority keeps of them.

Search reaches one's own authority only, by name, personal number or case number (D21, 2001:637 15 §), and is logged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from samordna.access.domain import Scope
from samordna.audit import commands as audit
from samordna.cases import finding
from samordna.cases.engine import pinned
from samordna.cases.listing import About
from samordna.cases.queries import ASKED
from samordna.desk.boxes.entering import REASONS, SEARCH
from samordna.desk.case_names import at
from samordna.handbooks.words import party_name
from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore
from samordna.journal.domain import Act
from samordna.kernel.days import written_day
from samordna.kernel.decision import Refused, refused
from samordna.kernel.period import Period
from samordna.kernel.text import Message, say
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.people import commands as people
from samordna.people import queries
from samordna.people.domain import Contact, Details, Hit, PersonShown, Speaker
from samordna.web import day
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

Error = tuple[str, Message]
PERSON = "person"
TEXTS = ("given_name", "family_name", "language", "phone", "email", "address")
SPEAKERS: dict[str, Message] = {
    "god-man": say("god man (appointed representative)"),
    "forvaltare": say("förvaltare (administrator)"),
    "fullmakt": say("holder of a power of attorney"),
    "vardnadshavare": say("guardian of a child"),
}


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as a list shows it."""

    id: int
    href: str
    number: str
    handbook: str
    state: str
    closed: bool


def case_shown(about: About) -> CaseShown:
    """A case that the reader may open: its number, and who has the next step."""
    book = pinned(about.handbook, about.version)
    state = _("Closed") if about.closed else _("With {party} since {day}").format(
        party=party_name(book, about.holder_party), day=day_words(about.held_since)
    )  # fmt: skip
    return CaseShown(about.case, at("case", about.case), about.number, render(book.title), state, about.closed)


# Finding


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person found, with their cases that the reader may open."""

    hit: Hit
    href: str
    cases: tuple[CaseShown, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    q: str
    persons: tuple[FoundPerson, ...] = ()
    cases: tuple[tuple[CaseShown, str], ...] = ()

    @property
    def nothing(self) -> bool:
        """True when something was asked for and nothing found."""
        return bool(self.q) and not self.persons and not self.cases


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Cases and persons by number or name. The page's own form sends in the body: addresses hold no names."""
    sent = request.POST if request.method == "POST" else request.GET
    q = " ".join(sent.get("q", "").split())[:120]
    found = search(scope(request), q, day.today()) if q else Found("")
    _logged(scope(request), found)
    return render_page(request, "desk/find.html", {"found": found})


def search(who: Scope, q: str, on: date) -> Found:
    """What fits, within one's own authority. Looking like a case number does not hinder being a name."""
    numbered = finding.numbered(who, q, on)
    hits = queries.find(who, q)
    cases = finding.of_persons(who, (hit.id for hit in hits), on)
    persons = [
        FoundPerson(hit, reverse("person", args=[hit.id]), tuple(map(case_shown, cases.get(hit.id, ()))))
        for hit in hits
    ]
    return Found(q, tuple(persons), tuple((case_shown(each), each.name) for each in numbered))


def _logged(who: Scope, found: Found) -> None:
    """Everybody who was shown, before it is shown; one transaction for all (E16)."""
    shown = [each.hit.id for each in found.persons]
    shown += [case.id for case, _name in found.cases]
    if shown:
        with one_act():
            for stream in shown:
                audit.log_reading(scope=who, at=day.now(), stream=stream, what=SEARCH, why=SEARCH)


# The person


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request: HttpRequest, person: int) -> HttpResponse:
    """The person as the reader may see them, and forms for what may be changed."""
    who, on = scope(request), day.today()
    shown = _shown(who, person)
    asked = _enter(request, who, person)
    if asked is not None:
        return asked
    errors: list[Error] = []
    if request.method == "POST" and request.POST.get("do"):
        errors = _change(request, shown)
        if not errors:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("person", args=[person]))
    cases = [case_shown(each) for each in finding.of_persons(who, [person], on).get(person, ())]
    data = {
        "person": shown, "cases": cases, "may_change": _may_change(who, shown), "errors": errors,
        "do": request.POST.get("do", "") if errors else "", "typed": typed(request.POST if errors else None, shown),
        "speaker_kinds": [(code, render(words)) for code, words in SPEAKERS.items()],
        "speakers": [(each, render(SPEAKERS.get(each.kind, each.kind))) for each in shown.speakers],
        "incoming": [(at("incoming", row.id), row.what) for row in finding.incoming_of(who, person)],
        "open_case": f"{at('open-case')}?person={person}", "number_form": shown.number.replace("-", ""),
    }  # fmt: skip
    return render_page(request, "desk/person.html", data, status=400 if errors else 200)


def _shown(who: Scope, person: int) -> PersonShown:
    """Raises Refused, in the same words whether the person exists or is not for the reader to know of (D21)."""
    try:
        return queries.shown(person, who)
    except (ObjectDoesNotExist, Refused):
        raise Refused(refused("no-person", say("There is no such person for you to see."))) from None


def _enter(request: HttpRequest, who: Scope, person: int) -> HttpResponse | None:
    """Log the reading; ask why of those who do not work with the person (D26). The page that asks, or None."""
    why = finding.why_person(who, person)
    reason = request.session.get(REASONS, {}).get(str(person), "") if why == ASKED else ""
    if why == ASKED and not reason:
        typed_reason = request.POST.get("reading_reason", "").strip()
        if typed_reason:
            request.session[REASONS] = {**request.session.get(REASONS, {}), str(person): typed_reason[:300]}
            return HttpResponseRedirect(request.get_full_path())
        wrong = _("Write why you need to read about the person.") if request.method == "POST" else ""
        return render_page(request, "desk/why_person.html", {"wrong": wrong}, status=400 if wrong else 200)
    audit.log_reading(scope=who, at=day.now(), stream=person, what=PERSON, why=why, reason=reason)
    return None


def _may_change(who: Scope, shown: PersonShown) -> bool:
    """One's own authority, and not from another branch of it, which does not see what it would write over (D5)."""
    own = queries.by_id(shown.id).authority_id in who.authorities
    return own and shown.contact is not Contact.ELSEWHERE


def typed(sent: QueryDict | None, shown: PersonShown | None = None) -> dict[str, str]:
    """The fields of the forms: as they were sent, else as they are kept."""
    kept = {name: getattr(shown, name) for name in TEXTS} if shown else dict.fromkeys(TEXTS, "")
    kept |= {"interpreter": "yes" if shown and shown.interpreter else "", "number": "", "reason": ""}
    kept |= dict.fromkeys(("speaker_name", "speaker_kind", "speaker_phone", "speaker_extent", "from", "to"), "")
    if sent is None:
        return kept
    # A box that is not ticked is not sent at all.
    unticked = {"interpreter": ""} if "given_name" in sent else {}
    return {name: sent.get(name, unticked.get(name, value)) for name, value in kept.items()}


def details_of(sent: dict[str, str]) -> Details:
    """Names, language and contact details as they were typed."""
    return Details(**{name: sent[name] for name in TEXTS}, interpreter=bool(sent["interpreter"]))


def _change(request: HttpRequest, shown: PersonShown) -> list[Error]:
    """Carry out what one of the forms asks for; what was wrong with it."""
    sent = typed(request.POST)
    do = _DOES.get(request.POST.get("do", ""))
    if do is None:
        return [("", say("Choose what to change."))]
    try:
        act = act_of(request, sent["reason"].strip())
        do(act, scope(request), shown.id, {**sent, "id": request.POST.get("id", "")})
    except DoneBefore:
        return []
    except people.Duplicate:
        return [("field-number", say("Somebody else at your authority has this number. Search for it to see who."))]
    except Refused as no:
        return [(_FIELD.get(no.decision.code, ""), no.decision.reason or say("It is not allowed."))]
    except ValueError:
        return [("field-from", say("Write the days as YYYY-MM-DD, the last one after the first."))]
    except ObjectDoesNotExist:
        return [("", say("The representative is not there any more."))]
    return []


_FIELD = {"not-a-number": "field-number", "same-number": "field-number", "name-missing": "field-given_name"}
Change = Callable[[Act, Scope, int, dict[str, str]], object]


def _details(act: Act, who: Scope, person: int, sent: dict[str, str]) -> None:
    people.change_details(act=act, scope=who, person=person, details=details_of(sent))


def _number(act: Act, who: Scope, person: int, sent: dict[str, str]) -> None:
    people.change_number(act=act, scope=who, person=person, number=sent["number"])


def _protect(act: Act, who: Scope, person: int, _sent: dict[str, str]) -> None:
    people.set_protected(act=act, scope=who, person=person, protected=True)


def _unprotect(act: Act, who: Scope, person: int, _sent: dict[str, str]) -> None:
    people.set_protected(act=act, scope=who, person=person, protected=False)


def _speaker(act: Act, who: Scope, person: int, sent: dict[str, str]) -> None:
    start, end = (written_day(sent[name]) if sent[name] else None for name in ("from", "to"))
    speaker = Speaker(
        kind=sent["speaker_kind"], name=sent["speaker_name"], phone=sent["speaker_phone"],
        extent=sent["speaker_extent"], valid=Period(start or act.on, end),
    )  # fmt: skip
    people.add_representative(act=act, scope=who, person=person, speaker=speaker)


def _end_speaker(act: Act, who: Scope, person: int, sent: dict[str, str]) -> None:
    people.end_representative(act=act, scope=who, person=person, representative=int(sent["id"] or 0))


_DOES: dict[str, Change] = {
    "details": _details, "number": _number, "protect": _protect, "unprotect": _unprotect, "speaker": _speaker,
    "end-speaker": _end_speaker,
}  # fmt: skip

urls: list[URLPattern] = [
    path("desk/find/", find, name="find"),
    path("people/<int:person>/", person_page, name="person"),
]
