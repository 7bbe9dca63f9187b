"""Which shape must a form file have? The only place where pydantic meets the forms (E13)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from samordna.content.schema import PeriodIn, Strict, TextIn, many

Id = Annotated[str, Field(pattern=r"^[0-9a-zåäö][0-9a-zåäö_-]*$", max_length=60)]
Many = Annotated[list[str], BeforeValidator(many)]
Kind = Literal[
    "text", "long", "date", "time", "number", "percent", "choice", "set", "tick", "scale", "rows", "says"
]  # fmt: skip


class OptionIn(Strict):
    """An answer to choose, or a fixed row."""

    id: Id
    title: TextIn


class ColumnIn(OptionIn):
    """A column of a table and what stands in its cells."""

    kind: Literal["text", "date", "percent", "tick"] = "text"


class ScaleIn(Strict):
    """Whole numbers between two ends."""

    lowest: int
    highest: int
    low: TextIn | None = None
    high: TextIn | None = None


class FieldIn(Strict):
    """One thing that the form asks or says."""

    id: Id
    title: TextIn
    kind: Kind = "text"
    help: TextIn | None = None
    options: list[OptionIn] = []
    columns: list[ColumnIn] = []
    rows: list[OptionIn] = []
    least: int = Field(3, ge=1, le=20, description="empty rows on paper")
    scale: ScaleIn | None = None
    lines: int = Field(1, ge=1, le=30, description="lines to write on, on paper")
    half: bool = Field(False, description="half the width: two such fields stand beside each other")
    fills: str = Field("", description="what is known already: person.name, unit.phone, fact:goal …")
    needed: bool = Field(False, description="pointed out when it is missing; never a stop (D17)")
    category: str = ""


class SignatureIn(Strict):
    """A line to sign on."""

    id: Id
    title: TextIn
    below: list[TextIn] = []


class PartIn(Strict):
    """A part of the form and who fills it in; or `use` alone: one that several forms share."""

    use: str = Field("", description="a part of content/forms/parts.yaml, instead of everything else")
    id: str = ""
    title: TextIn | None = None
    by: str = Field("", description="a party of the handbook, individ, or nobody in particular")
    intro: TextIn | None = None
    fields: list[FieldIn] = []
    signatures: list[SignatureIn] = []
    new_page: bool = False

    @model_validator(mode="after")
    def _named(self) -> Self:
        if not self.use and not (self.id and self.title):
            raise PydanticCustomError("part_unnamed", "has neither an id with a title, nor “use”")
        return self


class PartsFile(Strict):
    """The parts that several forms share."""

    id: Literal["parts"]
    parts: list[PartIn]


class FormFile(Strict):
    """A form: one file in content/forms."""

    id: Id
    version: str
    title: TextIn
    source: str = Field(description="the document and place that the form comes from")
    category: str = "plan"
    to: str = ""
    whose: str = ""
    after_closing: bool = Field(False, description="begun and handed over in a closed case too: a closing notice (D14)")
    intro: TextIn | None = None
    law: Many = []
    valid: PeriodIn | None = None
    note: TextIn | None = None
    parts: Annotated[list[PartIn], Field(min_length=1)]


Value = str | int | float | bool | list[str] | list[dict[str, str | int | float | bool]]


class FormNamed(Strict):
    """Which form it is, in which version, and what it asked: the SHA-256 of its definition."""

    id: Id
    version: str
    title: str
    digest: str = Field(pattern="^[0-9a-f]{64}$")


class FormData(Strict):
    """The answers of a form as a PDF holds them for programs (`form.json`): what is printed, and nothing else."""

    format: Literal["samordna/form-data/1"] = Field(alias="schema")
    form: FormNamed
    code: str | None = Field(description="the code on the paper, in two groups of four; null on an empty form")
    reference: str | None = Field(description="the sender's own number of the case")
    language: Literal["sv", "en"]
    date: str | None = Field(description="the day on the paper, YYYY-MM-DD")
    sender: list[str]
    receiver: list[str]
    parts: list[Id] = Field(description="the parts that are printed, in order")
    answers: dict[str, Value] = Field(
        description="by field: text, a number, true for a tick, a list of chosen options, or a list of rows, each with "
        "its columns by id and, where the rows are fixed, which one under “row”; days are YYYY-MM-DD"
    )
