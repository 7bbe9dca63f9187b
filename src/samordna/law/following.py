"""What has somebody said about a rule that nobody has read: do they follow it, why, and from when to when?

`Law.following` is the law as they then follow it. A choice about one rule is about what stands and falls with it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samordna.kernel.period import Period
from samordna.kernel.text import Message, say
from samordna.law.domain import Confidence, Law, Provision, Value
from samordna.law.wording import days_of


@dataclass(frozen=True, slots=True)
class Followed:
    """A choice that counts on the day: whether the rule is followed, why, and its days."""

    follow: bool
    reason: str
    valid: Period


Choices = Mapping[str, Followed]


def unread(law: Law) -> tuple[str, ...]:
    """Values, then provisions, that count on and are law only by what somebody else says: what one may wait with."""
    keys = [key for key, periods in law.by_key.items() if _is_hearsay(periods[-1])]
    return (*keys, *(ref for ref, versions in law.by_id.items() if _is_hearsay(versions[-1])))


def _is_hearsay(last: Provision | Value) -> bool:
    return last.confidence is Confidence.SECONDARY and last.valid.end is None


def choice(law: Law, choices: Choices, ref: str) -> Followed | None:
    """What has been chosen about a value or provision, by its own id or by that of a rule that it goes with."""
    if ref in choices:
        return choices[ref]
    return next((made for about, made in choices.items() if ref in law.resting_on([about])), None)


def told(made: Followed) -> Message:
    """The choice in a sentence, with its reason and days."""
    days = days_of(made.valid)
    if made.follow:
        return say("The area follows the rule ({days}). Reason: {reason}", days=days, reason=made.reason)
    return say("The area does not follow the rule until the text has been read ({days}). Reason: {reason}",
               days=days, reason=made.reason)  # fmt: skip
