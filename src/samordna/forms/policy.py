"""May this form be written in, sent or answered now? What has left is frozen; only law stops what leaves (D17, D18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from samordna.forms.domain import Form
from samordna.forms.kept import ANSWERED, DRAFT, SENT
from samordna.handbooks.domain import PERSON
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import say


def may_write(status: str, sphere: int, acting: int) -> Decision:
    """Only one's own authority's form, and only while nothing of it has left."""
    if sphere != acting:
        return refused("not-your-form", say("The form belongs to another authority."))
    if status != DRAFT:
        return refused("form-sent", say("The form has been handed over and is kept as it was. Begin a new one."))
    return ALLOWED


def may_send(status: str, sphere: int, acting: int, answers: Mapping[str, Any]) -> Decision:
    """A form of one's own with something in it, once."""
    own = may_write(status, sphere, acting)
    if not own:
        return own
    if not answers:
        return refused("form-empty", say("Nothing is answered in the form yet. Fill it in first."))
    return ALLOWED


def may_answer(status: str, sphere: int, acting: int) -> Decision:
    """What came back on a form that was handed over; it can be written down again when more comes."""
    if sphere != acting:
        return refused("not-your-form", say("The form belongs to another authority."))
    if status not in (SENT, ANSWERED):
        return refused("form-not-sent", say("The form has not been handed over yet."))
    return ALLOWED


def leaving(form: Form, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The information categories that a form would tell its receiver of: those with answers."""
    found = (form.category_of(form.fields[name]) for name in answers if name in form.fields)
    return tuple(dict.fromkeys(found))


def others(form: Form, own: Iterable[str]) -> tuple[str, ...]:
    """The parts that somebody else than the sender fills in, by id; the person fills theirs in with the sender."""
    mine = {"", PERSON, *own}
    return tuple(part.id for part in form.parts if part.by not in mine)
