"""Where can one go from this box, and to whom? Exits, requests, other boxes, as they lead in this very case (D6-D9)."""

from __future__ import annotations

from dataclasses import dataclass

from samordna.cases.queries import Seen
from samordna.desk.case_names import Names
from samordna.handbooks.domain import Exit, Process, Referral, Step
from samordna.handbooks.journey import routing
from samordna.handbooks.journey.state import BEFORE, Position
from samordna.handbooks.pages import wording
from samordna.handbooks.words import party_name
from samordna.web.i18n import _

Option = tuple[str, str]
ON, HANDOVER, RETURN, OUTCOME = "on", "handover", "return", "outcome"


@dataclass(frozen=True, slots=True)
class Place:
    """A box of a case and who answers for it."""

    seen: Seen
    position: Position
    process: Process
    step: Step
    driver: str
    names: Names


@dataclass(frozen=True, slots=True)
class Way:
    """An exit or a request in words. `kind` is on, handover, return, outcome, request or advice; `to` where it leads.

    `receivers` are the parties to choose among when several could take it; `degree` says that an outcome asks for one.
    """

    id: str
    label: str
    to: tuple[str, ...]
    kind: str
    when: str = ""
    shares: str = ""
    whom: str = ""
    note: str = ""
    receivers: tuple[Option, ...] = ()
    degree: bool = False


def ways(place: Place) -> list[Way]:
    """The exits of the box."""
    return [_way(place, each) for each in place.step.exits]


def _way(place: Place, exit_: Exit) -> Way:
    book, run = place.seen.handbook, place.seen.state.runs[place.position.run]
    legs = [routing.route(book, run, place.driver, written) for written in exit_.to]
    away = [leg.receiver for leg in legs if isinstance(leg, routing.Leg) and leg.receiver]
    outcomes = [leg for leg in legs if not isinstance(leg, routing.Leg) and getattr(leg, "kind", "") == "outcome"]
    kind = RETURN if exit_.returns else HANDOVER if away else OUTCOME if len(outcomes) == len(legs) else ON
    return Way(
        exit_.id,
        wording.plain(exit_.label),
        tuple(_to(place, written) for written in exit_.to),
        kind,
        when=exit_.when,
        shares=_shares(place, exit_) if away else "",
        whom=", ".join(dict.fromkeys(party_name(book, p) for p in away)),
        receivers=tuple(each for written in exit_.to for each in _able(place, written)) if away else (),
        degree=any(_has_degree(place, written) for written in exit_.to),
    )


def _to(place: Place, written: str) -> str:
    """Where a target leads, in plain words."""
    book = place.seen.handbook
    target = book.target(place.process.id, written)
    if target.kind == "outcome":
        entry = book.entry("outcomes", target.step)
        return _("Outcome: {outcome}").format(outcome=wording.plain(entry.title) if entry else target.step)
    if target.kind == "party":
        return party_name(book, target.step)
    return place.names.box(target.process, target.step, place.process.id)


def _has_degree(place: Place, written: str) -> bool:
    book = place.seen.handbook
    target = book.target(place.process.id, written)
    entry = book.entry("outcomes", target.step) if target.kind == "outcome" else None
    return bool(entry and entry.data.get("degree"))


def _able(place: Place, written: str) -> list[Option]:
    """The parties that could run the process where a target leads, when there are several (D4)."""
    book = place.seen.handbook
    target = book.target(place.process.id, written)
    process = book.by_id.get(target.process)
    if process is None or process.id == place.process.id or len(process.starters) < 2:
        return []
    return [(party, party_name(book, party)) for party in process.starters]


def _shares(place: Place, way: Exit | Referral) -> str:
    book = place.seen.handbook
    titles = [entry.title for each in way.categories if (entry := book.entry("categories", each))]
    return ", ".join(wording.plain(each) for each in titles)


def referrals(place: Place) -> list[Way]:
    """The requests that the box offers."""
    return [
        Way(
            each.id, wording.plain(each.label), (_to(place, each.to),), "advice" if each.consult else "request",
            shares=_shares(place, each), note=each.note,
        )
        for each in place.step.referrals
    ]  # fmt: skip


def elsewhere(place: Place, *, away: bool) -> list[tuple[str, list[Option]]]:
    """Every other box to go to, by process: those of one's own party, or with `away` those of others (D7, D17)."""
    book, run = place.seen.handbook, place.seen.state.runs[place.position.run]
    found = []
    for process in book.processes:
        options = []
        for step in process.steps:
            written = f"{process.id}/{step.id}"
            leg = routing.route(book, run, place.driver, written)
            here = process.id == place.process.id and step.id == place.step.id
            if here or not isinstance(leg, routing.Leg) or bool(leg.receiver) != away:
                continue
            whom = f" → {party_name(book, leg.receiver)}" if away else ""
            options.append((written, f"{wording.number(step)}  {wording.plain(step.title)}{whom}"))
        if options:
            found.append((wording.plain(process.title), options))
    return found


def earlier(place: Place) -> list[Option]:
    """Boxes of one's own that have been left and can be opened again, the latest first (D12)."""
    state, book = place.seen.state, place.seen.handbook
    found: dict[str, str] = {}
    for visit in reversed(state.visits):
        run, step = state.runs.get(visit.position.run), visit.position.step
        known = book.step(visit.process, step)
        if run is None or run.ended or known is None or visit.how == BEFORE or state.position_at(run.id, step):
            continue
        if routing.responsible(book, run, known.lead or run.party) == place.driver:
            found.setdefault(f"{run.id}/{step}", place.names.box(visit.process, step, place.process.id))
    return list(found.items())
