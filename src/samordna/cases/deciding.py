"""What has been decided with decision tables in a case? Read from its events, as far as the reader may see (D22, E7).

The table advises and the worker decides: what it suggested and what was chosen are kept side by side. A judgement
lies in the category of its table, so that one about illness is closed to whoever may only see the planning.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.queries import visible
from samordna.cases.queries import Seen
from samordna.journal import queries as journal
from samordna.kernel.text import Message, say
from samordna.law import queries as laws
from samordna.law.domain import Law
from samordna.organisations import queries as organisations

JUDGED = "judged"
# The key of a judgement in its part of the event.
JUDGEMENT = "judgement"
NO_ANSWER, OTHER = "no-answer", "other"
REASONS: Mapping[str, Message] = {
    "knows-more": say("We know something that the table does not ask about"),
    "uncertain-facts": say("The facts are uncertain, or contradict each other"),
    "with-person": say("The person and we have agreed on something else"),
    "adviser": say("Somebody with special knowledge has advised something else"),
    NO_ANSWER: say("The table gave no answer to what is known"),
    OTHER: say("Another reason, in your own words"),
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement: by event `seq`, `on` is the day that it concerns and `told` the day it was made.

    `suggested` is empty when the table gave no answer; `was` is what the judgement before by the same table chose.
    `code` is one of REASONS, "" when the table was followed; `words` are the worker's own.
    """

    seq: int
    table: str
    version: str
    position: int
    on: date
    told: date
    by: int
    unit: int
    sphere: int
    suggested: tuple[str, ...]
    chosen: tuple[str, ...]
    law: tuple[str, ...]
    code: str = ""
    words: str = ""
    was: tuple[str, ...] = ()

    @property
    def followed(self) -> bool:
        """True when what was chosen is what the table suggested."""
        return set(self.suggested) == set(self.chosen)

    @property
    def regrouped(self) -> bool:
        """True when an earlier judgement by the same table came to something else."""
        return bool(self.was) and set(self.was) != set(self.chosen)


def judgements(seen: Seen, on: date) -> list[Judgement]:
    """Every judgement that the actor may see, oldest first. What consent closes is not there (D20)."""
    headers = {each.seq: each for each in journal.headers(seen.id).filter(kind=JUDGED)}
    if not headers:
        return []
    rows = visible(journal.parts(seen.id).filter(seq__in=tuple(headers)), seen.scope, on)
    parts = ((headers[seq], json.loads(data)) for seq, data in rows.values_list("seq", "data"))
    return [
        of(data[JUDGEMENT], data["on"], header.seq, (header.by_id, header.unit_id, header.sphere_id))
        for header, data in parts
        if JUDGEMENT in data
    ]


def law_of(area: int, on: date) -> Law:
    """The law as the area follows it on the day: without unread rules that it has chosen to wait with."""
    return laws.following(organisations.local(area, on).follows)


def of(kept: Mapping[str, Any], told: str, seq: int = 0, who: tuple[int, int, int] = (0, 0, 0)) -> Judgement:
    """A judgement as an event keeps it; `who` is worker, unit and sphere."""
    return Judgement(
        seq, str(kept["table"]), str(kept["version"]), int(kept["position"]), date.fromisoformat(kept["on"]),
        date.fromisoformat(told), *who, tuple(kept["suggested"]), tuple(kept["chosen"]), tuple(kept.get("law", ())),
        str(kept.get("code", "")), str(kept.get("words", "")), tuple(kept.get("was", ())),
    )  # fmt: skip


def latest(found: Iterable[Judgement], spheres: Iterable[int]) -> dict[str, Judgement]:
    """The latest judgement by each table; one of `spheres` (one's own) before those of others."""
    own = frozenset(spheres)
    ordered = sorted(found, key=lambda each: (each.sphere in own, each.seq))
    return {each.table: each for each in ordered}
