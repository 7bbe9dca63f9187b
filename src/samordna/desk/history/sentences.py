"""How is one act said in a sentence? The kind of the event says which, its effect fills it in.

Most sentences lack their subject, which is who did it ("Sara Lind" + "went on from box 3 …"); those of `WHOLE` say it
themselves, because somebody may have written down what somebody else did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samordna.cases import reasons
from samordna.cases.commands.withdrawing import WHY as CONSENT_WITHDRAWN
from samordna.cases.domain import FAX, IN_PERSON, LETTER, PHONE, SDK, Extras
from samordna.cases.queries import Happening
from samordna.desk.case_names import Names, day_words_of, listed
from samordna.desk.history import sentences_beside, sentences_guard
from samordna.handbooks.journey.state import (
    ACCEPTED,
    AWAITING,
    CONSULTATION,
    DECLINED,
    HANDOVER,
    PERSON_SAYS_NO,
    SENT,
    WITHDRAWN,
    Event,
    Position,
    Reached,
    Transfer,
    Visit,
)
from samordna.handbooks.words import party_name
from samordna.web.i18n import _, render


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence is made from: the act, its journey part if that is open, and the boxes known so far by id."""

    names: Names
    act: Happening
    event: Event | None
    boxes: Mapping[int, Position]
    processes: Mapping[int, str]

    @property
    def plan(self) -> dict[str, Any]:
        """What the act says of planning; empty when that is closed to the reader."""
        found: dict[str, Any] = self.act.said.get("plan", {})
        return found

    @property
    def extras(self) -> Extras:
        """What the act says beside the journey."""
        return Extras.read(self.plan.get("extras", {}))

    def box(self, position: int, home: str = "") -> str:
        """An open or former box by its id."""
        found = self.boxes.get(position)
        return self.names.box(self.processes.get(found.run, home), found.step, home) if found else _("a box")

    def worker(self, worker: int | None) -> str:
        """A colleague by name."""
        return self.names.workers.get(worker or 0, _("somebody else"))


def is_whole(told: Told) -> bool:
    """True when the sentence says itself who it is about."""
    return told.act.kind in WHOLE or (told.event is None and bool(told.act.told))


def happened(told: Told) -> str:
    """What was done, as a sentence without its subject, unless it is whole."""
    if told.event is None and told.act.told:
        return _begun(" ".join(_reached(told, said) for said in told.act.told))
    if told.event is None and told.act.kind in _JOURNEY:
        return _("did something that belongs to the case.")
    said = _SENTENCES.get(told.act.kind)
    words = said(told) if said else _("did something of the kind “{kind}”.").format(kind=told.act.kind)
    words += sentences_guard.passed(told)
    return _begun(words) if told.act.kind in WHOLE else words


def _begun(words: str) -> str:
    """A sentence begins with a capital letter, whoever it begins with."""
    return words[:1].upper() + words[1:]


def channel(via: str) -> str:
    """How an outside party told it."""
    return {
        LETTER: _("by letter"), PHONE: _("by phone"), FAX: _("by fax"), SDK: _("by secure digital communication (SDK)"),
        IN_PERSON: _("in person"), "unknown": _("by nobody: it is not known"),
    }.get(via, via)  # fmt: skip


def outcome(names: Names, reached: Reached) -> str:
    """An outcome with its degree and first day."""
    words = names.title("outcomes", reached.outcome)
    if reached.degree:
        words = _("{outcome}, {degree} per cent").format(outcome=words, degree=reached.degree)
    if reached.since:
        words = _("{outcome}, from {day}").format(outcome=words, day=day_words_of(reached.since))
    return words


def _effect(told: Told) -> Event:
    assert told.event is not None
    return told.event


def _visit(told: Told) -> Visit | None:
    return next(iter(_effect(told).effect.visits), None)


def _opened(told: Told, ids: Iterable[int], home: str) -> str:
    return listed(told.box(each, home) for each in ids)


