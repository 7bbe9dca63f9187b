"""Which rules does the radar have? Read from the shared register `radar` into values (docs/reference/radar.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from samordna.content.values import text
from samordna.handbooks.domain import Entry
from samordna.handbooks.queries import shared_registers
from samordna.kernel.text import Text
from samordna.rules.limits import Length, Limit, length
from samordna.rules.limits import limit as limit_of

REGISTER = "radar"
FACT, TABLE, AGE, CONSENT, TRANSFER, INCOMING, WAIT, SILENCE, CLOCK = (
    "fact", "table", "age", "consent", "transfer", "incoming", "wait", "silence", "clock",
)  # fmt: skip
KINDS = (FACT, TABLE, AGE, CONSENT, TRANSFER, INCOMING, WAIT, SILENCE, CLOCK)
# What the one who leads a unit sees of a rule: its things one by one, how many there are, or nothing (D22).
LINES, COUNT, NO = "lines", "count", "no"
UNIT = (LINES, COUNT, NO)
OURS, THEIRS = "ours", "theirs"
NOTHING = Text()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the radar. `limit` is how its date is counted, `after` how long it is shown when that has passed.

    `unless` and `only_if` are facts with the values that count; none means any that is told for the start or later.
    `deadline` is the handbook's own time limit for the same, `ends_with` those that make the rule silent when met.
    """

    id: str
    title: Text
    kind: str
    limit: Limit
    says: Text = NOTHING
    next: Text = NOTHING
    health: bool = False
    unit: str = NO
    coordinator: bool = False
    deadline: str = ""
    ends_with: frozenset[str] = frozenset()
    counted: str = ""
    unless: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    phases: frozenset[str] = frozenset()
    only_if: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    replaced_by: frozenset[str] = frozenset()
    after: Length | None = None
    table: str = ""
    outcome: str = ""
    party: str = ""
    sent: str = ""
    silenced: bool = False
    confidence: str = ""

    @property
    def asks(self) -> tuple[str, ...]:
        """The facts that the rule looks at, a table's own aside."""
        known = (self.limit.fact, self.counted, *self.unless, *self.only_if)
        return tuple(fact for fact in known if fact)


def rule(entry: Entry) -> Rule:
    """A rule from an entry of the register."""
    data = entry.data
    unless = data.get("unless") or {}
    return Rule(
        entry.id, entry.title, str(data["kind"]), limit_of(entry.id, entry.title, data),
        says=text(data.get("says")), next=text(data.get("next")), health=bool(data.get("health")),
        unit=str(data.get("unit", NO)), coordinator=bool(data.get("coordinator")),
        deadline=_word(data, "deadline"), ends_with=_words(data, "ends_with"), counted=_word(data, "counted"),
        unless=_values(unless.get("facts")), phases=_words(unless, "phases"), only_if=_values(data.get("only_if")),
        replaced_by=_words(data, "replaced_by"), after=length(data.get("after") or {}), table=_word(data, "table"),
        outcome=_word(data, "outcome"), party=_word(data, "party"), sent=_word(data, "sent"),
        silenced=bool(data.get("silenced")), confidence=_word(data, "confidence"),
    )  # fmt: skip


def _word(data: Mapping[str, Any], name: str) -> str:
    return str(data.get(name, ""))


def _words(data: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(data.get(name) or ())


def _values(data: Any) -> dict[str, tuple[Any, ...]]:
    return {str(fact): tuple(values or ()) for fact, values in (data or {}).items()}


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the shared register, in its order."""
    return tuple(rule(entry) for entry in shared_registers()[REGISTER].values())


def by_id() -> dict[str, Rule]:
    """The rules by id."""
    return {each.id: each for each in rules()}
