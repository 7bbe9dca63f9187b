"""Who tells a lower room what only a higher one knows? The typed ports of the rooms, filled once at start-up (E2).

What needs tables is imported when the ports are filled: Django must have read the models first.
"""

from __future__ import annotations

from django.core.management import call_command

from samordna.platform import citing, jobs
from samordna.platform.signing_in import shown
from samordna.web import account


def wire() -> None:
    """Fill every port; twice does the same as once."""
    account.fill(shown.account_of)
    _wire_cases()
    _wire_jobs()
    citing.fill()


def _wire_cases() -> None:
    """What lower rooms ask of cases: a withdrawn consent cancels what it carried, in the same act (D20)."""
    from samordna.cases import ports as dates
    from samordna.cases import sent
    from samordna.cases.commands.withdrawing import cancel_after_withdrawal
    from samordna.consents import ports
    from samordna.consents.domain import Way
    from samordna.deadlines import projecting
    from samordna.forms import sent as forms
    from samordna.journal.domain import Act
    from samordna.measures import sent as measures
    from samordna.meetings import sent as meetings
    from samordna.meetings.commands import withdrawing
    from samordna.organisations import ports as units

    def cancel(act: Act, person: int, ways: tuple[Way, ...]) -> None:
        cancel_after_withdrawal(act=act, person=person, pairs=ways)

    def cancel_seats(act: Act, person: int, ways: tuple[Way, ...]) -> None:
        withdrawing.cancel_seats(act=act, person=person, ways=ways)

    ports.on_withdrawn[:], ports.on_narrowed[:] = [cancel, cancel_seats], [cancel_seats]
    ports.sent[:] = [sent.about, forms.about, measures.about, meetings.about]
    dates.after[:], dates.standing[:] = [projecting.coming], [projecting.standing]
    units.open_cases[:] = [sent.open_cases]


def _wire_jobs() -> None:
    """What the worker's tick asks, and what is done every night (E17)."""
    from samordna.access.domain import system
    from samordna.audit import heads
    from samordna.meetings.commands import nightly
    from samordna.notices import commands, ports
    from samordna.web.day import now

    jobs.ticks[:] = [lambda now: commands.tick_all(now.date(), now)]
    ports.nightly[:] = [
        heads.keep,
        lambda day: nightly.cancel_ended(scope=system(commands.NIGHTLY, day), at=now()),
        lambda _day: call_command("clearsessions"),
    ]
