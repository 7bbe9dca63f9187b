"""What can an area decide itself: how long a time limit is there, and whether it follows a rule that nobody has read?

Only what the sources leave open can be decided (D27). A length that law or the handbook sets is not an area's to
change, and law whose text has been read is followed by everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from samordna.handbooks.domain import Handbook
from samordna.kernel.decision import ALLOWED, Decision, refused
from samordna.kernel.text import Text, say
from samordna.law.domain import Law
from samordna.law.following import unread
from samordna.rules.limits import UNITS, Limit, limit


def limits(handbook: Handbook) -> dict[str, Limit]:
    """The time limits of a handbook by id, in its order."""
    entries = handbook.registers.get("deadlines", {}).values()
    return {entry.id: limit(entry.id, entry.title, entry.data) for entry in entries}


def may_set_length(handbook: Handbook, deadline: str) -> Decision:
    """May an area that follows this handbook say how long the time limit is?"""
    known = limits(handbook)
    found = known.get(deadline)
    if found is None:
        near = _near(deadline, [each.id for each in known.values() if each.open])
        said = say("The handbook {handbook} has no time limit “{deadline}”. {near}",
                   handbook=handbook.id, deadline=deadline, near=near)  # fmt: skip
        return refused("no-such-limit", said)
    if not found.open:
        said = say("“{title}” has a length of its own, which is not for an area to decide.", title=found.title)
        return refused("own-length", said, law=found.law)
    return ALLOWED


def may_choose(law: Law, ref: str) -> Decision:
    """May an area say that it follows this rule or not? Only when the text of it has not been read."""
    if ref not in law.by_key and ref not in law.by_id:
        return refused("no-such-rule", say("The law has no value or provision “{ref}”. {near}", ref=ref,
                                           near=_near(ref, unread(law))))  # fmt: skip
    if ref in unread(law):
        return ALLOWED
    title = rule_title(law, ref)
    if law.is_unread(ref):
        said = say("“{title}” is no coming rule of the law that an area can follow or not.", title=title)
        return refused("no-coming-rule", said)
    said = say("The text of “{title}” has been read: it counts everywhere and cannot be switched off.", title=title)
    return refused("law-read", said)


def rule_title(law: Law, ref: str) -> Text:
    """What a value or provision is called; its id when the law no longer has it."""
    versions = law.by_key.get(ref) or law.by_id.get(ref)
    return versions[-1].title if versions else Text(ref, ref)


def units_in(data: Mapping[str, Any]) -> list[str]:
    """Which of the units stand in a line of an area file; exactly one should."""
    return [unit for unit in UNITS if data.get(unit) is not None]


def _near(wanted: str, known: Iterable[str]) -> object:
    ids = list(known)
    near = get_close_matches(wanted, ids, n=1)
    return say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=", ".join(ids) or "–")
