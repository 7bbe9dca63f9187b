"""What hangs on the ways that a withdrawn consent has opened? Asked before it is taken back, and by the command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from samordna.access.domain import Scope
from samordna.cases import arranging, engine
from samordna.cases.models import Case
from samordna.consents.domain import Way
from samordna.handbooks.journey.state import SENT, Transfer


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What a withdrawal would end in one case: unanswered transfers, and from whom the ball would come home."""

    case: int
    transfers: tuple[Transfer, ...]
    ball_from: str = ""
    ball_to: str = ""


def would_cancel(
    person: int, pairs: Iterable[Way], scope: Scope, still: Mapping[Way, frozenset[str]]
) -> list[Cancelled]:
    """What a withdrawal in these ways would end, in cases that the reader's units take part in.

    `still` are the categories that other consents and grounds go on opening, by way.
    """
    ways = frozenset(pairs)
    found = []
    for case in open_cases(person):
        known = engine.read(case)
        if not scope.system and not scope.units & {seat.unit for seat in known.seats.values()}:
            continue
        gone = tuple(
            t
            for t in known.state.transfers.values()
            if carried(known, t, ways)
            and not set(t.categories or ("contact",)) <= still.get(_way(known, t), frozenset())
        )
        home = comes_home(known, ways) and not still.get(_home_way(known))
        if gone or home:
            found.append(Cancelled(case, gone, known.state.ball if home else "", known.state.owner if home else ""))
    return found


def open_cases(person: int) -> list[int]:
    """The cases of a person that are not closed, in the order in which they are locked (E3)."""
    rows = Case.objects.filter(person_id=person, closed_seq__isnull=True).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def carried(found: engine.Loaded, sent: Transfer, ways: frozenset[Way]) -> bool:
    """True for something unanswered that went from us along one of the ways. What an outside party sent is its own."""
    sender, receiver = found.seats.get(sent.sender), found.seats.get(sent.receiver)
    if sent.status != SENT or sender is None or receiver is None or not sender.here:
        return False
    return (sender.sphere, receiver.sphere) in ways and not arranging.through_person(sent)


def _way(found: engine.Loaded, sent: Transfer) -> Way:
    return found.seats[sent.sender].sphere, found.seats[sent.receiver].sphere


def _home_way(found: engine.Loaded) -> Way:
    return found.seats[found.state.owner].sphere, found.seats[found.state.ball].sphere


def comes_home(found: engine.Loaded, ways: frozenset[Way]) -> bool:
    """True when the ball lies with a party that the owner can no longer work with."""
    state = found.state
    owner, holder = found.seats.get(state.owner), found.seats.get(state.ball)
    return bool(owner and holder and (owner.sphere, holder.sphere) in ways)
