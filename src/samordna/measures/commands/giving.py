"""How is the whole road handed to somebody? It says to whom, how and what, when nothing of it is stopped (D18-D20).

The words that were handed over are kept in the event, so that the paper can be printed again as it left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.domain import Done, Extras
from samordna.cases.held import held
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.measures import leaving, registers
from samordna.measures.gathered_kept import LINES
from samordna.measures.leaving import WAYS, To

CATEGORY = "plan"


@dataclass(frozen=True, slots=True)
class Gathering:
    """Which variant of the whole road is given, to whom, how, and what kinds of information stand on it.

    `head` and `lines` are the paper in words (`measures.gathered_kept`): the lines by kind of information.
    """

    variant: str
    to: To
    how: str
    categories: tuple[str, ...]
    head: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def give(*, act: Act, scope: Scope, case: int, gathering: Gathering) -> Done:
    """Hand the whole road over. Raises Refused when law stops any of what it tells."""
    with one_act():
        found = held(act, scope, case)
        if gathering.variant not in registers.variants():
            raise Refused(refused("no-variant", say("Choose one of those that are there.")))
        if gathering.how not in WAYS:
            raise Refused(refused("choose-way", say("Say how it is handed over.")))
        if not gathering.categories:
            raise Refused(refused("nothing-to-give", say("There is nothing of your own to hand over.")))
        if not gathering.to.person:
            to = leaving.receiver(found.seats, gathering.to)
            leaving.insist(leaving.preview(found.person, act.sphere, to, gathering.categories, act.on))
        said = {
            "variant": gathering.variant, "receiver": gathering.to.words, "how": gathering.how,
            "categories": list(gathering.categories), "paper": dict(gathering.head),
        }  # fmt: skip
        # Each kind of information in its own part of the event: what is closed or purged is gone from the paper (E7).
        told = {kind: {LINES: dict(gathering.lines[kind])} for kind in gathering.categories if kind in gathering.lines}
        asked = engine.Asked(category=CATEGORY, kept=told)
        return engine.note(found, "gathered-given", act, Extras(), asked=asked, said=said)
