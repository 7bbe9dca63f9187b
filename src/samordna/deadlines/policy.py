"""May this worker do this to this clock, now? (D27) Each refusal says what to do instead."""

from __future__ import annotations

from datetime import date

from samordna.deadlines import domain
from samordna.deadlines.deriving import listed
from samordna.deadlines.knowing import KnownCase, comes_by_itself
from samordna.deadlines.running import Clock
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import Text, say
from samordna.rules.clocks import PAUSED
from samordna.rules.limits import WHOLE_CASE, Limit

STATUTE = "statute"
OWNER, HOLDER = "owner", "holder"
# Parties of a register that are no authority with a clock of its own: the person, and who it depends on.
NOBODY = ("individ", "system", "holder", "owner", "receiver", "convener", "reviewer")


def may_start(limit: Limit | None, on: date, today: date) -> Decision:
    """A limit that an event starts can be started by hand; one that a fact starts is started by telling the fact."""
    if limit is None:
        return refused("no-deadline", say("The handbook has no such time limit."))
    if limit.fact or limit.ages:
        return refused(
            "starts-from-fact",
            say(
                "“{title}” is counted from a fact. Write the fact in the box, and the date follows.", title=limit.title
            ),
        )
    if comes_by_itself(limit):
        return refused(
            "starts-by-itself",
            say("“{title}” starts by itself, when something is sent or a box is let rest.", title=limit.title),
        )
    if on > today and not limit.before:
        return refused("coming-day", say("The day lies ahead. Write the day it began."))
    return ALLOWED


def may_count(known: KnownCase, deadline: str, sphere: int) -> Decision:
    """A limit counts while a box that lists it is open, unless it counts for the whole case."""
    limit = known.limits[deadline]
    here = (box for box in listed(known).get(deadline, ()) if known.heard(box.party, box.sphere_id, sphere))
    if limit.scope == WHOLE_CASE or any(here):
        return ALLOWED
    said = say("No open box of yours counts “{title}”. Register it when you are in one that does.", title=limit.title)
    return refused("not-here", said)


def may_restart(running: Clock | None) -> Decision:
    """The same clock is not started twice at once."""
    if running is None or running.met or domain.kind_of(running.key) != domain.OWN:
        return ALLOWED
    return refused(
        "runs-already",
        say("It runs since {day}. Say that it is done, or take back its start, and start it then.", day=running.start),
    )


def may_pause(clock: Clock, known: KnownCase, sphere: int, since: date, today: date) -> Decision:
    """Only where the register says so; a statutory clock or another authority's is never paused by us."""
    decision = _ours(clock, known, sphere)
    if not decision:
        return decision
    if not clock.limit.pausable:
        return refused("not-pausable", say("The handbook does not let “{title}” be paused.", title=clock.limit.title))
    if clock.standing == PAUSED:
        return refused("paused-already", say("It is paused already. Let it go on first, or take back the pause."))
    if clock.met:
        return _ended()
    if since > today:
        return refused("coming-day", say("The day lies ahead. Pause it on the day, or write a day that has been."))
    if since < clock.start:
        return refused("before-start", say("It began {day}. Write a day from then on.", day=clock.start))
    if clock.due and since > clock.due:
        return refused("passed", say("Its last day was {day}: a pause after that changes nothing.", day=clock.due))
    return ALLOWED


def may_resume(clock: Clock, known: KnownCase, sphere: int, on: date, today: date) -> Decision:
    """What is paused can go on, from a day after it was paused."""
    decision = _ours(clock, known, sphere)
    if not decision:
        return decision
    since = clock.reckoned.still
    if clock.standing != PAUSED or since is None:
        return refused("not-paused", say("It runs: there is no pause to end."))
    if on > today:
        return refused("coming-day", say("The day lies ahead. Let it go on when the day has come."))
    if on < since:
        return refused("before-pause", say("It is paused since {day}. Write a day from then on.", day=since))
    return ALLOWED


def may_extend(clock: Clock, known: KnownCase, parties: frozenset[str], sphere: int, number: int) -> Decision:
    """By the parties that the register names: the owner of the case, the holder of the next step, or another."""
    if domain.kind_of(clock.key) == domain.WAIT:
        return refused("chosen-day", say("The day was chosen when the box was let rest. Choose another day there."))
    decision = _ours(clock, known, sphere)
    if not decision:
        return decision
    if not clock.limit.extendable or clock.limit.before:
        return refused(
            "not-extendable", say("The handbook does not let “{title}” be extended.", title=clock.limit.title)
        )
    if not parties & _may_extend(clock.limit, known):
        return refused("not-yours-to-extend", say("Only {who} may extend it. Ask them.", who=_names(clock, known)))
    if clock.met:
        return _ended()
    if number < 1:
        return refused("no-length", say("Write how much longer, as a whole number from 1."))
    return ALLOWED


def may_meet(clock: Clock, on: date, today: date) -> Decision:
    """What has been done can be said to be done, also of another authority's clock: it is we who watch it."""
    kind = domain.kind_of(clock.key)
    if kind in (domain.WAIT, domain.SENT, domain.AGE):
        return refused(
            "ends-by-itself",
            say("It ends by itself: when the answer is registered, the box goes on, or the day has come."),
        )
    if clock.met:
        return _ended()
    if on > today:
        return refused("coming-day", say("The day lies ahead. Write the day it was done."))
    if on < clock.start and not clock.limit.before:
        return refused("before-start", say("It began {day}. Write a day from then on.", day=clock.start))
    return ALLOWED


def is_other_authoritys(limit: Limit, known: KnownCase, sphere: int) -> bool:
    """True when all who are to keep the limit sit in other secrecy spheres than the one that asks."""
    named = [each for each in limit.who if each in known.book.parties and each not in NOBODY]
    if not named or len(named) < len(limit.who):
        return False
    seats = [known.seats.get(each) for each in named]
    return not any(seat and seat.sphere_id == sphere for seat in seats)


def _ours(clock: Clock, known: KnownCase, sphere: int) -> Decision:
    if clock.limit.kind == STATUTE:
        return refused(
            "statutory", say("The time is set by law, and nobody but the law changes it."), law=clock.limit.law
        )
    if domain.kind_of(clock.key) in (domain.WAIT, domain.AGE):
        return refused("chosen-day", say("The day was chosen when the box was let rest. Choose another day there."))
    if is_other_authoritys(clock.limit, known, sphere):
        return refused(
            "other-authority",
            say("It is another authority's time limit: you watch it, and they keep it. You can ask how it goes."),
        )
    return ALLOWED


def _ended() -> Decision:
    return refused("met-already", say("It is done. Take that back first, if it was wrong."))


def _may_extend(limit: Limit, known: KnownCase) -> frozenset[str]:
    """The parties that the register's words stand for in this case."""
    owners = {seat.party for seat in known.seats.values() if seat.unit_id == known.row.owner_id}
    found: set[str] = set()
    for each in limit.extendable:
        found |= owners if each == OWNER else {known.row.holder_party if each == HOLDER else each}
    return frozenset(found)


def _names(clock: Clock, known: KnownCase) -> Text:
    named = sorted(_may_extend(clock.limit, known) & set(known.book.parties))
    found = [known.book.parties[each].name for each in named]
    return Text(", ".join(name.sv for name in found), ", ".join(name.in_language("en") for name in found))
