"""What shape does the plan of the demonstration have? Checked when it is read, so that an error names its line."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from samordna.content.schema import Strict, TextIn


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
    so_far: Literal["draft", "sent", "answered"] = "draft"
    values: dict[str, Any] = Field(default_factory=dict)


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
    incoming: list[CameIn]
    cases: list[CaseIn]
