"""Who acts in each box, who receives, and on what consent or ground does information leave?"""

from __future__ import annotations

from collections.abc import Iterator

from samordna.handbooks.doctor.partnering import receivers as asked_parties
from samordna.handbooks.doctor.partnering import senders as who_acts
from samordna.handbooks.doctor.surroundings import Surroundings, about, at
from samordna.handbooks.domain import PERSON, Exit, Handbook, Process, Referral, Step, Target
from samordna.kernel.finding import Finding
from samordna.kernel.text import say

# The ground that holds only where no secrecy boundary is crossed (D5).
WITHIN = "within-sphere"


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
                    say(
                        "{party} cannot run a process: the person and forums never have responsibility "
                        "for the next step.",
                        party=starter,
                    ),
                    say("Name the authority that registers (D3, D11)."),
                )
        if not process.starters:
            yield about(
                "error", "starter-missing", process, say("Nobody can run the process."), say("Add “starters:”.")
            )
    for process, step in handbook.every_step():
        for party in filter(None, (step.lead, *step.parties, *_guided(step), *(r.answered_by for r in step.referrals))):
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
                say("The person leads the box, but is never responsible for the next step (D3)."),
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
                    say(
                        "“{actor}” acts here, but belongs to {owner}, which has no part in the box.",
                        actor=actor,
                        owner=", ".join(sorted(owners)),
                    ),
                    say("Name the role of {lead}, or add the party to the box.", lead=", ".join(sorted(taking_part))),
                )


def _role_words(handbook: Handbook) -> dict[str, set[str]]:
    words: dict[str, set[str]] = {}
    for party in handbook.parties.values():
        for word in (party.id, party.name.sv, party.role.sv, *party.aliases):
            if word:
                words.setdefault(word.lower(), set()).add(party.id)
    return words


def consents(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """What crosses to another secrecy sphere names its categories and its consent or ground (D5, D18, D19)."""
    for process, step in handbook.every_step():
        if handbook.is_forum(step.lead):
            continue
        senders = list(who_acts(handbook, process, step))
        for chosen in step.exits:
            receivers = {r for t in chosen.to for r in _exit_receivers(handbook, process, t, senders)}
            yield from _crossing(handbook, (process, step), chosen, senders, receivers)
        for asked in step.referrals:
            if asked.consult:
                yield from _advice((process, step), asked)
            else:
                receivers = _referral_receivers(handbook, handbook.target(process.id, asked.to), senders)
                yield from _crossing(handbook, (process, step), asked, senders, receivers)


def _advice(where: tuple[Process, Step], asked: Referral) -> Iterator[Finding]:
    if not (asked.consent or asked.ground or asked.note):
        yield at(
            "warning",
            "consultation-unfounded",
            where,
            say("“{request}” asks for advice, and nothing says on what basis.", request=asked.label),
            say("Add a consent or a ground, or a “note:” that the question is de-identified."),
        )


def _exit_receivers(handbook: Handbook, process: Process, written: str, senders: list[str]) -> set[str]:
    """Who would receive; nobody when the sender goes on itself or a forum leads."""
    target = handbook.target(process.id, written)
    step = handbook.step(target.process, target.step) if target.kind == "step" else None
    if step is None:
        return set()
    if target.process == process.id:
        lead = step.lead or ("" if set(senders) <= set(process.starters) else _first(process))
        return {lead} - {""} if not handbook.is_forum(lead) else set()
    other = handbook.by_id[target.process]
    if set(senders) <= set(other.starters):
        return set()
    return {step.lead or _first(other)} - {""}


def _first(process: Process) -> str:
    return process.starters[0] if process.starters else ""


def _referral_receivers(handbook: Handbook, target: Target, senders: list[str]) -> set[str]:
    process = handbook.by_id.get(target.process) if target.kind == "step" else None
    if process and process.forum:
        return {"forum"}
    return asked_parties(handbook, target) - {PERSON} - set(senders)


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
            say(
                "“{way}” leads to {party} in another secrecy sphere without consent or ground.",
                way=way.label,
                party=", ".join(sorted(crossing)),
            ),
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
    if way.ground == WITHIN:
        yield at(
            "error",
            "ground-within-sphere",
            where,
            say(
                "“{way}” rests on one secrecy sphere, but {party} is in another.",
                way=way.label,
                party=", ".join(sorted(crossing)),
            ),
            say("Use a consent, or another ground."),
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