def _left(told: Told) -> str:
    """Completed, skipped or jumped: from which box, to where, with what outcome, to whom."""
    visit = _visit(told)
    if visit is None:
        return _("went on.")
    names, effect = told.names, _effect(told).effect
    here = names.box(visit.process, visit.position.step)
    to = _opened(told, [*visit.led, *visit.merged], visit.process)
    given = [t for t in effect.transfers if t.kind == HANDOVER]
    waits = not to and not effect.outcomes and any(sent.status != ACCEPTED for sent in given)
    parts = [_onward("handed-over" if waits else told.act.kind, here, to)]
    if effect.outcomes:
        reached = listed(outcome(names, each) for each in effect.outcomes)
        parts.append(_("Outcome: {outcome}.").format(outcome=reached))
    for sent in given:
        accepted = sent.status == ACCEPTED
        pattern = _("{party} takes over.") if accepted else _("The receiver is {party}, who is to answer.")
        parts.append(pattern.format(party=names.party(sent.receiver)))
    return " ".join(parts)


def _onward(kind: str, here: str, to: str) -> str:
    if kind == "skipped":
        pattern = _("left {box} undone and went on to {to}.") if to else _("left {box} undone.")
    elif kind == "jumped":
        pattern = _("went from {box} directly to {to}.") if to else _("left {box} for a box of another party.")
    elif kind == "handed-over":
        pattern = _("handed over {box}.")
    else:
        pattern = _("went on from {box} to {to}.") if to else _("finished {box}.")
    return pattern.format(box=here, to=to)


def _started(told: Told) -> str:
    effect = _effect(told).effect
    boxes = _opened(told, [p.id for p in effect.positions], "")
    if effect.case:
        return _("opened the case in {boxes}.").format(boxes=boxes)
    process = listed(told.names.process(run.process) for run in effect.runs)
    return _("began {process} in {boxes}.").format(process=process, boxes=boxes)


def _sent(told: Told) -> str:
    sent = next(iter(_effect(told).effect.transfers), None)
    if sent is None:
        return _("asked another party.")
    party, where = _receiver(told.names, sent), told.box(sent.position)
    if sent.kind == CONSULTATION:
        return _("asked {party} for advice in {box}.").format(party=party, box=where)
    label = _label(told, sent)
    if label:
        return _("asked {party} in {box}: {what}.").format(party=party, box=where, what=label)
    return _("asked {party} in {box}.").format(party=party, box=where)


def _receiver(names: Names, sent: Transfer) -> str:
    return names.receiver(sent.sender, sent.receiver, sent.targets)


def _label(told: Told, sent: Transfer) -> str:
    """What the handbook calls a request."""
    position = told.boxes.get(sent.position)
    step = told.names.handbook.step(told.processes.get(position.run, ""), position.step) if position else None
    asked = step.referral(sent.via_exit) if step and sent.via_exit else None
    return render(asked.label) if asked else ""


def _answer(told: Told) -> str:
    """Accepted, declined, withdrawn or answered, as whoever answered or wrote it down remembers it."""
    sent = next(iter(_effect(told).effect.transfers), None)
    if sent is None:
        return _("answered.")
    if told.act.kind == "withdrawn":
        return _("took back what was sent to {receiver}.").format(receiver=_receiver(told.names, sent))
    words = _answered(told.names, sent)
    opened = [p.id for p in _effect(told).effect.positions if p.party == sent.receiver and told.act.kind == "accepted"]
    boxes = _opened(told, opened, "")
    return f"{words} {_('Opened {boxes}.').format(boxes=boxes)}" if boxes else words


def _answered(names: Names, sent: Transfer) -> str:
    """How something sent stands, told from outside."""
    named = {"receiver": _receiver(names, sent), "sender": names.party(sent.sender)}
    if sent.status == ACCEPTED:
        over = _("{receiver} took over from {sender}.")
        return (over if sent.kind == HANDOVER else _("{receiver} accepted the request from {sender}.")).format(**named)
    if sent.status == DECLINED:
        no = _("The person said no to {receiver}; {sender} goes on.")
        return (no if sent.answer == PERSON_SAYS_NO else _("{receiver} declined; {sender} goes on.")).format(**named)
    if sent.status == WITHDRAWN:
        return _("{sender} took back what was sent to {receiver}.").format(**named)
    return _("{receiver} answered {sender}.").format(**named)


