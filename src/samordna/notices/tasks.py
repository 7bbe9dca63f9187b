"""What does the queue hold? Tasks that may be done twice without harm: a worker can die in the middle of one (E17)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django_tasks import task

from samordna.notices import commands
from samordna.web import day as clock


@task()
def night(day: str) -> None:
    """The night's work of a day (ISO)."""
    commands.night(date.fromisoformat(day), clock.now())


@task()
def digests(day: str) -> int:
    """The digests of a day (ISO); those that have been sent are not sent again."""
    return commands.send_digests(date.fromisoformat(day))


JOBS: dict[str, Any] = {commands.NIGHTLY: night, commands.DIGESTS: digests}
