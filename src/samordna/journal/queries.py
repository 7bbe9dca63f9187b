"""What stands in the journal? Reading only; who may see what is asked in `access` (E7, E8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from samordna.journal.models import Event, Payload, Purge

# Who acts when nobody does: the jobs of the night.
NOBODY = 0


def header(stream: int, seq: int) -> Event | None:
    """The header of one event."""
    return Event.objects.filter(stream_id=stream, seq=seq).first()


def headers(stream: int, seqs: Iterable[int] | None = None) -> QuerySet[Event]:
    """The headers of a stream in order; all, or those with the numbers given."""
    rows = Event.objects.filter(stream_id=stream).order_by("seq")
    return rows if seqs is None else rows.filter(seq__in=tuple(seqs))


def parts(stream: int) -> QuerySet[Payload]:
    """What the events of a stream say, in order."""
    return Payload.objects.filter(stream_id=stream).order_by("seq")


def parts_in(streams: Iterable[int]) -> QuerySet[Payload]:
    """The same of several streams, one stream after the other."""
    return Payload.objects.filter(stream_id__in=tuple(streams)).order_by("stream_id", "seq")


def told(stream: int, kind: str) -> list[tuple[int, str]]:
    """(sphere, what was said) of every event of a kind in a stream, in order."""
    seqs = Event.objects.filter(stream_id=stream, kind=kind).values("seq")
    return list(parts(stream).filter(seq__in=seqs).values_list("sphere_id", "data"))


def every_part() -> QuerySet[Payload]:
    """The same of all streams: for a filter inside another query, never to be read."""
    return Payload.objects.all()


def last_recorded(streams: Iterable[int], told: QuerySet[Payload]) -> dict[int, datetime]:
    """When somebody last recorded something that is `told`, by stream; what the system did by itself does not count."""
    part = told.order_by().filter(stream_id=OuterRef("stream_id"), seq=OuterRef("seq"))
    rows = Event.objects.filter(Exists(part), stream_id__in=tuple(streams)).exclude(by_id=NOBODY)
    return dict(rows.order_by().values_list("stream_id").annotate(last=Max("at")))


def written_in(events: Iterable[tuple[int, int]], spheres: Iterable[int]) -> set[tuple[int, int]]:
    """Those of the events, as (stream, seq), that were written in one of the spheres."""
    wanted = set(events)
    rows = Event.objects.filter(stream_id__in={each for each, _ in wanted}, seq__in={seq for _, seq in wanted})
    return wanted & set(rows.filter(sphere_id__in=tuple(spheres)).values_list("stream_id", "seq"))


def purged(stream: int) -> QuerySet[Purge]:
    """The tombstones of a stream."""
    return Purge.objects.filter(stream_id=stream).order_by("seq")
