"""Why was a box left undone? A short list of codes, with the worker's own words behind if there are any (D15)."""

from __future__ import annotations

from collections.abc import Mapping

from samordna.kernel.text import Message, say

OTHER = "other"
SKIP: Mapping[str, Message] = {
    "done-before": say("It has been done already, here or by somebody else"),
    "not-needed": say("It is not needed for this person"),
    "person-declines": say("The person does not want it"),
    "no-consent": say("The person does not consent to what it would share"),
    "not-possible": say("It cannot be done: no time, place or document to be had"),
    OTHER: say("Another reason, in your own words"),
}
# Why a team does not take up a case that was registered with it (D11); its answer says what the sender can do instead.
TEAM: Mapping[str, Message] = {
    "no-team-matter": say("The question is not about cooperation between several"),
    "other-forum": say("Another forum, or a direct contact, fits better"),
    "papers-missing": say("A signature, a party in the consent or the question itself is missing"),
    "person-declines": SKIP["person-declines"],
    "no-time": say("The team has no time soon enough"),
    OTHER: SKIP[OTHER],
}
_KNOWN: Mapping[str, Message] = {**TEAM, **SKIP}


def written(code: str, words: str = "") -> str:
    """How a coded reason is kept: the code, and the words behind a colon. Unknown codes are kept as words only."""
    words = words.strip()
    if code not in _KNOWN:
        return words
    return f"{code}: {words}" if words else code


def read(reason: str) -> tuple[Message | None, str]:
    """A kept reason as (what the code says, the words): None for one in own words only, and for “other”."""
    code, _, words = reason.partition(":")
    if code not in _KNOWN:
        return None, reason
    return (_KNOWN[code] if code != OTHER else None), words.strip()
