"""Where does a target lead for this run: on within the party's own work, or away to another party? (D4, D6-D8, D11)"""

from __future__ import annotations

from typing import NamedTuple

from samordna.handbooks.domain import PERSON, Handbook, Target
from samordna.handbooks.journey import refusals
from samordna.handbooks.journey.state import ACCEPTED, CONSULTATION, Position, Run, State, Transfer
from samordna.kernel.decision import Decision


class Leg(NamedTuple):
    """One target resolved. `receiver` is empty when the sender's own party goes on; `lead` leads the box there."""

    process: str
    step: str
    lead: str
    receiver: str
    runner: str


def responsible(handbook: Handbook, run: Run, position: Position) -> str:
    """Who answers for a position: its lead, but for a forum's box the party that runs the process (D3, D11)."""
    return run.party if handbook.is_forum(position.party) else position.party


def resolve(handbook: Handbook, run: Run, driver: str, target: Target, to: str = "") -> Leg | Decision:
    """The leg that `target` makes for a run driven by `driver`; `to` names the receiver where several could be."""
    process = handbook.by_id.get(target.process)
    step = process.by_id.get(target.step) if process else None
    if process is None or step is None:
        return refusals.no_target(target.written)
    if process.id == run.process:
        lead = step.lead or run.party
        away = "" if handbook.is_forum(lead) or lead == driver else lead
        return _checked(handbook, Leg(process.id, step.id, lead, away, run.party))
    if driver in process.starters and to in ("", driver):
        lead = step.lead or driver
        away = "" if handbook.is_forum(lead) or lead == driver else lead
        return _checked(handbook, Leg(process.id, step.id, lead, away, driver))
    if to and to not in process.starters:
        return refusals.not_a_starter(to, process.id, process.starters)
    runner = to or next((s for s in process.starters if s == step.lead), process.starters[0])
    lead = step.lead or runner
    return _checked(handbook, Leg(process.id, step.id, lead, runner if handbook.is_forum(lead) else lead, runner))


def _checked(handbook: Handbook, leg: Leg) -> Leg | Decision:
    """Nobody but an authority can receive (D3)."""
    if leg.receiver and (leg.receiver == PERSON or handbook.is_forum(leg.receiver)):
        return refusals.cannot_receive(leg.receiver)
    return leg


def run_for(handbook: Handbook, state: State, process: str, runner: str) -> Run | None:
    """The run to join: the runner's open one, or for a team process the one open run of the case (D11, D12)."""
    own = state.run_of(process, runner)
    known = handbook.by_id.get(process)
    if own or not (known and known.forum):
        return own
    return next((r for r in state.runs.values() if r.process == process and not r.ended), None)


def attempts(state: State, process: str, runner: str) -> int:
    """How many runs of a process the runner has had (D12: a new attempt is a new numbered run)."""
    return sum(1 for run in state.runs.values() if run.process == process and run.party == runner)


def may_act(state: State, by: str, party: str, via: str) -> bool:
    """The party itself, or for an outside party anyone here who registers how it was told (D1)."""
    return by in ("", party) or (bool(via) and party in state.outside)


def origin(state: State, run: Run, driver: str) -> Transfer | None:
    """The latest accepted hand-over or referral by which `driver` came to work in `run`: where a return goes (D9)."""
    found = None
    for transfer in state.transfers.values():
        came = transfer.to_run == run.id and transfer.receiver == driver
        if came and transfer.status == ACCEPTED and transfer.kind != CONSULTATION:
            found = transfer
    return found
