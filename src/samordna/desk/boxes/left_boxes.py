"""What became of a box that has been left? It can be opened again, or the leaving undone (D12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page

from samordna.cases import queries as cases
from samordna.cases.queries import Seen
from samordna.desk.boxes.box_view import no_box
from samordna.desk.case_names import names_of
from samordna.desk.history import timeline
from samordna.desk.typed import Error, Typed
from samordna.handbooks.journey import decide
from samordna.handbooks.journey.moves import Reopen
from samordna.handbooks.journey.state import Visit
from samordna.kernel.decision import Refused
from samordna.people import queries as people
from samordna.web import day


@dataclass(frozen=True, slots=True)
class LeftBox:
    """A box that is not open: the act that left it, and what can be done about it."""

    case: int
    number: str
    no: int
    box: str
    title: str
    process: str
    line: timeline.Line | None
    seq: int
    correctable: bool
    reopens: str
    now: int


def page(
    request: HttpRequest, seen: Seen, no: int, given: Typed | None = None, errors: list[Error] | None = None
) -> HttpResponse:
    """The page of a box that has been left. Raises Refused when it never was, or is not for this reader to see."""
    said: dict[str, Any] = {"view": _view(seen, no), "typed": given or Typed(), "errors": errors or []}
    return render_page(request, "desk/box_left.html", said, status=400 if errors else 200)


def _view(seen: Seen, no: int) -> LeftBox:
    visit = next((v for v in reversed(seen.state.visits) if v.position.id == no), None)
    step = seen.handbook.step(visit.process, visit.position.step) if visit else None
    run = seen.state.runs.get(visit.position.run) if visit else None
    if visit is None or step is None or run is None or not seen.sees_party(visit.position.party):
        raise Refused(no_box())
    happened = cases.happenings(seen, day.today())
    protected = people.by_id(seen.row.person_id).protected
    names = names_of(seen, cases.transfers(seen), timeline.worker_ids(happened), protected=protected)
    line = next((each for each in timeline.lines(names, happened, {}) if each.seq == visit.seq), None)
    again = seen.state.position_at(run.id, step.id)
    undo = bool(line and timeline.correctable(line, names))
    words = names.box(visit.process, step.id)
    return LeftBox(
        seen.id, seen.number, no, step.label or step.id, words, names.process(visit.process), line, visit.seq, undo,
        _reopens(seen, visit), again.id if again else 0,
    )  # fmt: skip


def _reopens(seen: Seen, visit: Visit) -> str:
    """What a form sends to open the box again; "" when the journey would refuse it."""
    move = Reopen(run=visit.position.run, step=visit.position.step, reason="-")
    able = any(decide(seen.handbook, seen.state, _by(move, party)).event for party in seen.own_parties)
    return f"{visit.position.run}/{visit.position.step}" if able else ""


def _by(move: Reopen, party: str) -> Reopen:
    return Reopen(run=move.run, step=move.step, reason=move.reason, by=party)
