"""Which shape must a law file have? The only place where pydantic meets the law (E13).

`ActFile` is one act with its provisions, `ValuesFile` the rule values by date. See `docs/reference/law-format.md`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr

from samordna.content.schema import PeriodIn, Strict, TextIn, many
from samordna.law.ages import ENDS, STARTS

AGE_UNITS = (*STARTS, *ENDS)

ConfidenceIn = Literal["statute", "authority-page", "secondary", "source-only"]
Ref = Annotated[str, Field(pattern=r"^[0-9a-zåäö]+(:[0-9a-zåäö]+)?$")]
FullId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*:[0-9a-zåäö]+(:[0-9a-zåäö]+)?$")]


Ids = Annotated[list[FullId], BeforeValidator(many)]


class ProvisionIn(Strict):
    """One version of a paragraph. The same `id` may stand several times with periods that do not meet."""

    id: Ref
    title: TextIn
    says: TextIn
    valid: PeriodIn | None = Field(None, description="default: as long as the act")
    confidence: ConfidenceIn | Literal[""] = Field("", description="default: that of the act")
    source: str = Field("", description="what was read; default: that of the act")
    replaced_by: Ids = []
    replaces: Ids = []
    citation: str = Field("", description="where the id does not say it, such as a paragraph whose number is unknown")
    address: str = ""
    note: str = ""


class ActFile(Strict):
    """One act, `content/law/<id>.yaml`."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    sfs: Annotated[str, Field(pattern=r"^\d{4}:\d+$")]
    name: TextIn
    short: str
    valid: PeriodIn
    address: str
    confidence: ConfidenceIn
    source: str
    note: str = ""
    provisions: list[ProvisionIn]


class ValuePeriodIn(PeriodIn):
    """What a value is from a day and to a day."""

    value: StrictInt | StrictBool | StrictStr | list[StrictInt] | list[StrictStr]
    unit: str = Field("", description="default: that of the entry")
    provision: str = Field("", description="id; default: that of the entry")
    confidence: ConfidenceIn | Literal[""] = ""
    source: str = ""
    note: str = ""


class ValueIn(Strict):
    """A value by date; `unit` is days, weeks, months, years, percent … or, for an age, how it is counted."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9_-]+)+$")]
    title: TextIn
    unit: str
    provision: str = ""
    confidence: ConfidenceIn | Literal[""] = ""
    source: str = ""
    periods: Annotated[list[ValuePeriodIn], Field(min_length=1)]


class ValuesFile(Strict):
    """`content/law/values.yaml`."""

    confidence: ConfidenceIn
    source: str
    values: list[ValueIn]