def _reached(told: Told, said: Mapping[str, Any]) -> str:
    """What another party's act told one's own: something was sent, or answered (see `cases.telling`)."""
    sender, receiver = str(said.get("sender", "")), str(said.get("receiver", ""))
    kind, status = str(said.get("kind", "")), str(said.get("status", ""))
    sent = Transfer(
        int(said.get("transfer", 0)), kind, 0, 0, sender, receiver, status=status, answer=str(said.get("answer", ""))
    )
    if status != SENT:
        return _answered(told.names, sent)
    pattern = {
        HANDOVER: _("{sender} hands over to {receiver}."),
        CONSULTATION: _("{sender} asks {receiver} for advice."),
    }.get(kind, _("{sender} asks {receiver} to take part."))
    return pattern.format(sender=told.names.party(sender), receiver=told.names.party(receiver))


def _withdrawn(told: Told) -> str:
    """A consent was taken back: what that cancelled, opened again and moved (D20)."""
    names, effect = told.names, _effect(told).effect
    parts = [_("A consent was taken back.")]
    parts += [
        _("What was sent to {receiver} is cancelled.").format(receiver=_receiver(names, each))
        for each in effect.transfers
        if each.status == WITHDRAWN
    ]
    boxes = _opened(told, [p.id for p in effect.positions if p.status != AWAITING], "")
    if boxes:
        parts.append(_("Open again: {boxes}.").format(boxes=boxes))
    if effect.ball:
        parts.append(_("{party} is responsible for the next step again.").format(party=names.party(effect.ball[1])))
    return " ".join(parts)


def why(reason: str) -> str:
    """A kept reason in words: what its code says, and the worker's own words behind (D15)."""
    # The sentence says these already.
    if reason in (CONSENT_WITHDRAWN, PERSON_SAYS_NO):
        return ""
    coded, own = reasons.read(reason)
    return ": ".join(each for each in (render(coded) if coded else "", own) if each)


def _returned(told: Told) -> str:
    event = _effect(told)
    boxes = _opened(told, [p.id for p in event.effect.positions], "")
    party = told.names.party(event.effect.ball[1]) if event.effect.ball else ""
    if party:
        return _("gave the case back to {party}, in {boxes}.").format(party=party, boxes=boxes)
    return _("went back to {boxes}.").format(boxes=boxes)


def _position(told: Told) -> Position | None:
    return next(iter(_effect(told).effect.positions), None)


def _parked(told: Told) -> str:
    position = _position(told)
    if position is None:
        return _("let a box rest.")
    box, until = told.box(position.id), day_words_of(position.until)
    step = told.names.handbook.step(told.processes.get(position.run, ""), position.step)
    wait = next((each for each in (step.waits if step else ()) if each.id == position.wait), None)
    if wait:
        return _("lets {box} rest until {day}: {wait}.").format(box=box, day=until, wait=render(wait.label))
    return _("lets {box} rest until {day}.").format(box=box, day=until)


def _box_again(pattern: Callable[[], str]) -> Callable[[Told], str]:
    def said(told: Told) -> str:
        position = _position(told)
        return pattern().format(box=told.box(position.id) if position else _("a box"))

    return said


def _ended(told: Told) -> str:
    event = _effect(told)
    process = listed(told.names.process(run.process) for run in event.effect.runs)
    words = _("ended {process}.").format(process=process)
    if event.effect.ball:
        drives = _("{party} drives it on.").format(party=told.names.party(event.effect.ball[1]))
        words = f"{words} {drives}"
    return words


def _migrated(told: Told) -> str:
    event = _effect(told)
    version = event.effect.case[1] if event.effect.case else ""
    moved = [
        _("{box} became {to}.").format(
            box=told.names.box(v.process, v.position.step), to=told.names.box(v.process, v.exits[0])
        )
        for v in event.effect.visits
        if v.exits
    ]
    return " ".join([_("moved the case to version {version} of the handbook.").format(version=version), *moved])


