"""How does the whole road fill in a form? Only what belongs to each field's own category: a form is read by category.

What is known beforehand (`forms.filling`) stands already; this adds the measures, the chain and the holes. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from samordna.forms.domain import ROWS, Form
from samordna.kernel.text import Message
from samordna.measures.domain import MeasureKept
from samordna.measures.gathered import Claim, Gathered

# The fields of the summary that can be filled, by the part of the whole road that fills them.
MEASURES, ADAPTATIONS, CHAIN, HOLES = "measures", "adaptations", "chain", "holes"


def values(
    form: Form, found: Gathered, tried: Iterable[MeasureKept], said: Callable[[MeasureKept], Mapping[str, Any]],
    speak: Callable[[Message], str],
) -> dict[str, Any]:  # fmt: skip
    """The answers by field. `said` is a measure as a row of the form has it, `speak` a message in words."""
    kinds = {name: form.category_of(field) for name, field in form.fields.items()}
    mine = list(tried)
    answers: dict[str, Any] = {}
    if _rows(form, MEASURES):
        columns = {column.id for column in form.fields[MEASURES].columns}
        rows = [said(each) for each in mine if each.tried and each.category == kinds[MEASURES]]
        answers[MEASURES] = [{name: value for name, value in row.items() if name in columns} for row in rows]
    if ADAPTATIONS in kinds:
        texts = [f"{e.title}: {e.adaptations}" for e in mine if e.adaptations and e.category == kinds[ADAPTATIONS]]
        answers[ADAPTATIONS] = "\n".join(texts)
    if _rows(form, CHAIN):
        claims = _claims(found, CHAIN, kinds[CHAIN])
        first = {each.link: each for each in reversed(claims) if each.link}
        answers[CHAIN] = [
            {"row": row.id, "what": first[row.id].what, "source": _source(first[row.id])}
            for row in form.fields[CHAIN].rows if row.id in first
        ]  # fmt: skip
    if HOLES in kinds:
        answers[HOLES] = "\n".join(speak(hole.said) for hole in found.holes if hole.category == kinds[HOLES])
    return {name: value for name, value in answers.items() if value}


def _rows(form: Form, name: str) -> bool:
    field = form.fields.get(name)
    return field is not None and field.kind == ROWS


def _claims(found: Gathered, section: str, category: str) -> list[Claim]:
    return [
        claim for each in found.sections if each.id == section for claim in each.claims if claim.category == category
    ]  # fmt: skip


def _source(claim: Claim) -> str:
    return ", ".join(filter(None, (claim.source, claim.on.isoformat() if claim.on else "")))
