"""Which checks are there, and in which order do they report? Pure: the day and everything around come as arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from samordna.handbooks.doctor import (
    agreeing,
    citing,
    deciding,
    limiting,
    partnering,
    reaching,
    referring,
    sharing,
    wording,
)
from samordna.handbooks.doctor.surroundings import Surroundings, about
from samordna.handbooks.domain import Handbook
from samordna.kernel.finding import Finding
from samordna.kernel.text import say

Check = Callable[[Handbook, Surroundings], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    reaching.targets,
    reaching.reach,
    reaching.coverage,
    deciding.answers,
    deciding.waits,
    deciding.doubles,
    sharing.parties,
    sharing.roles,
    partnering.partners,
    partnering.mutual,
    sharing.consents,
    referring.registers,
    referring.tables,
    limiting.deadlines,
    limiting.guards,
    citing.citations,
    citing.review,
    wording.texts,
    wording.numbering,
    agreeing.with_itself,
    agreeing.with_others,
)
# Found only by comparing with other handbooks.
COMPARED = frozenset({"contradiction", "abbreviation-differs"})
_ORDER = {"error": 0, "warning": 1, "info": 2}


def examine(handbook: Handbook, around: Surroundings) -> list[Finding]:
    """Everything found, worst first; a warning that the file explains becomes information with its reason."""
    found = [finding for check in CHECKS for finding in check(handbook, around)]
    told = [*_explained(handbook, found), *_idle(handbook, around, found)]
    return sorted(told, key=lambda f: (_ORDER[f.severity], f.place, f.code))


def _explained(handbook: Handbook, found: Iterable[Finding]) -> Iterator[Finding]:
    for finding in found:
        reason = next((a["why"] for a in handbook.accepted if _fits(a.get("at", ""), a["code"], finding)), "")
        if reason and finding.severity == "warning":
            message = say("{finding} Explained in the file: {why}", finding=finding.message, why=reason)
            yield replace(finding, severity="info", message=message)
        else:
            yield finding


def _idle(handbook: Handbook, around: Surroundings, found: Iterable[Finding]) -> Iterator[Finding]:
    """Explanations of warnings that are not there (any longer): they would hide the next one."""
    warnings = [finding for finding in found if finding.severity == "warning"]
    for accepted in handbook.accepted:
        unasked = accepted["code"] in COMPARED and not around.others
        if not unasked and not any(_fits(accepted.get("at", ""), accepted["code"], f) for f in warnings):
            yield about(
                "warning",
                "explanation-idle",
                handbook,
                say("“accepted:” explains “{code}”, which is not found.", code=accepted["code"]),
                say("Remove the explanation, or check its code and box."),
            )


def _fits(at: str, code: str, finding: Finding) -> bool:
    return code == finding.code and (not at or f"({at})" in finding.place)
