"""How does a case end, open again, or follow a new version of its handbook? (D14, E5)"""

from __future__ import annotations

from collections.abc import Mapping

from samordna.access.domain import Scope
from samordna.access.rules import Action, may
from samordna.cases import engine
from samordna.cases.domain import Done
from samordna.cases.policy import about
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import moves
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import insist


def close(*, act: Act, scope: Scope, case: int) -> Done:
    """Close a case: no process under way, nothing unanswered, no clock running (D14)."""
    return _made(act, scope, case, moves.Close(reason=act.reason))


def reopen(*, act: Act, scope: Scope, case: int) -> Done:
    """Open a closed case again; everything is kept and the owner has the ball."""
    return _made(act, scope, case, moves.ReopenCase(reason=act.reason))


def migrate(*, act: Act, scope: Scope, case: int, version: str, mapping: Mapping[int, str] | None = None) -> Done:
    """Move a case to another version of its handbook; `mapping` says where boxes go that it lacks."""
    with one_act():
        found = engine.read(case, act, lock=True)
        insist(may(scope, Action.CLOSE_CASE, about(found.seats, act.unit, found.row.owner_id)))
        book: Handbook = engine.pinned(found.row.handbook, version)
        return engine.make(found, moves.Migrate(mapping=mapping or {}, reason=act.reason), act, scope, handbook=book)


def _made(act: Act, scope: Scope, case: int, move: moves.Move) -> Done:
    with one_act():
        found = engine.read(case, act, lock=True)
        insist(may(scope, Action.CLOSE_CASE, about(found.seats, act.unit, found.row.owner_id)))
        return engine.make(found, move, act, scope)
