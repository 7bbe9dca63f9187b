"""Can people read it? Titles in both languages, guidance in every box, numbering that is the same throughout."""

from __future__ import annotations

import re
from collections.abc import Iterator

from samordna.handbooks.doctor.surroundings import Surroundings, about, at
from samordna.handbooks.domain import Handbook
from samordna.kernel.finding import Finding
from samordna.kernel.text import say

# A box that says less than this leaves the worker where the PDF did.
ENOUGH_WORDS = 40


def texts(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Missing English titles, missing or thin guidance, missing source."""
    for process, step in handbook.every_step():
        where = (process, step)
        if not step.title.sv or not step.title.en:
            yield at(
                "warning",
                "title-missing",
                where,
                say("The title lacks a language."),
                say("Write “title: {sv: …, en: …}”."),
            )
        if step.question is not None and not (step.question.sv and step.question.en):
            yield at(
                "warning",
                "question-missing",
                where,
                say("The question lacks a language."),
                say("Write “question: {sv: …, en: …}”."),
            )
        labels = [*(e.label for e in step.exits), *(r.label for r in step.referrals), *(w.label for w in step.waits)]
        if not all(label.sv and label.en for label in labels):
            yield at(
                "warning",
                "label-missing",
                where,
                say("A label lacks a language."),
                say("Write “label: {sv: …, en: …}”."),
            )
        words = sum(len(text.split()) for text in step.guidance.values())
        if not words:
            yield at(
                "warning",
                "guidance-missing",
                where,
                say("The box has no guidance."),
                say("Say why, what to do, what it must result in, what to watch for."),
            )
        elif words < ENOUGH_WORDS:
            yield at(
                "warning",
                "guidance-thin",
                where,
                say("The guidance has only {words} words.", words=words),
                say("Say why, what to do, what it must result in, what to watch for."),
            )
        if not step.source:
            yield at(
                "warning",
                "source-missing",
                where,
                say("The box does not say where it comes from."),
                say('Add “source: "ruta 5"”.'),
            )


def numbering(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Box numbers written in more than one way, and numbers of forms and their sections that stand twice."""
    for process in handbook.processes:
        styles = {re.sub(r"\w+", "n", step.label) for step in process.steps if step.label}
        if len(styles) > 1:
            labels = ", ".join(step.label for step in process.steps if step.label)
            yield about(
                "warning",
                "numbering-mixed",
                process,
                say("Box numbers are written in several ways: {labels}.", labels=labels),
                say("Choose one way."),
            )
    seen: dict[str, str] = {}
    for form in handbook.registers.get("forms", {}).values():
        label = str(form.data.get("label", ""))
        if label and label in seen:
            yield about(
                "error",
                "form-label-twice",
                handbook,
                say("“{label}” is the number of both {one} and {other}.", label=label, one=seen[label], other=form.id),
                say("Number them apart."),
            )
        seen.setdefault(label, form.id)
        sections = [str(s) for s in form.data.get("sections", ())]
        double = sorted({s for s in sections if sections.count(s) > 1})
        if double:
            yield about(
                "error",
                "form-section-twice",
                handbook,
                say("The form {form} has more than one section {sections}.", form=form.id, sections=", ".join(double)),
                say("Number the sections apart."),
            )
