"""What does each form on a unit's page ask for, and which command does it carry out?

Each function reads its form first and returns what to do; the page does it only when the form has no errors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from samordna.access.domain import Role, Scope
from samordna.journal.domain import Act
from samordna.kernel.text import Message, say
from samordna.organisations import commands, policy, queries
from samordna.organisations.pages.forms import Form, day_after
from samordna.organisations.pages.wording import CONTACTS

if TYPE_CHECKING:
    from samordna.organisations.models import Unit

# Carries the change out and says what was done.
CarryOut = Callable[[Act, Scope], Message]
ADDRESS_LENGTH = 400


def rename(form: Form, unit: Unit, _on: date) -> CarryOut:
    """Name, telephone and e-mail."""
    name = form.text("name", say("Name"), needed=True)
    phone = form.text("phone", say("Telephone"), longest=40)
    email = form.text("email", say("E-mail"))

    def do(act: Act, scope: Scope) -> Message:
        commands.rename_unit(act=act, scope=scope, unit=unit.pk, name=name, phone=phone, email=email)
        return say("Saved.")

    return do


def close(form: Form, unit: Unit, _on: date) -> CarryOut:
    """Close the unit after its last day."""
    last = form.needed_day("last", say("Last day"))

    def do(act: Act, scope: Scope) -> Message:
        commands.close_unit(act=act, scope=scope, unit=unit.pk, on=day_after(last))
        return say("{name} closes after {day}.", name=unit.name, day=last.isoformat())

    return do


def address(form: Form, unit: Unit, _on: date) -> CarryOut:
    """A new address from a day."""
    written = form.text("lines", say("Address"), needed=True, longest=ADDRESS_LENGTH)
    lines = tuple(line.strip() for line in written.splitlines() if line.strip())
    start = form.needed_day("from", say("First day"))

    def do(act: Act, scope: Scope) -> Message:
        commands.set_address(act=act, scope=scope, unit=unit.pk, lines=lines, on=start)
        return say("The address has been saved.")

    return do


def contact(form: Form, unit: Unit, _on: date) -> CarryOut:
    """Somebody to call."""
    new = commands.NewContact(
        name=form.text("name", say("Name"), needed=True),
        kind=form.choice("kind", say("Kind of contact"), CONTACTS),
        role=form.text("role", say("Role")),
        phone=form.text("phone", say("Telephone"), longest=40),
        email=form.text("email", say("E-mail")),
        valid_from=form.needed_day("from", say("First day")),
    )

    def do(act: Act, scope: Scope) -> Message:
        commands.add_contact(act=act, scope=scope, unit=unit.pk, new=new)
        return say("{name} has been added.", name=new.name)

    return do


def end_contact(form: Form, unit: Unit, on: date) -> CarryOut:
    """A contact that no longer counts."""
    allowed = [str(each.pk) for each in queries.contacts(unit.pk, on)]
    chosen = form.choice("contact", say("Contact"), allowed)
    last = form.needed_day("last", say("Last day"))

    def do(act: Act, scope: Scope) -> Message:
        commands.end_contact(act=act, scope=scope, contact=int(chosen), on=day_after(last))
        return say("The contact ends after {day}.", day=last.isoformat())

    return do


def appoint(form: Form, unit: Unit, _on: date) -> CarryOut:
    """A role in the unit for somebody known or new."""
    who = commands.Who(
        username=form.text("username", say("Username"), needed=True, longest=60).lower(),
        name=form.text("name", say("Name"), needed=True),
        title=form.text("title", say("Title")),
        email=form.text("email", say("E-mail")),
    )
    role = form.choice("role", say("Role"), [each.value for each in policy.GIVEN_ON_PAGES])
    span = form.span(("from", say("First day")), ("last", say("Last day")))

    def do(act: Act, scope: Scope) -> Message:
        commands.appoint(act=act, scope=scope, unit=unit.pk, who=who, role=Role(role), span=span)
        return say("{name} has been appointed.", name=who.name)

    return do


def end_post(form: Form, unit: Unit, on: date) -> CarryOut:
    """A post that ends."""
    chosen = form.choice("post", say("Post"), [str(post.pk) for post in queries.posts_in(unit.pk, on)])
    last = form.needed_day("last", say("Last day"))

    def do(act: Act, scope: Scope) -> Message:
        commands.end_post(act=act, scope=scope, post=int(chosen), on=day_after(last))
        return say("The post ends after {day}.", day=last.isoformat())

    return do


def absence(form: Form, unit: Unit, on: date) -> CarryOut:
    """Somebody is away, with or without a substitute."""
    worker = form.choice("worker", say("Who is away"), [str(w.pk) for w in queries.workers_in(unit.pk, on, *Role)])
    allowed = [str(each.pk) for each in queries.workers_in_sphere(unit.sphere_id, on)]
    substitute = form.choice("substitute", say("Substitute"), allowed, needed=False)
    span = form.span(("from", say("First day away")), ("last", say("Last day away")))

    def do(act: Act, scope: Scope) -> Message:
        stand_in = int(substitute or 0)
        commands.set_absence(act=act, scope=scope, unit=unit.pk, worker=int(worker), span=span, substitute=stand_in)
        return say("The absence has been saved.")

    return do


def end_absence(form: Form, unit: Unit, on: date) -> CarryOut:
    """Somebody is back."""
    chosen = form.choice("absence", say("Who is back"), [str(each.pk) for each in queries.absences_in(unit.pk, on)])
    back = form.needed_day("back", say("First day back"))

    def do(act: Act, scope: Scope) -> Message:
        commands.end_absence(act=act, scope=scope, unit=unit.pk, absence=int(chosen), on=back)
        return say("The absence ends on {day}.", day=back.isoformat())

    return do


CHANGES: Mapping[str, Callable[[Form, Unit, date], CarryOut]] = {
    "rename": rename,
    "close": close,
    "address": address,
    "contact": contact,
    "end-contact": end_contact,
    "appoint": appoint,
    "end-post": end_post,
    "absence": absence,
    "end-absence": end_absence,
}
