"""What stops a case from being closed, and what would another version of its handbook change? (D14, E5)"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from samordna.access.rules import Action, may
from samordna.cases.commands import closing, moving
from samordna.cases.domain import CHANNELS
from samordna.cases.policy import about
from samordna.cases.queries import Seen
from samordna.desk import case_gather, case_pages, closing_notices, closing_view, refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.case_names import at
from samordna.desk.history.sentences import channel
from samordna.forms import commands as forms
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Decision, Refused
from samordna.kernel.text import Message, say
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _

Errors = list[tuple[str, Message | str]]
UNKNOWN = "unknown"


def may_close(seen: Seen) -> Decision:
    """Closing, reopening and moving to another version belong to the unit that owns the case."""
    unit = seen.scope.post.unit if seen.scope.post else 0
    return may(seen.scope, Action.CLOSE_CASE, about(seen.seats, unit, seen.row.owner_id))


# Closing


@signed_in()
def close_page(request: HttpRequest, case: int) -> HttpResponse:
    """What stops the case from being closed, each with the way to it; then close it, and print the notices."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    errors: Errors = []
    if request.method == "POST":
        answer = _close(request, seen)
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    read = case_gather.acts(seen, day.today())
    stops = closing_view.stops(read)
    allowed = may_close(seen)
    told = closing_notices.notices(read) if allowed else []
    data = {
        **case_pages.frame(read),
        "errors": errors,
        "typed": request.POST,
        "closed": seen.state.closed,
        "closed_on": case_gather.closed_on(read),
        "allowed": bool(allowed),
        "why_not": allowed.reason,
        "stops": stops,
        "running": [] if seen.state.closed else closing_view.running(read),
        "drivers": [("", _("The unit that owns the case")), *closing_view.drivers(read)],
        "channels": _channels(),
        "notices": [(each, closing_notices.may_begin(read, each)) for each in told if not each.stopped],
        "not_told": [each for each in told if each.stopped],
    }
    return render(request, "desk/case_close.html", data, status=400 if errors else 200)


def _channels() -> list[tuple[str, str]]:
    """How an outside party told that its part has ended; also that nobody knows (D14)."""
    told = [(each, channel(each)) for each in CHANNELS]
    return [("", _("Choose how it was told")), *told, (UNKNOWN, _("It is not known: ended, unknown"))]


def _close(request: HttpRequest, seen: Seen) -> HttpResponse | Errors:
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "").strip()
    asked: dict[str, Any] = {"act": act_of(request, reason), "scope": scope(request), "case": seen.id}
    said = ""
    try:
        with suppress(DoneBefore):
            if do == "close":
                if not reason and closing_view.running(case_gather.acts(seen, day.today())):
                    return [("reason", say("Dates still run. Say why the case is closed all the same."))]
                closing.close(**asked)
                said = _("The case is closed. Send the notices.")
            elif do == "reopen":
                closing.reopen(**asked)
                said = _("The case is open again, and the next step is with the unit that owns it.")
            elif do == "notice":
                return _notice(request, seen)
            elif do == "end":
                run = _run(request)
                if _is_outside(seen, run["run"]) and run["via"] not in (*CHANNELS, UNKNOWN):
                    return [(f"via-{run['run']}", say("Say how you were told, or that it is not known."))]
                moving.end_run(**asked, **run)
                said = _("It has been ended.")
            else:
                return [("", say("Choose what to do."))]
    except Refused as no:
        return [(_field(request, no.decision.code), refusing.said(seen.handbook, no.decision, day.today()))]
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(at("case", seen.id) if do == "reopen" else at("case-close", seen.id))


