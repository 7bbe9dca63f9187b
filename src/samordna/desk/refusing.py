"""Why was it refused, in words for the page? Names instead of ids, and the paragraph that says so (D17, D30)."""

from __future__ import annotations

from datetime import date

from samordna.desk.previewing import cited
from samordna.handbooks.domain import Handbook
from samordna.handbooks.words import named
from samordna.kernel.decision import Decision
from samordna.kernel.text import Message, say
from samordna.law.queries import load as load_law
from samordna.web.i18n import render

# The journey names exits, requests and boxes by their ids; on the page they stand with their words.
_PLAINER = {
    "choose-exit": say("Choose where it goes from here."),
    "one-exit": say("Only one way can be chosen from this box."),
    "no-exit": say("That way is not one of this box's. Choose again."),
    "no-target": say("That way leads nowhere. Choose again."),
    "no-referral": say("That request is not one of this box's. Choose again."),
    "no-wait": say("That is not one of the waits of this box. Choose again."),
    "dead-end": say("The handbook shows no way on from this box. Go to another box, or end the process."),
    "no-position": say("That box is no longer open. Look at the case again."),
    "no-run": say("That process has ended already. Look at the case again."),
    "no-transfer": say("There is nothing to answer any more. Look at the case again."),
    "nothing-to-correct": say("That act did not leave a box, so there is nothing to undo."),
}


def said(book: Handbook, decision: Decision, on: date) -> Message:
    """The reason with names, and its provisions as cited on the day."""
    reason = _PLAINER.get(decision.code) or named(book, _plain(book, decision.reason or say("It is not allowed.")))
    law = ", ".join(words for _id, words in cited(load_law(), decision.law, on))
    return say("{said} ({law})", said=render(reason), law=law) if law else reason


def _plain(book: Handbook, message: Message) -> Message:
    """The message with the names of parties to choose among: on a page nobody writes their ids."""
    return Message(message.template, {hole: _names(book, value) for hole, value in message.params.items()})


def _names(book: Handbook, value: object) -> object:
    listed = value.split(", ") if isinstance(value, str) else []
    if len(listed) < 2 or not all(each in book.parties for each in listed):
        return value
    return ", ".join(render(book.parties[each].name) for each in listed)
