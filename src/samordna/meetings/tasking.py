"""How does a promise become a task: who of the case is to do it, and by when?"""

from __future__ import annotations

from samordna.cases import engine
from samordna.cases.domain import PLAN
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.meetings.domain import OPEN, TaskSaid
from samordna.meetings.models import Meeting, Task


def task(found: engine.Loaded, act: Act, said: TaskSaid, meeting: Meeting | None) -> Task:
    """The row of a task, not saved yet. Raises Refused for one that says nothing."""
    row = Task(
        case_id=found.id, meeting=meeting, person_id=found.person, sphere_id=act.sphere, category=PLAN, status=OPEN,
        seq=0,
    )  # fmt: skip
    said_again(found, row, said)
    return row


def said_again(found: engine.Loaded, row: Task, said: TaskSaid) -> None:
    """What the task says now; its unit is the one here that plays the party."""
    if not said.text.strip():
        raise Refused(refused("task-empty", say("Say what is to be done.")))
    seat = found.seats.get(said.party)
    row.text, row.party, row.name = said.text.strip(), said.party.strip()[:120], said.name.strip()[:120]
    row.due, row.unit_id = said.due, seat.unit if seat and seat.here else None
