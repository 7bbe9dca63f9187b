"""What must the doctor know beside the handbook itself?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from samordna.handbooks.domain import Entry, Handbook, Process, Step
from samordna.kernel.finding import Finding, Severity
from samordna.kernel.text import Message
from samordna.law.domain import Law


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The day, the law, the decision tables with their outcome codes, and other handbooks to compare with."""

    on: date
    law: Law
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    others: tuple[Handbook, ...] = ()


def at(severity: Severity, code: str, where: tuple[Process, Step], message: Message, mend: Message) -> Finding:
    """A finding about one box."""
    process, step = where
    return Finding(code, severity, f"{step.place} ({process.id}/{step.id})", message, mend)


def about(severity: Severity, code: str, where: Handbook | Process, message: Message, mend: Message) -> Finding:
    """A finding about a whole handbook or process."""
    return Finding(code, severity, f"{where.place} ({where.id})", message, mend)


def within(severity: Severity, code: str, where: Entry, message: Message, mend: Message) -> Finding:
    """A finding about one entry of a register."""
    return Finding(code, severity, f"{where.place} ({where.id})", message, mend)
