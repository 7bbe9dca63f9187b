"""What did a check find: where, how bad, and what to do about it? Used for tables, handbooks and law alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from samordna.kernel.text import Message

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing.

    `code` is stable and public (``table-gap``); `place` points (``file.yaml:12``, or a box or row when there is no
    file); `message` says what is wrong, `mend` what to write instead.
    """

    code: str
    severity: Severity
    place: str
    message: Message
    mend: Message


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Only those that must be mended."""
    return [finding for finding in findings if finding.severity == "error"]
