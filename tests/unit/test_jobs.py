"""Is background work done once, and again when the one who did it died? (E17)"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from samordna.platform import clock, jobs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]
done: list[int] = []


@task()
def note(number: int) -> None:
    """Something to do."""
    done.append(number)


@pytest.fixture(autouse=True)
def _nothing_done(monkeypatch):
    done.clear()
    monkeypatch.setattr(jobs, "ticks", [])


def test_what_is_in_the_queue_is_done_once():
    note.enqueue(1)
    jobs.run(clock.now, once=True)
    jobs.run(clock.now, once=True)
    assert done == [1]


@pytest.mark.parametrize(("ago", "again"), [(jobs.LIMIT + timedelta(seconds=1), [1]), (jobs.LIMIT / 2, [])])
def test_a_task_whose_worker_died_is_done_again_after_the_limit(ago, again):
    note.enqueue(1)
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now() - ago)
    jobs.run(clock.now, once=True)
    assert done == again


def test_every_beat_asks_who_is_due():
    asked = []
    jobs.ticks.append(asked.append)
    jobs.run(clock.now, once=True)
    assert len(asked) == 1
    assert asked[0].tzinfo is not None
