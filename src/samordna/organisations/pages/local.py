"""What does the area decide itself: how long is “at once” here, when are offices closed, which unread rules count?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from samordna.access.domain import Role
from samordna.handbooks.published import pinned
from samordna.journal.append import DoneBefore
from samordna.kernel.decision import Refused, insist
from samordna.kernel.text import Message, say
from samordna.law.following import unread
from samordna.law.queries import load as load_law
from samordna.organisations import choices, commands, deciding, policy, queries
from samordna.organisations.domain import Span
from samordna.organisations.pages import local_view
from samordna.organisations.pages.forms import Form, day_after
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.rules.limits import UNITS, Length
from samordna.web import day, i18n

REASON_LENGTH = 400
YES, NO = "yes", "no"
# Carries the decision out on a request, with the reason that was written, and says what was done.
CarryOut = Callable[[HttpRequest], Message]


@require_safe
@signed_in(Role.LOCAL_ADMIN)
def local_page(request: HttpRequest, area: int) -> HttpResponse:
    """What has been decided, what counts where nothing has, and a form for each kind of decision."""
    _may(request, area)
    return _show(request, area, Form("", QueryDict()))


@require_POST
@signed_in(Role.LOCAL_ADMIN)
def decide(request: HttpRequest, area: int, verb: str) -> HttpResponse:
    """Carry out one decision; then the page again, or the form with what is to be mended."""
    _may(request, area)
    if verb not in DECISIONS:
        raise Http404
    form = Form(verb, request.POST)
    carry_out = DECISIONS[verb](form, area, day.today())
    if not form.errors:
        try:
            messages.success(request, i18n.render(carry_out(request)))
            return HttpResponseRedirect(reverse("organisation-local", args=[area]))
        except DoneBefore:
            return HttpResponseRedirect(reverse("organisation-local", args=[area]))
        except Refused as problem:
            form.refuse(problem)
    return _show(request, area, form)


def _may(request: HttpRequest, area: int) -> None:
    insist(policy.may_decide(scope(request), area))


def length(form: Form, area: int, _on: date) -> CarryOut:
    """How long a time limit of the handbook is here."""
    row = queries.area_by_id(area)
    limits = deciding.limits(pinned(row.handbook, row.version)).values()
    allowed = [each.id for each in limits if each.open]
    deadline = form.choice("deadline", say("Time limit"), allowed)
    number = form.number("number", say("How long"))
    unit = form.choice("unit", say("Counted in"), UNITS)
    span = form.span(("from", say("First day")), ("last", say("Last day")))
    reason = form.text("reason", say("Reason"), longest=REASON_LENGTH)

    def do(request: HttpRequest) -> Message:
        commands.decide_length(act=act_of(request, reason), scope=scope(request), area=area, deadline=deadline,
                               length=Length(number, unit), span=span)  # fmt: skip
        return say("The time limit has been decided.")

    return do


def closed(form: Form, area: int, _on: date) -> CarryOut:
    """Days when the offices are closed."""
    name = form.text("name", say("What the days are called"), needed=True)
    first = form.needed_day("from", say("First day closed"))
    last = form.day("last", say("Last day closed")) or first
    if last < first:
        form.wrong("last", say("The last day must not come before the first."))

    def do(request: HttpRequest) -> Message:
        span = Span(first, day_after(last))
        commands.close_days(act=act_of(request), scope=scope(request), area=area, name=name, span=span)
        return say("The closed days have been saved.")

    return do


def follow(form: Form, area: int, _on: date) -> CarryOut:
    """Whether a rule that nobody has read is followed here."""
    ref = form.choice("rule", say("Rule"), unread(load_law()))
    answer = form.choice("follow", say("Does the area follow it?"), (YES, NO))
    span = form.span(("from", say("First day")), ("last", say("Last day")))
    reason = form.text("reason", say("Reason"), needed=True, longest=REASON_LENGTH)

    def do(request: HttpRequest) -> Message:
        commands.follow_rule(act=act_of(request, reason), scope=scope(request), area=area, ref=ref,
                             follow=answer == YES, span=span)  # fmt: skip
        return say("It has been saved whether the area follows the rule.")

    return do


def end(form: Form, area: int, on: date) -> CarryOut:
    """A decision that no longer counts."""
    chosen = form.choice("choice", say("Decision"), [str(row.pk) for row in choices.choices(area, on)])
    last = form.needed_day("last", say("Last day"))

    def do(request: HttpRequest) -> Message:
        commands.end_choice(
            act=act_of(request), scope=scope(request), area=area, choice=int(chosen), on=day_after(last)
        )
        return say("The decision ends after {day}. What had not begun never counts.", day=last.isoformat())

    return do


DECISIONS: Mapping[str, Callable[[Form, int, date], CarryOut]] = {
    "length": length, "closed": closed, "follow": follow, "end": end,
}  # fmt: skip


def _show(request: HttpRequest, area: int, form: Form) -> HttpResponse:
    said = {"form": form, "errors": form.errors, **local_view.shown(queries.area_by_id(area), day.today())}
    return render(request, "organisations/local.html", said, status=422 if form.errors else 200)
