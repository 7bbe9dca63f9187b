"""Which cases does a number or a person lead to, for this actor? Only those they may open are told of (D21)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from samordna.access.domain import Scope
from samordna.access.rules import Action, where
from samordna.cases.listing import UNANSWERED, About, Sent, abouts, said_of
from samordna.cases.models import Case, CoWorker, Incoming, Involved, Position, Transfer
from samordna.cases.queries import ASKED, ASSIGNED, INBOX, SUBSTITUTE
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say

MOST = 20


def numbered(scope: Scope, written: str, on: date) -> list[About]:
    """Cases by a number that a unit of the actor's authorities has given, written in any case."""
    number = written.strip().upper()
    if not number:
        return []
    own = Q(involved__number=number, involved__unit__authority_id__in=scope.authorities) & ~Q(involved__number="")
    rows = Case.objects.filter(own).filter(where(scope, Action.READ_CASE))
    return _shown(scope, rows.values_list("id", flat=True).distinct()[:MOST], on)


def of_persons(scope: Scope, persons: Iterable[int], on: date, *, open_only: bool = False) -> dict[int, list[About]]:
    """The cases of persons that the actor may open, newest first, open ones before closed."""
    rows = Case.objects.filter(where(scope, Action.READ_CASE), person_id__in=set(persons))
    if open_only:
        rows = rows.filter(closed_seq__isnull=True)
    ids = dict(rows.values_list("id", "person_id").distinct())
    found: dict[int, list[About]] = {}
    for about in sorted(_shown(scope, ids, on), key=lambda each: (each.closed, -each.case)):
        found.setdefault(ids[about.case], []).append(about)
    return found


def _shown(scope: Scope, cases: Iterable[int], on: date) -> list[About]:
    known = abouts(scope, cases, on)
    return [known[case] for case in sorted(known)]


def why_person(scope: Scope, person: int) -> str:
    """Why the actor reads of a person: derived as for a case (D26), else it is asked."""
    cases = list(
        Case.objects.filter(where(scope, Action.READ_CASE), person_id=person, closed_seq__isnull=True)
        .values_list("id", "watcher_id").distinct()
    )  # fmt: skip
    ids = [case for case, _watcher in cases]
    if not ids:
        return ASKED
    seats = list(Involved.objects.filter(case_id__in=ids, until_seq=None).values_list("unit_id", "worker_id"))
    workers: set[int | None] = {watcher for _case, watcher in cases}
    workers |= {worker for _unit, worker in seats}
    workers |= set(Position.objects.filter(case_id__in=ids, closed_seq=None).values_list("worker_id", flat=True))
    workers |= set(CoWorker.objects.filter(case_id__in=ids, until_seq=None).values_list("worker_id", flat=True))
    if scope.worker in workers:
        return ASSIGNED
    if scope.stands_in_for & workers:
        return SUBSTITUTE
    asked = Transfer.objects.filter(case_id__in=ids, receiver_unit_id__in=scope.units, status="sent").exists()
    nobody = not any(worker for unit, worker in seats if unit in scope.units)
    return INBOX if asked or nobody else ASKED


def incoming(scope: Scope, incoming_id: int) -> Incoming:
    """A message of one of the actor's units. Raises Refused, in the same words whether it exists or not."""
    row = Incoming.objects.filter(pk=incoming_id, unit_id__in=scope.units).first()
    if row is None:
        raise Refused(refused("no-incoming", say("There is no such message for you to see.")))
    return row


def incoming_of(scope: Scope, person: int) -> list[Incoming]:
    """What has come to the actor's units about a person and is not taken care of."""
    return list(Incoming.objects.filter(unit_id__in=scope.units, person_id=person, status="new").order_by("due", "id"))


def questions(scope: Scope, *, cases: Iterable[int] = (), receivers: Iterable[str] = ()) -> list[tuple[int, Sent]]:
    """(case, what is sent) that the actor's units have open: in some cases, or to some parties; nearest date first."""
    wanted = Q(case_id__in=set(cases)) | Q(receiver_party__in=set(receivers))
    rows = Transfer.objects.filter(UNANSWERED, wanted, sender_unit_id__in=scope.units).order_by("due", "case_id", "no")
    return [(row.case_id, said_of(row)) for row in rows[:MOST]]


def worked_by(unit: int, worker: int) -> list[int]:
    """The open cases in which a worker has the unit's part, or one of its open boxes."""
    own = Involved.objects.filter(unit_id=unit, worker_id=worker, until_seq=None, case__closed_seq=None)
    boxes = Position.objects.filter(unit_id=unit, worker_id=worker, closed_seq=None)
    return sorted({*own.values_list("case_id", flat=True), *boxes.values_list("case_id", flat=True)})
