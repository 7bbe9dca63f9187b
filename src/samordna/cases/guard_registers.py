"""What may change after a decision, why one goes on, why it was refused? As the organisation has written it (E14)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from samordna.content.values import text
from samordna.handbooks.domain import Entry, Register
from samordna.handbooks.queries import shared_registers
from samordna.rules.guard import Condition

# The fact that says whether the reason for a refusal is known.
KNOWN = "refusal_reason_known"


def conditions() -> list[Condition]:
    """Every condition that can be watched, in the order of the register."""
    return [_condition(entry) for entry in shared_registers()["conditions"].values()]


def condition(condition_id: str) -> Condition | None:
    """One condition; None when the register has it no longer."""
    entry = shared_registers()["conditions"].get(condition_id)
    return _condition(entry) if entry else None


def usual(decision: str) -> list[Condition]:
    """What is watched after a decision when nobody has chosen anything."""
    return [each for each in conditions() if each.always or decision in each.usual]


def watched_facts(found: Iterable[Condition]) -> tuple[str, ...]:
    """The facts that conditions watch, each once."""
    return tuple(dict.fromkeys(fact for each in found for fact in each.facts))


def guard_reasons() -> Register:
    """Why somebody goes on although nothing has changed."""
    return shared_registers()["guard-reasons"]


def refusal_reasons() -> Register:
    """Why a benefit was refused."""
    return shared_registers()["refusal-reasons"]


def decisive(reason: str) -> bool:
    """Is the reason for a refusal known? Not when it is still to be found out."""
    entry = refusal_reasons().get(reason)
    return bool(entry and entry.data.get("known", True))


def reason_written(code: str, words: str = "") -> str:
    """How a coded reason is kept: the code, and the words behind a colon."""
    words = words.strip()
    return f"{code}: {words}" if words else code


def reason_read(written: str) -> tuple[Entry | None, str]:
    """A kept reason as (its entry, the words): no entry for a code that the register does not have."""
    code, _colon, words = written.partition(":")
    return guard_reasons().get(code.strip()), words.strip()


def _condition(entry: Entry) -> Condition:
    data = entry.data
    return Condition(
        id=entry.id, title=entry.title, how=text(data.get("how")), facts=_listed(data.get("facts")),
        value=str(data.get("value", "")), dated=bool(data.get("dated")), ages=_by_kind(data.get("ages")),
        law=_by_kind(data.get("law")), day=bool(data.get("day")), words=bool(data.get("words")),
        always=bool(data.get("always")), usual=_listed(data.get("usual")),
    )  # fmt: skip


def _listed(data: Any) -> tuple[str, ...]:
    return (data,) if isinstance(data, str) else tuple(data or ())


def _by_kind(data: Any) -> dict[str, tuple[str, ...]]:
    return {kind: _listed(refs) for kind, refs in (data or {}).items()}
