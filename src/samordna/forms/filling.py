"""What is known already, so that nobody has to write it again? The answers a form begins with.

Only what the worker may see and their own authority knows: a fact of another party is not ours to write in a form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samordna.cases import queries as cases
from samordna.cases.queries import Seen
from samordna.forms.building import FACT
from samordna.forms.domain import DAY, NUMBER, PERCENT, SET, Field, Form
from samordna.kernel.decision import Refused
from samordna.organisations import queries as organisations
from samordna.people import queries as people
from samordna.people.domain import PersonShown
from samordna.web.i18n import render


def beginning(seen: Seen, form: Form, on: date) -> dict[str, Any]:
    """The answers that are known, by field."""
    known = sources(seen, on)
    told = cases.facts(seen, on)
    found: dict[str, Any] = {}
    for field in form.fields.values():
        if field.fills.startswith(FACT):
            row = told.get(field.fills.removeprefix(FACT))
            own = row is not None and row.sphere_id in seen.scope.spheres and row.value is not None
            value = fact(seen, field, row.fact, row.value) if own and row else ""
        else:
            value = known.get(field.fills, "")
        if value not in ("", None):
            found[field.id] = value
    return found


def sources(seen: Seen, on: date) -> dict[str, str]:
    """Whatever is known of the case, the person and the sender, by the names that `fills` uses."""
    post = seen.scope.post
    found = {"today": on.isoformat(), "case.number": seen.number or str(seen.id), "worker.name": seen.scope.name}
    protected = False
    try:
        person = people.shown(seen.row.person_id, seen.scope)
        protected = person.protected
        found |= _person(person)
    except Refused:
        pass
    if post is not None:
        unit = organisations.unit(post.unit)
        found |= {"authority.name": unit.authority.name, "worker.phone": unit.phone, "worker.email": unit.email}
        # Where the unit lies would tell where a person with protected identity lives.
        found |= {
            "unit.name": unit.authority.name if protected else unit.name,
            "unit.phone": unit.phone, "unit.email": unit.email,
            "unit.address": "" if protected else ", ".join(organisations.address_on(unit.pk, on)),
        }  # fmt: skip
    return found


def _person(person: PersonShown) -> Mapping[str, str]:
    speakers = [f"{each.name} {each.phone}".strip() for each in person.speakers]
    return {
        "person.name": person.name, "person.number": person.number, "person.address": person.address,
        "person.phone": person.phone, "person.email": person.email, "person.language": person.language,
        "person.representative": ", ".join(speakers),
    }  # fmt: skip


def fact(seen: Seen, field: Field, name: str, value: Any) -> Any:
    """A fact as an answer of the field: its code where the field has the same answers, else its words."""
    entry = seen.handbook.entry("facts", name)
    titles = (entry.data.get("values") or {}) if entry else {}
    if field.kind in (DAY, PERCENT, NUMBER):
        return value
    if field.options:
        known = {option.id for option in field.options}
        given = [each for each in (value if isinstance(value, list) else [value]) if each in known]
        return (given if field.kind == SET else given[0]) if given else ""
    return ", ".join(_words(titles, each) for each in (value if isinstance(value, list) else [value]))


def _words(titles: Mapping[str, Any], value: Any) -> str:
    said = titles.get(str(value))
    if isinstance(said, Mapping):
        return str(said.get("sv", value))
    return render(said) if said is not None and not isinstance(said, str) else str(said or value)
