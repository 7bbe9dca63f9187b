"""What a table says beside its answer: in which category it is kept, what it asks, its chain, and law it waits for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from samordna.content.reading import ContentError
from samordna.law.queries import following, load
from samordna.rules import queries
from samordna.rules.answers import questions
from samordna.rules.checks import check
from samordna.rules.decide import LawOn, decide
from samordna.rules.domain import TableError
from samordna.rules.known import needed

TABLE = """
id: prov
title: {sv: Prov, en: Trial}
question: {sv: Vad gäller?, en: What counts?}
source: {title: Provboken}
category: health
hit: first
chain: {links: [diagnosis, function], together: coherent}
questions:
  diagnosis: {"no": {sv: Vilken diagnos?, en: Which diagnosis?}}
facts: [diagnosis, function, coherent]
outcomes: [{code: a, title: {sv: A, en: A}, says: {sv: Gör a., en: Do a.}}]
rules: [{id: r, when: {diagnosis: "yes", function: "yes", coherent: "yes"}, then: a, because: {sv: Så., en: So.}}]
"""
CHAIN = {
    "certificate": "yes", "diagnosis": "yes", "function": "yes", "activity": "yes", "coherent": "yes",
    "caused_by_illness": "yes",
}  # fmt: skip


def written(folder: Path, text: str) -> Path:
    path = folder / "prov.yaml"
    path.write_text(text, "utf-8")
    return path


def test_category_questions_and_chain_are_read(tmp_path: Path) -> None:
    table = queries.load(str(written(tmp_path, TABLE)))
    assert table.category == "health"
    assert table.chain is not None
    assert (table.chain.links, table.chain.together) == (("diagnosis", "function"), "coherent")
    assert [q.sv for q in questions(table, {"diagnosis": "no"})] == ["Vilken diagnos?"]
    assert questions(table, {"diagnosis": "yes"}) == ()
    assert questions(table, {}) == ()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("  diagnosis: {\"no\"", "  activity: {\"no\"", "activity"),
        ("  diagnosis: {\"no\"", "  diagnosis: {perhaps", "perhaps"),
        ("links: [diagnosis, function]", "links: [diagnosis, reduction]", "reduction"),
        ("together: coherent", "together: goal", "goal"),
    ],
)  # fmt: skip
def test_a_question_or_link_about_something_not_asked_is_refused_with_its_line(
    tmp_path: Path, was: str, now: str, said: str
) -> None:
    with pytest.raises(ContentError) as wrong:
        queries.load(str(written(tmp_path, TABLE.replace(was, now))))
    assert said in str(wrong.value)
    assert wrong.value.line > 0


@pytest.mark.parametrize(
    ("fact", "value"), [(f, v) for f, by in queries.load("lakarintyg").questions.items() for v in by]
)
def test_every_weak_link_of_a_certificate_has_one_question_to_ask_care(fact: str, value: str) -> None:
    """Stockholm ruta 7–9: what is missing or unclear is asked about, and nothing else."""
    table = queries.load("lakarintyg")
    asked = questions(table, {**CHAIN, fact: value})
    assert asked == (table.questions[fact][value],)
    assert asked[0].sv.rstrip(".").count("?") >= 1
    assert asked[0].en
    said = decide(table, {**CHAIN, fact: value}, date(2026, 11, 22), load())
    assert said.outcome == "supplement"


def test_every_broken_link_has_its_question_and_a_whole_chain_none() -> None:
    table = queries.load("lakarintyg")
    assert questions(table, CHAIN) == ()
    assert table.chain is not None
    for fact in (*table.chain.links, table.chain.together):
        assert set(table.questions[fact]) == {"no", "unclear"}


def test_what_other_answers_make_needless_does_not_count() -> None:
    table = queries.load("lakarintyg")
    law_on = LawOn(load(), date(2026, 11, 22))
    assert needed(table, {**CHAIN, "certificate": "no", "goal": "jobb"}, law_on) == {"certificate": "no"}
    assert needed(table, {**CHAIN, "diagnosis": None}, law_on) == {k: v for k, v in CHAIN.items() if k != "diagnosis"}
    # What is needed only with a certificate is not asked before one knows that there is one.
    assert needed(table, {"diagnosis": "yes"}, law_on) == {}


@pytest.mark.parametrize(
    ("on", "follows", "outcome"),
    [
        (date(2026, 6, 30), {}, "kravs-inte"),
        (date(2026, 7, 1), {}, "kontrollera"),
        (date(2026, 7, 2), {}, "kontrollera"),
        (date(2026, 7, 2), {"sol-2025:12:intyg": True}, "kontrollera"),
        (date(2026, 7, 2), {"sol-2025:12:intyg": False}, "kravs-inte"),
        (date(2026, 7, 2), {"certificate.required_for_illness": False}, "kravs-inte"),
    ],
)
def test_gavles_routine_meets_the_rule_that_nobody_has_read(on: date, follows: dict[str, bool], outcome: str) -> None:
    """Law by date: before, on and after the day; and an area that waits with the rule keeps its routine."""
    table = queries.load("lakarintyg-krav")
    said = decide(table, {"asking_party": "municipal-activity"}, on, following(follows))
    assert said.outcome == outcome
    others = {trail.rule: " ".join(map(str, trail.why)) for trail in said.trail if trail.state == "not-in-force"}
    waiting = {"kravs-inte": "kommunens-planering-ny-lag", "kontrollera": "kommunens-planering"}[outcome]
    assert "sol-2025:12:intyg" in others[waiting] or "SoL (2025:400) 12 kap." in others[waiting]


def test_law_that_a_row_waits_for_must_be_known(tmp_path: Path) -> None:
    odd = TABLE.replace("{id: r,", '{id: r, while: "sfb:999:1",')
    found = check(queries.load(str(written(tmp_path, odd))), load(), date(2026, 11, 22))
    assert "citation-unknown" in {each.code for each in found}


BEGINS = {
    "ersattning": date(2017, 2, 1),
    "lakarintyg-krav": date(2022, 3, 1),
    "samtycke-saknas": date(2025, 7, 1),
}


@pytest.mark.parametrize(("table", "first"), BEGINS.items())
def test_a_table_does_not_count_the_day_before_it_begins(table: str, first: date) -> None:
    found = queries.load(table)
    assert found.valid.start == first
    with pytest.raises(TableError) as early:
        decide(found, {}, date.fromordinal(first.toordinal() - 1), load())
    assert early.value.code == "not-in-force"
    assert first.isoformat() in str(early.value)
