"""Who does the work behind the pages? `samordna worker`: our tick, then what django-tasks-db has in its queue (E17).

Tasks are idempotent: one whose worker died is put back into the queue after `LIMIT` and done again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string

from samordna.platform.memory import settle

LIMIT = timedelta(minutes=15)
# Seconds between looks into the queue, and between ticks.
PAUSE, TICK = 1.0, 60.0
# What is asked every minute whether its hour has come; filled in wiring.
ticks: list[Callable[[datetime], None]] = []


def run(now: Callable[[], datetime], *, once: bool = False) -> None:
    """Work until told to stop (SIGINT, SIGTERM); with `once`, until the queue is empty."""
    from django_tasks_db.management.commands.db_worker import Worker

    worker = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=get_random_string(32), excluded_queue_names=[],
    )  # fmt: skip
    if not once:
        worker.configure_signals()
        settle()
    due = 0.0
    while worker.running:
        if time.monotonic() >= due:
            due = time.monotonic() + TICK
            beat(now())
        worker.run()
        if once:
            return
        time.sleep(PAUSE)


def beat(now: datetime) -> None:
    """One tick: put back what was left half done, and let every job say whether it is due."""
    close_old_connections()
    put_back()
    for tick in ticks:
        tick(now)


def put_back() -> int:
    """Tasks that have been running past the limit wait in the queue again. Returns how many."""
    from django_tasks_db.models import DBTaskResult

    late = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - LIMIT)
    return late.update(status="READY", started_at=None)
