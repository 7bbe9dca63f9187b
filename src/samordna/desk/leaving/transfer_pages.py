"""How is something that was sent accepted, declined, answered, taken back or reminded of? (D7-D10, D1, D27)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from samordna.access.domain import Scope
from samordna.cases.commands import sending
from samordna.cases.domain import CHANNELS, Done
from samordna.cases.queries import Seen
from samordna.desk import refusing
from samordna.desk.boxes.entering import enter
from samordna.desk.leaving import transfer_view
from samordna.desk.leaving.transfer_view import TransferView
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.journal.append import DoneBefore, MovedOn
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.organisations.signed_in import act_of, signed_in
from samordna.web import day
from samordna.web.i18n import _

ACCEPT, DECLINE, SAYS_NO, ANSWER, WITHDRAW, ESCALATE = "accept", "decline", "says-no", "answer", "withdraw", "escalate"
REASONED = {DECLINE: "decline-reason", SAYS_NO: "says-no-reason", WITHDRAW: "withdraw-reason"}


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_page(request: HttpRequest, case: int, no: int) -> HttpResponse:
    """A hand-over, a request or a question: for the one who sent it, and the one who got it."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    shown = transfer_view.view(seen, no, day.today())
    if request.method != "POST":
        return render_page(request, "desk/transfer.html", {"view": shown})
    do, given = request.POST.get("do", ""), typed(request)
    try:
        return _do(request, seen, shown, do, given)
    except DoneBefore:
        return refusing.done_before(request, reverse("case", args=[case]))
    except MovedOn:
        errors, status = [("", refusing.MEANWHILE)], 409
    except Wrong as problem:
        errors, status = list(problem.errors), 400
    except Refused as problem:
        errors = [refusing.problem(seen, problem)]
        status = 409 if problem.decision.code == "already-answered" else 403 if problem.decision.law else 400
    shown = transfer_view.view(seen, no, day.today(), given, do, tuple(errors))
    return render_page(request, "desk/transfer.html", {"view": shown}, status=status)


def _do(request: HttpRequest, seen: Seen, shown: TransferView, do: str, given: Typed) -> HttpResponse:
    if do not in _RUNS:
        raise Wrong(("", say("Choose what to do.")))
    _check(shown, do, given)
    reason = given.one(REASONED.get(do, ""))
    done = _RUNS[do](act_of(request, reason), seen.scope, shown, given)
    messages.success(request, _told(do, shown))
    if do == ACCEPT and shown.receiver_here and done.position:
        return HttpResponseRedirect(reverse("case-box", args=[seen.id, done.position]))
    return HttpResponseRedirect(reverse("case", args=[seen.id]))


def _registers(shown: TransferView, do: str) -> bool:
    """True when what an outside party has said is written down by the sender."""
    return not shown.receiver_here and shown.side == transfer_view.SENDER and do in (ACCEPT, DECLINE, ANSWER)


def _check(shown: TransferView, do: str, given: Typed) -> None:
    """Everything that is missing, at once."""
    errors: list[Error] = []
    name = REASONED.get(do)
    if name and not given.one(name):
        errors.append((f"field-{name}", say("Give a reason.")))
    if do == ANSWER and not given.one("answer-text"):
        errors.append(("field-answer-text", say("Write the answer.")))
    if do == ESCALATE and not given.number("escalate-to"):
        errors.append(("field-escalate-to", say("Choose who is to know.")))
    if _registers(shown, do):
        told = given.day(f"{do}-on")
        if given.one(f"{do}-via") not in CHANNELS:
            errors.append((f"field-{do}-via", say("Say how you were told.")))
        if told and told > day.today():
            errors.append((f"field-{do}-on", say("The day lies ahead. Write the day you were told.")))
    if errors:
        raise Wrong(*errors)


def _via(shown: TransferView, do: str, given: Typed) -> tuple[str, date | None]:
    """How and when an outside party told it."""
    return (given.one(f"{do}-via"), given.day(f"{do}-on")) if _registers(shown, do) else ("", None)


def _accept(act: Act, scope: Scope, shown: TransferView, given: Typed) -> Done:
    via, on = _via(shown, ACCEPT, given)
    return sending.accept(
        act=act, scope=scope, case=shown.case, transfer=shown.no, via=via, on=on, worker=given.number("worker") or None
    )


def _decline(act: Act, scope: Scope, shown: TransferView, given: Typed) -> Done:
    via, on = _via(shown, DECLINE, given)
    return sending.decline(act=act, scope=scope, case=shown.case, transfer=shown.no, via=via, on=on)


def _says_no(act: Act, scope: Scope, shown: TransferView, given: Typed) -> Done:
    return sending.decline(act=act, scope=scope, case=shown.case, transfer=shown.no, person_says_no=True)


def _answer(act: Act, scope: Scope, shown: TransferView, given: Typed) -> Done:
    via, on = _via(shown, ANSWER, given)
    return sending.answer(
        act=act, scope=scope, case=shown.case, transfer=shown.no, text=given.one("answer-text"), via=via, on=on
    )


def _withdraw(act: Act, scope: Scope, shown: TransferView, given: Typed) -> Done:
    return sending.withdraw(act=act, scope=scope, case=shown.case, transfer=shown.no)


def _escalate(act: Act, scope: Scope, shown: TransferView, given: Typed) -> Done:
    unit = given.number("escalate-to")
    if str(unit) not in dict(shown.escalate_to):
        raise Wrong(("field-escalate-to", say("Choose who is to know.")))
    return sending.escalate(act=act, scope=scope, case=shown.case, transfer=shown.no, unit=unit)


_RUNS: Mapping[str, Callable[[Act, Scope, TransferView, Typed], Done]] = {
    ACCEPT: _accept, DECLINE: _decline, SAYS_NO: _says_no, ANSWER: _answer, WITHDRAW: _withdraw, ESCALATE: _escalate,
}  # fmt: skip


def _told(do: str, shown: TransferView) -> str:
    return {
        ACCEPT: _("Accepted."), DECLINE: _("Noted: declined."), SAYS_NO: _("Noted: the person said no."),
        ANSWER: _("The answer is noted."), WITHDRAW: _("Taken back. The box is yours again."),
        ESCALATE: _("They see now that no answer has come."),
    }[do]  # fmt: skip


urls = [path("cases/<int:case>/transfers/<int:no>/", transfer_page, name="transfer")]
