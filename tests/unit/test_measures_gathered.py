"""Does the whole road show what is missing, and let only what may leave go? Pure; every hole comes and goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from samordna.forms.queries import load
from samordna.kernel.text import Text, say
from samordna.measures import gathered, gathered_form
from samordna.measures.domain import MeasureKept
from samordna.measures.gathered import Claim, Days, Gathered, Hole, Link, Section
from samordna.web import i18n

DAY = date(2026, 11, 22)
DONE = MeasureKept(
    id=7, case=1, title="Praktik", status="ended", category="work", sphere=1, unit=1, worker=1, planned_on=DAY,
    started_on=date(2026, 1, 1), ended_on=date(2026, 2, 1), outcome="completed", result="Gick bra", extent=50,
)  # fmt: skip
HREFS = {7: "/7"}


def holes(*measures: MeasureKept, told: bool = False) -> list[str]:
    return [str(hole.said) for hole in gathered.measure_holes(measures, DAY, HREFS, "/add", told)]


def test_each_hole_about_a_measure_comes_and_goes() -> None:
    """What is written closes it; a hole leads to the measure and lies in its category."""
    assert holes() == ["No measure that has been tried is written down."]
    assert holes(told=True) == []
    assert holes(DONE) == []
    assert holes(replace(DONE, result=" ")) == ["No result is written for “Praktik”."]
    assert holes(replace(DONE, started_on=None)) == ["No first day is written for “Praktik”."]
    assert holes(replace(DONE, extent=None)) == ["No extent is written for “Praktik”."]
    late = replace(DONE, status="started", ended_on=None, until=date(2026, 11, 21))
    assert holes(late) == ["“Praktik” was to end 2026-11-21, and nothing is written of how it went."]
    assert holes(replace(late, until=DAY)) == []
    applied = replace(late, status="applied", started_on=None, begins_on=date(2026, 11, 21))
    assert holes(applied, DONE) == ["“Praktik” was to begin 2026-11-21, and no answer is written down."]
    hole = next(gathered.measure_holes([replace(DONE, result="", category="health")], DAY, HREFS, "", True))
    assert (hole.category, hole.href) == ("health", "/7")


@pytest.mark.parametrize(
    ("known", "gaps"),
    [
        ([], ["03-01 05-31"]),
        (["03-01 05-31"], []),
        (["01-01 03-31", "05-01 05-30"], ["04-01 04-30", "05-31 05-31"]),
        (["04-01 12-31", "03-02 03-02"], ["03-01 03-01", "03-03 03-31"]),
        (["06-01 07-01"], ["03-01 05-31"]),
    ],
)  # fmt: skip
def test_the_days_that_no_certificate_covers(known: list[str], gaps: list[str]) -> None:
    """To the day, both ends included; overlaps and what lies outside count for nothing."""
    days = [Days(*(date.fromisoformat(f"2026-{each}") for each in period.split())) for period in known]
    found = gathered.uncovered(days, date(2026, 3, 1), date(2026, 5, 31))
    assert [f"{each.first:%m-%d} {each.last:%m-%d}" for each in found] == gaps


def test_certificates_are_read_as_they_were_told() -> None:
    """The last day told alone belongs to the newest first day; told anew it lengthens or corrects that one."""
    jan, feb, mar, apr = (date(2026, month, 1) for month in (1, 2, 3, 4))
    assert gathered.covered([(None, feb), (jan, None), (None, feb), (None, mar), (mar, apr), (apr, jan)]) == [
        Days(jan, mar), Days(mar, apr),
    ]  # fmt: skip
    said = [str(h.said) for h in gathered.certificate_holes([Days(jan, feb)], None, mar, "")]
    assert said == ["No certificate covers 2026-02-02 to 2026-03-01."]
    assert [h.category for h in gathered.certificate_holes([], jan, mar, "")] == ["health"]


def test_the_chain_shows_which_link_is_missing() -> None:
    """DFA: there, not there, unclear, or not looked at; a text is there."""
    states = [gathered.state_of(value, ["no"], ["unclear"]) for value in ("yes", "Ryggen", "no", "unclear", None)]
    assert states == ["holds", "holds", "missing", "unclear", "open"]
    links = [Link(str(n), Text("Funktion", "Function"), state) for n, state in enumerate(states)]
    said = [(str(hole.said), hole.href) for hole in gathered.chain_holes(links, "/facts", "/ask")]
    assert [href for _said, href in said] == ["/ask", "/ask", "/facts"]
    assert "do not show" in said[0][0]
    assert "unclear" in said[1][0]


def claim(what: str, category: str = "work", sphere: int = 1, **more: object) -> Claim:
    given = {"on": DAY, "source": "Samtal", "href": "/", **more}
    return Claim(what=what, category=category, sphere=sphere, **given)  # type: ignore[arg-type]


def road(*claims: Claim, holes: tuple[Hole, ...] = ()) -> Gathered:
    return Gathered("whole", Text("Vägen"), Text(), DAY, (Section("measures", Text("Prövat"), claims, holes),))


def test_only_ones_own_claims_in_open_categories_leave() -> None:
    """D18: what another party has told is theirs to tell, and a hole tells of its category too."""
    hole = Hole(say("Missing"), say("Write"), "/", "health")
    found = road(claim("a"), claim("b", "health"), claim("c", sphere=2), holes=(hole,))
    assert (found.categories(1), found.others(1), found.holes) == (("work", "health"), 1, [hole])
    left = gathered.leaving(found, 1, {"work"})
    assert [each.what for each in left.sections[0].claims] == ["a"]
    assert left.holes == []
    assert gathered.leaving(found, 1, ()).sections[0].empty


def test_a_claim_without_day_or_source_is_a_hole_of_its_own_kind() -> None:
    """Each claim has a dated source, or shows that it has none. Others' claims are theirs to mend."""
    found = [
        claim("x", title="Mål"), claim("y", source="", title="Prognos"), claim("w", sphere=2, source=""),
        claim("z", "health", on=None, title="Intyg"),
    ]  # fmt: skip
    assert [(str(h.said), h.category) for h in gathered.unsourced(found, 1)] == [
        ("No source is written for this: Prognos.", "work"), ("No source is written for this: Intyg.", "health"),
    ]  # fmt: skip


def test_a_form_gets_only_what_belongs_to_each_fields_category() -> None:
    """E7: health stands in no field that is read as work."""
    form = load("sammanfattande-dokument")
    care = replace(DONE, id=8, title="Smärtskola", category="health", adaptations="Vila")
    links = (claim("Ja", "health", link="function", source="Intyg"), claim("Nej", "work", link="diagnosis"))
    missing = Hole(say("No certificate"), say("Ask"), "/", "health"), Hole(say("No extent"), say("Write"), "/", "work")
    chain = Section("chain", Text("Kedjan"), links, missing)
    found = Gathered("summary", Text("S"), Text(), DAY, (chain,))
    made = gathered_form.values(
        form, found, [replace(DONE, adaptations="Paus"), care], lambda m: {"what": m.title, "odd": 1}, i18n.render
    )
    assert made["measures"] == [{"what": "Praktik"}]
    assert made["adaptations"] == "Praktik: Paus"
    assert made["chain"] == [{"row": "function", "what": "Ja", "source": "Intyg, 2026-11-22"}]
    assert made["holes"] == i18n.render(say("No extent"))
    assert set(made) <= set(form.fields)
