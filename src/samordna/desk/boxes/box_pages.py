"""How does a worker work in a box? One form with every button; what leaves is previewed, nothing is done twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from samordna.cases import drafts, trying
from samordna.cases.commands import drafting
from samordna.cases.domain import Done, Overtaken
from samordna.cases.facts import WrongFacts
from samordna.cases.queries import Seen
from samordna.desk import conflicts, refusing
from samordna.desk.boxes import box_checks, box_fields, box_moves, box_needs, box_view, left_boxes
from samordna.desk.boxes.box_moves import DOINGS, Wish
from samordna.desk.boxes.box_view import Gathered
from samordna.desk.boxes.entering import enter
from samordna.desk.leaving import previewing
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.handbooks.journey.state import AWAITING
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Decision, Refused
from samordna.kernel.text import Message, say
from samordna.law.queries import load as load_law
from samordna.organisations.signed_in import act_of, signed_in
from samordna.web import day
from samordna.web.i18n import _

DRAFT, DISCARD, CONSENT = "draft", "discard", "consent"
# What stays in the box and was typed beside the point of the button is kept as a draft; these use it up.
USES_ALL = ("complete", "skip", "end", "jump", "tell")
BESIDE = ("note", "tick", box_checks.FIELD, box_checks.ASKED)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def box_page(request: HttpRequest, case: int, no: int) -> HttpResponse:
    """An open box, or what became of one that has been left."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    if request.method == "POST":
        return _post(request, seen, no)
    if no not in seen.state.positions:
        return left_boxes.page(request, seen, no)
    return _shown(request, box_view.view(box_view.gather(seen, no, day.today())))


def _shown(request: HttpRequest, view: box_view.BoxView, status: int = 200) -> HttpResponse:
    return render_page(request, "desk/box.html", {"view": view}, status=status)


def _post(request: HttpRequest, seen: Seen, no: int) -> HttpResponse:
    do, given = request.POST.get("do", ""), typed(request)
    try:
        place = seen.state.positions.get(no)
        if place is None and do in ("correct", "reopen"):
            return _from_left_box(request, seen, no, do, given)
        if place is None or place.status == AWAITING:
            return conflicts.overtaken(request, seen, no, given)
        found = box_view.gather(seen, no, day.today())
        if do in (DRAFT, DISCARD):
            return _draft(request, seen, no, given, do)
        if do not in DOINGS:
            raise Wrong(("", say("Choose what to do.")))
        return _do(request, found, do, given)
    except DoneBefore:
        return refusing.done_before(request, reverse("case", args=[seen.id]))
    except Overtaken as first:
        return conflicts.overtaken(request, seen, no, given, first)
    except MovedOn:
        return conflicts.moved_on(request, seen, no, given)
    except (Wrong, WrongFacts, Refused) as problem:
        return _again(request, seen, no, do, given, problem)


def _do(request: HttpRequest, found: Gathered, do: str, given: Typed) -> HttpResponse:
    """Check, preview what leaves, carry out."""
    seen, on, doing = found.seen, day.today(), DOINGS[do]
    facts = box_fields.changed(given, found.step.asks, found.latest, seen.scope.spheres)
    wish = Wish(do, seen.id, found.place.id, given, facts, box_checks.changed(found, given))
    read_at = _number(request.POST.get("seq", ""))
    lost = box_fields.overwritten(facts, found.latest, read_at, seen.scope.spheres)
    if lost and do in USES_ALL and request.POST.get("confirm") != "over":
        return conflicts.facts(request, seen, found, given, lost, read_at)
    doing.check(wish, on)
    if box_view.stands(found) == box_view.OUTSIDE and not wish.via:
        raise Wrong(("field-via", say("Say how you were told.")))
    if box_view.stands(found) == box_view.MINE:
        box_needs.ask(found, wish)
    if doing.move and not box_moves.nothing_leaves(wish):
        answer = _preview(request, found, wish)
        if answer is not None:
            return answer
    done = doing.run(act_of(request, wish.reason), seen.scope, wish)
    return _after(request, seen, wish, done)


