"""What shape does a file with an area's catalogue have? Checked when it is read, so that an error names its line."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from samordna.content.schema import PeriodIn, Strict


class OfferIn(PeriodIn):
    """One offer: `id` is the file's own name for it, by which it is found again; `from` and `to` when it is open."""

    id: Annotated[str, Field(pattern=r"^[0-9a-zåäö][0-9a-zåäö_.-]*$")]
    title: str
    provider: str
    kind: Literal["authority", "unit", "private"] = "authority"
    party: str = ""
    category: Literal["work", "health", "social", "economy"] = "work"
    description: str = ""
    target: str = ""
    needs: list[str] = Field(default_factory=list)
    place: str = ""
    places: int | None = Field(None, ge=0)
    free: int | None = Field(None, ge=0, description="how many places the provider told are free")
    told: date | None = Field(None, description="the day when the provider told it")
    apply: str = ""
    contact: str = ""
    checked: date | None = None


class CatalogueFile(Strict):
    """`area`: the id of the area; `from`: the first day of offers that do not say their own."""

    area: str
    from_: date = Field(alias="from")
    offers: list[OfferIn]
