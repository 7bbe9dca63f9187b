"""A form leaves: to whom and how, what it would tell, and only then is it handed over (D18, D19, D23)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from samordna.cases.queries import Seen
from samordna.consents import queries as consents
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import DOCUMENT, enter
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import cited
from samordna.desk.typed import Error
from samordna.forms import commands, documents, policy
from samordna.forms.commands import Given
from samordna.forms.kept import BY_HAND, FAX, LETTER, SDK, Kept
from samordna.handbooks.domain import PERSON
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, render

ONE_ABROAD = "other"


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_page(request: HttpRequest, case: int, document: int) -> HttpResponse:
    """To whom and how, what it would tell, and only then it leaves (D18, D23)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    on, kept = day.today(), documents.one(seen, document, day.today())
    if kept.sphere not in seen.scope.spheres:
        # What another authority may tell, and whom, is not for us to ask (D21).
        return HttpResponseRedirect(at("case-form", case, document))
    given, errors, what = _given(request, kept), list[Error](), None
    if request.method == "POST":
        errors = _unclear(given)
        if not errors and request.POST.get("confirm") == _key(given):
            try:
                commands.send(act=act_of(request), scope=scope(request), case=case, document=document, given=given)
            except DoneBefore:
                return refusing.done_before(request, at("case-forms", case))
            except (Refused, MovedOn) as problem:
                errors = [refusing.problem(seen, problem)]
            else:
                messages.success(request, _("Written down as handed over. Print it, if you have not."))
                return HttpResponseRedirect(at("case-form", case, document))
        elif not errors:
            what = _preview(seen, kept, given)
    read = case_gather.acts(seen, on)
    data = {
        **case_pages.frame(read), "kept": kept, "given": given, "errors": errors, "what": what, "ways": ways(),
        "receivers": _receivers(read, kept), "paper": at("case-form-paper", case, document),
        "key": _key(given), "back": at("case-form", case, document), "consent": at("consent-new", case),
        "titles": _titles(seen, policy.leaving(kept.form, kept.values)),
    }  # fmt: skip
    return render_page(request, "desk/form_hand_over.html", data, status=400 if errors else 200)


def ways() -> list[tuple[str, str]]:
    """How a form can be handed over."""
    return [
        (BY_HAND, _("By hand")), (LETTER, _("By post")), (FAX, _("Fax")),
        (SDK, _("Secure digital communication (SDK)")),
    ]  # fmt: skip


def _given(request: HttpRequest, kept: Kept) -> Given:
    if request.method != "POST":
        # Whom it was begun for is chosen beforehand.
        return Given(kept.receiver if kept.receiver != PERSON else "", to_person=kept.receiver == PERSON)
    to, name = request.POST.get("to", ""), request.POST.get("name", "").strip()
    party = to if to not in (PERSON, ONE_ABROAD) else ""
    return Given(party, name if to == ONE_ABROAD else "", request.POST.get("how", ""), to == PERSON)


def _key(given: Given) -> str:
    """What was previewed: another receiver is previewed anew."""
    return "|".join((PERSON if given.to_person else given.party, given.name, given.how))


def _unclear(given: Given) -> list[Error]:
    errors: list[Error] = []
    if not (given.party or given.name or given.to_person):
        errors.append(("field-to", say("Choose to whom the form is handed over.")))
    if not given.how:
        errors.append(("field-how", say("Choose how the form is handed over.")))
    return errors


def _receivers(read: case_gather.Read, kept: Kept) -> list[tuple[str, str]]:
    """The person first: most forms go by the person (D19); then the parties of the case, then somebody else."""
    seats = read.seen.seats
    known = [p for p in read.names.known if p in seats and seats[p].sphere != kept.sphere]
    first = sorted(known, key=lambda party: party != kept.form.to)
    return [
        (PERSON, _("The person")), *((party, read.names.party(party)) for party in first),
        (ONE_ABROAD, _("Somebody else, by name")),
    ]  # fmt: skip


def _titles(seen: Seen, categories: Sequence[str]) -> list[str]:
    entries = (seen.handbook.entry("categories", each) for each in categories)
    return [render(entry.title) for entry in entries if entry]


def _preview(seen: Seen, kept: Kept, given: Given) -> dict[str, Any]:
    """What would leave, what is stopped, and why."""
    if given.to_person:
        return {"leaves": _titles(seen, policy.leaving(kept.form, kept.values)), "stopped": [], "person": True}
    seat = seen.seats.get(given.party)
    to: int | str = seat.sphere if seat else given.name
    found = consents.preview(
        seen.row.person_id, kept.sphere, to, policy.leaving(kept.form, kept.values), day.today()
    )  # fmt: skip
    law, on = load_law(), day.today()
    return {
        "leaves": [(render(e.title), render(e.reason)) for e in found.leaves],
        "stopped": [
            (render(e.title), render(e.reason), [words for _id, words in cited(law, e.law, on)]) for e in found.stopped
        ],
        "person": False,
    }


urls: list[URLPattern] = [
    path("cases/<int:case>/forms/<int:document>/hand-over/", hand_over_page, name="case-form-hand-over"),
]
