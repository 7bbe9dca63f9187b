"""Which forms of the case wait for an answer, and where is each part written down? For the case page and its forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.cases.queries import Seen
from samordna.desk.case_names import at
from samordna.desk.papers import form_view
from samordna.forms import documents
from samordna.forms.domain import Form


@dataclass(frozen=True, slots=True)
class Wait:
    """A form that waits for an answer: which, since when, and the parts to write down with their addresses."""

    form: Form
    since: date
    parts: tuple[tuple[str, str], ...]


def waits(seen: Seen, on: date) -> list[Wait]:
    """The forms that wait, the oldest first; none in a closed case, where nothing more is written."""
    if seen.state.closed:
        return []
    return [
        Wait(
            each.kept.form, each.kept.sent_on or on,
            tuple(
                (form_view.title(part), f"{at('case-form-answer', seen.id, each.kept.id)}?part={part.id}")
                for part in each.parts
            ),
        )
        for each in documents.waiting(seen, on)
    ]  # fmt: skip
