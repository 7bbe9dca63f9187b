"""When do the bytes of a file go for good? When nothing points at them: after a purge by decision (D25)."""

from __future__ import annotations

from samordna.attachments import registers
from samordna.attachments.models import Attachment
from samordna.documents import storing


def forget(stored: str) -> bool:
    """Take bytes away for good, by the name that they lie under. False while a row points at them, or none are there.

    For purging alone, after it has removed the row: nothing brings them back.
    """
    if Attachment.objects.filter(stored=stored).exists():
        return False
    try:
        return storing.remove(registers.folder(), stored)
    except FileNotFoundError:
        return False
