"""What is stored of a set of chains, and which rows do the tables hold? Any room's tables, by their names (E5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.apps import apps
from django.db.models import Exists, OuterRef

from samordna.audit.chains import Chain, Spoken
from samordna.journal.domain import Header

CASE = "cases.case"
# Rows that one chain tells of, and the field that names it.
HOMES: Mapping[str, str] = {
    "people.person": "id",
    "people.number": "person_id",
    "people.representative": "person_id",
    "consents.consent": "person_id",
    "access.grant": "person_id",
    "cases.incoming": "id",
    "cases.coworker": "case_id",
    "cases.noted": "case_id",
    "deadlines.adjustment": "case_id",
    "cases.benefit": "case_id",
    "forms.document": "case_id",
    "forms.answers": "case_id",
    "meetings.slot": "id",
    "meetings.meeting": "case_id",
    "meetings.called": "case_id",
    "meetings.record": "case_id",
    "meetings.task": "case_id",
    "attachments.attachment": "case_id",
    "measures.measure": "case_id",
    "plans.plan": "case_id",
    "plans.points": "case_id",
    "plans.goal": "case_id",
    "plans.step": "case_id",
    "plans.link": "case_id",
    "plans.instrument": "case_id",
    "plans.linkcheck": "area_id",
    "measures.offer": "area_id",
    "packets.sealed": "case_id",
    "packets.takenin": "id",
    "packets.reply": "taken_in_id",
    "packets.trustedkey": "id",
}
# Rows that any area's chain may tell of. An account can be made before any area knows its worker.
COMMON = (
    "organisations.area", "organisations.authority", "organisations.sphere", "organisations.unit",
    "organisations.partyunit", "organisations.address", "organisations.contact", "organisations.worker",
    "organisations.post", "organisations.absence",
)  # fmt: skip
UNTOLD = frozenset({"organisations.worker"})
# What belongs to the chain itself, and to whoever signs in.
CHAINED = frozenset({"id", "seq", "head"})
NOT_COMPARED = frozenset({"seq", "head", "password", "last_login"})
# What is counted anew every night and stands in no event (E10).
DERIVED = {"cases.incoming": frozenset({"due"})}
# Of a worker only who it is: the rest is the worker's own to change.
OF_WORKER = frozenset({"language", "email", "phone", "title"})
# What a case's own events make, and under which name a row is known within the case.
OF_CASE = ("cases.run", "cases.position", "cases.transfer", "cases.involved", "cases.fact")


def chained() -> list[Any]:
    """Every table whose rows have a chain."""
    return [model for model in apps.get_models() if {f.name for f in model._meta.concrete_fields} >= CHAINED]


def table(label: str) -> Any:
    """A table by its name: verifying is about all rooms' tables, and about none of them in particular."""
    return apps.get_model(label)


def streams(after: int, count: int, kind: str = "") -> list[int]:
    """The next ids of streams, in their order."""
    found = table("journal.stream").objects.filter(pk__gt=after, **({"kind": kind} if kind else {}))
    return list(found.order_by("pk").values_list("pk", flat=True)[:count])


def count() -> int:
    """How many streams there are."""
    return int(table("journal.stream").objects.count())


def lock(ids: Iterable[int]) -> None:
    """Let nobody move these chains on until the transaction is over."""
    for model in chained():
        list(model._default_manager.filter(pk__in=list(ids)).select_for_update().order_by("pk").values_list("pk"))


def read(ids: Iterable[int]) -> dict[int, Chain]:
    """Everything stored of these streams."""
    found = {pk: Chain(pk) for pk in ids}
    for model in chained():
        for pk, seq, head in model._default_manager.filter(pk__in=found).values_list("pk", "seq", "head"):
            found[pk].at = (seq, bytes(head))
    for event in table("journal.event").objects.filter(stream_id__in=found).order_by("stream_id", "seq").iterator():
        found[event.stream_id].headers.append((_header(event), bytes(event.hash)))
    for said in table("journal.payload").objects.filter(stream_id__in=found).iterator():
        parts = found[said.stream_id].said.setdefault(said.seq, {})
        parts[(said.sphere_id, said.category)] = Spoken(said.person_id, bytes(said.salt), said.data)
    for gone in table("journal.purge").objects.filter(stream_id__in=found).iterator():
        stones = found[gone.stream_id].purged.setdefault(gone.seq, {})
        stones[(gone.sphere_id, gone.category)] = bytes(gone.digest)
    return found


def _header(event: Any) -> Header:
    return Header(
        event.stream_id, event.seq, event.act, event.kind, event.v, event.at, event.by_id, event.unit_id,
        event.sphere_id, event.effect, bytes(event.body),
    )  # fmt: skip


def rows(label: str, field: str, ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """The rows of a table by the stream that `field` names."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in table(label)._default_manager.filter(**{f"{field}__in": list(ids)}).values():
        found.setdefault(row[field], []).append(row)
    return found


def all_rows(label: str) -> dict[int, dict[str, Any]]:
    """Every row of a table, by its id."""
    return {row["id"]: row for row in table(label)._default_manager.values().iterator()}


def strays() -> list[tuple[str, int]]:
    """(table, id of the stream) of rows and events whose stream does not exist: no chain would lead to them."""
    places = [(model._meta.label_lower, "id") for model in chained()]
    places += [(label, field) for label, field in HOMES.items() if field != "id"]
    places += [(label, "case_id") for label in OF_CASE]
    places += [("journal.event", "stream_id"), ("journal.payload", "stream_id")]
    found: list[tuple[str, int]] = []
    for label, field in places:
        known = table("journal.stream").objects.filter(pk=OuterRef(field))
        lost = table(label)._default_manager.filter(~Exists(known)).values_list(field, flat=True).distinct()
        found += [(label, cast(int, pk)) for pk in lost]
    return found
