"""What stands in the journal? Reading only; who may see what is asked in `access` (E7, E8)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from samordna.journal.models import Event, Payload, Purge


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


def purged(stream: int) -> QuerySet[Purge]:
    """The tombstones of a stream."""
    return Purge.objects.filter(stream_id=stream).order_by("seq")
