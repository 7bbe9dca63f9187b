"""Which forms does a case have, and what is answered in them? Always through the filter between spheres."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.access.queries import visible
from samordna.cases.queries import Seen
from samordna.forms.kept import DISCARDED, Kept
from samordna.forms.models import Answers, Document
from samordna.forms.queries import load
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say


def of_case(seen: Seen, on: date) -> list[Kept]:
    """The forms of a case that the actor may know of, the newest first; thrown away ones are left out. Two queries."""
    rows = list(visible(Document.objects.filter(case_id=seen.id), seen.scope, on).exclude(status=DISCARDED))
    rows.sort(key=lambda each: -each.id)
    return with_answers(rows, seen.scope, on)


def one(seen: Seen, document: int, on: date) -> Kept:
    """One form of a case. Raises Refused, in the same words whether it is there or not (D21)."""
    row = visible(Document.objects.filter(case_id=seen.id, pk=document), seen.scope, on).first()
    if row is None or row.status == DISCARDED:
        raise Refused(refused("no-document", say("There is no such form for you to see.")))
    return with_answers([row], seen.scope, on)[0]


def with_answers(rows: Iterable[Document], scope: Scope, on: date) -> list[Kept]:
    """The rows with what the actor may see of their answers."""
    found = list(rows)
    every = Answers.objects.filter(document_id__in=[row.pk for row in found])
    open_now = set(visible(every, scope, on).values_list("pk", flat=True))
    values: dict[int, dict[str, Any]] = {}
    closed: set[int] = set()
    for each in every:
        if each.pk in open_now:
            values.setdefault(each.document_id, {}).update(each.data)
        else:
            closed.add(each.document_id)
    return [_kept(row, values.get(row.pk, {}), row.pk in closed) for row in found]


def stored(document: int) -> dict[str, Any]:
    """Every answer of a form, whatever its category: for the authority whose form it is."""
    rows = Answers.objects.filter(document_id=document).values_list("data", flat=True)
    return {name: value for data in rows for name, value in data.items()}


def _kept(row: Document, values: dict[str, Any], closed: bool) -> Kept:
    return Kept(
        row.pk, row.case_id, load(row.form), row.status, row.sphere_id, row.unit_id, row.worker_id, row.began_on,
        row.seq, row.receiver, row.receiver_sphere_id or 0, row.how, row.sent_on, row.answered_on, values, closed,
    )  # fmt: skip
