"""How is an act on a measure said in a sentence? Which one, how it stands, and that the whole road was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from samordna.desk.case_names import day_words_of
from samordna.handbooks.domain import PERSON
from samordna.measures import registers
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told


def _said(pattern: Callable[[], str]) -> Callable[[Told], str]:
    def sentence(told: Told) -> str:
        part: dict[str, Any] = next((each for each in told.act.said.values() if "measure" in each), {})
        row: dict[str, Any] = next((image for _label, image in part.get("rows", ())), {})
        holes = {
            "measure": part.get("title", ""), "applied": _day(row, "applied_on"), "started": _day(row, "started_on"),
            "ended": _day(row, "ended_on"), "outcome": _title("outcomes", row), "reason": _title("declines", row),
        }  # fmt: skip
        return pattern().format(**holes)

    return sentence


def _day(row: dict[str, Any], name: str) -> str:
    return day_words_of(row[name]) if row.get(name) else ""


def _title(register: str, row: dict[str, Any]) -> str:
    known = registers.outcomes() if register == "outcomes" else registers.declines()
    code = str(row.get("outcome" if register == "outcomes" else "reason", ""))
    return render(known[code].title) if code in known else code


def _given(told: Told) -> str:
    part: dict[str, Any] = next((each for each in told.act.said.values() if "variant" in each), {})
    known = registers.variants().get(str(part.get("variant", "")))
    receiver = str(part.get("receiver", ""))
    parties = told.names.handbook.parties
    whom = _("the person") if receiver == PERSON else told.names.party(receiver) if receiver in parties else receiver
    return _("handed over “{paper}” to {whom}.").format(paper=render(known.title) if known else "", whom=whom)


SENTENCES: dict[str, Callable[[Told], str]] = {
    "measure-planned": _said(lambda: _("planned the measure “{measure}”.")),
    "measure-recorded": _said(lambda: _("wrote down the measure “{measure}”.")),
    "measure-applied": _said(lambda: _("wrote down that “{measure}” was applied for on {applied}.")),
    "measure-started": _said(lambda: _("wrote down that “{measure}” began on {started}.")),
    "measure-ended": _said(lambda: _("wrote down that “{measure}” ended on {ended}: {outcome}.")),
    "measure-declined": _said(lambda: _("wrote down that “{measure}” came to nothing: {reason}.")),
    "measure-changed": _said(lambda: _("changed the measure “{measure}”.")),
    "gathered-given": _given,
}
