"""What has been tried, with which results, and what is missing: the whole road on two pages, to read and hand over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases import queries as cases
from samordna.cases.queries import Happening, Seen
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import DOCUMENT, enter
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.papers import gathered_sources, gathered_view
from samordna.desk.papers.gathered_sources import Around
from samordna.desk.papers.gathered_view import Sheet
from samordna.desk.typed import Error
from samordna.documents.typesetting import TypesettingError
from samordna.forms import commands as forms
from samordna.forms import queries as known_forms
from samordna.handbooks.domain import PERSON, Entry
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.measures import commands, registers
from samordna.measures.commands import Gathering
from samordna.measures.gathered import Gathered, leaving
from samordna.measures.leaving import BY_HAND, FAX, LETTER, SDK, To
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, render, speaking

FORM = ["GET", "HEAD", "POST"]
ONE_ABROAD = "other"
GIVEN, TODAY = "gathered-given", "today"
PLACES = {"choose-receiver": "field-to", "choose-way": "field-how"}


@signed_in()
@require_http_methods(FORM)
def gathered_page(request: HttpRequest, case: int) -> HttpResponse:
    """The whole road in one of its variants; sending the form begins the form that it fills in."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    about, chosen = _around(seen), gathered_view.variant(request.GET.get("variant", ""))
    found, errors = gathered_view.gather(about, chosen), list[Error]()
    form = chosen.data.get("form", "")
    if request.method == "POST" and form:
        values = gathered_view.form_values(about, found, form)
        try:
            made = forms.begin(act=act_of(request), scope=scope(request), case=case, form=form, values=values)
        except DoneBefore:
            return HttpResponseRedirect(at("case-forms", case))
        except (Refused, MovedOn) as problem:
            errors = [refusing.problem(seen, problem, PLACES)]
        else:
            messages.success(request, _("A draft of the form is filled in. Read it through: nothing has left."))
            return HttpResponseRedirect(at("case-form", case, made.document))
    data = {
        **case_pages.frame(about.read), **_chosen(seen, chosen), "sections": gathered_view.sections(found),
        "holes": len(found.holes), "errors": errors, "intro": render(found.intro), "closed": seen.state.closed,
        "form": render(known_forms.load(form).title) if form else "", "others": found.others(about.sphere),
        "given": _given(about.read),
    }  # fmt: skip
    return render_page(request, "desk/gathered.html", data, status=400 if errors else 200)


@signed_in()
@require_http_methods(FORM)
def give_page(request: HttpRequest, case: int, name: str) -> HttpResponse:
    """To whom and how, what it would tell, and only then it is written down as handed over (D18, D23)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    about, chosen = _around(seen), gathered_view.variant(name)
    found, errors, what = gathered_view.gather(about, chosen), list[Error](), None
    to, how = _to(request), request.POST.get("how", "")
    if request.method == "POST":
        try:
            what = gathered_view.preview(about, found, to)
            if request.POST.get("confirm") == _key(to, how):
                return _hand_over(request, about, found, to)
        except DoneBefore:
            return HttpResponseRedirect(_here(case, chosen))
        except (Refused, MovedOn) as problem:
            errors = [refusing.problem(seen, problem, PLACES)]
        if not how and not errors:
            errors = [("field-how", say("Say how it is handed over."))]
    data = {
        **case_pages.frame(about.read), **_chosen(seen, chosen), "errors": errors, "what": what if not errors else None,
        "to": request.POST.get("to", "") or chosen.data.get("to", ""), "name": to.name, "how": how, "ways": _ways(),
        "receivers": _receivers(about), "key": _key(to, how), "consent": at("consent-new", case),
        "others": found.others(about.sphere), "nothing": not found.categories(about.sphere),
    }  # fmt: skip
    return render_page(request, "desk/gathered_give.html", data, status=400 if errors else 200)


@signed_in()
@require_safe
def paper(request: HttpRequest, case: int, name: str) -> HttpResponse:
    """The working paper as PDF: everything that the reader may see, and what is missing."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    about, chosen = _around(seen), gathered_view.variant(name)
    return _pdf(about.read, gathered_view.sheet(gathered_view.gather(about, chosen)), "", chosen.id)


