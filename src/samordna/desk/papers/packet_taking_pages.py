"""How does a file become a packet that is taken in? Verified first, shown, and only then registered (D16).

A page that came back on paper is found by the code on it instead: it leads to the question that waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from samordna.access.domain import Scope
from samordna.audit import commands as audit
from samordna.cases.domain import SDK
from samordna.cases.queries import INBOX
from samordna.desk import refusing
from samordna.desk.boxes.entering import DOCUMENT
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import spoken
from samordna.desk.outside import channels
from samordna.desk.papers.packet_view import is_reply
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.documents.sealing import LARGEST
from samordna.forms import documents
from samordna.journal.append import DoneBefore, MovedOn
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.packets import commands, holding, queries, reading, telling
from samordna.packets.domain import Opened
from samordna.web import day
from samordna.web.i18n import _


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that is being looked at: its hash, what it says, and the case that a reply moves."""

    hash: str
    found: Opened
    case: int = 0
    known: int = 0


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def take_page(request: HttpRequest) -> HttpResponse:
    """Choose the file, see what it is, take it in; or type the code from a paper."""
    who, form, errors = scope(request), typed(request), list[Error]()
    looked: Looked | None = None
    if request.method == "POST":
        try:
            do = request.POST.get("do", "")
            if do == "code":
                return HttpResponseRedirect(_coded(who, form))
            if do == "take":
                return HttpResponseRedirect(_taken(request, who, form))
            looked = _looked(request, who)
        except Wrong as wrong:
            errors = list(wrong.errors)
        except (Refused, MovedOn) as problem:
            errors = [("field-file", _said(problem))]
    data = {
        "errors": errors, "form": form, "looked": looked, "channels": channels(), "how": form.one("how") or SDK,
        "reply": looked is not None and is_reply(looked.found),
        "summary": telling.summary(looked.found) if looked else [],
        "told": telling.told(looked.found.packet) if looked else [],
        "case": at("case", looked.case) if looked and looked.case else "",
        "known": at("packet", looked.known) if looked and looked.known else "", "keys": at("packet-keys"),
    }  # fmt: skip
    return render_page(request, "desk/packet_take.html", data, status=400 if errors else 200)


def _looked(request: HttpRequest, who: Scope) -> Looked:
    """The chosen file, verified; it is kept for its worker until it is taken in. Raises Wrong, Refused."""
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise Wrong(("field-file", say("Choose the file of the packet.")))
    if (upload.size or 0) > LARGEST:
        raise Wrong(("field-file", say("The file is larger than {most} MB.", most=LARGEST // 1_000_000)))
    data = upload.read()
    found = reading.opened(data, queries.trusted())
    known = queries.seen_before(who, found.packet.uid)
    case = queries.answered(who, found).case_id if is_reply(found) and not known else 0
    return Looked(holding.hold(who, data) if not known else "", found, case, known)


def _taken(request: HttpRequest, who: Scope, form: Typed) -> str:
    data, how, act = queries.held(who, form.one("hash")), form.one("how"), act_of(request)
    try:
        if is_reply(reading.opened(data, queries.trusted())):
            return _replied(request, who, act, data, how)
        taken = commands.take_in(act=act, scope=who, data=data, how=how)
    except DoneBefore as before:
        return at("packet", before.stream)
    audit.log_reading(scope=who, at=day.now(), stream=taken, what=DOCUMENT, why=INBOX)
    messages.success(request, _("The packet is taken in, and stands under “Come in” too."))
    return at("packet", taken)


def _replied(request: HttpRequest, who: Scope, act: Act, data: bytes, how: str) -> str:
    done = commands.take_reply(act=act, scope=who, data=data, how=how)
    messages.success(request, _("The reply is taken in, and the case has gone on."))
    return at("case", done.case)


def _coded(who: Scope, form: Typed) -> str:
    """The page where the answer on a paper is written down: of a packet, else of a form. Raises Wrong."""
    code = form.one("code")
    found = queries.by_code(who, code)
    if found:
        return at("transfer", *found)
    if documents.by_code(who, code, who.on):
        return f"{at('form-by-code')}?{urlencode({'code': code})}"
    raise Wrong(("field-code", say("No paper of your unit has that code. Look at it again.")))


def _said(problem: Refused | MovedOn) -> Message:
    if isinstance(problem, MovedOn):
        return refusing.MEANWHILE
    reason = spoken(problem.decision.reason or say("It is not allowed."))
    return refusing.with_law(reason, problem.decision, day.today())


urls: list[URLPattern] = [path("desk/packets/new/", take_page, name="packet-take")]
