"""Which checks are there, and in which order do they report? Pure: the day and everything around come as arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from samordna.handbooks.doctor import agreeing, citing, deciding, reaching, referring, sharing, wording
from samordna.handbooks.doctor.surroundings import Surroundings
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
    sharing.partners,
    sharing.consents,
    referring.registers,
    referring.tables,
    referring.deadlines,
    citing.citations,
    citing.review,
    wording.texts,
    wording.numbering,
    agreeing.with_itself,
    agreeing.with_others,
)
_ORDER = {"error": 0, "warning": 1, "info": 2}


def examine(handbook: Handbook, around: Surroundings) -> list[Finding]:
    """Everything found, worst first; a warning that the file explains becomes information with its reason."""
    found = (finding for check in CHECKS for finding in check(handbook, around))
    return sorted(_explained(handbook, found), key=lambda f: (_ORDER[f.severity], f.place, f.code))


def _explained(handbook: Handbook, found: Iterable[Finding]) -> Iterator[Finding]:
    for finding in found:
        reason = next((a["why"] for a in handbook.accepted if _fits(a.get("at", ""), a["code"], finding)), "")
        if reason and finding.severity == "warning":
            message = say("{finding} Explained in the file: {why}", finding=finding.message, why=reason)
            yield replace(finding, severity="info", message=message)
        else:
            yield finding


def _fits(at: str, code: str, finding: Finding) -> bool:
    return code == finding.code and (not at or f"({at})" in finding.place)
