"""Which forms are there, and what does one ask? Packaged forms by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from samordna.content.reading import ROOT, ContentError, by_schema, read
from samordna.forms import building, freezing
from samordna.forms.domain import Form
from samordna.kernel.text import say
from samordna.rules import queries as rules

FORMS = ROOT / "forms"
PARTS = "parts.yaml"


def ids() -> tuple[str, ...]:
    """The ids of all packaged forms; no file is opened."""
    return tuple(sorted(path.stem for path in FORMS.glob("*.yaml") if path.name != PARTS))


def load(form_id: str) -> Form:
    """The packaged form with this id. Raises ContentError with what there is instead."""
    if form_id not in ids():
        near = get_close_matches(form_id, ids(), n=1)
        mend = say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=", ".join(ids()))
        raise ContentError(form_id, 0, say("There is no form “{form}”.", form=form_id), mend)
    return _load(*_place(form_id))[0]


def content(form_id: str) -> str:
    """What is kept of the packaged form's definition when one is begun: JSON (see `freezing`)."""
    return _load(*_place(form_id))[1]


def _place(form_id: str) -> tuple[Path, tuple[int, ...]]:
    path, parts = FORMS / f"{form_id}.yaml", FORMS / PARTS
    return path, (path.stat().st_mtime_ns, parts.stat().st_mtime_ns)


def load_all() -> tuple[Form, ...]:
    """Every packaged form, by id."""
    return tuple(load(form_id) for form_id in ids())


def fact_categories() -> Mapping[str, str]:
    """The category of every shared fact, by id."""
    return {fact.id: fact.category for fact in rules.facts().values()}


@cache
def _load(path: Path, _changed: tuple[int, ...]) -> tuple[Form, str]:
    document = read(path, "form", by_schema("samordna.forms.schema:FormFile"))
    if document.data["id"] != path.stem:
        raise ContentError(
            document.file,
            document.line("id"),
            say("The form “{form}” stands in the file “{file}”.", form=document.data["id"], file=path.name),
            say("Name the file “{name}”.", name=f"{document.data['id']}.yaml"),
        )
    parts = read(FORMS / PARTS, "form-parts", by_schema("samordna.forms.schema:PartsFile")).data["parts"]
    facts, shared = fact_categories(), {part["id"]: part for part in parts}
    form = building.form(document, facts, shared)
    kept = freezing.freeze(document.data, facts, shared)
    return replace(form, digest=freezing.digest(kept)), kept
