"""How are time limits said: how they stand, how far away a day is, who must act, what happens when one is missed?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from markupsafe import Markup

from samordna.deadlines import domain
from samordna.deadlines.deriving import RESTING
from samordna.deadlines.domain import Adjustment
from samordna.deadlines.running import Clock
from samordna.desk.case_names import Names, day_words_of, listed
from samordna.desk.worklist_lines import weekday
from samordna.handbooks.domain import Handbook
from samordna.handbooks.pages import wording
from samordna.handbooks.words import party_name
from samordna.kernel.text import Message, say
from samordna.rules.clocks import LATE, MET, PAUSED, RUNNING, SOON, UNDATED, spoken
from samordna.rules.limits import AT_LEAST, MORE_THAN, Length, Limit
from samordna.web.i18n import _, ngettext, render
from samordna.web.templates import day_words

NOT_BEGUN = "waiting"
_STANDING: Mapping[str, tuple[Message, str]] = {
    RUNNING: (say("Runs"), "success"),
    SOON: (say("Comes near"), "warning"),
    LATE: (say("Has passed"), "danger"),
    PAUSED: (say("Paused"), "warning"),
    MET: (say("Done"), "neutral"),
    UNDATED: (say("Nothing says how long"), "neutral"),
    NOT_BEGUN: (say("Not begun"), "neutral"),
}
_KINDS: Mapping[str, Message] = {
    "statute": say("Law"),
    "agreed": say("Agreed between the parties, not law"),
    "service-target": say("Service target, not law"),
    "guidance": say("Guidance, not law"),
}
_MISSED: Mapping[str, Message] = {
    "escalate": say("The question goes on to {to}."),
    "query-letter": say("A letter asks {to} how it goes."),
    "query": say("{to} asks how it goes."),
    "decide": say("A decision is to be taken by {to}."),
    "reminder": say("{to} gets a reminder."),
    "rebook": say("A new day has to be booked."),
    "trend": say("{to} looks at how it has developed."),
    "warn": say("{to} gets a warning; nothing is stopped."),
    "list": say("It stands first on the list of {to}."),
    "radar": say("It stands among the reminders of {to}."),
}
_ROLES: Mapping[str, Message] = {
    "watcher": say("whoever watches the case"),
    "holder": say("whoever is responsible for the next step"),
    "owner": say("the unit that owns the case"),
    "receiver": say("whoever is asked"),
    "convener": say("whoever calls the meeting"),
    "reviewer": say("whoever reviews the handbook"),
    "manager": say("the manager of the unit"),
    "kontaktperson": say("the contact person of the area"),
    "system": say("Samordna"),
}


def anchor(deadline: str, key: str) -> str:
    """Where a clock stands on the page of dates."""
    return f"clock-{deadline}-{key}".replace(":", "-").replace(".", "-")


def said(message: Message) -> str:
    """A sentence with its days as people say them."""
    params = {k: day_words(v) if isinstance(v, date) else v for k, v in message.params.items()}
    return render(Message(message.template, params))


def standing_words(standing: str) -> str:
    """How a time limit stands, in a word or two."""
    return render(_STANDING[standing][0])


def tone(standing: str) -> str:
    """The colour of the tag beside those words."""
    return _STANDING[standing][1]


def kind_words(limit: Limit) -> str:
    """Whether it is law; that a service target is not has to be plain."""
    known = _KINDS.get(limit.kind)
    return render(known) if known else ""


def long_day(day: date) -> str:
    """“Friday 12 March 2027”."""
    return f"{weekday(day)} {day_words(day)}"


def away(day: date, on: date) -> str:
    """How far away a day is."""
    days = (day - on).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days > 0:
        return ngettext("in {days} day", "in {days} days", days).format(days=days)
    return ngettext("{days} day ago", "{days} days ago", -days).format(days=-days)


def label(clock: Clock) -> str:
    """What the date of a clock is: its last day in time, unless it is counted otherwise."""
    if domain.kind_of(clock.key) == domain.AGE:
        return _("The day")
    if clock.limit.count == MORE_THAN:
        return _("First day beyond")
    if clock.limit.count == AT_LEAST and not clock.limit.before:
        return _("Not before")
    return _("Last day")


def role(book: Handbook, who: str) -> str:
    """A party, or what the handbook calls whoever it is."""
    if who in book.parties:
        return party_name(book, who)
    return render(_ROLES[who]) if who in _ROLES else who


def who_acts(book: Handbook, clock: Clock | None, limit: Limit) -> str:
    """Who must act: everybody that the handbook names."""
    named = [role(book, each) for each in limit.who]
    if clock and clock.party and "receiver" in limit.who:
        named = [role(book, clock.party)]
    if clock and not named and clock.party:
        named = [role(book, clock.party)]
    return listed(dict.fromkeys(named))


def missed_words(book: Handbook, limit: Limit) -> str:
    """What happens when the day has passed."""
    known = _MISSED.get(limit.missed.action)
    if known is None:
        return limit.missed.note
    words = begun(_(known.template).format(to=role(book, limit.missed.to or "watcher")))
    return f"{words} {limit.missed.note}".strip()


def begun(words: str) -> str:
    """The same with a capital letter first."""
    return words[:1].upper() + words[1:]


def change_words(row: Adjustment) -> str:
    """One thing done by hand, in words."""
    day = day_words(row.on)
    if row.kind == domain.EXTENDED:
        return _("Extended by {length}").format(length=length_words(row.number, row.unit))
    if row.kind == domain.PAUSED and row.until:
        return _("Paused from {day}, runs again from {until}").format(day=day, until=day_words(row.until))
    return {
        domain.STARTED: _("Began {day}"),
        domain.PAUSED: _("Paused from {day}"),
        domain.RESUMED: _("Runs again from {day}"),
        domain.MET: _("Done {day}"),
    }.get(row.kind, "").format(day=day)


def how_long(limit: Limit, long: Length | None) -> str:
    """How long the time is, before it has begun; "" when nothing says."""
    if long is None:
        return ""
    if long.number == 0:
        return _("The same day")
    if limit.before:
        pattern = _("At the latest {length} before")
    elif limit.count == MORE_THAN:
        pattern = _("More than {length}")
    else:
        pattern = _("At least {length}") if limit.count == AT_LEAST else _("At most {length}")
    return pattern.format(length=render(spoken(long)))


def length_words(number: int, unit: str) -> str:
    """A length as it is spoken."""
    return render(spoken(Length(number, unit)))


def known_by(names: Names, clock: Clock) -> str:
    """How the start is known: by a fact, a box, something that came or was sent, or because somebody registered it."""
    kind, what = domain.kind_of(clock.key), clock.start_known_by
    if kind == domain.FACT:
        return _("The start is known from the answer to “{fact}”.").format(fact=names.title("facts", what))
    if kind == domain.WAIT:
        return ""
    if kind == domain.BOX:
        process, _slash, step = what.partition("/")
        return _("The start is known because the case came to {box}.").format(box=names.box(process, step))
    if kind == domain.OWN:
        return _("The start was registered by hand.")
    if kind == domain.INCOMING:
        return _("The start is known from what came in to the unit.")
    if kind == domain.SENT:
        return _("The start is known because it was sent.")
    return _("Counted from the day of birth.")


def title(book: Handbook, clock: Clock) -> Markup:
    """The title of a time limit; with whom is asked, which age, or that somebody chose the day."""
    kind, value = domain.kind_of(clock.key), clock.reckoned.value
    if kind == domain.AGE and value and value.title.sv:
        return wording.shown(value.title)
    named = wording.shown(clock.limit.title)
    if kind == domain.SENT and clock.party:
        return Markup("{}: {}").format(named, party_name(book, clock.party))
    if kind == domain.WAIT and clock.limit.id != RESTING.id:
        return Markup("{} ({})").format(named, _("the chosen day"))
    return named


def day_or_dash(day: date | None) -> str:
    """A day for a table."""
    return day_words_of(day.isoformat()) if day else "–"
