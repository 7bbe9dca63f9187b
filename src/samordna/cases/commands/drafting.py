"""How is a draft kept and thrown away? It is no event: nothing has happened in the case, and nobody else sees it."""

from __future__ import annotations

from samordna.access.domain import Scope
from samordna.access.rules import Action, may
from samordna.cases import engine
from samordna.cases.drafts import Typed
from samordna.cases.models import Draft
from samordna.cases.policy import about
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import insist

# As much as a form of ours can hold with room to spare; what is longer is cut, never refused.
LONGEST = 20_000


def keep(*, act: Act, scope: Scope, case: int, key: str, typed: Typed) -> None:
    """Keep what the actor has typed, instead of what they kept before under the same key."""
    with one_act():
        insist(may(scope, Action.READ_CASE, about(engine.read(case).seats)))
        data = {name: [value[:LONGEST] for value in values] for name, values in typed.items() if any(values)}
        Draft.objects.update_or_create(
            worker_id=act.by, case_id=case, key=key, defaults={"data": data, "kept_at": act.at}
        )


def discard(*, act: Act, scope: Scope, case: int, key: str) -> None:
    """Throw the actor's own draft away; none there is as good."""
    _ = scope
    with one_act():
        Draft.objects.filter(worker_id=act.by, case_id=case, key=key).delete()
