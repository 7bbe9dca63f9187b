"""How is a file kept in a case, or taken away? One act, one event (E3); the bytes are on the disk before it.

A file belongs to the authority of the unit that keeps it, in the one category that it is said to hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from samordna.access.domain import Scope
from samordna.attachments import policy, queries, registers
from samordna.attachments.domain import DISCARDED, KEPT, LONGEST_SENDER, LONGEST_WORDS, Kind, Upload
from samordna.attachments.models import Attachment
from samordna.cases import engine
from samordna.cases.domain import Done, Extras
from samordna.cases.held import held
from samordna.cases.queries import Seen, see
from samordna.consents.registers import known_categories
from samordna.documents import sniffing, storing
from samordna.documents.sniffing import FileType
from samordna.documents.storing import Stored
from samordna.forms import documents
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say

ROW = "attachments.attachment"


@dataclass(frozen=True, slots=True)
class Written:
    """What was done, and to which file."""

    done: Done
    attachment: int


def keep(*, act: Act, scope: Scope, case: int, upload: Upload) -> Written:
    """Keep a file in the case. `act.reason` is why a certificate is kept where the handbook takes none (D17).

    Raises Refused, with nothing kept: for what is missing, a type that is not taken, a file that is too large.
    """
    seen = see(scope, case, act.on)
    kind = registers.kinds().get(upload.kind)
    for problem in policy.lacking(upload, kind, known_categories(), act.on):
        raise Refused(problem)
    assert kind is not None
    insist(policy.may_keep_certificate(kind, seen.handbook.claims, act.reason))
    _insist_on_links(seen, upload, act.on)
    found = policy.examined(upload.file, upload.name, registers.types())
    stored = _stored(upload.file, found)
    try:
        with one_act():
            return _write(held(act, scope, case), act, upload, (kind, found, stored))
    except BaseException:
        storing.remove(registers.folder(), stored.name)
        raise


def discard(*, act: Act, scope: Scope, case: int, attachment: int) -> Written:
    """Take a file away, with the reason of the act: it is no longer shown, and its bytes go when it is purged (D25)."""
    with one_act():
        found = held(act, scope, case)
        row = Attachment.objects.filter(case_id=case, pk=attachment, status=KEPT).first()
        if row is None or row.sphere_id not in scope.spheres:
            raise Refused(refused("no-file", say("There is no such file for you to see.")))
        insist(policy.may_discard(row.sphere_id, act.sphere, act.reason))
        row.status, row.discarded_on = DISCARDED, act.on
        return _note(found, row, act, "attachment-discarded")


def _stored(file: BinaryIO, found: FileType) -> Stored:
    try:
        return storing.store(registers.folder(), _chunks(file), found.largest)
    except storing.TooLargeError:
        raise Refused(policy.too_large(found.largest)) from None
    except OSError:
        raise Refused(
            refused(
                "not-kept", say("The file could not be kept: the disk did not take it. Tell whoever runs the service.")
            )
        ) from None


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(storing.CHUNK):
        yield chunk


def _insist_on_links(seen: Seen, upload: Upload, on: date) -> None:
    """What a file is linked to is there, and known to whoever links it."""
    if upload.incoming and upload.incoming not in queries.incoming(seen, on):
        raise Refused(refused("no-incoming", say("There is no such message for you to see.")))
    if upload.document:
        documents.one(seen, upload.document, on)
    if upload.fact and not seen.handbook.entry("facts", upload.fact):
        raise Refused(refused("no-fact", say("The handbook has no fact “{fact}”.", fact=upload.fact)))


def _write(found: engine.Loaded, act: Act, upload: Upload, what: tuple[Kind, FileType, Stored]) -> Written:
    kind, known, stored = what
    row = Attachment(
        case_id=found.id, person_id=found.person, sphere_id=act.sphere, category=upload.category, unit_id=act.unit,
        worker_id=act.by, kind=kind.id, name=sniffing.shown_name(upload.name, known),
        words=upload.words.strip()[:LONGEST_WORDS], type=known.id, size=stored.size, digest=stored.digest,
        stored=stored.name, sender=upload.sender.strip()[:LONGEST_SENDER], dated=upload.dated, came_on=upload.came_on,
        kept_on=act.on, incoming_id=upload.incoming, document_id=upload.document, fact=upload.fact, status=KEPT,
        seq=found.row.seq + 1,
    )  # fmt: skip
    row.save()
    return _note(found, row, act, "attachment-kept")


def _note(found: engine.Loaded, row: Attachment, act: Act, kind: str) -> Written:
    """One event, in the category of the file: who may not see that does not know of it (D21)."""
    row.seq = found.row.seq + 1
    row.save()
    image = {
        "id": row.pk, "case_id": row.case_id, "person_id": row.person_id, "sphere_id": row.sphere_id,
        "category": row.category, "unit_id": row.unit_id, "worker_id": row.worker_id, "kind": row.kind,
        "name": row.name, "words": row.words, "type": row.type, "size": row.size, "digest": row.digest,
        "stored": row.stored, "sender": row.sender, "dated": _iso(row.dated), "came_on": _iso(row.came_on),
        "kept_on": _iso(row.kept_on), "incoming_id": row.incoming_id, "document_id": row.document_id,
        "fact": row.fact, "status": row.status, "discarded_on": _iso(row.discarded_on), "seq": row.seq,
    }  # fmt: skip
    said = {
        "rows": [[ROW, image]], "file": row.name, "what": row.kind, "sender": row.sender,
        **({"reason": act.reason} if act.reason else {}),
    }  # fmt: skip
    done = engine.note(found, kind, act, Extras(), asked=engine.Asked(category=row.category), said=said)
    return Written(done, row.pk)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