def _openly(told: Told) -> str:
    said = told.plan.get("consulted", {})
    words = _("asked {adviser} for advice, without saying whom it is about.").format(
        adviser=party_name(told.names.handbook, str(said.get("adviser", "")))
    )
    return f"{words} {_('The question')}: {said.get('question', '')}"


def _given(told: Told) -> str:
    worker = next((each for each in told.extras.responsible.values() if each), 0)
    if told.extras.watcher:
        return _("gave the case to {worker}, who also keeps watch over it.").format(worker=told.worker(worker))
    return _("gave the case to {worker}.").format(worker=told.worker(worker))


def _taken(told: Told) -> str:
    box = next(iter(told.extras.workers), 0)
    return _("took {box}.").format(box=told.box(box))


def _row(told: Told) -> dict[str, Any]:
    rows = told.plan.get("rows") or [["", {}]]
    return dict(rows[0][1])


def _helper(pattern: Callable[[], str]) -> Callable[[Told], str]:
    return lambda told: pattern().format(worker=told.worker(_row(told).get("worker_id")))


def _told(told: Told) -> str:
    position = int(told.plan.get("position", 0))
    if not position:
        return _("recorded what is known.") if told.plan else _("told something that belongs to the case.")
    return _("wrote down in {box}.").format(box=told.box(position))


def _incoming(told: Told) -> str:
    said = {"what": told.plan.get("what", ""), "sender": told.plan.get("sender", "")}
    return _("linked what came in: {what}, from {sender}.").format(**said)


def _noted(told: Told) -> str:
    row = _row(told)
    words = _("noted act {number} in {system}.").format(number=row.get("of_seq", ""), system=row.get("system", ""))
    objection = str(row.get("objection") or "")
    return f"{words} {_('The person objects: {objection}').format(objection=objection)}" if objection else words


_BESIDE = sentences_beside.SENTENCES
_SENTENCES: Mapping[str, Callable[[Told], str]] = _BESIDE | {
    "started": _started,
    **dict.fromkeys(("completed", "skipped", "jumped", "handed-over"), _left),
    **dict.fromkeys(("referred", "consulted"), _sent),
    **dict.fromkeys(("accepted", "declined", "withdrawn", "answered"), _answer),
    "returned": _returned,
    "consent-withdrawn": _withdrawn,
    "parked": _parked,
    "resumed": _box_again(lambda: _("took up {box} again.")),
    "reopened": _box_again(lambda: _("opened {box} again.")),
    "corrected": _box_again(lambda: _("undid a step that was wrong: {box} is open again.")),
    "ended": _ended,
    "closed": lambda _told: _("closed the case."),
    "case-reopened": lambda _told: _("opened the case again."),
    "migrated": _migrated,
    "consulted-openly": _openly,
    "escalated": lambda _told: _("No answer came in time. The next one to ask has it now."),
    "given-to": _given,
    "taken": _taken,
    "co-worker-added": _helper(lambda: _("{worker} works in the case too.")),
    "co-worker-ended": _helper(lambda: _("{worker} no longer works in the case.")),
    "watcher-changed": lambda told: _("{worker} keeps watch over the case.").format(
        worker=told.worker(told.extras.watcher)
    ),
    "told": _told,
    "step-added": lambda told: _("added a step of their own: {title}").format(title=told.plan.get("title", "")),
    "incoming-linked": _incoming,
    "noted": _noted,
}
WHOLE = frozenset({
    "accepted", "declined", "answered", "escalated", "consent-withdrawn", "co-worker-added", "co-worker-ended",
    "watcher-changed",
})  # fmt: skip
# Kinds whose sentence needs the journey's own part.
_JOURNEY = frozenset(_SENTENCES) - {
    "consulted-openly", "escalated", "given-to", "taken", "co-worker-added", "co-worker-ended", "watcher-changed",
    "told", "step-added", "incoming-linked", "noted", *_BESIDE,
}  # fmt: skip
