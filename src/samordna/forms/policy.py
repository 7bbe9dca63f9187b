"""May this form be written in, sent or answered now? What has left is frozen; only law stops what leaves (D17, D18)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from samordna.forms.domain import Form
from samordna.forms.kept import ANSWERED, SENT, UNSENT
from samordna.handbooks.domain import PERSON
from samordna.handbooks.journey import refusals
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import say


def may_begin(form: Form, on: date) -> Decision:
    """Only a form that is in use on the day; what is begun already goes on."""
    if on in form.valid:
        return ALLOWED
    start, last = form.valid.start, form.valid.last
    if start and on < start:
        return refused("form-not-valid", say("The form is used from {day}. Choose another form.", day=start))
    return refused("form-not-valid", say("The form was used until {day}. Choose the one that replaced it.", day=last))


def may_be_open(form: Form, *, closed: bool) -> Decision:
    """In a closed case only the forms that tell of its closing; everything else waits until it is opened again."""
    return refusals.closed() if closed and not form.after_closing else ALLOWED


def may_write(status: str, sphere: int, acting: int) -> Decision:
    """Only one's own authority's form, and only while nothing of it has left."""
    if sphere != acting:
        return refused("not-your-form", say("The form belongs to another authority."))
    if status not in UNSENT:
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


def corrects(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """True when something that had come back is written otherwise, and not only more."""
    return any(name in before and before[name] != value for name, value in now.items())


def may_correct(reason: str) -> Decision:
    """What has come back may be corrected, with a reason: the paper that came says what it says."""
    if not reason.strip():
        return refused("reason-needed", say("You change what was written down before. Write why."))
    return ALLOWED


def leaving(form: Form, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The information categories that a form would tell its receiver of: those with answers."""
    found = (form.category_of(form.fields[name]) for name in answers if name in form.fields)
    return tuple(dict.fromkeys(found))


def others(form: Form, own: Iterable[str]) -> tuple[str, ...]:
    """The parts that somebody else than the sender fills in, by id; the person fills theirs in with the sender."""
    mine = {"", PERSON, *own}
    return tuple(part.id for part in form.parts if part.by not in mine)
