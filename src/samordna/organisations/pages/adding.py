"""How does a local administrator add a unit to the area?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from samordna.access.domain import Role
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Refused, insist
from samordna.kernel.text import say
from samordna.organisations import policy, queries
from samordna.organisations.commands import NewUnit, add_unit
from samordna.organisations.pages import wording
from samordna.organisations.pages.forms import Form
from samordna.organisations.pages.overview import administered
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day, i18n

VERB = "add-unit"
HERE, OUTSIDE = "here", "outside"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(Role.LOCAL_ADMIN)
def add_page(request: HttpRequest, area: int) -> HttpResponse:
    """The form for a new unit; after a POST the unit's own page, or the form with what is to be mended."""
    if area not in administered(scope(request)):
        insist(policy.may_see(scope(request), area))
        raise Http404
    form = Form(VERB, request.POST)
    if request.method == "POST":
        new = _read(form, area)
        if not form.errors:
            try:
                unit = add_unit(act=act_of(request), scope=scope(request), area=area, new=new)
                messages.success(request, i18n.render(say("{name} has been added.", name=new.name)))
                return HttpResponseRedirect(reverse("organisation-unit", args=[unit]))
            except DoneBefore:
                return HttpResponseRedirect(reverse("organisation"))
            except Refused as problem:
                form.refuse(problem)
    return _show(request, area, form)


def _read(form: Form, area: int) -> NewUnit:
    spheres = [str(sphere.pk) for sphere in queries.spheres_of(area)]
    parties = list(_names(area))
    return NewUnit(
        name=form.text("name", say("Name"), needed=True),
        prefix=form.text("prefix", say("Prefix of case numbers"), needed=True, longest=12),
        sphere=int(form.choice("sphere", say("Secrecy sphere"), spheres) or 0),
        here=form.choice("where", say("Where the answers come from"), (HERE, OUTSIDE)) == HERE,
        plays=form.choices("plays", parties),
        valid_from=form.needed_day("from", say("First day")),
        phone=form.text("phone", say("Telephone"), longest=40),
        email=form.text("email", say("E-mail")),
    )


def _names(area: int) -> dict[str, str]:
    row = queries.area_by_id(area)
    return {id_: i18n.render(name) for id_, name in wording.party_names(row.handbook, row.version).items()}


def _show(request: HttpRequest, area: int, form: Form) -> HttpResponse:
    said = {
        "area": queries.area_by_id(area),
        "form": form,
        "errors": form.errors,
        "today": day.today().isoformat(),
        "spheres": wording.choose([(str(s.pk), f"{s.authority.name}: {s.name}") for s in queries.spheres_of(area)]),
        "parties": list(_names(area).items()),
        "ticked": form.choices("plays", list(_names(area))),
    }
    return render(request, "organisations/add.html", said, status=422 if form.errors else 200)
