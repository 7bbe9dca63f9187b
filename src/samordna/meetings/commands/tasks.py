"""What has somebody promised to do: written down, changed, done or dropped? One act, one event (E3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.access.domain import Scope
from samordna.cases import engine
from samordna.cases.domain import PLAN
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.meetings.domain import DONE, DROPPED, OPEN, TaskSaid
from samordna.meetings.models import Task
from samordna.meetings.tasking import said_again, task
from samordna.meetings.writing import Written, read, write


@dataclass(frozen=True, slots=True)
class Finished:
    """How a task ended: on which day, in words, and whether it was dropped instead of done."""

    on: date
    outcome: str = ""
    dropped: bool = False


def add_task(*, act: Act, scope: Scope, case: int, said: TaskSaid) -> Written:
    """Something to be done that no meeting agreed on."""
    with one_act():
        found = read(act, scope, case)
        row = task(found, act, said, None)
        return _written(found, act, "task-added", row)


def change_task(*, act: Act, scope: Scope, case: int, task: int, said: TaskSaid) -> Written:
    """Another wording, date or somebody else."""
    with one_act():
        found, row = _open(act, scope, case, task)
        said_again(found, row, said)
        return _written(found, act, "task-changed", row)


def finish_task(*, act: Act, scope: Scope, case: int, task: int, how: Finished) -> Written:
    """Done, or dropped: then with a reason."""
    with one_act():
        found, row = _open(act, scope, case, task)
        if how.on > act.on:
            raise Refused(refused("coming-day", say("The day lies ahead. Write the day it was done.")))
        if how.dropped and not (how.outcome.strip() or act.reason.strip()):
            raise Refused(refused("reason-needed", say("Give a reason.")))
        row.status, row.done_on = (DROPPED if how.dropped else DONE), how.on
        row.outcome = how.outcome.strip() or act.reason.strip()
        return _written(found, act, "task-dropped" if how.dropped else "task-done", row)


def _open(act: Act, scope: Scope, case: int, task: int) -> tuple[engine.Loaded, Task]:
    found = read(act, scope, case)
    row = Task.objects.filter(case_id=case, pk=task, category=PLAN).first()
    if row is None or row.sphere_id != act.sphere:
        raise Refused(refused("no-task", say("There is no such task for you to see.")))
    if row.status != OPEN:
        raise Refused(refused("task-ended", say("The task is done already, or has been dropped.")))
    return found, row


def _written(found: engine.Loaded, act: Act, kind: str, row: Task) -> Written:
    done = write(found, act, kind, [row], {"party": row.party, "name": row.name, "text": row.text})
    return Written(done, row.meeting_id or 0, task=row.pk)
