"""May this file be kept, or taken away? What is missing is said all at once; what is only advice asks for a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, BinaryIO

from samordna.attachments.domain import MIB, Kind, Upload
from samordna.consents.registers import title
from samordna.documents import sniffing
from samordna.documents.sniffing import FileType
from samordna.kernel.decision import ALLOWED, Decision, Refused, refused
from samordna.kernel.text import say


def takes_certificates(claims: Iterable[Mapping[str, Any]]) -> bool:
    """False for a handbook that says that it takes none."""
    return not any(claim.get("subject") == "certificate" and claim.get("value") == "not-taken" for claim in claims)


def lacking(upload: Upload, kind: Kind | None, categories: Collection[str], on: date) -> list[Decision]:
    """Everything that has to be said about a file, or said otherwise, before it can be kept; empty when it can."""
    found = []
    if kind is None:
        found.append(refused("choose-kind", say("Choose what the file is.")))
    if upload.category not in categories:
        found.append(
            refused("choose-category", say("Choose which information the file holds: it decides who may see it."))
        )
    elif kind and kind.category and upload.category != kind.category:
        found.append(
            refused(
                "wrong-category",
                say(
                    "“{kind}” is kept as “{category}”, so that no consent opens it by mistake. Choose that.",
                    kind=kind.title,
                    category=title(kind.category),
                ),
            )
        )
    if not upload.sender.strip():
        found.append(refused("choose-sender", say("Write whom the file is from.")))
    if upload.came_on > on:
        found.append(refused("came-later", say("The file cannot have come on a day that has not been.")))
    if upload.dated and upload.dated > upload.came_on:
        found.append(refused("dated-later", say("The document cannot be dated after the day it came.")))
    return found


def may_keep_certificate(kind: Kind, claims: Iterable[Mapping[str, Any]], reason: str) -> Decision:
    """A handbook may take no certificates: then it says why this one is kept all the same (D17)."""
    if kind.certificate and not takes_certificates(claims) and not reason.strip():
        return refused(
            "reason-needed",
            say("This handbook takes no medical certificates. Let the person keep it, or write why it is kept here."),
        )
    return ALLOWED


def examined(file: BinaryIO, name: str, types: Iterable[FileType]) -> FileType:
    """Which of the types that are taken a file is, by what it holds. Raises Refused."""
    try:
        return sniffing.examined(file, name, types)
    except sniffing.NotTakenError as problem:
        raise Refused(refused("not-taken", problem.said)) from None


def too_large(largest: int) -> Decision:
    """The refusal of a file of more than `largest` bytes."""
    size = largest // MIB
    return refused("too-large", say("The file is larger than {size} MB. Scan it coarser, or divide it.", size=size))


def may_discard(sphere: int, acting: int, reason: str) -> Decision:
    """Only one's own authority's file, and with a reason; what it held goes when it is purged by decision (D25)."""
    if sphere != acting:
        return refused("not-your-file", say("The file belongs to another authority."))
    if not reason.strip():
        return refused("no-reason", say("Write why the file is taken away."))
    return ALLOWED