@signed_in()
@require_safe
def given_paper(request: HttpRequest, case: int, seq: int) -> HttpResponse:
    """The paper as it was handed over; with `as=today`, what is known today, as far as it still may leave (D20)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    about = _around(seen)
    act = next((each for each in _acts(about.read) if each.seq == seq), None)
    if act is None:
        raise Refused(refused("no-document", say("There is no such paper for you to see.")))
    said = _said(act)
    then = gathered_view.as_given(about.read, act, said, _day_of(act))
    if then and request.GET.get("as") != TODAY:
        with speaking(said["paper"]["language"]):
            whom = gathered_view.receiver_words(about.read.names, seen, str(said["receiver"]))
            return _pdf(about.read, then, whom, f"{said['variant']}-{seq}")
    chosen, receiver = gathered_view.variant(str(said["variant"])), str(said["receiver"])
    found = gathered_view.gather(about, chosen)
    to = _receiver(seen, receiver)
    kinds = set(said["categories"]) & set(gathered_view.open_to(about, found, to))
    own = leaving(found, about.sphere, kinds)
    left_out = [each for each in found.categories(about.sphere) if each not in kinds]
    # To whom little is open, it is not told what else there is (D21).
    words, kind = gathered_view.receiver_words(about.read.names, seen, receiver), f"{chosen.id}-{seq}-{TODAY}"
    return _pdf(about.read, gathered_view.sheet(own), words, kind, left_out if to.person else ())


# One by one


def _around(seen: Seen) -> Around:
    return gathered_sources.around(case_gather.acts(seen, day.today()))


def _hand_over(request: HttpRequest, about: Around, found: Gathered, to: To) -> HttpResponse:
    kept = gathered_view.to_keep(about, found)
    gathering = Gathering(found.variant, to, request.POST.get("how", ""), found.categories(about.sphere), *kept)
    done = commands.give(act=act_of(request), scope=scope(request), case=about.seen.id, gathering=gathering)
    messages.success(request, _("Written down as handed over. Print the paper below."))
    return HttpResponseRedirect(f"{_here(about.seen.id, gathered_view.variant(found.variant))}#given-{done.seq}")


def _here(case: int, chosen: Entry) -> str:
    return f"{at('case-gathered', case)}?variant={chosen.id}"


def _chosen(seen: Seen, chosen: Entry) -> dict[str, Any]:
    """The variant, the others, and the pages beside."""
    variants = [(_here(seen.id, e), render(e.title), e.id == chosen.id) for e in registers.variants().values()]
    return {
        "title": render(chosen.title), "variants": variants, "source": chosen.data.get("source", ""),
        "paper": at("case-gathered-paper", seen.id, chosen.id), "give": at("case-gathered-give", seen.id, chosen.id),
        "back": _here(seen.id, chosen), "here": _here(seen.id, chosen),
    }  # fmt: skip


def _acts(read: Read) -> list[Happening]:
    """What one's own sphere has handed over, the newest first."""
    own = read.seen.scope.spheres
    found = [each for each in cases.happenings(read.seen, read.on) if each.kind == GIVEN and each.sphere in own]
    return [each for each in reversed(found) if _said(each)]


def _said(act: Happening) -> Mapping[str, Any]:
    """Which variant was handed over, to whom; the other parts of the event hold the words of the paper."""
    return next((part for part in act.said.values() if "variant" in part), {})


def _day_of(act: Happening) -> date:
    return date.fromisoformat(str(_said(act).get("on") or act.on))


@dataclass(frozen=True, slots=True)
class GivenShown:
    """A paper that was handed over: `then` leads to it as it left ("" when that was not kept), `today` as it is."""

    seq: int
    what: str
    whom: str
    on: date
    then: str
    today: str


def _given(read: Read) -> list[GivenShown]:
    """What has been handed over, the newest first."""
    found = []
    for act in _acts(read):
        said, href = _said(act), at("case-gathered-given", read.seen.id, act.seq)
        found.append(GivenShown(
            act.seq, render(gathered_view.variant(str(said["variant"])).title),
            gathered_view.receiver_words(read.names, read.seen, str(said["receiver"])), _day_of(act),
            href if said.get("paper") else "", f"{href}?as={TODAY}",
        ))  # fmt: skip
    return found


def _pdf(read: Read, page: Sheet, receiver: str, name: str, left_out: Any = ()) -> HttpResponse:
    try:
        made = gathered_view.printed(read, page, receiver, left_out)
    except TypesettingError as problem:
        said = say("The paper could not be typeset: {reason}.", reason=str(problem))
        raise Refused(refused("not-typeset", said)) from problem
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{read.number}-{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _to(request: HttpRequest) -> To:
    chosen, name = request.POST.get("to", ""), request.POST.get("name", "").strip()
    if chosen == PERSON:
        return To(person=True)
    return To(name=name[:120]) if chosen == ONE_ABROAD else To(party=chosen)


def _receiver(seen: Seen, receiver: str) -> To:
    if receiver == PERSON:
        return To(person=True)
    return To(party=receiver) if receiver in seen.seats else To(name=receiver)


def _key(to: To, how: str) -> str:
    """What was previewed: another receiver is previewed anew."""
    return f"{to.words}|{how}" if how else ""


def _receivers(about: Around) -> list[tuple[str, str]]:
    seats, names = about.seen.seats, about.read.names
    known = [p for p in names.handbook.parties if p in names.known and p in seats and seats[p].sphere != about.sphere]
    return [
        (PERSON, _("The person")), *((party, names.party(party)) for party in known),
        (ONE_ABROAD, _("Somebody else, by name")),
    ]  # fmt: skip


def _ways() -> list[tuple[str, str]]:
    return [
        (BY_HAND, _("By hand")), (LETTER, _("By post")), (FAX, _("Fax")),
        (SDK, _("Secure digital communication (SDK)")),
    ]  # fmt: skip


urls: list[URLPattern] = [
    path("cases/<int:case>/gathered/", gathered_page, name="case-gathered"),
    path("cases/<int:case>/gathered/<str:name>/give/", give_page, name="case-gathered-give"),
    path("cases/<int:case>/gathered/<str:name>/paper.pdf", paper, name="case-gathered-paper"),
    path("cases/<int:case>/gathered/given/<int:seq>/paper.pdf", given_paper, name="case-gathered-given"),
]
