"""Which guides and pages outside does an area point to, and when was each looked at?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from samordna.access.domain import CASE_ROLES, Role
from samordna.desk import refusing
from samordna.desk.case_names import at
from samordna.desk.typed import Error, Typed, typed
from samordna.handbooks.published import pinned
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.plans import commands, library, policy
from samordna.web import day
from samordna.web.i18n import _

ROLES = (*CASE_ROLES, Role.LOCAL_ADMIN)


@signed_in(*ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def links_page(request: HttpRequest) -> HttpResponse:
    """The pages of the area that one works in; those who keep them mark that they have looked."""
    on = day.today()
    post = scope(request).post
    assert post is not None, "a page is read in a post"
    area = organisations.area_by_id(post.area)
    found = library.pages(area.pk, pinned(area.handbook, area.version))
    given, errors = typed(request), list[Error]()
    if request.method == "POST":
        answer = _done(request, area.pk, found, given)
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    overdue = [each for each in found if each.overdue(on)]
    data = {
        "pages": [each for each in found if each not in overdue], "overdue": overdue, "area": area.name,
        "keeps": bool(policy.may_keep_links(scope(request), area.pk)), "errors": errors, "typed": given,
        "worklist": at("worklist"),
    }  # fmt: skip
    return render_page(request, "desk/links.html", data, status=400 if errors else 200)


def _done(request: HttpRequest, area: int, found: list[library.Page], given: Typed) -> HttpResponse | list[Error]:
    link, do = given.one("link"), request.POST.get("do", "")
    by: dict[str, Any] = {"act": act_of(request), "scope": scope(request), "area": area}
    if do != "add" and link not in {each.id for each in found}:
        return [("", say("There is no such page among the links."))]
    ways: dict[str, tuple[Callable[[], object], str]] = {
        "check": (lambda: commands.check_link(**by, link=link), _("Marked as looked at today.")),
        "change": (lambda: commands.change_link(**by, link=link, url=given.one("url")), _("The address is saved.")),
        "remove": (lambda: commands.remove_link(**by, link=link), _("The page is taken away from the links.")),
        "add": (
            lambda: commands.add_link(**by, title=given.one("title"), url=given.one("address")),
            _("The page is among the links."),
        ),
    }
    if do not in ways:
        return [("", say("Choose what to do."))]
    act, said = ways[do]
    try:
        act()
    except DoneBefore:
        said = refusing.before()
    except Refused as problem:
        places = {"link-title": "field-title", "link-address": "field-address" if do == "add" else f"url-{link}"}
        code = problem.decision.code
        return [(places.get(code, ""), problem.decision.reason or say("It is not allowed."))]
    messages.success(request, said)
    return HttpResponseRedirect(at("links"))


urls: list[URLPattern] = [path("links/", links_page, name="links")]
