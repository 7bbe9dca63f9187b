"""How are the acts beside the journey said: judgements, clocks, benefits and forms? All their sentences by kind."""

from __future__ import annotations

from samordna.desk import sentences_dates, sentences_forms, sentences_guard, sentences_judging

SENTENCES = {
    **sentences_judging.SENTENCES,
    **sentences_dates.SENTENCES,
    **sentences_guard.SENTENCES,
    **sentences_forms.SENTENCES,
}