def _preview(request: HttpRequest, found: Gathered, wish: Wish) -> HttpResponse | None:
    """The preview, unless it has been seen and confirmed or nothing goes to another unit."""
    doing = DOINGS[wish.do]
    assert doing.move is not None
    sendings = trying.would_send(found.seen, doing.move(wish), wish.units, day.today())
    if isinstance(sendings, Decision):
        raise Refused(sendings)
    confirm = request.POST.get("confirm", "")
    if not sendings or confirm == "yes":
        return None
    if confirm == CONSENT:
        return _to_consent(request, found, wish, sendings)
    return render_page(request, "desk/box_preview.html", {"view": preview(request, found, wish, sendings)})


def preview(request: HttpRequest, found: Gathered, wish: Wish, sendings: Any) -> dict[str, Any]:
    """What the preview page shows, with the whole form to send once more."""
    seen = found.seen
    around = previewing.Around(
        seen, found.names, load_law(), day.today(), found.latest, found.place.id, found.protected
    )
    going = previewing.goings(around, sendings)
    href = reverse("case-box", args=[seen.id, found.place.id])
    return {
        "case": seen.id, "number": seen.number, "no": found.place.id, "box": found.step.label or found.step.id,
        "going": going, "complete": all(each.complete for each in going), "do": wish.do, "typed": wish.typed,
        "form": request.POST.get("form", ""), "seq": request.POST.get("seq", ""), "then": request.POST.get("then", ""),
        "kind": previewing.kind_words(sendings[0].kind), "note": wish.typed.one("refer-note") or wish.typed.one("note"),
        "others": previewing.without_consent(seen, found.place.id, href), "href": href,
    }  # fmt: skip


def _to_consent(request: HttpRequest, found: Gathered, wish: Wish, sendings: Any) -> HttpResponse:
    """Keep what is typed, and go where the missing consent is registered; from there one comes back here."""
    _keep(request, found.seen, found.place.id, wish.typed)
    shown = preview(request, found, wish, sendings)
    wanting = next((each for each in shown["going"] if not each.complete), shown["going"][0])
    messages.info(request, _("What you typed is kept as a draft, seen only by you."))
    return HttpResponseRedirect(wanting.consent_href)


def _after(request: HttpRequest, seen: Seen, wish: Wish, done: Done) -> HttpResponse:
    """Tell what was done, keep what was typed beside it, and go on where the work is."""
    act = act_of(request)
    key = drafts.box_key(wish.position)
    if wish.do in USES_ALL or DOINGS[wish.do].leaves:
        drafting.discard(act=act, scope=seen.scope, case=seen.id, key=key)
    elif wish.facts or wish.typed.one("note") or wish.checked is not None:
        drafting.keep(act=act, scope=seen.scope, case=seen.id, key=key, typed=_beside(wish.typed))
    messages.success(request, _told(wish, done))
    if wish.do in ("tell", "take", "resume", "refer", "consult") or request.POST.get("then") == "box":
        return HttpResponseRedirect(_next(seen, wish, done))
    return _to_case(seen)


def _next(seen: Seen, wish: Wish, done: Done) -> str:
    """The same box while it is open; else the box that was opened, if it is the actor's unit's; else the case."""
    if not DOINGS[wish.do].leaves:
        return reverse("case-box", args=[seen.id, wish.position])
    after = box_view.next_of_unit(seen, done)
    return reverse("case-box", args=[seen.id, after]) if after else reverse("case", args=[seen.id])


def _beside(given: Typed) -> dict[str, list[str]]:
    """Answers and a note that a button of a fold did not take with it."""
    return {
        name: list(values)
        for name, values in given.data.items()
        if (name.startswith(box_fields.PREFIX) or name in BESIDE) and any(values)
    }


def _told(wish: Wish, done: Done) -> str:
    if done.transfers:
        return _("Sent. You see on the case page when it is answered.")
    said = {
        "tell": _("Your answers are saved."), "park": _("The box rests until the day you chose."),
        "resume": _("The box is taken up again."), "take": _("You work with the box now."),
        "return": _("Returned."), "consult": _("The question is noted."), "reopen": _("The box is open again."),
        "correct": _("Undone. The box is open again."),
    }  # fmt: skip
    return said.get(wish.do) or _("Done.")


