"""Which shape must the register of dialogues have? (E13)"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from samordna.content.schema import Strict, TextIn


class ThingIn(Strict):
    """One thing of the case, by its id: exactly one of the keys, and how far it has to have come."""

    box: str = ""
    consent: str = ""
    form: str = ""
    meeting: str = ""
    request: str = ""
    fact: str = ""
    file: str = ""
    status: Literal["", "draft", "sent", "answered", "planned", "held"] = ""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        named = [self.box, self.consent, self.form, self.meeting, self.request, self.fact, self.file]
        if sum(map(bool, named)) != 1:
            raise PydanticCustomError("one_thing", "name one thing")
        return self


class StepIn(Strict):
    """One step: where it is done, what to do, when it is done, and what it leads to."""

    id: str
    title: TextIn
    text: TextIn
    box: str
    questions: str = ""
    contacts: str = Field("", description="a section of the handbook that says where the right person is found")
    directory: str = Field("", description="a kind of contact in the area's directory")
    done: list[ThingIn] = Field(min_length=1)
    offers: list[ThingIn] = []
    optional: bool = False


class WayIn(Strict):
    """A way through the dialogue."""

    id: str
    title: TextIn
    steps: list[StepIn] = Field(min_length=1)
    without_consent: bool = False
    then: str = ""


class SetIn(Strict):
    """A set of questions, by the section of the handbook that has them."""

    id: str
    section: str


class DialogueIn(Strict):
    """The dialogue of one handbook."""

    id: str
    title: TextIn
    handbook: str
    party: str
    source: str
    intro: TextIn
    sets: list[SetIn] = []
    notes: list[str] = []
    never: list[str] = Field([], description="forms that are not offered: the handbook asks for no certificate")
    ways: list[WayIn] = Field(min_length=1)

    @model_validator(mode="after")
    def _offers_what_it_may(self) -> Self:
        offered = {thing.form for way in self.ways for step in way.steps for thing in step.offers}
        if offered & set(self.never):
            raise PydanticCustomError("never_offered", "a step offers a form that stands under “never”")
        return self


class DialoguesFile(Strict):
    """The whole register."""

    register_: Literal["dialogues"] = Field(alias="register")
    entries: list[DialogueIn]
