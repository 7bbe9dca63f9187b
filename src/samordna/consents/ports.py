"""What do rooms above do when a consent is withdrawn or narrowed, and what have they sent? Filled by platform (E2).

Both are called inside the act, so that what they cancel and the act stand or fall together (D20). A withdrawal cancels
what is unanswered; narrowing only what cannot be narrowed with it, such as a seat in a coming meeting: a hand-over
that waits for its answer stays, and shows what is still open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from samordna.consents.domain import Received, Way
from samordna.journal.domain import Act

# (act, person, ways in which something that was open is closed from `act.on`)
Withdrawn = Callable[[Act, int, tuple[Way, ...]], None]
# person → what has been sent about them: referrals, hand-overs, documents
Sent = Callable[[int], Iterable[Received]]

on_withdrawn: list[Withdrawn] = []
on_narrowed: list[Withdrawn] = []
sent: list[Sent] = []
