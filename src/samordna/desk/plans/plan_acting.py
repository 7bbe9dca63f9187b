"""How is what somebody does on a page of plans carried out, and where on the page does a refusal belong?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from samordna.cases.queries import Seen
from samordna.desk import refusing
from samordna.desk.case_names import at
from samordna.desk.typed import Error, Wrong
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.organisations.signed_in import act_of, scope
from samordna.plans.commands import Written

# Where on the page each refusal belongs.
PLACES = {
    "follow-up-day": "field-follow_up_on", "day-ahead": "field-on", "no-party": "field-party",
    "plan-end-reason": "field-reason", "plan-end-words": "field-words", "goal-words": "field-own_words",
    "goal-status": "field-status", "goal-achievement": "field-achievement", "result-words": "field-result",
    "no-plan": "field-other", "linked-already": "field-other",
}  # fmt: skip


def by(request: HttpRequest, seen: Seen, reason: str = "") -> dict[str, Any]:
    """What every command takes: the act, who acts, and the case."""
    return {"act": act_of(request, reason), "scope": scope(request), "case": seen.id}


def done(
    request: HttpRequest, seen: Seen, do: Callable[[], Written], said: str, onward: str = ""
) -> HttpResponse | list[Error]:  # fmt: skip
    """Do it and go to the plan, or to `onward`; what is wrong otherwise, with the way to its field."""
    try:
        made = do()
    except DoneBefore:
        return refusing.done_before(request, onward or at("case-plans", seen.id))
    except Wrong as problem:
        return list(problem.errors)
    except (Refused, MovedOn) as problem:
        return [refusing.problem(seen, problem, PLACES)]
    messages.success(request, said)
    place = at("case-plan", seen.id, made.plan) if made.plan else at("case-plans", seen.id)
    return HttpResponseRedirect(onward or place)
