"""Does a handbook contradict itself, the common words, or another handbook?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from samordna.handbooks.doctor.surroundings import Surroundings, about
from samordna.handbooks.domain import Handbook
from samordna.kernel.finding import Finding
from samordna.kernel.text import say

# What an abbreviation stands for in law (SIP: SoL and HSL), so that a slip in a source is seen.
ABBREVIATIONS = "abbreviations"


def with_itself(handbook: Handbook, around: Surroundings) -> Iterator[Finding]:
    """Age bands that overlap or leave a gap, and abbreviations that are read in another way than elsewhere."""
    for lower, upper in pairwise(_age_bands(handbook)):
        end, start = lower.get("to"), upper.get("from")
        if end is None or start is None or end > start or (end == start and lower.get("inclusive")):
            yield about(
                "error",
                "ages-overlap",
                handbook,
                say(
                    "“{one}” and “{other}” both hold at the age of {age}.",
                    one=lower.get("outcome"),
                    other=upper.get("outcome"),
                    age=start,
                ),
                say("Let one band end where the next begins, by the law in force, in a decision table."),
            )
        elif end < start:
            yield about(
                "error",
                "ages-gap",
                handbook,
                say("No band holds between {end} and {start}.", end=end, start=start),
                say("Close the gap."),
            )
    for abbreviation, meaning in _abbreviations(handbook).items():
        known = next(
            (m for other in around.others if (m := _abbreviations(other).get(abbreviation)) and m != meaning), None
        )
        if known:
            yield about(
                "warning",
                "abbreviation-differs",
                handbook,
                say(
                    "{short} is written out as “{here}”, elsewhere as “{there}”.",
                    short=abbreviation,
                    here=meaning,
                    there=known,
                ),
                say("Use the words of the law."),
            )


def _age_bands(handbook: Handbook) -> list[Mapping[str, Any]]:
    """The bands whose limits are ages (or open), youngest first; a free section may hold anything."""
    written = handbook.sections.get("age_bands", ())
    bands = [b for b in written if isinstance(b, Mapping)] if isinstance(written, list | tuple) else []
    ages = [b for b in bands if all(isinstance(b.get(end), int | float | None) for end in ("from", "to"))]
    return sorted(ages, key=lambda band: band.get("from") or 0)


def _abbreviations(handbook: Handbook) -> Mapping[str, str]:
    found = handbook.sections.get(ABBREVIATIONS, {})
    return found if isinstance(found, Mapping) else {}


def with_others(handbook: Handbook, around: Surroundings) -> Iterator[Finding]:
    """Claims on the same subject that differ between handbooks: what two municipalities would answer differently."""
    for claim in handbook.claims:
        differing: dict[str, list[str]] = {}
        for other in around.others:
            for theirs in other.claims if other.id != handbook.id else ():
                if theirs.get("subject") == claim.get("subject") and _value(theirs) != _value(claim):
                    differing.setdefault(_shown(theirs), []).append(other.id)
        if differing:
            yield about(
                "warning",
                "contradiction",
                handbook,
                say(
                    "On “{subject}” this handbook says {here}; elsewhere: {there}.",
                    subject=claim.get("subject"),
                    here=_shown(claim),
                    there="; ".join(f"{value} ({', '.join(ids)})" for value, ids in differing.items()),
                ),
                say("Agree, or explain the difference under “accepted:”."),
            )


def _value(claim: Mapping[str, Any]) -> Any:
    """What is claimed; the order of a list means nothing."""
    value = claim.get("value")
    return frozenset(map(str, value)) if isinstance(value, list) else value


def _shown(claim: Mapping[str, Any]) -> str:
    value = claim.get("value")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
