"""What shape do the registers of plan kinds and of links have? Checked when read, so that an error names its line."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from samordna.content.schema import PeriodIn, Strict, TextIn

Id = Annotated[str, Field(pattern=r"^[0-9a-zåäö][0-9a-zåäö_.-]*$", max_length=60)]
Category = Literal["contact", "social", "economy", "work", "health", "plan", "decision"]


class OptionIn(Strict):
    """An answer to choose."""

    id: Id
    title: TextIn


class MeasuresIn(Strict):
    """Which measures of the plan's goals answer a point: those that parties `of` answer for, or all the `rest`."""

    of: list[str] = Field(default_factory=list)
    rest: bool = False


class PointIn(Strict):
    """One thing that a plan says beside its goals."""

    id: Id
    title: TextIn
    help: TextIn | None = None
    kind: Literal["long", "line", "choice", "percent"] = "long"
    category: Category = "plan"
    options: list[OptionIn] = Field(default_factory=list)
    asked: bool = False
    statutory: list[int] = Field(default_factory=list)
    measures: MeasuresIn | None = None


class KindIn(Strict):
    """A kind of plan; the head of the file explains every key."""

    id: Id
    title: TextIn
    holds: Literal["content", "existence", "result"]
    who: TextIn
    owners: list[str] = Field(min_length=1)
    handbooks: list[str] = Field(default_factory=list)
    category: Category = "plan"
    form: str = ""
    follow_up: Literal["", "asked"] = ""
    consent: str = ""
    switch: str = ""
    first_month: str = ""
    law: list[str] = Field(default_factory=list)
    points: list[PointIn] = Field(default_factory=list)
    principals: dict[str, list[str]] = Field(default_factory=dict)
    valid: PeriodIn | None = None
    note: TextIn | None = None
    source: str
    confidence: Literal["statute", "authority-page", "secondary", "source-only", "own-rule"]


class KindsFile(Strict):
    """`content/registers/plan-kinds.yaml`."""

    register_: Literal["plan-kinds"] = Field(alias="register")
    entries: list[KindIn]


class LinkIn(Strict):
    """A page outside: who answers for it, and for how many months a check of it lasts."""

    id: Id
    title: TextIn
    owner: str
    url: str = Field(pattern=r"^https?://\S+$")
    months: int = Field(12, ge=1, le=36)
    source: str


class LinksFile(Strict):
    """`content/registers/links.yaml`."""

    register_: Literal["links"] = Field(alias="register")
    entries: list[LinkIn]
