"""May this actor work in this case now? The case is read and held until the act is done (E3)."""

from __future__ import annotations

from samordna.access.domain import Scope
from samordna.access.rules import Action, may
from samordna.cases import engine
from samordna.cases.policy import about, may_move
from samordna.handbooks.journey import refusals
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist


def held(
    act: Act, scope: Scope, case: int, action: Action = Action.ASSIGN, *, also_closed: bool = False
) -> engine.Loaded:  # fmt: skip
    """The case, held, for one who may do this in it; only an open one, unless `also_closed`.

    Raises Refused, and DoneBefore on a double click (E12).
    """
    found = engine.read(case, act, lock=True)
    insist(may(scope, action, about(found.seats, act.unit)))
    insist(may_move(scope, found.seats))
    if found.state.closed and not also_closed:
        raise Refused(refusals.closed())
    return found
