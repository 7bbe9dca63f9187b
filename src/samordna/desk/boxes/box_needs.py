"""Has the meeting that a box asks for been held in this way through the process? Said, and softly asked for (D17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samordna.cases import queries as cases
from samordna.desk.boxes.box_moves import Wish
from samordna.desk.case_names import at
from samordna.desk.typed import Wrong
from samordna.handbooks.pages.wording import Link
from samordna.kernel.text import Text, say
from samordna.meetings import queries
from samordna.meetings.domain import HELD, PLANNED, MeetingKept
from samordna.meetings.kinds import kind_of
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

if TYPE_CHECKING:
    from samordna.desk.boxes.box_view import Gathered

MEETING = "meeting"
# The reason of the button that leaves the box by its ways, and the mark that it has been asked for once.
FIELD, ASKED = "complete-reason", "need-asked"


@dataclass(frozen=True, slots=True)
class Needed:
    """A kind of meeting that the box asks for: the one that was held, else the one that is booked; and where to go."""

    kind: str
    title: Text
    link: Link
    held: bool


def meetings(found: Gathered, *, ours: bool = True) -> list[Needed]:
    """The meetings that the box asks to be held, as far as the reader may see them; `ours` when they may book one."""
    wanted = [need.id for need in found.step.needs if need.kind == MEETING]
    if not wanted:
        return []
    held = _in_this_attempt(found)
    every = [each for each in queries.of_case(found.seen, found.on) if each.status == PLANNED or held(each)]
    return [_needed(found, kind, [each for each in every if each.kind.id == kind], ours) for kind in wanted]


def _in_this_attempt(found: Gathered) -> Callable[[MeetingKept], bool]:
    """Was a meeting held in this attempt? One from before counts when it was written down in the first (D12, D15)."""
    run = found.seen.state.runs[found.place.run]
    seq, day = cases.began(found.seen, run.id)
    return lambda each: (
        each.status == HELD and each.seq >= seq and (run.n == 1 or (each.held_on or each.day) >= day)
    )  # fmt: skip


def _needed(found: Gathered, kind: str, known: list[MeetingKept], ours: bool) -> Needed:
    title = kind_of(found.seen.handbook, kind).title
    held = next((each for each in known if each.status == HELD), None)
    if held:
        words = _("{meeting}: held {day}").format(meeting=render(title), day=day_words(held.held_on or held.day))
        return Needed(kind, title, Link(words, at("case-meeting-record", held.case, held.id)), True)
    booked = next((each for each in known if each.status == PLANNED), None)
    if booked:
        words = _("{meeting}: booked {day}, not written down as held").format(
            meeting=render(title), day=day_words(booked.day)
        )
        return Needed(kind, title, Link(words, at("case-meeting", booked.case, booked.id)), False)
    href = f"{at('case-meeting-book', found.seen.id, kind)}?box={found.process.id}/{found.step.id}"
    books = ours and not found.seen.state.closed
    words = _("{meeting}: not held yet").format(meeting=render(title))
    return Needed(kind, title, Link(words, href if books else ""), False)


def links(found: Gathered, needed: list[Needed], shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What should be in place, as the page lists it: meetings with their day, or the way to book them."""
    known = {each.kind: each.link for each in needed}
    asked = zip(found.step.needs, shown, strict=True)
    return [{**it, "link": known[need.id]} if need.kind == MEETING else it for need, it in asked]


def ask(found: Gathered, wish: Wish) -> None:
    """Ask why one goes on without the meeting: once, and never as a stop. Raises Wrong the first time."""
    if wish.do != "complete" or wish.reason or wish.typed.one(ASKED):
        return
    missing = [render(each.title) for each in meetings(found) if not each.held]
    if missing:
        why = say(
            "“{meeting}” is not written down as held. Say why you go on without it, or choose Continue once more.",
            meeting=", ".join(missing),
        )
        raise Wrong((f"field-{FIELD}", why))
