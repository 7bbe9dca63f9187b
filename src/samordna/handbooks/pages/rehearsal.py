"""How is a case rehearsed on the web? The choices are the address: going back is a link, nothing is kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.views.decorators.http import require_safe

from samordna.content.reading import ContentError
from samordna.handbooks.domain import Exit, Process
from samordna.handbooks.journey.state import CONSULTATION, HANDOVER, OPEN, SENT, Position, State, Transfer
from samordna.handbooks.map import Highlight
from samordna.handbooks.pages import box, drawing, finding, wording
from samordna.handbooks.pages.box import View
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.replay import MOST, Replayed, replay
from samordna.handbooks.pages.wording import Link
from samordna.handbooks.walk.session import Refused, Session
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.web.day import today
from samordna.web.i18n import _, render
from samordna.web.terminal import QuestionError


class Address:
    """The address of a rehearsal: the process, who runs it, where it starts, and the choices."""

    def __init__(self, found: Book, process: Process, party: str, start: str) -> None:
        self.path = reverse("rehearse", args=[found.ref, process.id])
        chosen = party if party != next(iter(process.starters), "") else ""
        self.kept = [(name, value) for name, value in (("as", chosen), ("from", start)) if value]

    def to(self, choices: list[str]) -> str:
        """The address with these choices."""
        query = urlencode([*self.kept, *(("c", choice) for choice in choices)])
        return f"{self.path}?{query}" if query else self.path


@require_safe
def rehearse_page(request: HttpRequest, handbook: str, process: str) -> HttpResponse:
    """One moment of a rehearsal. Raises QuestionError when it cannot start."""
    found = finding.book(handbook)
    chosen = finding.process_in(found, process)
    party, start = _party(request, found, chosen), _start(request, chosen)
    address = Address(found, chosen, party, start)
    choices = [choice for choice in request.GET.getlist("c") if choice]
    added = _added(request)
    if added:
        return HttpResponseRedirect(address.to([*choices, added]))
    try:
        replayed = replay(found, today(), (chosen.id, party, start), choices)
    except Refused as no:
        raise QuestionError(no.reason, say("Start in another box.")) from no
    data = {
        **_about(found, chosen, party, start, address),
        **_moment(found, replayed, address),
        "lost": choices[len(replayed.taken) :],
        "refused": render(replayed.refused) if replayed.refused else "",
        "most": MOST,
    }
    return render_page(request, "handbooks/rehearsal.html", data)


def _party(request: HttpRequest, found: Book, process: Process) -> str:
    """Who runs the process; the first that may when nobody is named."""
    asked = finding.role(request, found.handbook)
    return asked if asked in process.starters else process.starters[0]


def _start(request: HttpRequest, process: Process) -> str:
    asked = request.GET.get("from", "").strip()
    if asked and asked not in process.by_id:
        raise ContentError(
            "",
            0,
            say("{process} has no box {step}.", process=process.id, step=asked),
            say("There are: {ids}.", ids=", ".join(process.by_id)),
        )
    return asked


def _added(request: HttpRequest) -> str:
    """The choice made in one of the forms: several exits, or a jump."""
    picked = [each for each in request.GET.getlist("pick") if each]
    if picked:
        return "+".join(picked)
    jump = request.GET.get("jump", "").strip()
    return f"jump:{jump}" if jump else ""


def _about(found: Book, process: Process, party: str, start: str, address: Address) -> dict[str, Any]:
    """What stays the same through the rehearsal."""
    book = found.handbook
    return {
        "book": book,
        "book_title": wording.shown(book.title),
        "book_href": wording.address("handbook", found.ref),
        "process": process,
        "process_title": wording.shown(process.title),
        "process_href": wording.address("process", found.ref, process.id),
        "party": wording.party(book, party),
        "starters": [
            (Link(wording.party(book, each), Address(found, process, each, start).to([])), each == party)
            for each in process.starters
        ],
        "again": address.to([]),
        "from_start": Address(found, process, party, "").to([]) if start else "",
        "started_in": wording.box_link(found, process, process.by_id[start]).words if start else "",
        "kept": address.kept,
        "action": address.path,
    }


def _moment(found: Book, replayed: Replayed, address: Address) -> dict[str, Any]:
    """Where the case is now, how it came there, and what can be done next."""
    session, choices = replayed.session, replayed.choices
    state, current = session.state, session.current()
    view = View(found, load_law(), session.on)
    free = current is not None and current.status == OPEN
    return {
        "card": _card(view, session) if current else None,
        "resting": current.until if current else "",
        "awaiting": bool(current and current.status != OPEN),
        "holder": wording.party(found.handbook, state.ball) if state.ball else "",
        "way": [(each, address.to(choices[:index])) for index, each in enumerate(replayed.taken)],
        "back": address.to(choices[:-1]) if choices else "",
        "answers": _answers(found, session, address, choices),
        "unanswered": [_sent(found, each) for each in state.unanswered()],
        "exits": _exits(view, session, address, choices) if free else [],
        "referrals": _more(view, session, address, choices) if free else [],
        "waits": _waits(session, address, choices) if free else [],
        "open_boxes": _open_boxes(found, session, address, choices),
        "jumps": _jumps(session) if free else [],
        "choices": choices,
        "outcomes": _outcomes(found, state),
        "ended": not state.positions,
        "map": _map(found, session),
        "boxes_done": len([visit for visit in state.visits if visit.how != "before"]),
    }


def _card(view: View, session: Session) -> dict[str, Any]:
    """The box in front of us, with the guidance of the party that leads it."""
    found = view.found
    process, step = session.box()
    position = session.current()
    run = session.state.runs[position.run] if position else None
    lead, runner = position.party if position else "", run.party if run else ""
    readers = tuple(dict.fromkeys(filter(None, (lead, runner if found.handbook.is_forum(lead) else ""))))
    shown = box.shown(view, process, step, readers)
    href = wording.address("box", found.ref, process.id, step.id, as_=lead)
    led = wording.party(found.handbook, lead) if lead else shown["lead"]
    return {**shown, "lead": led, "href": href, "process_title": wording.shown(process.title), "process": process.id}


def _exits(view: View, session: Session, address: Address, choices: list[str]) -> list[dict[str, Any]]:
    """The ways out, each with its address; an outcome with a degree has one for each degree."""
    process, step = session.box()
    return [
        {
            "way": box.exit_way(view, process, step, way),
            "href": address.to([*choices, way.id]),
            "degrees": [
                Link(f"{degree} %", address.to([*choices, f"{way.id}={degree}"]))
                for degree in _degrees(view.found, process, way)
            ],
        }
        for way in step.exits
    ]


def _degrees(found: Book, process: Process, way: Exit) -> list[int]:
    """The degrees that an outcome may have: its data give the least and the most, and it is counted in the least."""
    found_degrees: list[int] = []
    for written in way.to:
        target = found.handbook.target(process.id, written)
        entry = found.handbook.entry("outcomes", target.step) if target.kind == "outcome" else None
        limits = entry.data.get("degree") if entry else None
        if limits:
            found_degrees = list(range(int(limits["from"]), int(limits["to"]) + 1, max(1, int(limits["from"]))))
    return found_degrees


def _more(view: View, session: Session, address: Address, choices: list[str]) -> list[dict[str, Any]]:
    process, step = session.box()
    return [
        {
            "way": box.referral_way(view, process, asked),
            "href": address.to([*choices, f"refer:{asked.id}"]),
        }
        for asked in step.referrals
    ]


def _waits(session: Session, address: Address, choices: list[str]) -> list[Link]:
    _process, step = session.box()
    return [Link(wording.shown(wait.label), address.to([*choices, f"wait:{wait.id}"])) for wait in step.waits]


def _jumps(session: Session) -> list[tuple[str, str]]:
    process, step = session.box()
    return [
        (each.id, f"{wording.number(each)}. {wording.plain(each.title)}")
        for each in process.by_id.values()
        if each.id != step.id
    ]


def _answers(found: Book, session: Session, address: Address, choices: list[str]) -> dict[str, Any] | None:
    """What the receiver may answer to the latest hand-over or request, and to a question for advice."""
    awaiting = session.awaiting()
    asked = [each for each in session.state.unanswered() if each.kind != HANDOVER]
    links = []
    if awaiting:
        links = [
            Link(_("The receiver accepts"), address.to([*choices, "accept"])),
            Link(_("The receiver declines"), address.to([*choices, "decline"])),
            Link(_("The person says no"), address.to([*choices, "says-no"])),
        ]
    if asked:
        links.append(Link(_("An answer comes to the request"), address.to([*choices, "answer"])))
    if not links:
        return None
    return {
        "links": links,
        "sent": _sent(found, awaiting or asked[-1]),
        "answer_to": _sent(found, asked[-1]) if asked else None,
    }


def _sent(found: Book, transfer: Transfer) -> dict[str, Any]:
    """What is sent and not yet answered."""
    book = found.handbook
    kinds = {HANDOVER: _("Hand-over"), CONSULTATION: _("Question for advice")}
    boxes = [
        wording.box_link(found, book.by_id[process], step, other=True)
        for process, step_id in transfer.targets
        if (step := book.step(process, step_id))
    ]
    return {
        "kind": kinds.get(transfer.kind, _("Request")),
        "receiver": wording.party(book, transfer.receiver),
        "boxes": boxes,
        "outside": transfer.receiver in book.parties and book.parties[transfer.receiver].outside,
        "accepted": transfer.status != SENT,
        "shares": ", ".join(wording.title_of(book, "categories", each) for each in transfer.categories),
    }


def _open_boxes(found: Book, session: Session, address: Address, choices: list[str]) -> list[dict[str, Any]]:
    """The open boxes of the case; every one but the box in front of us is a link."""
    current = session.current()
    return [_open_box(found, session, each, current, address, choices) for each in session.state.positions.values()]


def _open_box(
    found: Book, session: Session, each: Position, current: Position | None, address: Address, choices: list[str]
) -> dict[str, Any]:
    process = found.handbook.by_id[session.state.runs[each.run].process]
    step = process.by_id[each.step]
    here = current is not None and current.id == each.id
    return {
        "words": wording.box_link(found, process, step, other=True).words,
        "href": "" if here else address.to([*choices, f"box:{process.id}/{step.id}"]),
        "party": wording.party(found.handbook, each.party),
        "awaiting": each.status != OPEN,
        "until": each.until,
    }


def _outcomes(found: Book, state: State) -> list[tuple[str, int, str]]:
    """The outcomes reached: title, degree, and who drives on."""
    return [
        (
            wording.title_of(found.handbook, "outcomes", each.outcome),
            each.degree,
            wording.party(found.handbook, each.driver) if each.driver else "",
        )
        for each in state.outcomes
    ]


def _map(found: Book, session: Session) -> dict[str, Any]:
    """The map of the process that the case is in now, with where it is and has been."""
    state = session.state
    last = state.visits[-1].process if state.visits else ""
    here = session.box()[0].id if session.current() else last
    process = found.handbook.by_id.get(here) or found.handbook.processes[0]
    current = frozenset(each.step for each in state.positions.values() if state.runs[each.run].process == process.id)
    visited = frozenset(visit.position.step for visit in state.visits if visit.process == process.id) - current
    drawn = drawing.drawing(found, process, highlight=Highlight(current, visited))
    return {"drawn": drawn, "title": wording.shown(process.title)}
