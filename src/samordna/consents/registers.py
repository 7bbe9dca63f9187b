"""What do the registers say about this consent, ground, category or sphere? Law is data, never code (E14)."""

from __future__ import annotations

from collections.abc import Iterable

from samordna.handbooks.domain import Entry, Register
from samordna.handbooks.published import pinned
from samordna.handbooks.queries import shared_registers
from samordna.kernel.text import Text
from samordna.organisations.queries import area_by_id

# What a consent rests on when its register entry names nothing else.
CONSENT_LAW = ("osl:10:1", "osl:12:2")


def consent(kind: str, area: int | None) -> Entry | None:
    """The entry of a kind of consent, as the area's handbook has it; without an area, as all share it."""
    return consents(area).get(kind)


def consents(area: int | None) -> Register:
    """The kinds of consent of the area's handbook; without an area, those that all share."""
    if area is None:
        return shared_registers()["consents"]
    follows = area_by_id(area)
    return pinned(follows.handbook, follows.version).registers.get("consents", {})


def ground(ground_id: str) -> Entry | None:
    """The entry of a named ground (D19)."""
    return shared_registers()["grounds"].get(ground_id)


def secrecy(kind: str) -> tuple[str, ...]:
    """The provisions that keep what a sphere of this kind knows."""
    known = shared_registers()["secrecy"]
    return law(known.get(kind) or known["other"])


def law(entry: Entry | None) -> tuple[str, ...]:
    """The provisions that an entry names."""
    named = entry.data.get("law", ()) if entry else ()
    return (named,) if isinstance(named, str) else tuple(named)


def listed(entry: Entry, key: str) -> tuple[str, ...]:
    """What an entry lists under a key: one value or several."""
    value = entry.data.get(key) or ()
    return (value,) if isinstance(value, str) else tuple(value)


def known_categories() -> frozenset[str]:
    """The ids of all categories of information."""
    return frozenset(shared_registers()["categories"])


def title(category: str) -> Text:
    """The name of a category."""
    entry = shared_registers()["categories"].get(category)
    return entry.title if entry else Text(category)


def titles(categories: Iterable[str]) -> tuple[Text, ...]:
    """The names of categories, in the order that the register has them."""
    chosen = set(categories)
    ordered = [known for known in shared_registers()["categories"] if known in chosen]
    return tuple(title(each) for each in (*ordered, *sorted(chosen - set(ordered))))
