"""What is said about a person when they are written down or shown? Plain values, and which of them are closed."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum

from samordna.kernel.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a worker writes about a person. Names are asked for; the rest may be empty."""

    given_name: str
    family_name: str
    language: str = ""
    interpreter: bool = False
    phone: str = ""
    email: str = ""
    address: str = ""

    @property
    def tidy(self) -> Details:
        """The same without blanks around the texts."""
        texts = {f.name: getattr(self, f.name).strip() for f in fields(self) if f.type in (str, "str")}
        return replace(self, **texts)

    @property
    def reaches(self) -> bool:
        """True when it says where the person can be reached: what protected identity closes."""
        return bool(self.phone or self.email or self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody who may speak for the person: god man, förvaltare, fullmakt, with extent and period."""

    kind: str
    name: str
    valid: Period
    phone: str = ""
    extent: str = ""


class Contact(StrEnum):
    """How address, phone and e-mail are shown: one clear state for all three."""

    OPEN = "open"
    PROTECTED = "protected"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class SpeakerShown:
    """A representative, as shown; `phone` is empty when the person's own contact details are closed."""

    id: int
    kind: str
    name: str
    phone: str
    extent: str
    valid: Period


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person as this reader may see them: phone, e-mail and address are empty unless `contact` is open."""

    id: int
    given_name: str
    family_name: str
    number: str
    former_numbers: tuple[str, ...]
    language: str
    interpreter: bool
    contact: Contact
    phone: str
    email: str
    address: str
    speakers: tuple[SpeakerShown, ...]

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"

    @property
    def protected(self) -> bool:
        """True when the person's identity is protected."""
        return self.contact is Contact.PROTECTED


@dataclass(frozen=True, slots=True)
class Hit:
    """A person found by name or number: enough to tell two apart. `former` when an old number found them."""

    id: int
    given_name: str
    family_name: str
    number: str
    protected: bool
    former: bool = False

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"


def written(digits: str) -> str:
    """Twelve digits as people write them: YYYYMMDD-NNNN; empty stays empty."""
    return f"{digits[:8]}-{digits[8:]}" if digits else ""
