"""What do rooms above do when a consent is withdrawn, and what have they sent? Filled by platform (E2).

`on_withdrawn` is called inside the act, so that what it cancels and the withdrawal stand or fall together (D20).
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
sent: list[Sent] = []
