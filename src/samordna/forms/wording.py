"""How is a form told in words: what it asks, how a field is answered, who fills it in, which law it rests on?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.forms.domain import CHOICE, DAY, NUMBER, PERCENT, ROWS, SAYS, SCALE, SET, TICK, TIME, Field, Form
from samordna.handbooks.domain import PERSON
from samordna.handbooks.queries import shared_registers
from samordna.kernel.text import Text
from samordna.law.domain import Law, NoValueError
from samordna.web.i18n import _, ngettext, render


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a form asks, in words: what it is, how it is answered, and what is filled in beforehand."""

    title: str
    help: str
    how: str
    options: tuple[str, ...]
    filled: str
    category: str
    needed: bool


def cited(form: Form, law: Law, on: date) -> list[str]:
    """The provisions that a form rests on; ``@key`` is the one that the law names for the day."""
    found = []
    for each in form.law:
        try:
            found.append(str(law.value(each.removeprefix("@"), on).value) if each.startswith("@") else each)
        except NoValueError:
            continue
    return found


def asked(form: Form, field: Field) -> Asked:
    """A field in words."""
    rows = [*(render(row.title) for row in field.rows), *(render(column.title) for column in field.columns)]
    return Asked(
        render(field.title),
        render(field.help) if field.help.sv else "",
        how(field),
        tuple(render(option.title) for option in field.options) or tuple(rows),
        _("filled in beforehand when it is known") if field.fills else "",
        _category(form.category_of(field)) if field.kind != SAYS else "",
        field.needed,
    )


def how(field: Field) -> str:
    """How a field is answered."""
    if field.kind == ROWS:
        return _("a table") if field.rows else ngettext("a table, {n} row", "a table, {n} rows", field.least).format(
            n=field.least
        )  # fmt: skip
    if field.kind == SCALE and field.scale:
        return _("a number from {low} to {high}").format(low=field.scale.lowest, high=field.scale.highest)
    said = {
        DAY: _("a day"), TIME: _("a time"), NUMBER: _("a number"), PERCENT: _("a per cent"), TICK: _("a tick"),
        CHOICE: _("one of"), SET: _("one or several of"), SAYS: "",
    }  # fmt: skip
    return said.get(field.kind, _("in words"))


def filled_by(party: str) -> str:
    """Who fills in a part, by its role."""
    if not party:
        return ""
    known = {
        PERSON: Text("Personen", "The person"),
        "socialtjanst": Text("Socialtjänsten", "Social services"),
        "halso-sjukvard": Text("Hälso- och sjukvården", "Health care"),
        "forsakringskassan": Text("Försäkringskassan", "Försäkringskassan"),
        "arbetsformedlingen": Text("Arbetsförmedlingen", "Arbetsförmedlingen"),
        "finsamteam": Text("Finsamteamet", "The Finsam team"),
    }
    return render(known[party]) if party in known else party


def _category(category: str) -> str:
    entry = shared_registers()["categories"].get(category)
    return render(entry.title) if entry else category
