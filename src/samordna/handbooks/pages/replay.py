"""A rehearsal is its choices: how are they carried out again, and what is said about each?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from samordna.handbooks.domain import Exit, Process, Step
from samordna.handbooks.journey.state import HANDOVER
from samordna.handbooks.pages import wording
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.walk.session import Refused, Session
from samordna.kernel.text import Message, say
from samordna.web.i18n import _

MOST = 200
LONGEST = 200
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """One choice on the way: the box it was made in, the choice in words, and how it is written in the address."""

    process: str
    step: str
    number: str
    title: str
    words: str
    choice: str


@dataclass
class Replayed:
    """How far the choices led: the rehearsal, what was chosen, and why the first that could not be made was refused."""

    session: Session
    taken: list[Taken] = field(default_factory=list)
    refused: Message | None = None

    @property
    def choices(self) -> list[str]:
        """The choices that could be made."""
        return [each.choice for each in self.taken]


def replay(found: Book, on: date, start: tuple[str, str, str], choices: list[str]) -> Replayed:
    """Start (process, party, box or "") and make the choices in turn, to the end or to the first that is refused.

    Raises Refused when the start itself is.
    """
    session = Session(found.handbook, on)
    session.start(*start)
    replayed = Replayed(session)
    for choice in choices:
        if len(replayed.taken) >= MOST:
            replayed.refused = say("A rehearsal has at most {most} choices. Start again to go on.", most=MOST)
            break
        try:
            taken = _taken(found, session, choice)
            _choose(session, choice)
        except Refused as no:
            replayed.refused = no.reason
            break
        replayed.taken.append(taken)
    return replayed


def _choose(session: Session, choice: str) -> None:
    if len(choice) > LONGEST:
        raise Refused(say("That is no choice."))
    if choice.startswith("box:"):
        turn(session, choice.removeprefix("box:"))
        return
    degree = choice.partition("=")[2]
    if degree and not (degree.isascii() and degree.isdigit() and len(degree) <= DIGITS):
        raise Refused(say("Write the degree as a number, for example “arbete=50”."))
    session.choose(choice)


def turn(session: Session, box: str) -> None:
    """Look at another open box, named “process/box”. Raises Refused when it is not open."""
    for position in session.state.positions.values():
        if box in (position.step, f"{session.state.runs[position.run].process}/{position.step}"):
            session.look_at(position.id)
            return
    raise Refused(say("Box {box} is not open.", box=box))


def _taken(found: Book, session: Session, choice: str) -> Taken:
    """What is said of a choice, before it is carried out."""
    process, step = session.box() if session.current() else (None, None)
    return Taken(
        process.id if process else "",
        step.id if step else "",
        wording.number(step) if step else "",
        wording.shown(step.title) if step else "",
        _words(found, session, (process, step), choice),
        choice,
    )


def _words(found: Book, session: Session, here: tuple[Process | None, Step | None], choice: str) -> str:
    kind, _colon, rest = choice.partition(":")
    if kind in ("accept", "decline", "says-no", "answer") and not rest:
        return _answer(found, session, kind)
    process, step = here
    if process is None or step is None:
        return choice
    match kind:
        case "refer":
            asked = step.referral(rest)
            return Markup("{} {}").format(_("Asks:"), wording.shown(asked.label) if asked else rest)
        case "wait":
            wait = next((each for each in step.waits if each.id == rest), None)
            return Markup("{} {}").format(_("Waits:"), wording.shown(wait.label) if wait else rest)
        case "jump":
            return Markup("{} {}").format(_("Jumps to"), wording.target_link(found, process, rest).words)
        case "box":
            return Markup("{} {}").format(_("Turns to"), wording.target_link(found, process, rest).words)
        case "skip":
            return Markup("{} {}").format(_("Leaves the box undone:"), _exits(step, rest))
    return _exits(step, choice)


def _exits(step: Step, written: str) -> str:
    names, equals, degree = written.partition("=")
    ways: list[Exit | None] = [step.exit(name) for name in names.split("+") if name]
    known = [wording.shown(way.label) for way in ways if way]
    if not known:
        return written
    words = Markup(" + ").join(known)
    return Markup("{}, {} %").format(words, degree) if equals else words


def _answer(found: Book, session: Session, kind: str) -> str:
    """Who answered what."""
    transfer = session.awaiting()
    if kind == "answer":
        waiting = [each for each in session.state.unanswered() if each.kind != HANDOVER]
        transfer = waiting[-1] if waiting else None
    name = wording.party(found.handbook, transfer.receiver) if transfer else ""
    pattern = {
        "accept": _("{party} accepts"),
        "decline": _("{party} declines"),
        "says-no": _("The person says no"),
        "answer": _("{party} answers"),
    }[kind]
    return Markup(pattern).format(party=name)
