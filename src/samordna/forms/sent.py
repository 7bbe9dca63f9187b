"""Which forms have told others about a person? For the list of who has received what (D20)."""

from __future__ import annotations

from collections.abc import Iterator

from samordna.cases import engine
from samordna.consents.domain import Received
from samordna.forms import definitions, policy
from samordna.forms.documents import stored
from samordna.forms.kept import ANSWERED, SENT
from samordna.forms.models import Document
from samordna.handbooks.domain import PERSON
from samordna.organisations import queries as organisations


def about(person: int) -> Iterator[Received]:
    """Every form that was handed to somebody else than the person, with the categories that its own parts told of."""
    rows = Document.objects.filter(person_id=person, status__in=(SENT, ANSWERED)).exclude(receiver=PERSON)
    found = list(rows.order_by("sent_on", "pk"))
    seats = {case: engine.read(case).seats for case in {row.case_id for row in found}}
    units = {seat.unit for each in seats.values() for seat in each.values()}
    names, forms = organisations.unit_names(units), definitions.of_all(found)
    for row in found:
        seat, form = seats[row.case_id].get(row.receiver), forms[row.pk]
        theirs = policy.others(form, [p for p, s in seats[row.case_id].items() if s.sphere == row.sphere_id])
        own = {field.id for part in form.parts if part.id not in theirs for field in part.fields}
        told = policy.leaving(form, {name: value for name, value in stored(row.pk).items() if name in own})
        to = names.get(seat.unit, "") if seat else ""
        if row.sent_on and row.receiver_sphere_id != row.sphere_id:
            kinds = told or (form.category,)
            yield Received(row.sent_on, row.sphere_id, row.receiver_sphere_id, to or row.receiver, kinds, "sent")
