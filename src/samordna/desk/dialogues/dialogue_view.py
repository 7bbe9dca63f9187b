"""What is the dialogue of a case, how far has it come, and what can the reader do at each step?

Read through the same queries as everything else of the case: what consent closes is not counted as done (D21).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from samordna.cases import queries as cases
from samordna.cases.queries import Seen
from samordna.consents import queries as consents
from samordna.consents.domain import Standing
from samordna.content.values import text
from samordna.desk.case_gather import Read
from samordna.desk.case_names import at
from samordna.desk.dialogues import domain
from samordna.desk.dialogues.domain import (
    CONSENT,
    DONE,
    FACT,
    FILE,
    FORM,
    IF_NEEDED,
    LATER,
    MEETING,
    MISSING,
    NOW,
    REQUEST,
    Dialogue,
    Known,
    Step,
    Thing,
    Way,
)  # fmt: skip
from samordna.forms import documents
from samordna.forms.kept import ANSWERED, SENT, UNSENT, Kept
from samordna.forms.queries import ids, load
from samordna.handbooks.journey import state as journey
from samordna.handbooks.pages import content, wording
from samordna.meetings import queries as meetings
from samordna.meetings.domain import CANCELLED, MeetingKept
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, day_words, render

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a set, why it is asked, and the answer if it is known to the reader."""

    ask: str
    why: str
    answer: str
    told: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step: how it stands, what to do, and what it leads to. `box` is its number in the handbook."""

    id: str
    title: str
    text: str
    box: str
    standing: str
    tone: str
    now: bool
    links: tuple[Link, ...]
    notes: tuple[str, ...]
    contacts: tuple[Link, ...]
    questions: tuple[Question, ...]
    print_href: str


@dataclass(frozen=True, slots=True)
class WayShown:
    """A way with its steps; `here` when the case is on it, `then` the title of the way that it goes on by."""

    id: str
    title: str
    here: bool
    steps: tuple[StepShown, ...]
    then: Link | None


@dataclass(frozen=True)
class Gathered:
    """Everything of a case that the dialogue looks at, read once."""

    read: Read
    dialogue: Dialogue
    known: Known
    forms: Mapping[str, Kept]
    meetings: Mapping[str, MeetingKept]
    consents: tuple[Standing, ...]
    facts: Mapping[str, Any]
    open: Mapping[str, int]

    @property
    def seen(self) -> Seen:
        """The case."""
        return self.read.seen

    @property
    def acts(self) -> bool:
        """May the reader do something here? Those who run the process, while the case is open."""
        starters = {party for process in self.seen.handbook.processes for party in process.starters}
        return bool(starters & set(self.seen.own_parties)) and not self.seen.state.closed


def gather(read: Read, dialogue: Dialogue) -> Gathered:
    """Read what the steps of a dialogue look at; a fixed number of queries."""
    seen, on = read.seen, read.on
    forms: dict[str, Kept] = {}
    for kept in reversed(documents.of_case(seen, on)):
        if kept.sphere in seen.scope.spheres:
            forms[kept.form.id] = kept
    booked: dict[str, MeetingKept] = {}
    for each in reversed(meetings.of_case(seen, on)):
        if each.status != CANCELLED:
            booked[each.kind.id] = each
    standing = tuple(each for each in consents.standing(seen.row.person_id, on, seen.scope) if each.status.in_force)
    facts = cases.facts(seen, on)
    open_now = {f"{seen.state.runs[row.run_no].process}/{row.step}": row.no for row in read.boxes}
    reached = {(FORM, name): kept.status for name, kept in forms.items()}
    reached |= {(MEETING, name): each.status for name, each in booked.items()}
    reached |= {(CONSENT, each.kind): "" for each in standing}
    reached |= {(FACT, name): "" for name in facts}
    for sent in read.sent:
        status = "answered" if sent.status == journey.ANSWERED else "sent"
        if sent.status in (journey.SENT, journey.ACCEPTED, journey.ANSWERED):
            key = (REQUEST, sent.receiver_party)
            reached[key] = "answered" if "answered" in (status, reached.get(key)) else status
    left = tuple(
        f"{visit.process}/{visit.position.step}"
        for visit in sorted(seen.state.visits, key=lambda visit: visit.seq)
        if seen.sees_party(visit.position.party)
    )
    known = Known(frozenset(open_now), left, reached)
    return Gathered(read, dialogue, known, forms, booked, standing, facts, open_now)


def ways(found: Gathered) -> list[WayShown]:
    """Every way of the dialogue, the one that the case is on first."""
    here = domain.current(found.dialogue, found.known)
    return [_way(found, way, here=way is here) for way in sorted(found.dialogue.ways, key=lambda way: way is not here)]


def _way(found: Gathered, way: Way, *, here: bool) -> WayShown:
    standings = domain.standings(way, found.known) if here else [""] * len(way.steps)
    steps = tuple(_step(found, step, standing) for step, standing in zip(way.steps, standings, strict=True))
    then = next((each for each in found.dialogue.ways if each.id == way.then), None)
    return WayShown(way.id, render(way.title), here, steps, (f"#{then.id}", render(then.title)) if then else None)


def _step(found: Gathered, step: Step, standing: str) -> StepShown:
    words, tone = {
        DONE: (_("Done"), "success"), NOW: (_("Now"), "info"), MISSING: (_("Not in place"), "warning"),
        IF_NEEDED: (_("If needed"), "neutral"), LATER: (_("Later"), "neutral"),
    }.get(standing, ("", "neutral"))  # fmt: skip
    process, _slash, number = step.box.partition("/")
    known = found.seen.handbook.step(process, number)
    links = tuple(_links(found, step)) if standing and found.acts else ()
    return StepShown(
        step.id, render(step.title), render(step.text), known.label or known.id if known else "", words, tone,
        standing == NOW, links, tuple(_notes(found, step)), contacts(found, step),
        questions(found, step.questions), print_address(found, step.questions),
    )  # fmt: skip


def _links(found: Gathered, step: Step) -> Iterator[Link]:
    """What the step leads to, as far as it is there: what it offers, and the box itself."""
    for thing in step.offers:
        link = {CONSENT: _consent, FORM: _form, MEETING: _meeting, FILE: _file}[thing.kind](found, step, thing)
        if link and link[0]:
            yield link
    if step.box in found.open:
        number = step.box.partition("/")[2]
        yield at("case-box", found.seen.id, found.open[step.box]), _("Go to box {number}").format(number=number)


def _consent(found: Gathered, step: Step, thing: Thing) -> Link | None:
    entry = found.seen.handbook.entry("consents", thing.id)
    if entry is None:
        return None
    if found.known.holds(thing):
        return at("consents", found.seen.id), _("See the consents")
    box = f"&box={found.open[step.box]}" if step.box in found.open else ""
    title = _("Register “{title}”").format(title=render(entry.title))
    return f"{at('consent-new', found.seen.id)}?kind={thing.id}{box}", title


def _form(found: Gathered, _step: Step, thing: Thing) -> Link | None:
    if thing.id not in ids() or thing.id in found.dialogue.never:
        return None
    title, kept = render(load(thing.id).title), found.forms.get(thing.id)
    if kept is None:
        return at("case-form-begin", found.seen.id, thing.id), _("Fill in “{title}”").format(title=title)
    words, page = _("Read “{title}”"), "case-form"
    if kept.status in UNSENT:
        words = _("Go on with “{title}”")
    elif kept.status == SENT:
        words, page = _("Write down the answer to “{title}”"), "case-form-answer"
    return at(page, found.seen.id, kept.id), words.format(title=title)


def _meeting(found: Gathered, _step: Step, thing: Thing) -> Link | None:
    entry = found.seen.handbook.entry("meetings", thing.id)
    if entry is None:
        return None
    booked = found.meetings.get(thing.id)
    if booked:
        return at("case-meeting", found.seen.id, booked.id), _("See “{title}”").format(title=render(entry.title))
    return at("case-meeting-book", found.seen.id, thing.id), _("Book “{title}”").format(title=render(entry.title))


def _file(found: Gathered, _step: Step, thing: Thing) -> Link | None:
    return f"{at('case-attachment-new', found.seen.id)}?kind={thing.id}", _("Add the document as a file")


def _notes(found: Gathered, step: Step) -> Iterator[str]:
    """What stands in the case already for the step: consents with what they open, forms and meetings with their day."""
    things = {(thing.kind, thing.id) for thing in (*step.done, *step.offers)}
    for each in found.consents:
        if (CONSENT, each.kind) in things:
            what = ", ".join(render(title) for title in each.categories)
            yield _("In force: {sender} may tell {receiver} about {what}.").format(
                sender=each.sender, receiver=each.receiver, what=what
            )
    for name, kept in found.forms.items():
        day = kept.answered_on if kept.status == ANSWERED else kept.sent_on
        if (FORM, name) in things and day:
            words = _("“{title}” was answered {day}.") if kept.status == ANSWERED else _("“{title}” left {day}.")
            yield words.format(title=render(kept.form.title), day=day_words(day))
    for name, booked in found.meetings.items():
        if (MEETING, name) in things:
            day = booked.held_on or booked.starts_at.date()
            yield _("{title}: {day}.").format(title=render(booked.kind.title), day=day_words(day))


def contacts(found: Gathered, step: Step) -> tuple[Link, ...]:
    """Where the right person is found: those of the area's directory, and what a section of the handbook says.

    A protected identity leaves the directory out: which health centre one asks would tell where the person lives.
    """
    seen, person = found.seen, found.read.person
    data = seen.handbook.sections.get(step.contacts) or {}
    written = tuple((str(item.get("url", "")), str(item.get("title", ""))) for item in data.get("items", ()))
    if not step.directory or person is None or person.protected:
        return written
    listed = organisations.contacts_in(seen.row.area_id, found.read.on, step.directory)
    units = organisations.unit_names({each.unit_id for each in listed})
    people = [(each.name, each.role, units.get(each.unit_id, ""), each.phone, each.email) for each in listed]
    return (*(("", ", ".join(filter(None, each))) for each in people), *written)


def questions(found: Gathered, name: str) -> tuple[Question, ...]:
    """A set of questions with what is known of the answers; none when the handbook lacks the set."""
    data = found.seen.handbook.sections.get(found.dialogue.sets.get(name, "")) or {}
    return tuple(_question(found, each) for each in data.get("questions", ()))


def _question(found: Gathered, data: Mapping[str, Any]) -> Question:
    fact, row = str(data.get("fact", "")), found.facts.get(str(data.get("fact", "")))
    answer = found.read.names.value(fact, row.value) if row is not None else ""
    return Question(
        wording.shown(text(data["ask"])), str(data.get("why", "")), answer, day_words(row.on) if row else ""
    )


def print_address(found: Gathered, name: str) -> str:
    """The page of a set of questions by itself, to print; "" for none."""
    return at("case-dialogue-questions", found.seen.id, name) if questions(found, name) else ""


def set_title(found: Gathered, name: str) -> str:
    """The title of a set of questions."""
    section = found.dialogue.sets[name]
    return content.title_of_section(section, found.seen.handbook.sections[section])


def beside(found: Gathered) -> list[Link]:
    """What the handbook says beside the dialogue: who may ask for a certificate, where the routine meets new law."""
    book, sections = found.read.book, found.seen.handbook.sections
    home = wording.address("handbook", book.ref)
    return [
        (f"{home}#{content.anchor(key)}", content.title_of_section(key, sections[key]))
        for key in found.dialogue.notes
        if key in sections
    ]
