"""What is to be seen in one box: the guidance for a role, what to do and record, where to go on, and what counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.views.decorators.http import require_safe

from samordna.handbooks.domain import PERSON, Exit, Need, Process, Referral, Step, Wait
from samordna.handbooks.pages import finding, standing, wording
from samordna.handbooks.pages.content import table_link
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.process import role_links
from samordna.handbooks.pages.wording import Link
from samordna.law.domain import Law
from samordna.law.following import Choices
from samordna.law.queries import load as load_law
from samordna.web.day import today
from samordna.web.i18n import _


@dataclass(frozen=True, slots=True)
class Told:
    """The guidance of one party; `open` when it is shown at once."""

    party: str
    text: str
    open: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a box, or a request to another party, in words and with links."""

    id: str
    label: str
    to: list[Link]
    when: str
    kind: str
    notes: list[str]
    shares: str
    basis: Link | None


@dataclass(frozen=True, slots=True)
class View:
    """What a box is seen with: the handbook, the law on the day, and the role that links keep ("" is nobody's).

    `choices` is what the area of a case has chosen about rules that nobody has read.
    """

    found: Book
    law: Law
    on: date
    role: str = ""
    choices: Choices = field(default_factory=dict)


@require_safe
def box_page(request: HttpRequest, handbook: str, process: str, box: str) -> HttpResponse:
    """One box of a process."""
    found = finding.book(handbook)
    chosen = finding.process_in(found, process)
    step = finding.step_in(chosen, box)
    role = finding.role(request, found.handbook)
    here = wording.address("box", found.ref, chosen.id, step.id)
    steps = list(chosen.by_id.values())
    at = steps.index(step)
    data = {
        **shown(View(found, load_law(), today(), role), chosen, step, (role,) if role else ()),
        "found": found,
        "book_title": wording.shown(found.handbook.title),
        "book_href": wording.address("handbook", found.ref),
        "process_title": wording.shown(chosen.title),
        "process_href": wording.address("process", found.ref, chosen.id, as_=role),
        "roles": role_links(found, (chosen,), role, here),
        "role": role,
        "before": wording.box_link(found, chosen, steps[at - 1], role) if at else None,
        "after": wording.box_link(found, chosen, steps[at + 1], role) if at + 1 < len(steps) else None,
        "rehearse": wording.address("rehearse", found.ref, chosen.id, from_=step.id),
        "others": _led_here(found, chosen, step, role),
    }
    return render_page(request, "handbooks/box.html", data)


def shown(view: View, process: Process, step: Step, readers: tuple[str, ...]) -> dict[str, Any]:
    """All that a box holds, in words and with links. `readers` are the parties whose guidance is shown at once."""
    found, law, on = view.found, view.law, view.on
    book = found.handbook
    return {
        "number": wording.number(step),
        "title": wording.shown(step.title),
        **_phases(found, process, step),
        "lead": wording.led_by(book, process, step),
        "with": wording.parties(book, step.parties),
        "question": wording.shown(step.question) if step.question else "",
        "guidance": guidance(found, process, step, readers),
        "checklist": [wording.line(each) for each in step.checklist],
        "asks": [wording.title_of(book, "facts", each) for each in step.asks],
        "exits": [exit_way(view, process, step, way) for way in step.exits],
        "several": step.choose == "any",
        "referrals": [referral_way(view, process, asked) for asked in step.referrals],
        "waits": [_wait(view, wait) for wait in step.waits],
        "deadlines": [
            wording.limit(found, entry, law, on) for each in step.deadlines if (entry := book.entry("deadlines", each))
        ],
        "needs": [_need(view, need) for need in step.needs],
        "forms": [wording.entry_link(found, "forms", each) for each in step.forms],
        "meetings": [wording.entry_link(found, "meetings", each) for each in step.meetings],
        "tables": [table_link(use.table) for use in step.tables],
        "citations": wording.citations(law, step.law, on),
        "on": on,
        "law_notes": standing.notes(book, step, law, on, view.choices),
        "deviations": [
            {"was": wording.line(d.was), "now": wording.line(d.now), "why": wording.line(d.why)} for d in step.deviation
        ],
        "source": wording.swedish(", ".join(filter(None, (process.source or book.source, step.source)))),
    }


def _phases(found: Book, process: Process, step: Step) -> dict[str, Any]:
    """The phases in their order, the one that the box belongs to, and those without a box in the process."""
    known = found.handbook.registers.get("phases", {})
    used = {each.phase for each in process.steps}
    return {
        "phases": [(entry.id, wording.shown(entry.title)) for entry in known.values()] if step.phase else [],
        "phase": step.phase,
        "absent": [each for each in known if each not in used],
    }


