"""Which forms does a case have, and what is answered in them? Always through the filter between spheres."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.access.queries import shut, visible
from samordna.cases.queries import Seen, see
from samordna.forms import codes, definitions, policy
from samordna.forms.domain import Form, Part
from samordna.forms.kept import ANSWERED, DISCARDED, SENT, Kept
from samordna.forms.models import Answers, Document
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say


@dataclass(frozen=True, slots=True)
class Waiting:
    """A form of one's own that was handed over, and the parts in which nothing has come back."""

    kept: Kept
    parts: tuple[Part, ...]


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


def waiting(seen: Seen, on: date) -> list[Waiting]:
    """The forms of one's own units' sphere that wait for an answer, the oldest first."""
    rows = Document.objects.filter(
        case_id=seen.id, sphere_id__in=seen.scope.spheres, status__in=(SENT, ANSWERED)
    ).order_by("sent_on", "id")
    found = []
    for kept in with_answers(rows, seen.scope, on):
        theirs = policy.others(kept.form, seen.own_parties)
        left = tuple(
            part for part in kept.form.parts
            if part.id in theirs and part.fields and not any(field.id in kept.values for field in part.fields)
        )  # fmt: skip
        if left:
            found.append(Waiting(kept, left))
    return found


def is_code(typed: str) -> bool:
    """True when a form could have the code that was typed."""
    return codes.read(typed) != ""


def by_code(scope: Scope, typed: str, on: date) -> tuple[int, int] | None:
    """The case and the form that a code on paper means; None when it is none of the actor's own authority's (D21)."""
    code = codes.read(typed)
    rows = Document.objects.filter(code=code, sphere_id__in=scope.spheres).exclude(status=DISCARDED) if code else ()
    for row in rows:
        try:
            return see(scope, row.case_id, on).id, row.pk
        except Refused:
            return None
    return None


def with_answers(rows: Iterable[Document], scope: Scope, on: date) -> list[Kept]:
    """The rows with what the actor may see of their answers."""
    found = list(rows)
    every = Answers.objects.filter(document_id__in=[row.pk for row in found])
    values: dict[int, dict[str, Any]] = {}
    for each in visible(every, scope, on):
        values.setdefault(each.document_id, {}).update(each.data)
    forms = definitions.of_all(found)
    closed = shut({row.pk: (row.person_id, row.sphere_id, _categories(forms[row.pk])) for row in found}, scope, on)
    return [_kept(row, forms[row.pk], values.get(row.pk, {}), row.pk in closed) for row in found]


def _categories(form: Form) -> set[str]:
    return {form.category_of(field) for field in form.fields.values()}


def stored(document: int) -> dict[str, Any]:
    """Every answer of a form, whatever its category: for the authority whose form it is."""
    rows = Answers.objects.filter(document_id=document).values_list("data", flat=True)
    return {name: value for data in rows for name, value in data.items()}


def _kept(row: Document, form: Form, values: dict[str, Any], closed: bool) -> Kept:
    return Kept(
        row.pk, row.case_id, form, row.status, row.sphere_id, row.unit_id, row.worker_id, row.began_on, row.seq,
        row.receiver, row.receiver_sphere_id or 0, row.how, row.sent_on, row.answered_on, row.code, row.printed_on,
        row.revision, values, closed,
    )  # fmt: skip
