"""What is this installation's key called, and whose keys are trusted? An administrator says so after making sure."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from samordna.access.domain import CASE_ROLES, PostHeld, Role, Scope
from samordna.desk.typed import Error, Typed, typed
from samordna.documents import keys
from samordna.journal.append import DoneBefore
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.packets import commands, own, queries
from samordna.web.i18n import _

_FIELD = {"no-fingerprint": "field-fingerprint", "own-key": "field-fingerprint", "no-name": "field-name"}


@signed_in(*CASE_ROLES, Role.LOCAL_ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def keys_page(request: HttpRequest) -> HttpResponse:
    """Our key to give to others, and theirs."""
    who, form, errors = scope(request), typed(request), list[Error]()
    if request.method == "POST":
        try:
            _done(act_of(request), who, form)
        except DoneBefore:
            return HttpResponseRedirect(reverse("packet-keys"))
        except Refused as no:
            errors = [(_FIELD.get(no.decision.code, ""), no.decision.reason or say("It is not allowed."))]
        else:
            messages.success(request, _("Done. It is written down who did it."))
            return HttpResponseRedirect(reverse("packet-keys"))
    assert who.post is not None, "a page is read in a post"
    names = _authorities(who)
    known = [
        (str(each.id), each.name, keys.spaced(each.fingerprint), [names[a] for a in each.authorities if a in names],
         each.since, each.until)
        for each in queries.trusted_keys()
    ]  # fmt: skip
    half = own.public()
    data = {
        "errors": errors, "form": form, "fingerprint": keys.spaced(keys.fingerprint(half)),
        "pem": keys.as_pem(half).decode(), "known": known, "administers": _post(who) is not None,
        "authorities": [(str(pk), name) for pk, name in names.items()],
    }  # fmt: skip
    return render_page(request, "desk/packet_keys.html", data, status=400 if errors else 200)


def _done(act: Act, who: Scope, form: Typed) -> None:
    """Trust a key, or trust it no longer; in the post that lets one."""
    post = _post(who)
    if post is not None:
        who = Scope(who.worker, who.on, who.posts, post, who.name)
        act = replace(act, unit=post.unit, sphere=post.sphere)
    if form.number("distrust"):
        commands.distrust(act=act, scope=who, key=form.number("distrust"))
        return
    ids = form.numbers("authority")
    commands.trust(act=act, scope=who, fingerprint=form.one("fingerprint"), name=form.one("name"), authorities=ids)


def _post(who: Scope) -> PostHeld | None:
    return next((each for each in who.posts if each.role == Role.LOCAL_ADMIN), None)


def _authorities(who: Scope) -> dict[int, str]:
    assert who.post is not None, "a page is read in a post"
    units = organisations.units_of(who.post.area, who.on)
    return {each.authority_id: each.authority.name for each in units if not each.here}


urls: list[URLPattern] = [path("desk/packets/keys/", keys_page, name="packet-keys")]
