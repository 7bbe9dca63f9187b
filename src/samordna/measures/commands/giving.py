"""How is the whole road handed to somebody? It says to whom, how and what, when nothing of it is stopped (D18-D20).

The paper itself is made anew whenever it is printed, from what is open then; that it was given is kept here.
"""

from __future__ import annotations

from dataclasses import dataclass

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.domain import Done, Extras
from samordna.cases.held import held
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.measures import leaving, registers
from samordna.measures.leaving import WAYS, To

CATEGORY = "plan"


@dataclass(frozen=True, slots=True)
class Gathering:
    """Which variant of the whole road is given, to whom, how, and what kinds of information stand on it."""

    variant: str
    to: To
    how: str
    categories: tuple[str, ...]


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
            "categories": list(gathering.categories),
        }  # fmt: skip
        return engine.note(found, "gathered-given", act, Extras(), asked=engine.Asked(category=CATEGORY), said=said)
