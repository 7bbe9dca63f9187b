"""What shape does the plan of the demonstration have? Checked when it is read, so that an error names its line."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from samordna.content.schema import Strict


class CaseIn(Strict):
    """One case: who owns it, by which story and how far, how many days ago it began, and whom it is about."""

    worker: str
    story: str
    stop: int = Field(99, ge=0)
    days: int = Field(ge=0)
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

    samples: dict[str, str]
    names: NamesIn
    incoming: list[CameIn]
    cases: list[CaseIn]