def _draft(request: HttpRequest, seen: Seen, no: int, given: Typed, do: str) -> HttpResponse:
    if do == DISCARD:
        drafting.discard(act=act_of(request), scope=seen.scope, case=seen.id, key=drafts.box_key(no))
        messages.info(request, _("The draft is gone."))
    else:
        _keep(request, seen, no, given)
        messages.success(request, _("Kept as a draft, seen only by you. Nothing is saved in the case yet."))
    return HttpResponseRedirect(reverse("case-box", args=[seen.id, no]))


def _keep(request: HttpRequest, seen: Seen, no: int, given: Typed) -> None:
    drafting.keep(act=act_of(request), scope=seen.scope, case=seen.id, key=drafts.box_key(no), typed=given.data)


def _from_left_box(request: HttpRequest, seen: Seen, no: int, do: str, given: Typed) -> HttpResponse:
    """Open again, or undo the leaving of, a box that is not open."""
    wish = Wish(do, seen.id, no, given, {})
    DOINGS[do].check(wish, day.today())
    done = DOINGS[do].run(act_of(request, wish.reason), seen.scope, wish)
    messages.success(request, _told(wish, done))
    return HttpResponseRedirect(reverse("case-box", args=[seen.id, done.position or no]))


def _again(
    request: HttpRequest, seen: Seen, no: int, do: str, given: Typed, problem: Wrong | WrongFacts | Refused
) -> HttpResponse:
    """The page once more, with everything that was typed and what to mend on top."""
    wrong: dict[str, Message] = {}
    if isinstance(problem, WrongFacts):
        wrong = dict(problem.problems)
    if no not in seen.state.positions:
        return left_boxes.page(request, seen, no, given, _errors(seen, problem, {}))
    found = box_view.gather(seen, no, day.today())
    view = box_view.view(found, given, do, (), wrong)
    anchors = {each.name.removeprefix(box_fields.PREFIX): each.anchor for each in view.fields}
    view = replace(view, errors=_errors(seen, problem, anchors, do))
    return _shown(request, view, 403 if isinstance(problem, Refused) and problem.decision.law else 400)


def _errors(
    seen: Seen, problem: Wrong | WrongFacts | Refused, anchors: dict[str, str], do: str = ""
) -> list[Error]:  # fmt: skip
    if isinstance(problem, Wrong):
        return list(problem.errors)
    if isinstance(problem, WrongFacts):
        return [(anchors.get(fact, ""), said) for fact, said in problem.problems.items()]
    decision = problem.decision
    return [(_field(do, decision.code), refusing.said(seen.handbook, decision, day.today()))]


def _field(do: str, code: str) -> str:
    """The field that a refusal is about, as the fold of its button has it; "" when it is about none."""
    exits = "field-skip-exit" if do == "skip" else "exits"
    target = _TARGETS.get(do, "")
    place = {
        "choose-exit": exits, "one-exit": exits, "no-exit": exits, "bad-degree": "field-degree",
        "guard-reason": "field-guard-code", "guard-words": "field-guard-words",
        "reason-needed": f"field-{do}-reason" if do in _REASONED else "", "review-date-needed": "field-until",
    }  # fmt: skip
    return target if code in _AIMED else place.get(code, "")


_AIMED = ("same-party", "cannot-receive", "no-target", "no-referral", "no-party", "no-category", "already-open")
_TARGETS = {
    "jump": "field-jump-target", "hand-over": "field-hand-over-target", "refer": "field-referral",
    "consult": "field-adviser", "reopen": "field-reopen-target",
}  # fmt: skip
_REASONED = ("skip", "jump", "hand-over", "return", "reopen", "park")


def _to_case(seen: Seen) -> HttpResponse:
    return HttpResponseRedirect(reverse("case", args=[seen.id]))


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() else 0


urls = [path("cases/<int:case>/boxes/<int:no>/", box_page, name="case-box")]
