"""Which offers answer to what somebody looks for, and why? Pure: the answer says what counts for and against.

Nothing of a person's illness is asked for or kept (D22): the worker chooses needs and a place together with the
person. An offer that is full or closed is still shown, with a warning (D17).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from samordna.kernel.months import add_months
from samordna.kernel.text import Message, Text, say
from samordna.measures.domain import Offering

# How much each thing counts: a need that is answered more than a word that is found.
NEED, TITLE, WORD, PLACE, ROOM = 6, 3, 1, 2, 1
WORD_PATTERN = re.compile(r"\w+")
SHORTEST = 3
# After so many months somebody should look whether an offer is still right.
STALE_MONTHS = 6


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for: words, needs by id, a place, the day it would begin, and whether there must be room."""

    words: str = ""
    needs: tuple[str, ...] = ()
    place: str = ""
    on: date | None = None
    room: bool = False

    @property
    def anything(self) -> bool:
        """True when something is asked for that an offer can answer."""
        return bool(self.words.strip() or self.needs or self.place.strip())


@dataclass(frozen=True, slots=True)
class Fit:
    """How an offer answers: `reasons` speak for it, `warnings` against; the greater `score`, the better."""

    offer: Offering
    score: int
    reasons: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()


def fitting(offers: Iterable[Offering], sought: Sought, titles: Mapping[str, Text], on: date) -> list[Fit]:
    """The offers that answer, the best first; all that are open when nothing is asked for. `titles` are of needs."""
    day = sought.on or on
    found = [_fit(each, sought, titles, day) for each in offers]
    kept = [fit for fit in found if (fit.score or not sought.anything) and _there(fit.offer, sought, day)]
    return sorted(kept, key=lambda fit: (-fit.score, bool(fit.warnings), fit.offer.title.casefold()))


def _there(offer: Offering, sought: Sought, on: date) -> bool:
    """Over is over; one that opens later is shown with its day. Without room only when room is asked for."""
    over = offer.valid_to is not None and offer.valid_to <= on
    return not over and not (sought.room and offer.free == 0)


def _fit(offer: Offering, sought: Sought, titles: Mapping[str, Text], on: date) -> Fit:
    score, reasons = 0, list[Message]()
    for need in sought.needs:
        if need in offer.needs:
            score += NEED
            reasons.append(say("Answers the need “{need}”", need=titles.get(need, Text(need))))
    for word in dict.fromkeys(words(sought.words)):
        if has(offer.title, word):
            score += TITLE
            reasons.append(say("Has “{word}” in its name", word=word))
        elif has(f"{offer.description} {offer.target} {offer.provider}", word):
            score += WORD
            reasons.append(say("Mentions “{word}”", word=word))
    if any(has(offer.place, word) for word in words(sought.place)):
        score += PLACE
        reasons.append(say("Is in {place}", place=offer.place))
    if score and offer.free:
        score += ROOM
    return Fit(offer, score, tuple(reasons), tuple(warnings(offer, on)))


def warnings(offer: Offering, on: date) -> Iterable[Message]:
    """What speaks against applying on the day. None of it stops anybody (D17)."""
    if offer.valid_from > on:
        yield say("Opens on {day}", day=offer.valid_from)
    if offer.valid_to is not None and offer.valid_to <= on:
        yield say("Can no longer be applied for")
    if offer.free == 0 and offer.free_on:
        yield say("No place was free when the provider told, {day}", day=offer.free_on)
    if offer.checked_on is None or add_months(offer.checked_on, STALE_MONTHS) < on:
        yield say("Nobody has checked for half a year whether this is still right. Call before you apply.")


def words(text: str) -> list[str]:
    """The words that can be looked for."""
    return [word for word in WORD_PATTERN.findall(text.casefold()) if len(word) >= SHORTEST]


def has(text: str, word: str) -> bool:
    """Is the word there, as the beginning of a word or within a compound? Swedish puts words together."""
    return any(word in each for each in WORD_PATTERN.findall(text.casefold()))