def guidance(found: Book, process: Process, step: Step, readers: tuple[str, ...]) -> list[Told]:
    """The text for all, then each party's own: those of the readers open. Without a reader the lead's is open, and
    everything is when nobody leads alone."""
    book = found.handbook
    wanted = readers or ((step.lead,) if step.lead else process.starters)
    common = [Told("", wording.prose(text), True) for party, text in step.guidance.items() if party == "all"]
    own = [party for party in step.guidance if party != "all"]
    opened = [party for party in own if party in wanted] or ([] if common else own)
    order = [*opened, *(party for party in own if party not in opened)]
    return [
        *common,
        *(Told(wording.party(book, each), wording.prose(step.guidance[each]), each in opened) for each in order),
    ]


def exit_way(view: View, process: Process, step: Step, way: Exit) -> Way:
    """An exit: where it leads, whether it hands over or returns, what it shares and on what ground."""
    found = view.found
    handover = [written for written in way.to if hands_over(found, process, step, written)]
    outcome = all(found.handbook.target(process.id, each).kind == "outcome" for each in way.to)
    kind = "return" if way.returns else "handover" if handover else "outcome" if outcome else "on"
    notes = {
        "return": [_("Back to the party that handed over. It cannot be declined.")],
        "handover": [_("Hand-over: the receiver answers before responsibility moves.")],
    }.get(kind, [])
    return Way(
        way.id,
        wording.shown(way.label),
        [wording.target_link(found, process, written, view.role) for written in way.to],
        wording.line(way.when),
        kind,
        notes,
        _shares(found, way),
        _basis(found, way),
    )


def referral_way(view: View, process: Process, asked: Referral) -> Way:
    """A request or a question for advice, while the box stays open."""
    found = view.found
    entry = found.handbook.entry("deadlines", asked.escalation)
    limit = wording.limit(found, entry, view.law, view.on) if entry else None
    notes = [_("Time limit for the answer: {limit}.").format(limit=limit.length)] if limit else []
    return Way(
        asked.id,
        wording.shown(asked.label),
        [wording.target_link(found, process, asked.to, view.role)],
        wording.line(asked.note),
        "advice" if asked.consult else "request",
        notes,
        _shares(found, asked),
        _basis(found, asked),
    )


def hands_over(found: Book, process: Process, step: Step, written: str) -> bool:
    """True when a target is led by somebody else (D7); a forum never has the responsibility, so it moves none (D3)."""
    book = found.handbook
    target = book.target(process.id, written)
    there, box = book.by_id.get(target.process), book.step(target.process, target.step)
    if there is None or box is None:
        return target.kind == "party"
    mine = {step.lead} if step.lead else set(process.starters)
    theirs = {box.lead} if box.lead else set(there.starters)
    if process.forum or there.forum or any(book.is_forum(party) or party == PERSON for party in mine | theirs):
        return False
    return not mine & theirs


def _shares(found: Book, way: Exit | Referral) -> str:
    return ", ".join(wording.title_of(found.handbook, "categories", each) for each in way.categories)


def _basis(found: Book, way: Exit | Referral) -> Link | None:
    if found.handbook.entry("consents", way.consent):
        return wording.entry_link(found, "consents", way.consent)
    entry = found.handbook.entry("grounds", way.ground)
    return Link(wording.shown(entry.title)) if entry else None


def _wait(view: View, wait: Wait) -> dict[str, Any]:
    entry = view.found.handbook.entry("deadlines", wait.review)
    review = wording.limit(view.found, entry, view.law, view.on) if entry else None
    return {"label": wording.shown(wait.label), "review": review}


def _need(view: View, need: Need) -> dict[str, Any]:
    link = wording.entry_link(view.found, f"{need.kind}s", need.id)
    words = Link(link.words) if need.kind == "fact" else link
    return {"link": words, "law": wording.citations(view.law, [need.law] if need.law else [], view.on)}


def _led_here(found: Book, process: Process, step: Step, role: str) -> list[Link]:
    """The boxes with an exit into this one: where the case may come from."""
    wanted = (process.id, step.id)
    coming = []
    for other, each in found.handbook.every_step():
        targets = [found.handbook.target(other.id, written) for way in each.exits for written in way.to]
        if any((to.process, to.step) == wanted for to in targets if to.kind == "step"):
            coming.append(wording.box_link(found, other, each, role, other=other.id != process.id))
    return coming
