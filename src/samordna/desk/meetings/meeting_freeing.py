"""Who has lost their seat in a meeting and may still turn up, and how are they told that they need not come? (D20, D23)

They had been called, so that the calendar file, which tells time, place and a code, tells them nothing new.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from samordna.cases.queries import Seen
from samordna.desk.case_names import at
from samordna.desk.meetings.meeting_view import who_words
from samordna.desk.typed import Wrong
from samordna.kernel.text import say
from samordna.meetings import commands
from samordna.meetings.domain import HELD, PHONE, MeetingKept
from samordna.notices import meeting_mail
from samordna.organisations.signed_in import act_of, scope
from samordna.web import day
from samordna.web.i18n import _, ngettext

BY_MAIL, TOLD = "free-mail", "free-told"
DOS = (BY_MAIL, TOLD)


@dataclass(frozen=True, slots=True)
class Freeing:
    """Those to be told, by name; who of them e-mail reaches, and the calendar file that takes the entry away."""

    names: tuple[str, ...]
    mailed: tuple[str, ...]
    file: str


def freeing(seen: Seen, kept: MeetingKept) -> Freeing | None:
    """Those who have lost their seat and have not been told; None when there is nobody."""
    gone = [each for each in kept.called if each.to_be_freed]
    if not gone or kept.status == HELD:
        return None
    mailed = meeting_mail.to_free(kept)
    names = {each.id: who_words(seen.handbook, each.who, each.name) for each in gone}
    return Freeing(
        tuple(names.values()), tuple(names[each] for each in mailed),
        f"{at('case-meeting-calendar', seen.id, kept.id)}?off=yes",
    )  # fmt: skip


def freed(request: HttpRequest, kept: MeetingKept) -> str:
    """Write down that they are told, and send the file to those whom e-mail reaches; the address to go on to."""
    by_mail = request.POST.get("do") == BY_MAIL
    mailed = meeting_mail.to_free(kept)
    to = tuple(mailed) if by_mail else tuple(each.id for each in kept.called if each.to_be_freed)
    if not to:
        raise Wrong(("", say("There is nobody left to tell.")))
    # Written down first: a second click is one letter (E12), and what cannot be sent is said below.
    given = {"act": act_of(request), "scope": scope(request), "case": kept.case, "meeting": kept.id, "to": to}
    gone = commands.let_go(**given) if by_mail else commands.let_go(**given, how=PHONE)  # type: ignore[arg-type]
    if by_mail:
        left = len(meeting_mail.free(kept, day.now(), gone))
        said = ngettext("The calendar file has left for {count} address.",
                        "The calendar file has left for {count} addresses.", left)  # fmt: skip
        messages.success(request, said.format(count=left))
    else:
        messages.success(request, _("It is written down that they have been told."))
    return at("case-meeting", kept.case, kept.id)
