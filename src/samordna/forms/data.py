"""What does a form say to a program? The same answers as on its pages, by field: `form.json` inside the PDF.

Only what is printed is there: parts that are left out of the paper, and answers that the reader may not see, are in
neither. The shape is published as docs/reference/form-data.schema.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from samordna.documents.embedding import DamagedPdfError, Embedded, embedded
from samordna.forms import codes
from samordna.forms.domain import Form
from samordna.kernel.text import say
from samordna.web.i18n import _, language, render

FILE, SCHEMA = "form.json", "samordna/form-data/1"


@dataclass(frozen=True, slots=True)
class Head:
    """Whose paper it is: the lines of the sender and the receiver, the reference, the day and the code of the form.

    Empty for a form to fill in by hand. `code` is as it is kept, without its gap.
    """

    sender: tuple[str, ...] = ()
    reference: str = ""
    on: date | None = None
    receiver: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A form to print: the answers by field, and what is printed of it (all parts, or those that are named)."""

    form: Form
    values: Mapping[str, Any] = field(default_factory=dict)
    head: Head = Head()
    parts: tuple[str, ...] = ()


def of(paper: Paper) -> dict[str, Any]:
    """The paper for programs; every value is plain JSON."""
    form, head = paper.form, paper.head
    shown = [part for part in form.parts if not paper.parts or part.id in paper.parts]
    asked = {each.id for part in shown for each in part.fields}
    return {
        "schema": SCHEMA,
        "form": {"id": form.id, "version": form.version, "title": render(form.title), "digest": form.digest},
        "code": codes.shown(head.code) or None,
        "reference": head.reference or None,
        "language": language(),
        "date": head.on.isoformat() if head.on else None,
        "sender": list(head.sender),
        "receiver": list(head.receiver),
        "parts": [part.id for part in shown],
        "answers": {name: paper.values[name] for name in form.fields if name in asked and name in paper.values},
    }


def file(paper: Paper) -> Embedded:
    """The paper for programs, to lie in its PDF."""
    written = json.dumps(of(paper), ensure_ascii=False, indent=1)
    return Embedded(FILE, written.encode(), description=_("The answers of the form, for programs"))


def read(pdf: bytes) -> dict[str, Any]:
    """What the form in a PDF says to programs. Raises DamagedPdfError when there is none, or none of ours."""
    found = embedded(pdf).get(FILE)
    try:
        said = json.loads(found) if found is not None else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("schema") != SCHEMA or not isinstance(said.get("answers"), dict):
        raise DamagedPdfError(say("The PDF holds no answers of a form for programs to read."))
    return said