def _notice(request: HttpRequest, seen: Seen) -> HttpResponse | Errors:
    """Begin the notice to one receiver as a form: it is read through, previewed and handed over as any other."""
    read = case_gather.acts(seen, day.today())
    wanted = request.POST.get("to", "")
    one = next((each for each in closing_notices.notices(read) if each.party == wanted), None)
    if one is None or not closing_notices.may_begin(read, one) or not may_close(seen):
        return [("", say("Choose to whom the notice goes."))]
    made = forms.begin(
        act=act_of(request), scope=scope(request), case=seen.id, form=one.form,
        values=closing_notices.values(read, one), to=one.party,
    )  # fmt: skip
    messages.success(request, _("The notice is filled in. Read it through, and hand it over: nothing has left."))
    return HttpResponseRedirect(at("case-form", seen.id, made.document))


def _is_outside(seen: Seen, run: int) -> bool:
    """True for the process of a party that does not sign in, and that is not one's own (D1)."""
    known = seen.state.runs.get(run)
    return bool(known and known.party in seen.state.outside and known.party not in seen.own_parties)


def _field(request: HttpRequest, code: str) -> str:
    """The field of the form that a refusal is about; "" when it is about none."""
    run = _run(request)["run"]
    names = {"cannot-receive": "driver", "no-party": "driver", "not-your-move": "via"}
    return f"{names[code]}-{run}" if run and code in names else ""


def _run(request: HttpRequest) -> dict[str, Any]:
    """Which process ends, who drives on, and how an outside party told it."""
    written = request.POST.get("run", "")
    run = int(written) if written.isascii() and written.isdigit() else 0
    return {"run": run, "driver": request.POST.get("driver", ""), "via": request.POST.get("via", "")}


# Another version


@signed_in()
def version_page(request: HttpRequest, case: int) -> HttpResponse:
    """What another version of the handbook would change for this case; then the move, which moving back undoes."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    errors: Errors = []
    if request.method == "POST":
        answer = _migrate(request, seen)
        if isinstance(answer, HttpResponse):
            return answer
        errors = answer
    read = case_gather.acts(seen, day.today())
    allowed = may_close(seen)
    versions = closing_view.versions(seen)
    wanted = request.POST.get("to") or request.GET.get("to", "")
    chosen = next((each for each in versions if each.version == wanted), versions[-1] if versions else None)
    data = {
        **case_pages.frame(read),
        "errors": errors,
        "typed": request.POST,
        "closed": seen.state.closed,
        "allowed": bool(allowed),
        "why_not": allowed.reason,
        "version": seen.handbook.version,
        "handbook": seen.handbook.title,
        "versions": versions,
        "chosen": chosen,
        "trial": closing_view.trial(read, chosen.version) if chosen and not seen.state.closed else None,
    }
    return render(request, "desk/case_version.html", data, status=400 if errors else 200)


def _migrate(request: HttpRequest, seen: Seen) -> HttpResponse | Errors:
    to, reason = request.POST.get("to", ""), request.POST.get("reason", "").strip()
    if to not in {each.version for each in closing_view.versions(seen)}:
        return [("", say("Choose a version."))]
    mapping = _mapping(request.POST)
    missing = closing_view.unplaced(seen, to, mapping)
    if missing:
        return [(f"field-to-{each}", say("Choose where this box goes.")) for each in missing]
    try:
        with suppress(DoneBefore):
            closing.migrate(
                act=act_of(request, reason), scope=scope(request), case=seen.id, version=to, mapping=mapping
            )
    except Refused as no:
        return [("", refusing.said(seen.handbook, no.decision, day.today()))]
    messages.success(
        request,
        _("The case follows version {version} now. To undo it, move it back to version {before} here.").format(
            version=to, before=seen.handbook.version
        ),
    )
    return HttpResponseRedirect(at("case-version", seen.id))


def _mapping(typed: Mapping[str, str] | MultiValueDict[str, str]) -> dict[int, str]:
    """Where the boxes go that the new version lacks: fields named to-<number of the box>."""
    chosen = {name.removeprefix("to-"): typed[name] for name in typed if name.startswith("to-")}
    return {int(no): str(step) for no, step in chosen.items() if no.isascii() and no.isdigit() and step}
