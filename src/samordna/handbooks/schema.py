"""Which shape must a handbook file have? The only place where pydantic meets the handbooks (E13).

`HandbookFile` is `handbook.yaml`, `ProcessFile` one file per process beside it, `RegisterFile` a shared register.
Their JSON Schemas are published in `docs/reference/`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from samordna.content.schema import PeriodIn, Strict, many


class LooseText(Strict):
    """A text in Swedish (`sv`) and English (`en`); a plain string is Swedish only."""

    sv: str = ""
    en: str = ""


def _text(value: object) -> object:
    return {"sv": value} if isinstance(value, str) else value


def _guidance(value: object) -> object:
    return {"all": value} if isinstance(value, str) else value


def _table(value: object) -> object:
    return {"table": value} if isinstance(value, str) else value


TextField = Annotated[LooseText, BeforeValidator(_text)]
Many = Annotated[list[str], BeforeValidator(many)]
Id = Annotated[str, Field(pattern=r"^[0-9A-Za-zåäöÅÄÖ][0-9A-Za-zåäöÅÄÖ_.-]*$")]


class ExitIn(Strict):
    """A way out: `to` a target or a list. To another party it needs `categories` and `consent` or `ground`."""

    id: Id
    label: TextField
    to: Many
    categories: Many = []
    consent: str = ""
    ground: str = ""
    returns: bool = Field(False, description="back to the party that handed over; cannot be declined (D9)")
    when: str = Field("", description="in which case this exit is the right one, in Swedish, one sentence")


class ReferralIn(Strict):
    """A request to another party while the box stays open (D8), or with `consult` for advice only (D10)."""

    id: Id
    label: TextField
    to: str
    categories: Many = []
    consent: str = ""
    ground: str = ""
    consult: bool = False
    answered_by: str = Field("", description="the party whose answer is awaited, when it is not the receiving lead")
    escalation: str = Field("", description="deadline that says what happens when nobody answers")
    note: str = ""


class WaitIn(Strict):
    """A reason to rest in the box; `review` names a deadline and is never left out in a sound handbook (T16)."""

    id: Id
    label: TextField
    review: str = ""


class NeedIn(Strict):
    """Something that should be in place; only with `law` does it block (D17)."""

    kind: Literal["consent", "meeting", "form", "fact"]
    id: str
    law: str = ""


class TableUseIn(Strict):
    """A decision table in a step; `suggests` maps outcome codes to exit or wait ids."""

    table: str
    suggests: dict[str, str] = {}


class DeviationIn(Strict):
    """A mended defect of the source."""

    was: str
    now: str
    why: str


class StepIn(Strict):
    """One box."""

    id: Id
    title: TextField
    lead: str = Field("", description="party that leads; default the party that runs the process")
    phase: str = ""
    parties: Many = Field([], description="other parties that take part in the box")
    actors: Many = Field([], description="role words the source uses for who acts, when it names any")
    label: str = Field("", description="how the source writes the box number, when it differs from the id")
    question: TextField | None = None
    choose: Literal["one", "any"] = "one"
    guidance: Annotated[dict[str, str], BeforeValidator(_guidance)] = {}
    checklist: list[str] = []
    exits: list[ExitIn] = []
    referrals: list[ReferralIn] = []
    waits: list[WaitIn] = []
    asks: Many = []
    forms: Many = []
    meetings: Many = []
    tables: list[Annotated[TableUseIn, BeforeValidator(_table)]] = []
    deadlines: Many = []
    needs: list[NeedIn] = []
    law: Many = []
    guards: Many = Field([], description="kinds of benefit that are applied for in the box; the guard watches it")
    source: str = ""
    deviation: list[DeviationIn] = []


class ProcessFile(Strict):
    """One process: a file beside `handbook.yaml`."""

    id: Id
    number: str
    title: TextField
    starters: Many
    starts: Many
    forum: bool = False
    description: str = ""
    source: str = ""
    boxes: Many = Field(
        [], description="the numbers of the source's boxes, so that the doctor sees one that is left out"
    )
    steps: list[StepIn] = []


class PartyIn(Strict):
    """Someone who takes part. `role` is the local name of the worker; `aliases` other role words of that party."""

    id: Id
    name: TextField
    role: TextField = LooseText()
    sphere: str = ""
    aliases: Many = []
    forum: bool = False
    outside: bool = False


class EntryIn(BaseModel):
    """One entry of a register: id and title, and data of its own."""

    model_config = ConfigDict(extra="allow", frozen=True)
    id: Id
    title: TextField


class ConceptIn(BaseModel):
    """What a word means to one party; the same word may stand for several."""

    model_config = ConfigDict(extra="allow", frozen=True)
    term: str


class ClaimIn(BaseModel):
    """What the source takes a stand on; handbooks are compared by `subject`."""

    model_config = ConfigDict(extra="allow", frozen=True)
    subject: str


class SourceIn(Strict):
    """The source document: its title, and what to know about it."""

    title: str
    note: str = ""


class AcceptedIn(Strict):
    """A warning of the doctor that is as it should be: its code, the box (`process/step`; empty for all), and why."""

    code: str
    at: str = ""
    why: str


class HandbookFile(Strict):
    """`handbook.yaml`."""

    id: Id
    version: str
    title: TextField
    source: SourceIn
    valid: PeriodIn
    owner: str
    reviewed: date | None = None
    review_every: dict[Literal["days", "months", "years"], int] = {}
    based_on: str = ""
    description: str = ""
    parties: list[PartyIn] = []
    terms: dict[str, TextField] = {}
    concepts: list[ConceptIn] = []
    claims: list[ClaimIn] = Field([], description="what the source takes a stand on, to compare handbooks")
    sections: dict[str, Any] = Field({}, description="content without boxes: responsibilities, questions, links …")
    forms: list[EntryIn] = []
    meetings: list[EntryIn] = []
    consents: list[EntryIn] = []
    deadlines: list[EntryIn] = []
    facts: list[EntryIn] = []
    outcomes: list[EntryIn] = []
    phases: list[EntryIn] = []
    grounds: list[EntryIn] = []
    categories: list[EntryIn] = []
    accepted: list[AcceptedIn] = Field([], description="warnings that are meant to be there, each with its reason")
    processes: list[ProcessFile] = []


class RegisterFile(Strict):
    """A shared register, one file per kind in `content/registers/`."""

    register_: str = Field(alias="register")
    entries: list[EntryIn]


class ExpectIn(Strict):
    """What a case should look like: open boxes, who has the ball, outcomes so far."""

    boxes: Many | None = None
    ball: str | None = None
    outcomes: Many | None = None
    ended: bool | None = None
    closed: bool | None = None


class LineIn(Strict):
    """One line of a story: a box and what is done there, or an answer, or something about the whole run."""

    box: str = ""
    choose: str | list[str] = ""
    complete: bool = False
    skip: bool = False
    jump: str = ""
    hand_over: str = ""
    refer: str = ""
    consult: str = ""
    wait: str = ""
    until: date | None = None
    resume: bool = False
    return_: bool = Field(False, alias="return")
    accept: str = ""
    decline: str = ""
    withdraw: str = ""
    answer: str = ""
    reopen: str = ""
    correct: str = ""
    end: str = ""
    close: bool = False
    start: str = ""
    party: str = ""
    to: str = ""
    by: str = ""
    via: str = ""
    reason: str = ""
    text: str = ""
    degree: int = 0
    driver: str = ""
    expect: ExpectIn = ExpectIn()


class ScenarioFile(Strict):
    """A story in `scenarios/`, run by the tests."""

    title: str
    process: str
    party: str
    start: Many = []
    facts: dict[str, Any] = {}
    moves: list[LineIn] = []
    expect: ExpectIn = ExpectIn()
