"""May this actor work in this case now, beside its boxes? The case is read and held until the act is done (E3)."""

from __future__ import annotations

from samordna.access.domain import Scope
from samordna.access.rules import Action, may
from samordna.cases import engine
from samordna.cases.policy import about, may_move
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say


def held(act: Act, scope: Scope, case: int) -> engine.Loaded:
    """The open case, held. Raises Refused, and DoneBefore for a double click (E12)."""
    found = engine.read(case, act, lock=True)
    insist(may(scope, Action.ASSIGN, about(found.seats, act.unit)))
    insist(may_move(scope, found.seats))
    if found.state.closed:
        raise Refused(refused("case-closed", say("The case is closed. Reopen it first.")))
    return found
