"""Who acts in each box, who receives, and on what consent or ground does information leave?"""

from __future__ import annotations

from collections.abc import Iterator

from samordna.handbooks.doctor.surroundings import Surroundings, about, at
from samordna.handbooks.domain import PERSON, Exit, Handbook, Process, Referral, Step, Target
from samordna.kernel.finding import Finding
from samordna.kernel.text import say


def parties(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Parties that are not declared, and leads that cannot lead."""
    for process in handbook.processes:
        for starter in process.starters:
            if starter not in handbook.parties:
                yield about(
                    "error",
                    "party-unknown",
                    process,
                    say("There is no party “{party}”.", party=starter),
                    say("There are: {known}.", known=", ".join(handbook.parties)),
                )
            elif starter == PERSON or handbook.is_forum(starter):
                yield about(
                    "error",
                    "starter-cannot-hold",
                    process,
                    say("{party} cannot run a process: the person and forums never hold the ball.", party=starter),
                    say("Name the authority that registers (D3, D11)."),
                )
        if not process.starters:
            yield about("error", "starter-missing", process, say("Nobody can run the process."), say("Add “starters:”."))
    for process, step in handbook.every_step():
        for party in filter(None, (step.lead, *step.parties, *_guided(step))):
            if party not in handbook.parties:
                yield at(
                    "error",
                    "party-unknown",
                    (process, step),
                    say("There is no party “{party}”.", party=party),
                    say("There are: {known}.", known=", ".join(handbook.parties)),
                )
        if step.lead == PERSON:
            yield at(
                "error",
                "lead-is-person",
                (process, step),
                say("The person leads the box, but is never the holder (D3)."),
                say("Let the party that waits for the person lead it."),
            )


def _guided(step: Step) -> list[str]:
    return [party for party in step.guidance if party != "all"]


def roles(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Role words in a box that belong to a party without a part in it."""
    words = _role_words(handbook)
    for process, step in handbook.every_step():
        taking_part = {step.lead, *step.parties} if step.lead else {*process.starters, *step.parties}
        for actor in step.actors:
            owners = words.get(actor.lower())
            if owners is None:
                yield at(
                    "warning",
                    "role-unknown",
                    (process, step),
                    say("No party has a role called “{actor}”.", actor=actor),
                    say("Add it as the role or an alias of its party."),
                )
            elif not owners & (taking_part | {PERSON}):
                yield at(
                    "error",
                    "role-of-another-party",
                    (process, step),
                    say("“{actor}” acts here, but belongs to {owner}, which has no part in the box.", actor=actor, owner=", ".join(sorted(owners))),
                    say("Name the role of {lead}, or add the party to the box.", lead=", ".join(sorted(taking_part))),
                )


def _role_words(handbook: Handbook) -> dict[str, set[str]]:
    words: dict[str, set[str]] = {}
    for party in handbook.parties.values():
        for word in (party.id, party.name.sv, party.role.sv, *party.aliases):
            if word:
                words.setdefault(word.lower(), set()).add(party.id)
    return words


def partners(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """A party that is listed as its own partner, and an answer that nobody has a box to give."""
    for process, step in handbook.every_step():
        leads = {step.lead} if step.lead else set(process.starters)
        for asked in step.referrals:
            target = handbook.target(process.id, asked.to)
            if _receivers(handbook, target) & leads and (target.kind == "party" or target.process == process.id):
                yield at(
                    "error",
                    "own-partner",
                    (process, step),
                    say("“{request}” asks {party}, which leads the box itself.", request=asked.label, party=", ".join(leads)),
                    say("Remove it, or name the party that was meant."),
                )
            yield from _unanswerable(handbook, (process, step), asked, target)


def _receivers(handbook: Handbook, target: Target) -> set[str]:
    if target.kind == "party":
        return {target.step}
    process = handbook.by_id.get(target.process)
    step = process.by_id.get(target.step) if process else None
    return set() if process is None or step is None else {step.lead} if step.lead else set(process.starters)


def _unanswerable(handbook: Handbook, where: tuple[Process, Step], asked: Referral, target: Target) -> Iterator[Finding]:
    process = handbook.by_id.get(target.process) if target.kind == "step" else None
    if asked.answered_by and process and not any(s.lead == asked.answered_by for s in process.steps):
        yield at(
            "error",
            "answer-without-box",
            where,
            say("{party} is to answer, but has no box in {process}.", party=asked.answered_by, process=process.id),
            say("Add the box where {party} takes the matter up or declines.", party=asked.answered_by),
        )


def consents(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """What crosses to another secrecy sphere names its categories and its consent or ground (D5, D18, D19)."""
    for process, step in handbook.every_step():
        senders = [step.lead] if step.lead else list(process.starters)
        if step.lead and handbook.is_forum(step.lead):
            continue
        for chosen in step.exits:
            receivers = {r for t in chosen.to for r in _exit_receivers(handbook, process, t, senders)}
            yield from _crossing(handbook, (process, step), chosen, senders, receivers)
        for asked in step.referrals:
            if not asked.consult:
                receivers = _referral_receivers(handbook, handbook.target(process.id, asked.to), senders)
                yield from _crossing(handbook, (process, step), asked, senders, receivers)


def _exit_receivers(handbook: Handbook, process: Process, written: str, senders: list[str]) -> set[str]:
    """Who would receive; nobody when the sender goes on itself or a forum leads."""
    target = handbook.target(process.id, written)
    step = handbook.step(target.process, target.step) if target.kind == "step" else None
    if step is None:
        return set()
    if target.process == process.id:
        lead = step.lead or ("" if set(senders) <= set(process.starters) else process.starters[0])
        return {lead} - {""} if not handbook.is_forum(lead) else set()
    other = handbook.by_id[target.process]
    if set(senders) <= set(other.starters):
        return set()
    return {step.lead or other.starters[0]}


def _referral_receivers(handbook: Handbook, target: Target, senders: list[str]) -> set[str]:
    process = handbook.by_id.get(target.process) if target.kind == "step" else None
    if process and process.forum:
        return {"forum"}
    return _receivers(handbook, target) - {PERSON} - set(senders)


def _crossing(
    handbook: Handbook, where: tuple[Process, Step], way: Exit | Referral, senders: list[str], receivers: set[str]
) -> Iterator[Finding]:
    spheres = {handbook.sphere(s) for s in senders}
    crossing = [r for r in receivers if {handbook.sphere(r)} != spheres and r not in senders]
    if not crossing:
        return
    if not (way.consent or way.ground):
        yield at(
            "error",
            "handover-without-consent",
            where,
            say("“{way}” leads to {party} in another secrecy sphere without consent or ground.", way=way.label, party=", ".join(crossing)),
            say("Add “consent: …” or “ground: …”."),
        )
    if not way.categories:
        yield at(
            "error",
            "handover-without-categories",
            where,
            say("“{way}” does not say which kinds of information it shares.", way=way.label),
            say("Add “categories: [contact, …]”."),
        )
    if way.ground:
        entry = handbook.entry("grounds", way.ground)
        allowed = entry.data.get("senders") if entry else None
        wrong = [s for s in senders if allowed and s not in allowed]
        if wrong:
            yield at(
                "error",
                "ground-not-for-sender",
                where,
                say("The ground “{ground}” cannot be used by {party}.", ground=way.ground, party=", ".join(wrong)),
                say("Use a consent, or a ground that this party has."),
            )
