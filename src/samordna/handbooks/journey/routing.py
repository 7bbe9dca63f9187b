"""Where does a target lead for this run: on within the party's own work, or away to another party? (D4, D6-D8, D11)"""

from __future__ import annotations

from typing import NamedTuple

from samordna.handbooks.domain import PERSON, Handbook, Target
from samordna.handbooks.journey import refusals
from samordna.handbooks.journey.state import ACCEPTED, ANSWERED, CONSULTATION, Run, State, Transfer
from samordna.kernel.decision import Decision


class Leg(NamedTuple):
    """One target resolved. `receiver` is empty when the sender's own party goes on; `lead` leads the box there."""

    process: str
    step: str
    lead: str
    receiver: str
    runner: str


def responsible(handbook: Handbook, run: Run, lead: str) -> str:
    """Who answers for a box of `run` led by `lead`: the lead, but for a forum the party that runs it (D3, D11)."""
    return lead if lead == run.party or not handbook.is_forum(lead) else run.party


def cannot_hold(handbook: Handbook, party: str) -> Decision | None:
    """Why `party` cannot have the ball or a box: only a known authority or unit can (D3)."""
    known = handbook.parties.get(party)
    if known is None:
        return refusals.no_party(party, handbook)
    return refusals.cannot_receive(party) if known.forum or party == PERSON else None


def route(handbook: Handbook, run: Run, driver: str, written: str, to: str = "") -> Leg | Target | Decision:
    """Where an exit leads: an outcome as its `Target`, a box as its leg. Remembered, because handbooks are frozen."""
    key = (run.process, run.party, driver, written, to)
    known = handbook.routes.get(key)
    if known is None:
        target = handbook.target(run.process, written)
        known = target if target.kind == "outcome" else resolve(handbook, run, driver, target, to)
        handbook.routes[key] = known
    return known


def resolve(handbook: Handbook, run: Run, driver: str, target: Target, to: str = "") -> Leg | Decision:
    """The leg that `target` makes for a run driven by `driver`; `to` names the receiver where several could be."""
    process = handbook.by_id.get(target.process)
    step = process.by_id.get(target.step) if process else None
    if process is None or step is None or not process.starters:
        return refusals.no_target(target.written)
    if process.id == run.process:
        runner = run.party
    elif driver in process.starters and to in ("", driver):
        runner = driver
    elif to and to not in process.starters:
        return refusals.not_a_starter(to, process.id, process.starters)
    else:
        runner = to or (step.lead if step.lead in process.starters else process.starters[0])
    lead = step.lead or runner
    receiver = lead if lead == runner or not handbook.is_forum(lead) else runner
    if receiver == driver:
        return Leg(process.id, step.id, lead, "", runner)
    wrong = cannot_hold(handbook, receiver)
    return Leg(process.id, step.id, lead, receiver, runner) if wrong is None else wrong


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
    return by in ("", party) or (bool(via) and party in state.outside and by not in state.outside)


def origin(state: State, run: Run, driver: str) -> Transfer | None:
    """The latest hand-over or referral by which `driver` came to work in `run`: where a return goes (D9).

    A referral that has been answered meanwhile still says where the work came from; one to a box of one's own run
    (a forum's) does not.
    """
    found = None
    for transfer in state.transfers.values():
        came = transfer.to_run == run.id and transfer.receiver == driver
        own = transfer.from_run == run.id and transfer.sender == driver
        if came and not own and transfer.status in (ACCEPTED, ANSWERED) and transfer.kind != CONSULTATION:
            found = transfer
    return found
