"""What shape does the plan of the demonstration have? Checked when it is read, so that an error names its line."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from samordna.content.schema import Strict, TextIn
from samordna.measures.schema import CatalogueFile


class BeginIn(Strict):
    """Somebody to begin with, and what awaits them today."""

    worker: str
    awaits: TextIn


class AbsenceIn(Strict):
    """Who is away around today, in whose place somebody works, and who writes it down. Days are counted from today."""

    worker: str
    substitute: str
    by: str
    from_: int = Field(alias="from")
    to: int


class LookIn(Strict):
    """Somebody has read a case, so many days ago, and said why."""

    worker: str
    days: int = Field(ge=0)
    reason: str


class ClockIn(Strict):
    """Something done by hand to a time limit of the case, so many days ago; an extension is so many weeks longer."""

    do: Literal["start", "pause", "resume", "extend", "meet"]
    deadline: str
    days: int = Field(ge=0)
    weeks: int = Field(0, ge=0)
    reason: str = ""


class FormIn(Strict):
    """A form of the case: when it was begun, what was written in it, and how far it has come."""

    form: str
    days: int = Field(ge=0)
    so_far: Literal["draft", "printed", "sent", "answered"] = "draft"
    values: dict[str, Any] = Field(default_factory=dict)


class GoalIn(Strict):
    """A goal in the person's own words, to be reached so many days from today; `part` of the plan's first goal."""

    own_words: str = ""
    wording: str = ""
    rests_on: str = ""
    due: int | None = None
    party: str = ""
    responsible: str = ""
    part: bool = False
    status: Literal["active", "stopped", "done"] = "active"
    achieved: Literal["", "not", "partly", "wholly"] = ""


class PlanIn(Strict):
    """A plan of the case: when it was begun, how far it has come, and when it is followed up (days from today).

    `linked` is why it belongs together with the plan before it; `result` is that of a licensed instrument. `revised`
    are points that were written anew and agreed again, for the reason `why`.
    """

    kind: str
    days: int = Field(ge=0)
    so_far: Literal["draft", "agreed", "followed-up"] = "draft"
    points: dict[str, str | int] = Field(default_factory=dict)
    revised: dict[str, str | int] = Field(default_factory=dict)
    why: str = ""
    goals: list[GoalIn] = Field(default_factory=list)
    follow_up: int | None = None
    followed: int = Field(0, ge=0)
    words: str = ""
    seen: str = ""
    linked: str = ""
    result: str = ""
    source: str = ""


class CalledIn(Strict):
    """Somebody who is called to a meeting: a party, `individ`, or a name."""

    who: str
    name: str = ""


class TaskIn(Strict):
    """What somebody promised to do by so many days from today."""

    text: str
    party: str = ""
    name: str = ""
    due: int


class HeldIn(Strict):
    """What came of a meeting: by point, tasks, the follow-up so many days from today, and whether minutes were sent."""

    points: dict[str, str] = Field(default_factory=dict)
    tasks: list[TaskIn] = Field(default_factory=list)
    missing: list[str] = Field(default_factory=list)
    follow_up: int = 0
    no_follow_up: str = ""
    told: bool = False


class MeetingIn(Strict):
    """A meeting of the case on a day counted from today, booked so many days before it or before today."""

    kind: str
    party: str
    day: int
    time: str = "13:00"
    booked: int = Field(0, ge=0)
    place: str = ""
    agenda: str = ""
    called: list[CalledIn] = Field(default_factory=list)
    answers: dict[str, Literal["comes", "declines"]] = Field(default_factory=dict)
    without_name: bool = False
    held: HeldIn | None = None


class TimesIn(Strict):
    """Times that a worker lays out for their unit's meetings: so many days from today, at these hours."""

    worker: str
    days: list[int]
    times: list[str]
    minutes: int
    place: str


class FileIn(Strict):
    """A file of the case: when it came, what it is, and what stands in it."""

    name: str
    kind: str
    category: str
    from_: str = Field(alias="from")
    about: str = ""
    days: int = Field(ge=0)
    text: str


class MeasureIn(Strict):
    """A measure of the case: what it is, and how far it has come. Days are counted from today (-10 is ten days ago)."""

    title: str
    so_far: Literal["planned", "applied", "started", "ended", "declined", "told"] = "planned"
    category: str = "work"
    purpose: str = ""
    needs: list[str] = Field(default_factory=list)
    offer: str = ""
    provider: str = ""
    party: str = ""
    responsible: str = ""
    ordered_by: str = ""
    extent: int | None = None
    adaptations: str = ""
    begins: int | None = None
    until: int | None = None
    applied: int | None = None
    started: int | None = None
    ended: int | None = None
    outcome: str = ""
    result: str = ""
    reason: str = ""
    words: str = ""
    source: str = "own-assessment"
    source_words: str = ""


class CaseIn(Strict):
    """One case: who owns it, by which story and how far, how many days ago it began and last moved, and about whom.

    `facts` are dates that the boxes ask for, in days from today (-10 is ten days ago). `rests` lets the first open box
    of the owner rest until so many days from today (0 is today, below that the review date has passed).
    """

    worker: str
    story: str
    stop: int = Field(99, ge=0)
    days: int = Field(ge=0)
    last: int = Field(-1, ge=-1)
    facts: dict[str, int] = Field(default_factory=dict)
    rests: int | None = None
    untaken: bool = False
    co_worker: str = ""
    looks: list[LookIn] = Field(default_factory=list)
    clocks: list[ClockIn] = Field(default_factory=list)
    forms: list[FormIn] = Field(default_factory=list)
    plans: list[PlanIn] = Field(default_factory=list)
    measures: list[MeasureIn] = Field(default_factory=list)
    files: list[FileIn] = Field(default_factory=list)
    meetings: list[MeetingIn] = Field(default_factory=list)
    given: str
    family: str
    born: date
    protected: bool = False
    language: str = ""
    closes: bool = False


class CameIn(Strict):
    """Something that has come in to a worker's unit."""

    worker: str
    kind: str
    what: str
    from_: str = Field(alias="from")
    days: int
    how: str


class NamesIn(Strict):
    """Names that are put together when more people are needed than the plan names."""

    given: list[str]
    family: list[str]


class PlanFile(Strict):
    """The whole plan."""

    begin: list[BeginIn]
    absences: list[AbsenceIn]
    samples: dict[str, str]
    names: NamesIn
    catalogues: list[CatalogueFile]
    incoming: list[CameIn]
    times: list[TimesIn] = Field(default_factory=list)
    cases: list[CaseIn]
