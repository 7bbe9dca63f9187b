"""How are the acts beside the journey said: judgements, clocks, benefits, papers, meetings and plans? All by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from samordna.desk.history import (
    sentences_attachments,
    sentences_dates,
    sentences_forms,
    sentences_guard,
    sentences_judging,
    sentences_measures,
    sentences_meetings,
    sentences_packets,
    sentences_plans,
)

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told

    Sentences = dict[str, Callable[[Told], str]]

# What comes on paper and leaves on it, and what was agreed.
PAPERS: Sentences = {
    **sentences_forms.SENTENCES,
    **sentences_attachments.SENTENCES,
    **sentences_packets.SENTENCES,
}
AGREED: Sentences = {
    **sentences_meetings.SENTENCES,
    **sentences_plans.SENTENCES,
    **sentences_measures.SENTENCES,
}
SENTENCES: Sentences = {
    **sentences_judging.SENTENCES,
    **sentences_dates.SENTENCES,
    **sentences_guard.SENTENCES,
    **PAPERS,
    **AGREED,
}
