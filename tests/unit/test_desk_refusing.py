"""Is a refusal told at the field it belongs to, with names and days as people say them, and a double click calmly?"""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from samordna.desk import refusing
from samordna.handbooks.queries import load
from samordna.journal.append import MovedOn
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.web.i18n import activate, render

SEEN = SimpleNamespace(handbook=load("stockholm"))


def test_a_refusal_stands_at_its_field_with_its_day_in_words():
    """D30."""
    activate("en")
    found = Refused(refused("no-end", say("It began {day}.", day=date(2026, 11, 2))))
    place, told = refusing.problem(SEEN, found, {"no-end": "field-to"})
    assert (place, render(told)) == ("field-to", "It began 2 November 2026.")
    assert refusing.problem(SEEN, found)[0] == ""


def test_who_came_second_is_told_to_try_again():
    """E12."""
    assert refusing.problem(SEEN, MovedOn(1), {"": "field-to"}) == ("", refusing.MEANWHILE)
