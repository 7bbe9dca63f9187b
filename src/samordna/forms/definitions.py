"""By which definition is a kept form read? By the one that it was begun with, whatever the content says now (E14).

A definition is kept once, by the SHA-256 of its content: the same definition is the same row, and a row that no longer
has its digest is never read.
"""

from __future__ import annotations

from collections.abc import Iterable

from samordna.content.reading import ContentError
from samordna.forms import freezing
from samordna.forms.domain import Form
from samordna.forms.models import Definition, Document
from samordna.forms.queries import load
from samordna.kernel.text import say

_known: dict[str, Form] = {}
# Enough for every version of every form in use; a process that meets more begins anew.
MOST = 500


def of(row: Document) -> Form:
    """The form of a kept document."""
    return of_all([row])[row.pk]


def of_all(rows: Iterable[Document]) -> dict[int, Form]:
    """The forms of kept documents, by document: at most one query, and none for what this process has read before."""
    every = list(rows)
    wanted = {row.definition_id for row in every if row.definition_id} - _known.keys()
    if len(_known) + len(wanted) > MOST:
        _known.clear()
        wanted = {row.definition_id for row in every if row.definition_id}
    if wanted:
        for key, content in Definition.objects.filter(pk__in=wanted).values_list("digest", "content"):
            _known[key] = _read(key, content)
    return {row.pk: _known[row.definition_id] if row.definition_id else load(row.form) for row in every}


def altered() -> list[str]:
    """Definitions whose content no longer has its digest: somebody changed them past the program."""
    rows = Definition.objects.values_list("digest", "form", "version", "content").iterator(chunk_size=20)
    return [f"{form}@{version}" for key, form, version, content in rows if freezing.digest(content) != key]


def _read(key: str, content: str) -> Form:
    if freezing.digest(content) != key:
        raise ContentError(
            key[:12], 0, say("The definition of a form has been changed after the form was begun."),
            say("Restore the database from a backup."),
        )  # fmt: skip
    return freezing.thaw(content)
