"""How is a decision on a benefit said in a sentence, and why somebody went on although it speaks against that? (D28)

As much as the reader may see: all of it lies in the category of decisions (E7).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from samordna.cases import guard, guard_registers
from samordna.desk import guard_view
from samordna.desk.case_names import day_words_of
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told


def _said(told: Told) -> dict[str, Any]:
    found: dict[str, Any] = told.act.said.get(guard.CATEGORY, {})
    return found


def _row(told: Told) -> dict[str, Any]:
    rows = _said(told).get("rows") or [["", {}]]
    return dict(rows[0][1])


def _benefit(told: Told) -> str:
    return guard_view.title(told.names.handbook, str(_row(told).get("kind", "")))


def _decided(told: Told) -> str:
    row = _row(told)
    return _("registered a decision on {benefit}: {decision}, {day}.").format(
        benefit=_benefit(told), decision=guard_view.decision_words(told.names.handbook, str(row.get("decision", ""))),
        day=day_words_of(str(row.get("decided_on", ""))),
    )  # fmt: skip


def _condition(told: Told) -> tuple[str, dict[str, Any]]:
    chosen = str(_said(told).get("condition", ""))
    known = guard_registers.condition(chosen)
    met: dict[str, Any] = next((each for each in _row(told).get("met", ()) if each["id"] == chosen), {})
    return render(known.title) if known else chosen, met


def _met(told: Told) -> str:
    title, met = _condition(told)
    return _("ticked as met since the decision on {benefit}: {condition}, {day} ({how}).").format(
        benefit=_benefit(told), condition=title, day=day_words_of(met.get("on", "")), how=met.get("words", "")
    )


def _not_met(told: Told) -> str:
    return _("took a tick away from the decision on {benefit}: {condition}.").format(
        benefit=_benefit(told), condition=_condition(told)[0]
    )


def _applied(told: Told) -> str:
    said = _said(told).get("applied", {})
    return _("registered that the person has applied for {benefit} on their own, {day}.").format(
        benefit=guard_view.title(told.names.handbook, str(said.get("kind", ""))), day=day_words_of(said.get("on", ""))
    )


def passed(told: Told) -> str:
    """Why somebody went on although the last decision speaks against it; "" when nobody did, or it is closed."""
    said = _said(told).get("guard")
    if not said:
        return ""
    entry, words = guard_registers.reason_read(str(said.get("reason", "")))
    why = ": ".join(each for each in (render(entry.title) if entry else "", words) if each)
    return " " + _("The last decision speaks against a new application. Reason for going on: {reason}.").format(
        reason=why
    )


SENTENCES: dict[str, Callable[[Told], str]] = {
    "benefit-decided": _decided,
    "condition-met": _met,
    "condition-not-met": _not_met,
    "applied-by-person": _applied,
}
