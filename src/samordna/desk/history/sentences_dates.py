"""How is what somebody does to a time limit by hand said in a sentence? (D27)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from samordna.desk.case_names import day_words_of
from samordna.rules.clocks import spoken
from samordna.rules.limits import UNITS, Length
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told


def _said(pattern: Callable[[], str]) -> Callable[[Told], str]:
    """A sentence about one time limit, with its title, its day and how much longer it became."""

    def said(told: Told) -> str:
        row: Mapping[str, Any] = (told.plan.get("rows") or [["", {}]])[0][1]
        title = told.names.title("deadlines", str(row.get("deadline", "")))
        number, unit = int(row.get("number") or 0), str(row.get("unit") or "")
        length = render(spoken(Length(number, unit))) if unit in UNITS else ""
        words = pattern().format(title=title, day=day_words_of(str(row.get("on", ""))), length=length)
        reason = str(row.get("reason") or "")
        return f"{words} {_('Reason: {reason}').format(reason=reason)}" if reason else words

    return said


SENTENCES: dict[str, Callable[[Told], str]] = {
    "clock-started": _said(lambda: _("registered that “{title}” began {day}.")),
    "clock-paused": _said(lambda: _("paused “{title}” from {day}.")),
    "clock-resumed": _said(lambda: _("let “{title}” run again from {day}.")),
    "clock-extended": _said(lambda: _("extended “{title}” by {length}.")),
    "clock-met": _said(lambda: _("marked “{title}” as done {day}.")),
    "clock-undone": _said(lambda: _("took back a change of “{title}”.")),
}
