"""What would an invitation, or the minutes, tell each one, on which basis, and what is stopped? (D10, D18)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from samordna.cases.queries import Seen
from samordna.consents.domain import Leaving, Stopped
from samordna.desk.case_names import listed
from samordna.desk.leaving.previewing import cited, spoken
from samordna.desk.meetings.meeting_seats import consent_address
from samordna.desk.meetings.meeting_view import who_words
from samordna.law.domain import Law
from samordna.law.queries import load as load_law
from samordna.meetings import queries
from samordna.meetings.domain import PLAN, MeetingKept
from samordna.meetings.queries import Invitation
from samordna.meetings.wording import invitation_text, minutes_text
from samordna.web.i18n import _, render
from samordna.web.templates import day_words


@dataclass(frozen=True, slots=True)
class Going:
    """One receiver: what they learn with its basis, what is stopped with its paragraph, and where consent is given.

    `goes` when something leaves at all; the categories that are stopped stand in `missing`. `text` is what they get.
    """

    called: int
    name: str
    told: str
    goes: bool
    leaves: tuple[tuple[str, str], ...] = ()
    stopped: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    missing: tuple[str, ...] = ()
    halt: str = ""
    consent: str = ""
    text: str = ""


def invitations(seen: Seen, kept: MeetingKept, on: date) -> list[Going]:
    """Those who have not been called yet, with what the invitation would tell each.

    Whoever may not learn that the person is known here is not called; whoever may learn no more than that is told when
    and where, by whom and about whom.
    """
    found = [each for each in queries.invitations(seen, kept, on) if each.called.called_on is None]
    made = (_going(seen, kept, each, on, each.goes, _halt(each.goes)) for each in found)
    return [
        replace(each, text=_invitation(seen, kept, one)) if each.goes else each
        for each, one in zip(made, found, strict=True)
    ]


def _halt(goes: bool) -> str:
    return _("This is left out of the invitation") if goes else _("This stops the invitation")


def _invitation(seen: Seen, kept: MeetingKept, each: Invitation) -> str:
    """The invitation as this receiver may read it."""
    told = {PLAN} if each.seen is None else {found.category for found in each.seen.leaves}
    return invitation_text(kept, lambda who: who_words(seen.handbook, who), told)


def minutes(seen: Seen, kept: MeetingKept, on: date) -> list[Going]:
    """Those who took part, with what they would get of the minutes: what may leave leaves, the rest is left out."""
    found = queries.minutes(seen, kept, on)
    made = (_going(seen, kept, each, on, each.goes, _("This is left out of their minutes")) for each in found)
    return [
        replace(each, text=_text(seen, kept, one)) if each.goes else each for each, one in zip(made, found, strict=True)
    ]


def _text(seen: Seen, kept: MeetingKept, each: Invitation) -> str:
    """The minutes as this receiver may read them; the person reads everything."""
    every = {point.category for point in kept.kind.points} | {PLAN}
    told = every if each.seen is None else {found.category for found in each.seen.leaves}
    return minutes_text(kept, lambda who: who_words(seen.handbook, who), told)


def _going(seen: Seen, kept: MeetingKept, each: Invitation, on: date, goes: bool, halt: str) -> Going:
    called, found = each.called, each.seen
    name = who_words(seen.handbook, called.who, called.name)
    if found is None:
        told = _("Everything: nothing of the person's is secret to them.") if called.is_person else _nobody()
        return Going(called.id, name, told, goes)
    law, missing = load_law(), tuple(e.category for e in found.stopped)
    kind = kept.kind.consent
    return Going(
        called.id, name, found.reservation, goes, tuple(each[:2] for each in _grouped(found.leaves, law, on)),
        tuple(_grouped(found.stopped, law, on)), missing, halt,
        consent_address(seen, called.sphere, missing, kind, kept.id) if missing and called.sphere else "",
    )  # fmt: skip


def _nobody() -> str:
    return _("Time and place. Nobody is named.")


def _grouped(
    found: Iterable[Leaving | Stopped], law: Law, on: date
) -> Iterable[tuple[str, str, tuple[str, ...]]]:  # fmt: skip
    """The titles for each reason with its paragraphs: each reason is said once."""
    titles: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in found:
        cites = tuple(words for _id, words in cited(law, each.law, on))
        titles.setdefault((render(spoken(each.reason)), cites), []).append(render(each.title))
    for (reason, cites), named in titles.items():
        yield listed(named), reason, cites


def key(kept: MeetingKept, goings: Iterable[Going]) -> str:
    """What was previewed, so that nothing else is sent than what was seen."""
    parts = [f"{each.called}:{'.'.join(each.missing)}" for each in goings]
    return f"{kept.id}-{kept.sequence}-{kept.seq}-{'-'.join(parts)}"


def sent(seen: Seen, kept: MeetingKept) -> list[tuple[str, str]]:
    """To whom the minutes have gone, and when."""
    return [
        (who_words(seen.handbook, each.who, each.name), day_words(each.minutes_on))
        for each in kept.called
        if each.minutes_on
    ]
