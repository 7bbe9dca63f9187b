"""What has been sent about a person, and how many open cases does a unit take part in? For rooms below (E2)."""

from __future__ import annotations

from collections.abc import Iterator

from samordna.cases import arranging, engine
from samordna.cases.models import Case, Transfer
from samordna.consents.domain import Received
from samordna.organisations import queries as organisations


def about(person: int) -> Iterator[Received]:
    """Everything that has left one sphere for another about a person, with the categories that it carried (D20)."""
    rows = list(Transfer.objects.filter(case_id__in=cases_of(person)).order_by("case_id", "no"))
    names = organisations.unit_names({row.receiver_unit_id for row in rows})
    states = {case: engine.read(case).state for case in {row.case_id for row in rows}}
    for row in rows:
        sent = states[row.case_id].transfers.get(row.no)
        if sent and row.sender_sphere_id != row.receiver_sphere_id and not arranging.through_person(sent):
            yield Received(
                row.sent_on, row.sender_sphere_id, row.receiver_sphere_id, names.get(row.receiver_unit_id, ""),
                sent.categories or ("contact",), "sent",
            )  # fmt: skip


def cases_of(person: int) -> list[int]:
    """The ids of a person's cases, open or closed."""
    return list(Case.objects.filter(person_id=person).order_by("pk").values_list("pk", flat=True))


def open_cases(unit: int) -> int:
    """How many open cases a unit takes part in: it cannot be closed while there are any."""
    still = Case.objects.filter(involved__unit_id=unit, involved__until_seq=None, closed_seq=None)
    return still.distinct().count()
