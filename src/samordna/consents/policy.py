"""May this actor register this consent, use this ground, narrow it or take it back? (D18-D20)

What may be shared is for the person to say, and for the law; who may write it down is decided here. The facts of each
rule are plain values, looked up by the command.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from samordna.access.domain import CASE_ROLES, Scope
from samordna.consents.domain import FK_REQUEST, TO_PERSON, WITHIN_SPHERE, Extent, Form, Ground, Paper
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.period import Period
from samordna.kernel.text import say

CONSENT = ("osl:12:2",)
CONTROL = "osl:10:15a"
LIMITS = {"purpose": 300, "given_by": 120, "receiver": 120, "reservation": 300}


@dataclass(frozen=True, slots=True)
class Around:
    """Facts about the spheres that are named: kind of each, which of them sign in here, and the known categories."""

    kinds: Mapping[int, str]
    here: frozenset[int]
    categories: frozenset[str]


def may_give(scope: Scope, paper: Paper, around: Around, forms: tuple[str, ...] | None) -> Decision:
    """May this paper be registered by this worker? `forms` is what the register allows; None for an unknown kind."""
    if forms is None:
        return refused("unknown-consent", say("There is no consent of the kind “{kind}”.", kind=paper.kind))
    for decision in (
        _meets_cases(scope),
        _formed(paper, forms),
        _said(paper),
        _ends(paper.valid),
        _known(_named(paper), _categories(paper), around),
        _apart(paper),
        _registers(scope, paper, around),
    ):
        if not decision:
            return decision
    return ALLOWED


def _meets_cases(scope: Scope) -> Decision:
    if scope.post is None or scope.post.role not in CASE_ROLES:
        return refused("wrong-role", say("Only those who work with cases register consents and grounds."))
    return ALLOWED


def _formed(paper: Paper, forms: tuple[str, ...]) -> Decision:
    # An electronic signature counts as one on paper.
    form = Form.WRITTEN if paper.form == Form.E_SIGN else paper.form
    if form not in forms:
        return refused(
            "form-not-allowed",
            say("This consent has to be written: that is how the handbook has it. Fill in the form."),
        )
    return ALLOWED


def _said(paper: Paper) -> Decision:
    if not paper.directions:
        return refused("no-receiver", say("Name at least one receiver."), CONSENT)
    if not paper.evidence.strip():
        return refused(
            "no-evidence",
            say("Say where the consent can be seen: which paper, or the note in your own journal."),
        )
    if not paper.purpose.strip() or not paper.given_by.strip():
        return refused("no-purpose", say("Say what the consent is for and who has given it."))
    if any(not d.receiver.strip() for d in paper.directions):
        return refused("no-receiver", say("Every receiver has to be named."), CONSENT)
    texts = [("purpose", paper.purpose), ("given_by", paper.given_by)]
    texts += [("receiver", d.receiver) for d in paper.directions] + [
        ("reservation", d.reservation) for d in paper.directions
    ]
    long = next((LIMITS[name] for name, text in texts if len(text) > LIMITS[name]), None)
    return refused("too-long", say("A text is longer than {limit} characters.", limit=long)) if long else ALLOWED


def _ends(valid: Period) -> Decision:
    if valid.end and valid.start and valid.end <= valid.start:
        return refused("ends-before-start", say("The consent has to end after it begins."))
    return ALLOWED


def _named(paper: Paper) -> set[int]:
    ends = {d.to_sphere for d in paper.directions if d.to_sphere is not None}
    return {d.from_sphere for d in paper.directions} | ends


def _categories(paper: Paper) -> list[tuple[str, ...]]:
    return [paper.opens(d) for d in paper.directions]


def _known(spheres: Iterable[int], categories: Iterable[tuple[str, ...]], around: Around) -> Decision:
    if any(sphere not in around.kinds for sphere in spheres):
        return refused("unknown-receiver", say("One of the parties is not known here."))
    for each in categories:
        if not each:
            return refused(
                "no-categories", say("Say what may be told: choose at least one kind of information."), CONSENT
            )
        unknown = [c for c in each if c not in around.categories]
        if unknown:
            return refused("unknown-category", say("There is no kind of information called {what}.", what=unknown))
    return ALLOWED


def _apart(paper: Paper) -> Decision:
    if any(d.from_sphere == d.to_sphere for d in paper.directions):
        return refused("no-consent-needed", say("Within one and the same branch no consent is needed."), ("osl:8:2",))
    ways = [(d.from_sphere, d.receiver.strip()) for d in paper.directions]
    if len(set(ways)) != len(ways):
        return refused("named-twice", say("The same receiver is named twice for one sender. Keep one of them."))
    return ALLOWED


def _registers(scope: Scope, paper: Paper, around: Around) -> Decision:
    """The sender's worker; for a sender outside, any worker here; else one form for several with one's own on it."""
    own = bool(_named(paper) & scope.spheres)
    several = len(paper.directions) > 1 and paper.form != Form.ORAL
    for direction in paper.directions:
        sender = direction.from_sphere
        if sender in scope.spheres or sender not in around.here or (own and several):
            continue
        return _other_sender()
    return ALLOWED


def _other_sender() -> Decision:
    return refused(
        "not-your-sender",
        say("The party that is to tell registers this itself; its staff sign in here."),
        ("osl:8:1", "osl:8:2"),
    )


def may_use(
    scope: Scope, ground: Ground, around: Around, entry: tuple[tuple[str, ...], tuple[str, ...]] | None, on: date
) -> Decision:
    """May this ground be used? `entry` is (senders by kind of sphere, law) of the register, None when unknown (D19)."""
    if "15a" in ground.ground.replace(" ", "") or ground.ground == "control":
        return refused(
            "never-a-ground",
            say("The rule on disclosure for control is never a ground for coordinating rehabilitation."),
            (CONTROL,),
        )
    if entry is None:
        return refused("unknown-ground", say("There is no ground called “{ground}”.", ground=ground.ground))
    senders, law = entry
    ends = {ground.from_sphere} | ({ground.to_sphere} if ground.to_sphere is not None else set())
    for decision in (
        _meets_cases(scope),
        _known(ends, [ground.categories], around),
        _sends(around.kinds.get(ground.from_sphere, ""), senders, law),
        _own_test(scope, ground, around),
        _fits(ground, around, law, on),
        _ends(ground.valid),
    ):
        if not decision:
            return decision
    return ALLOWED


def _sends(kind: str, senders: tuple[str, ...], law: tuple[str, ...]) -> Decision:
    if senders and kind not in senders:
        return refused(
            "ground-not-for-sender",
            say("This ground is not one that this sender can use. Ask the person for consent instead."),
            law,
        )
    return ALLOWED


def _own_test(scope: Scope, ground: Ground, around: Around) -> Decision:
    # Whoever tells weighs the harm. What an outside party has decided is registered by a worker here (D1).
    if ground.from_sphere in scope.spheres or ground.from_sphere not in around.here:
        return ALLOWED
    return _other_sender()


def _fits(ground: Ground, around: Around, law: tuple[str, ...], on: date) -> Decision:
    """What each ground asks for besides its sender."""
    if ground.ground == WITHIN_SPHERE or ground.from_sphere == ground.to_sphere:
        if ground.from_sphere == ground.to_sphere:
            return refused("no-ground-needed", say("Within one and the same branch no ground is needed."), ("osl:8:2",))
        return refused("across-spheres", say("The receiver is in another branch: secrecy holds between them."), law)
    if ground.ground == TO_PERSON:
        if ground.to_sphere is not None:
            return refused("only-to-person", say("What is told to the person opens nothing to any party."), law)
        return ALLOWED
    if ground.to_sphere is None:
        return refused("only-to-authority", say("This ground lets an authority be told, nobody else."), law)
    if ground.ground == FK_REQUEST:
        return _requested(ground, around, law, on)
    free = around.kinds[ground.from_sphere] == "arbetsformedlingen" and set(ground.categories) == {"decision"}
    if not ground.test.strip() and not free:
        return refused(
            "no-test", say("Write the test: what was weighed, and why it comes out in favour of telling."), law
        )
    if ground.valid.end is None:
        return refused("no-end", say("A ground is tried for what is told now: say until when it counts."), law)
    return ALLOWED


def _requested(ground: Ground, around: Around, law: tuple[str, ...], on: date) -> Decision:
    if ground.to_sphere is None or around.kinds[ground.to_sphere] != "forsakringskassan":
        return refused("only-to-fk", say("Only Försäkringskassan can ask with this ground."), law)
    if ground.requested_on is None or ground.requested_on > on:
        return refused("no-request", say("Write the date of the request from Försäkringskassan."), law)
    if ground.valid.end is None:
        return refused("no-end", say("A ground is tried for what is told now: say until when it counts."), law)
    return ALLOWED


def may_touch(scope: Scope, spheres: Iterable[int]) -> Decision:
    """Whoever registered it, tells or is told may write down that the person narrows it or takes it back."""
    decision = _meets_cases(scope)
    if not decision:
        return decision
    if not scope.spheres & set(spheres):
        return refused("not-your-consent", say("This consent is not between parties that you work for."), ("osl:8:1",))
    return ALLOWED


def may_narrow(now: Extent, then: Extent, on: date) -> Decision:
    """A consent may only shrink: fewer categories, an earlier end. More takes a new one."""
    if not then.within(now):
        return refused(
            "wider", say("A consent can only be narrowed here. For more, ask the person for a new consent."), CONSENT
        )
    if then == now:
        return refused("nothing-narrowed", say("Nothing would change: choose what is taken away."))
    if not then.categories or (then.valid.end is not None and then.valid.end <= on):
        return refused("withdraw-instead", say("Nothing would be left from today: withdraw the consent instead."))
    return ALLOWED


def may_withdraw(owner: str, own_kinds: Iterable[str], told_by: str) -> Decision:
    """What another authority keeps (`owner`) is taken back there; here only what that authority says (D18)."""
    if owner and not told_by.strip() and owner not in set(own_kinds):
        return refused(
            "kept-elsewhere",
            say("This consent was given to another authority and is taken back there. Write how it told you."),
            CONSENT,
        )
    return ALLOWED
