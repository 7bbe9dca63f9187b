"""How does a worker decide in a box with a table's advice? One form: facts, what the table says, what is decided."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from samordna.cases import drafts
from samordna.cases.commands import deciding, drafting
from samordna.cases.commands.deciding import Decided
from samordna.cases.facts import WrongFacts
from samordna.cases.queries import Seen
from samordna.desk import refusing
from samordna.desk.boxes import box_view, deciding_box, deciding_view
from samordna.desk.boxes.deciding_view import Asked
from samordna.desk.boxes.entering import enter
from samordna.desk.typed import Error, Typed, typed
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Refused
from samordna.kernel.text import say
from samordna.organisations.signed_in import act_of, signed_in
from samordna.web import day
from samordna.web.i18n import _

SEE, DECIDE, ASK = "see", "decide", "ask"
# Where on the page a refusal belongs.
PLACES = {
    "choose-outcome": "outcomes", "one-outcome": "outcomes", "reason-code": "field-code", "reason-words": "field-words"
}  # fmt: skip


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def table_page(request: HttpRequest, case: int, no: int, table: str) -> HttpResponse:
    """A decision table in an open box of a case. Who comes after the box has been left is shown what became of it."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    if no not in seen.state.positions:
        return _to_box(seen, no)
    found = box_view.gather(seen, no, day.today())
    if request.method != "POST":
        return _shown(request, deciding_view.ask(found, table))
    asked = deciding_view.ask(found, table, typed(request))
    do = request.POST.get("do", "")
    if do == SEE:
        missing = asked.read.problems
        return _shown(request, asked, deciding_view.field_errors(asked, missing), show_missing=True)
    wrong = deciding_view.field_errors(asked, asked.wrong)
    if wrong:
        return _shown(request, asked, wrong)
    if do == ASK:
        return _put_in_request(request, asked)
    if do == DECIDE:
        return _decide(request, asked)
    return _shown(request, asked, [("", say("Choose what to do."))])


def _shown(
    request: HttpRequest, asked: Asked, errors: Sequence[Error] = (), *, show_missing: bool = False
) -> HttpResponse:  # fmt: skip
    view = deciding_view.view(asked, errors, show_missing=show_missing)
    return render_page(request, "desk/deciding.html", view, status=400 if errors else 200)


def _decide(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Keep the decision, unless what it was made from has changed while it was made."""
    errors = _overtaken(request, asked)
    if not errors and asked.typed.one("suggested") != asked.suggested:
        errors = [("answer", say("With these answers the table says something else. Look at it, and decide."))]
    if errors:
        return _shown(request, asked, errors)
    seen, given = asked.found.seen, asked.typed
    decided = Decided(
        asked.table.id,
        asked.on,
        given.many("outcome"),
        asked.given,
        given.one("code"),
        given.one("words"),
        asked.taken,
    )
    try:
        deciding.judge(
            act=act_of(request), scope=seen.scope, case=seen.id, position=asked.found.place.id, decided=decided
        )
    except DoneBefore:
        messages.info(request, refusing.before())
        return _to_box(seen, asked.found.place.id)
    except WrongFacts as problem:
        return _shown(
            request, asked, [(deciding_view.anchor(asked, fact), said) for fact, said in problem.problems.items()]
        )
    except Refused as no:
        place = PLACES.get(no.decision.code, "")
        return _shown(request, asked, [(place, refusing.said(seen.handbook, no.decision, day.today()))])
    messages.success(request, _("Your decision is kept. The way that it points at is chosen below."))
    return _to_box(seen, asked.found.place.id)


def _overtaken(request: HttpRequest, asked: Asked) -> list[Error]:
    """Facts that a colleague has answered otherwise since the page was read (E12)."""
    written = request.POST.get("seq", "")
    read_at = int(written) if written.isascii() and written.isdigit() else 0
    changed = say("A colleague has answered this since you opened the page. Your answer stands; save again to keep it.")
    return [
        (deciding_view.anchor(asked, fact), changed)
        for fact, row in deciding_view.own_facts(asked.found).items()
        if fact in asked.read.given and row.seq > read_at > 0
        and sorted(deciding_view.as_words(row.value)) != sorted(asked.words.get(fact, ()))
    ]  # fmt: skip


def _put_in_request(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The prepared questions become the text of the box's request; nothing is decided or sent yet."""
    view = deciding_view.view(asked)
    text = view["prepared"]["text"] if view["prepared"] else ""
    found = asked.found
    before = drafts.kept(found.seen.scope, found.seen.id, drafts.box_key(found.place.id))
    return _drafted(request, found.seen, found.place.id, Typed(before.data if before else {}), text)


@signed_in()
@require_POST
def questions_page(request: HttpRequest, case: int, no: int) -> HttpResponse:
    """The same from the box itself, with everything that has been typed there."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    if no not in seen.state.positions:
        return _to_box(seen, no)
    found = box_view.gather(seen, no, day.today())
    asked = deciding_box.tables(found, (), ours=True).questions
    return _drafted(request, seen, no, typed(request), deciding_box.as_text(asked))


def _drafted(request: HttpRequest, seen: Seen, no: int, given: Typed, text: str) -> HttpResponse:
    """Add the questions to the request that is being written in the box, once."""
    name = "refer-note"
    written = given.one(name)
    whole = written if not text or text in written else "\n".join(each for each in (written, text) if each)
    drafting.keep(
        act=act_of(request), scope=seen.scope, case=seen.id, key=drafts.box_key(no),
        typed={**{key: list(values) for key, values in given.data.items()}, name: [whole]},
    )  # fmt: skip
    messages.success(request, _("The questions stand in the request. Read them through before you ask."))
    return HttpResponseRedirect(reverse("case-box", args=[seen.id, no]) + "#field-refer-note")


def _to_box(seen: Seen, no: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("case-box", args=[seen.id, no]))


urls: list[URLPattern] = [
    path("cases/<int:case>/boxes/<int:no>/tables/<str:table>/", table_page, name="case-table"),
    path("cases/<int:case>/boxes/<int:no>/questions/", questions_page, name="case-questions"),
]
