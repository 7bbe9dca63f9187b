"""Are wrong facts refused with what to write instead, and right ones read however they are written?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from samordna.law.queries import load as load_law
from samordna.rules import queries
from samordna.rules.decide import decide
from samordna.rules.domain import Explanation, FactsError

ON = date(2026, 11, 22)
GOOD = {"birth_date": "1990-05-17", "reduction": 50, "lasting": "permanent", "rehabilitation_exhausted": "yes"}


def ask(table: str, facts: dict[str, Any]) -> Explanation:
    return decide(queries.load(table), facts, ON, load_law())


def refused(table: str, facts: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(FactsError) as wrong:
        ask(table, facts)
    assert all(str(problem.mend) for problem in wrong.value.problems)
    return [(problem.code, problem.place) for problem in wrong.value.problems]


@pytest.mark.parametrize("written", [True, "yes", "YES", " ja ", "Ja", "true"])
def test_yes_is_read_however_it_is_written(written: object):
    assert (
        ask(
            "malgrupp",
            {"ill_health_hinders": written, "has_sgi": False, "long_term_support": "y", "needs_coordination": "j"},
        ).outcome
        == "hor-till-malgruppen"
    )


@pytest.mark.parametrize("written", ["unknown", "okänt", "Okänd", "vet ej", "oklart", None])
def test_unknown_is_read_however_it_is_written(written: object):
    facts = {"ill_health_hinders": written, "has_sgi": "nej", "long_term_support": "ja", "needs_coordination": "ja"}
    assert ask("malgrupp", facts).outcome == "utred"


def test_a_value_may_be_written_by_its_title():
    assert ask("ersattning", {**GOOD, "lasting": "Stadigvarande"}).outcome == "sjukersattning-partiell"


def test_dates_may_be_text_or_dates():
    assert ask("ersattning", GOOD) == ask("ersattning", {**GOOD, "birth_date": date(1990, 5, 17)})


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"birth_date": None}, ("fact-missing", "birth_date")),
        ({"birth_day": "1990-05-17"}, ("fact-unknown", "birth_day")),
        ({"birth_date": "17 maj 1990"}, ("fact-type", "birth_date")),
        ({"birth_date": "19900517"}, ("fact-type", "birth_date")),
        ({"birth_date": 19900517}, ("fact-type", "birth_date")),
        ({"birth_date": datetime(1990, 5, 17, 12, 0)}, ("fact-type", "birth_date")),  # noqa: DTZ001
        ({"birth_date": "1990-02-30"}, ("fact-range", "birth_date")),
        ({"birth_date": "2026-11-23"}, ("fact-range", "birth_date")),
        ({"birth_date": "1906-11-21"}, ("fact-range", "birth_date")),
        ({"reduction": "50"}, ("fact-type", "reduction")),
        ({"reduction": True}, ("fact-type", "reduction")),
        ({"reduction": -1}, ("fact-range", "reduction")),
        ({"reduction": 100.5}, ("fact-range", "reduction")),
        ({"reduction": float("nan")}, ("fact-range", "reduction")),
        ({"lasting": "forever"}, ("fact-value", "lasting")),
        ({"lasting": ["permanent"]}, ("fact-type", "lasting")),
        ({"rehabilitation_exhausted": None}, ("fact-missing", "rehabilitation_exhausted")),
        ({"rehabilitation_exhausted": 1}, ("fact-type", "rehabilitation_exhausted")),
    ],
)
def test_wrong_facts_are_refused_with_what_to_write(change: dict[str, Any], problem: tuple[str, str]):
    assert refused("ersattning", {**GOOD, **change}) == [problem]


def test_exactly_the_greatest_age_is_still_read():
    assert ask("ersattning", {**GOOD, "birth_date": "1906-11-22"}).outcome == "none"


def test_every_problem_is_told_at_once():
    assert {code for code, _ in refused("ersattning", {"reduction": 101, "lasting": 3, "x": 1})} == {
        "fact-missing",
        "fact-range",
        "fact-type",
        "fact-unknown",
    }


def test_a_date_of_birth_is_never_repeated_in_an_error():
    with pytest.raises(FactsError) as wrong:
        ask("jobbtorg-unga", {"birth_date": "19121212-1212"})
    assert "1212" not in str(wrong.value)


@pytest.mark.parametrize(
    ("table", "facts", "problem"),
    [
        ("langvarigt-bistand", {"support_months_12": 13, "support_months_36": 1}, ("fact-range", "support_months_12")),
        ("langvarigt-bistand", {"support_months_12": 1.5, "support_months_36": 1}, ("fact-type", "support_months_12")),
        ("arena", {"support_from": "kommun", "written_consent": "yes"}, ("fact-type", "support_from")),
        ("arena", {"support_from": ["kyrkan"], "written_consent": "yes"}, ("fact-value", "support_from")),
        ("lakarintyg", {}, ("fact-missing", "certificate")),
        ("fk-samordning", {"too_ill_now": "no"}, ("fact-missing", "applied")),
    ],
)
def test_other_types_are_checked_too(table: str, facts: dict[str, Any], problem: tuple[str, str]):
    assert refused(table, facts) == [problem]
