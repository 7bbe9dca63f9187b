"""Does the catalogue find what answers, the best first, and say why? And may a measure take a step? Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from samordna.kernel.text import Text
from samordna.measures.catalogue import Sought, fitting
from samordna.measures.domain import (
    FROM,
    STATUSES,
    Days,
    MeasureKept,
    Offering,
    Wanted,
    beside,
    days_in_order,
    extent_now,
    may_step,
    sound,
)
from samordna.web import i18n

DAY = date(2026, 11, 22)
TITLES = {"language": Text("Svenska språket", "The Swedish language"), "health": Text("Hälsa", "Health")}
SFI = Offering(
    id=1, area=1, slug="", title="Språkpraktik", provider="Komvux", valid_from=date(2026, 1, 1), place="Farsta",
    needs=("language",), capacity=4, free=0, free_on=date(2026, 11, 20), checked_on=date(2026, 5, 22),
    description="Svenska på en arbetsplats",
)  # fmt: skip
GARDEN = replace(SFI, id=2, title="Gröna steg", provider="Solrosen", needs=("health",), free=3, place="Skärholmen")


def found(*offers: Offering, **sought: object) -> list[tuple[int, list[str], list[str]]]:
    i18n.activate("en")
    fits = fitting(offers, Sought(**sought), TITLES, DAY)  # type: ignore[arg-type]
    return [(f.offer.id, [i18n.render(m) for m in f.reasons], [i18n.render(m) for m in f.warnings]) for f in fits]


def test_what_answers_comes_first_and_says_why() -> None:
    """A need weighs more than a word; the words of Swedish compounds are found; D22: no diagnosis is asked for."""
    assert [pk for pk, *_ in found(SFI, GARDEN)] == [2, 1]
    both = found(SFI, GARDEN, words="praktik", needs=("health",), place="skärholmen")
    assert [pk for pk, *_ in both] == [2, 1]
    assert both[0][1] == ["Answers the need “Health”", "Is in Skärholmen"]
    assert both[1][1] == ["Has “praktik” in its name"]
    assert found(SFI, words="arbetsplats")[0][1] == ["Mentions “arbetsplats”"]
    assert found(SFI, needs=("housing",)) == []


def test_what_speaks_against_warns_and_hides_nothing() -> None:
    """D17: full, not open yet, not checked; only what is over is left out, or what is full when room is asked for."""
    full = found(SFI, needs=("language",))
    assert full[0][2] == ["No place was free when the provider told, 2026-11-20"]
    assert found(SFI, needs=("language",), room=True) == []
    coming = replace(GARDEN, valid_from=date(2026, 11, 23))
    assert found(coming)[0][2] == ["Opens on 2026-11-23"]
    later = found(replace(coming, checked_on=None), on=date(2026, 11, 23))
    assert later[0][2][0].startswith("Nobody has checked for half a year")
    assert found(replace(GARDEN, valid_to=DAY)) == []
    assert len(found(replace(GARDEN, valid_to=date(2026, 11, 23)))) == 1
    # Half a year to the day is still fresh.
    assert found(GARDEN)[0][2] == []
    assert found(replace(GARDEN, checked_on=date(2026, 5, 21)))[0][2] != []
    # What nobody has told is neither full nor free.
    assert found(replace(SFI, free=None, free_on=None), needs=("language",), room=True)[0][2] == []


def test_a_step_is_taken_only_from_where_it_can_be() -> None:
    """Every step against every standing: what the table does not name is refused, with a sentence."""
    for step, known in FROM.items():
        for status in STATUSES:
            ruling = may_step(step, status)
            assert bool(ruling) == (status in known)
            assert bool(ruling.reason) != bool(ruling)


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (Days(DAY, DAY, DAY, DAY), "ok"),
        (Days(ended=date(2026, 11, 23)), "day-ahead"),
        (Days(applied=DAY, started=date(2026, 11, 21)), "day-order"),
        (Days(started=DAY, until=date(2026, 11, 21)), "until-day"),
    ],
)
def test_days_come_in_order(days: Days, code: str) -> None:
    assert days_in_order(days, DAY).code == code


def test_measures_may_go_on_at_once() -> None:
    """They are named beside each other; the extent of those that go on is counted together."""
    one = MeasureKept(
        id=1, case=1, title="Praktik", status="started", category="work", sphere=1, unit=1, worker=1, planned_on=DAY,
        started_on=date(2026, 3, 1), extent=50,
    )  # fmt: skip
    over = replace(one, id=2, status="ended", started_on=date(2026, 1, 1), ended_on=date(2026, 2, 28))
    meets = replace(over, id=3, ended_on=date(2026, 3, 1), extent=75)
    planned = replace(one, id=4, status="planned", started_on=None)
    assert [each.id for each in beside(one, [one, over, meets, planned])] == [3]
    assert extent_now([one, replace(one, id=5, extent=None), meets]) == 50
    assert sound(Wanted(title="X", extent=1)).allowed
    assert sound(Wanted(title="X", extent=0)).code == "measure-extent"
