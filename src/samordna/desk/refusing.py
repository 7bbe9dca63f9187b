"""Why was it refused, in words for the page, and at which field? Names instead of ids, and the paragraph (D17, D30)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect

from samordna.cases.queries import Seen
from samordna.desk.leaving.previewing import cited, spoken
from samordna.desk.typed import Error
from samordna.handbooks.domain import Handbook
from samordna.handbooks.words import named
from samordna.journal.append import MovedOn
from samordna.kernel.decision import Decision, Refused
from samordna.kernel.text import Message, say
from samordna.law.queries import load as load_law
from samordna.web import day
from samordna.web.i18n import _, render

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
MEANWHILE = say("Somebody else was at work in the case at the same time. Nothing was lost: try again.")


def problem(seen: Seen, found: Refused | MovedOn, places: Mapping[str, str] | None = None) -> Error:
    """Why it was not done, with the field it belongs to. `places` are fields by the code of the refusal."""
    if isinstance(found, MovedOn):
        return "", MEANWHILE
    return (places or {}).get(found.decision.code, ""), said(seen.handbook, found.decision, day.today())


def done_before(request: HttpRequest, to: str) -> HttpResponseRedirect:
    """A double click: told that it is done, and on to where the first one went, or to the list (E12)."""
    messages.info(request, before())
    return HttpResponseRedirect(to)


def before() -> str:
    """What is told after a double click."""
    return _("This was done already, and not done twice.")


def said(book: Handbook, decision: Decision, on: date) -> Message:
    """The reason with names and with days as people say them, and its provisions as cited on the day."""
    why = spoken(decision.reason or say("It is not allowed."))
    return with_law(_PLAINER.get(decision.code) or named(book, _plain(book, why)), decision, on)


def with_law(reason: Message, decision: Decision, on: date) -> Message:
    """A reason in its words, and the provisions behind the refusal as cited on the day."""
    law = ", ".join(words for _id, words in cited(load_law(), decision.law, on))
    return say("{said} ({law})", said=render(reason), law=law) if law else reason


def said_of(books: Iterable[Handbook], decision: Decision, on: date) -> Message:
    """The same for a page with cases of several handbooks: in the words of the first, which as a rule is the only."""
    book = next(iter(books), None)
    return said(book, decision, on) if book else decision.reason or say("It is not allowed.")


def _plain(book: Handbook, message: Message) -> Message:
    """The message with the names of parties and boxes: on a page nobody writes their ids."""
    process = str(message.params.get("process", ""))
    return Message(message.template, {h: _words(book, h, value, process) for h, value in message.params.items()})


def _words(book: Handbook, hole: str, value: object, process: str) -> object:
    if not isinstance(value, str):
        return value
    if value == book.id:
        return book.title
    if hole == "step":
        return _box(book, process, value)
    listed = value.split(", ")
    if hole == "steps":
        return ", ".join(_box(book, *_parted(each)) for each in listed)
    if hole in _PARTIES and all(each in book.parties for each in listed):
        return ", ".join(render(book.parties[each].name) for each in listed)
    return value


_PARTIES = ("party", "by", "known", "starters", "parties")


def _parted(written: str) -> tuple[str, str]:
    process, slash, step = written.partition("/")
    return (process, step) if slash else ("", written)


def _box(book: Handbook, process: str, step: str) -> str:
    """The number of a box with its title, when it is clear which box is meant."""
    known = [each for p, each in book.every_step() if each.id == step and process in ("", p.id)]
    if len({each.title for each in known}) != 1:
        return step
    return _("{number} “{title}”").format(number=known[0].label or step, title=render(known[0].title))
