"""Which files does a case have, and what do they hold? Always through the filter between spheres (E8)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from io import BufferedReader

from samordna.access.queries import visible
from samordna.attachments import registers
from samordna.attachments.domain import CHANGED, KEPT, MISSING, STRAY, AttachmentKept, Broken
from samordna.attachments.models import Attachment
from samordna.cases.domain import PLAN
from samordna.cases.queries import Seen, happenings
from samordna.documents import storing
from samordna.kernel.decision import Decision, Refused, refused
from samordna.kernel.text import say

LINKED = "incoming-linked"


def of_case(seen: Seen, on: date) -> list[AttachmentKept]:
    """The files of a case that the actor may see, the newest first. One query."""
    rows = visible(Attachment.objects.filter(case_id=seen.id, status=KEPT), seen.scope, on)
    return [_kept(row) for row in rows.order_by("-id")]


def one(seen: Seen, attachment: int, on: date) -> AttachmentKept:
    """One file of a case. Raises Refused, in the same words whether it is there or not (D21)."""
    return _kept(_row(seen, attachment, on))


def opened(seen: Seen, attachment: int, on: date) -> tuple[AttachmentKept, BufferedReader]:
    """The file and its bytes, which are those that were kept: else Refused, and nothing is shown."""
    row = _row(seen, attachment, on)
    try:
        file = storing.opened(registers.folder(), row.stored)
    except OSError:
        raise Refused(_not_as_kept()) from None
    if hashlib.file_digest(file, "sha256").hexdigest() != row.digest:
        file.close()
        raise Refused(_not_as_kept())
    file.seek(0)
    return _kept(row), file


def content(seen: Seen, attachment: int, on: date) -> bytes:
    """The bytes of a file, for what is put together of several. Raises Refused."""
    _known, file = opened(seen, attachment, on)
    with file:
        return file.read()


def incoming(seen: Seen, on: date) -> dict[int, str]:
    """What has come in and been linked to the case by the actor's own authority, newest first: what, and from whom."""
    said = [
        each.said.get(PLAN, {})
        for each in happenings(seen, on)
        if each.kind == LINKED and each.sphere in seen.scope.spheres
    ]
    return {int(each["incoming"]): f"{each['what']}, {each['sender']}" for each in reversed(said) if "incoming" in each}


def broken(case: int | None = None, before: date | None = None) -> Iterator[Broken]:
    """Files whose bytes are gone or changed; of all cases also bytes from days before `before` that no row points at.

    Files that somebody took away are among them: their bytes stay until they are purged.
    """
    folder = registers.folder()
    rows = Attachment.objects.order_by("id")
    known = set()
    for row in rows.filter(case_id=case) if case else rows:
        known.add(row.stored)
        try:
            if storing.digest_of(folder, row.stored) != row.digest:
                yield Broken(CHANGED, row.stored, row.case_id, row.pk)
        except OSError:
            yield Broken(MISSING, row.stored, row.case_id, row.pk)
    if case is None and before is not None:
        yield from (Broken(STRAY, name) for name in sorted(storing.names(folder, before)) if name not in known)


def _row(seen: Seen, attachment: int, on: date) -> Attachment:
    rows = Attachment.objects.filter(case_id=seen.id, pk=attachment, status=KEPT)
    row = visible(rows, seen.scope, on).first()
    if row is None:
        raise Refused(refused("no-file", say("There is no such file for you to see.")))
    return row


def _not_as_kept() -> Decision:
    return refused(
        "file-broken",
        say("The file is not as it was when it was kept, and is not shown. Tell whoever runs the service."),
    )


def _kept(row: Attachment) -> AttachmentKept:
    return AttachmentKept(
        row.pk, row.case_id, row.name, row.kind, row.type, row.size, row.digest, row.category, row.sphere_id,
        row.unit_id, row.worker_id, row.sender, row.came_on, row.kept_on, row.dated, row.words, row.incoming_id,
        row.document_id, row.fact, row.seq,
    )  # fmt: skip
