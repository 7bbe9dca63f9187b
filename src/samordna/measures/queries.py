"""Which measures does a case have, and what is there to apply for? Measures through the filter between spheres."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from samordna.access.domain import Scope
from samordna.access.queries import visible
from samordna.cases.queries import Seen
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.measures.domain import TAKING, MeasureKept, Offering
from samordna.measures.models import Measure, Offer
from samordna.organisations import queries as organisations


def of_case(seen: Seen, on: date) -> list[MeasureKept]:
    """The measures of a case that the actor may know of, the newest first. One query."""
    found = [_kept(row) for row in visible(Measure.objects.filter(case_id=seen.id), seen.scope, on)]
    return sorted(found, key=lambda each: (each.last, each.id), reverse=True)


def one(seen: Seen, measure: int, on: date) -> MeasureKept:
    """One measure of a case. Raises Refused, in the same words whether it is there or not (D21)."""
    row = visible(Measure.objects.filter(case_id=seen.id, pk=measure), seen.scope, on).first()
    if row is None:
        raise Refused(refused("no-measure", say("There is no such measure for you to see.")))
    return _kept(row)


def offers(area: int, on: date, scope: Scope) -> list[Offering]:
    """What there is to apply for in an area now or later, with how many of one's own are there. Three queries."""
    rows = Offer.objects.filter(area_id=area).exclude(valid_to__lte=on).order_by("title", "id")
    return _with_own(rows, scope)


def offer(offer_id: int, scope: Scope) -> Offering:
    """One offer, also one that is over. Raises Refused when there is none."""
    found = _with_own(Offer.objects.filter(pk=offer_id), scope)
    if not found:
        raise Refused(refused("no-offer", say("There is no such offer in the catalogue.")))
    return found[0]


def offer_called(slug: str) -> int:
    """The id of an offer by its file's name for it, in whichever area; 0 when there is none."""
    return Offer.objects.filter(slug=slug).order_by("id").values_list("id", flat=True).first() or 0


def offer_titles(ids: Iterable[int]) -> dict[int, str]:
    """The names of offers, by id."""
    return dict(Offer.objects.filter(pk__in=tuple(ids)).values_list("pk", "title"))


def own(ids: Iterable[int], scope: Scope) -> dict[int, int]:
    """How many of one's own authority have applied for or take part in each offer, in open cases: a number (D21)."""
    spheres = organisations.spheres_of_authorities(post.authority for post in scope.posts)
    rows = Measure.objects.filter(
        offer_id__in=tuple(ids), sphere_id__in=spheres, status__in=TAKING, case__closed_seq=None
    )
    return dict(rows.values_list("offer_id").annotate(Count("id")).values_list("offer_id", "id__count"))


def _with_own(rows: Iterable[Offer], scope: Scope) -> list[Offering]:
    found = list(rows)
    counted = own((row.pk for row in found), scope)
    return [_offering(row, counted.get(row.pk, 0)) for row in found]


def _offering(row: Offer, count: int) -> Offering:
    return Offering(
        id=row.pk, area=row.area_id, slug=row.slug, title=row.title, description=row.description,
        provider=row.provider, provider_kind=row.provider_kind, party=row.party, category=row.category,
        target=row.target, needs=tuple(row.needs), place=row.place, capacity=row.capacity, valid_from=row.valid_from,
        valid_to=row.valid_to, how_to_apply=row.how_to_apply, contact=row.contact, checked_on=row.checked_on,
        free=row.free, free_on=row.free_on, own=count,
    )  # fmt: skip


def _kept(row: Measure) -> MeasureKept:
    return MeasureKept(
        id=row.pk, case=row.case_id, title=row.title, status=row.status, category=row.category, sphere=row.sphere_id,
        unit=row.unit_id, worker=row.worker_id, planned_on=row.planned_on, purpose=row.purpose, needs=tuple(row.needs),
        offer=row.offer_id or 0, provider=row.provider, party=row.party, responsible=row.responsible,
        ordered_by=row.ordered_by, extent=row.extent, begins_on=row.begins_on, until=row.until,
        adaptations=row.adaptations, applied_on=row.applied_on, applied_by=row.applied_by, started_on=row.started_on,
        ended_on=row.ended_on, outcome=row.outcome, result=row.result, reason=row.reason, words=row.words,
        source=row.source, source_words=row.source_words, seq=row.seq,
    )  # fmt: skip
