"""How does a hand-over leave as a sealed packet, and how is one that came taken in and answered?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.audit import commands as audit
from samordna.cases.queries import INBOX, Seen
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import DOCUMENT, enter
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import cited, consent_address, spoken
from samordna.desk.outside import channels
from samordna.desk.papers import packet_view
from samordna.desk.papers.packet_key_pages import urls as key_urls
from samordna.desk.papers.packet_taking_pages import urls as taking_urls
from samordna.desk.typed import Error, typed
from samordna.documents.typesetting import TypesettingError
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.law.queries import load as load_law
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.packets import commands, gathering, queries, telling
from samordna.packets.commands import Said
from samordna.packets.domain import REPLY
from samordna.web import day
from samordna.web.i18n import _, render

PDF = "application/pdf"


@signed_in()
@require_safe
def overview(request: HttpRequest, case: int) -> HttpResponse:
    """The packets of the case: sealed here, come here, and what can be sealed."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    read = case_gather.acts(seen, day.today())
    data = {
        **case_pages.frame(read), "sealed": packet_view.sealed_lines(seen, read.names, read.on),
        "can_seal": [] if seen.state.closed else packet_view.can_seal(seen, read.names),
        "came": [(packet_view.heading(each), each.on, at("packet", each.id)) for each in queries.taken_for(seen)],
        "take": at("packet-take"), "keys": at("packet-keys"),
    }  # fmt: skip
    return render_page(request, "desk/packets.html", data)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def seal_page(request: HttpRequest, case: int, no: int) -> HttpResponse:
    """What leaves and what is stopped; and then it is sealed (D18)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    form, errors, on = typed(request), list[Error](), day.today()
    if request.method == "POST":
        chosen = form.numbers("with")
        try:
            commands.seal(act=act_of(request), scope=scope(request), case=case, transfer=no, forms=chosen)
        except DoneBefore:
            return HttpResponseRedirect(at("case-packets", case))
        except (Refused, MovedOn, TypesettingError) as problem:
            errors = [("", _said(seen, problem))]
        else:
            messages.success(
                request, _("The packet is sealed. Send the file by SDK or on paper, or give it to the person.")
            )
            return HttpResponseRedirect(at("case-packets", case))
    try:
        what = gathering.going(seen, no, on)
    except Refused as problem:
        errors = errors or [("", _said(seen, problem))]
        what = None
    data = {
        **case_pages.frame(case_gather.acts(seen, on)), "errors": errors, "form": form, "what": what,
        "back": at("case-packets", case), "letter": at("letter", case, no),
    }  # fmt: skip
    if what is not None:
        leaves, stopped = packet_view.leaving(what, on)
        asked = tuple(each.category for each in what.preview.stopped)
        data |= {
            "leaves": leaves, "stopped": stopped, "forms": packet_view.form_lines(what),
            "consent": consent_address(seen, 0, "", what.receiver.sphere_id, asked, transfer=no),
        }  # fmt: skip
    return render_page(request, "desk/packet_seal.html", data, status=400 if errors else 200)


def _said(seen: Seen, problem: Refused | MovedOn | TypesettingError) -> Message:
    if isinstance(problem, Refused | MovedOn):
        return refusing.problem(seen, problem)[1]
    return say("The form could not be typeset: {reason}.", reason=str(problem))


@signed_in()
@require_safe
def file_page(request: HttpRequest, case: int, packet: int) -> HttpResponse:
    """The sealed file, as long as everything in it may leave (D20)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    on = day.today()
    return sent_file(queries.file_of(seen, packet, on), queries.one(seen, packet, on).code)


def sent_file(data: bytes, code: str) -> HttpResponse:
    """A sealed file under a name that says nothing of anybody (D23); to keep, not to show: every byte counts."""
    answer = HttpResponse(data, content_type=PDF)
    answer["Content-Disposition"] = f'attachment; filename="{_("packet")}-{code}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


# A packet that came


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def packet_page(request: HttpRequest, packet: int) -> HttpResponse:
    """What came, where it goes on, and the reply."""
    who = scope(request)
    kept = queries.taken_in(who, packet)
    audit.log_reading(scope=who, at=day.now(), stream=packet, what=DOCUMENT, why=INBOX)
    form, errors = typed(request), list[Error]()
    if request.method == "POST":
        said = Said(form.one("answer"), form.one("text"), form.has("by_person", "yes"))
        try:
            commands.reply(act=act_of(request), scope=who, packet=packet, said=said)
        except DoneBefore:
            return HttpResponseRedirect(at("packet", packet))
        except Refused as problem:
            field = {"answer-empty": "field-text", "cannot-say": "field-answer"}.get(problem.decision.code, "")
            errors = [(field, _why(problem))]
        else:
            messages.success(request, _("The reply is sealed. Send the file back to whoever sent the packet."))
            return HttpResponseRedirect(at("packet", packet))
    found = queries.contents(kept)
    replies = [(telling.ours(e.answer), e.on, at("packet-reply", packet, e.id)) for e in kept.replied]
    data = {
        "kept": kept, "heading": packet_view.heading(kept), "summary": telling.summary(found), "form": form,
        "told": telling.told(found.packet), "errors": errors, "file": at("packet-file-in", packet),
        "replies": replies, "channel": dict(channels()).get(kept.how, kept.how), "onward": None,
    }  # fmt: skip
    if kept.kind != REPLY:
        leave = packet_view.words_leave(who, kept, found.packet)
        data |= {
            "onward": packet_view.onward(who, kept, found.packet), "fill": packet_view.prefilled(found.packet),
            "answers": packet_view.answers(kept), "words": leave, "open_case": at("open-case"),
            "law": [words for _id, words in cited(load_law(), leave.law, who.on)],
        }  # fmt: skip
    return render_page(request, "desk/packet.html", data, status=400 if errors else 200)


def _why(problem: Refused) -> Message:
    reason = spoken(problem.decision.reason or say("It is not allowed."))
    law = ", ".join(words for _id, words in cited(load_law(), problem.decision.law, day.today()))
    return say("{said} ({law})", said=render(reason), law=law) if law else reason


@signed_in()
@require_safe
def taken_file(request: HttpRequest, packet: int) -> HttpResponse:
    """The file as it came."""
    who = scope(request)
    data = queries.taken_file(who, packet)
    audit.log_reading(scope=who, at=day.now(), stream=packet, what=DOCUMENT, why=INBOX)
    return sent_file(data, str(packet))


@signed_in()
@require_safe
def reply_file(request: HttpRequest, packet: int, reply: int) -> HttpResponse:
    """The sealed reply, to send back."""
    return sent_file(queries.reply_file(scope(request), packet, reply), f"{packet}-{reply}")


urls: list[URLPattern] = [
    path("cases/<int:case>/packets/", overview, name="case-packets"),
    path("cases/<int:case>/packets/seal/<int:no>/", seal_page, name="packet-seal"),
    path("cases/<int:case>/packets/<int:packet>/packet.pdf", file_page, name="packet-file"),
    path("desk/packets/<int:packet>/", packet_page, name="packet"),
    path("desk/packets/<int:packet>/packet.pdf", taken_file, name="packet-file-in"),
    path("desk/packets/<int:packet>/replies/<int:reply>.pdf", reply_file, name="packet-reply"),
    *taking_urls,
    *key_urls,
]
