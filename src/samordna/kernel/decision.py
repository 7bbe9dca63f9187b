"""May this be done, and if not, why not?"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.kernel.text import Message


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or refused, with a stable code, a sentence, and the provisions it rests on.

    `law` holds provision ids such as ``osl:12:2``; it is filled only when law is what refuses (D17).
    """

    allowed: bool
    code: str = "ok"
    reason: Message | None = None
    law: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)


def refused(code: str, reason: Message, law: tuple[str, ...] = ()) -> Decision:
    """A refusal: every refusal says why."""
    return Decision(False, code, reason, law)


class Refused(Exception):
    """A command was not carried out, and nothing was changed: `decision` says why."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(f"{decision.code}: {decision.reason}")
        self.decision = decision


def insist(decision: Decision) -> None:
    """Go on when allowed. Raises Refused with the decision when not."""
    if not decision.allowed:
        raise Refused(decision)
