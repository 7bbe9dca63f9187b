"""The law as data: does it hold the values of each date, and is every reference sound and marked with its source?"""

from __future__ import annotations

import re
from datetime import date

import pytest

from samordna.law.domain import Confidence, NoValueError, Status, UnknownProvisionError
from samordna.law.queries import load
from samordna.law.wording import WORDS, of_value
from samordna.web.i18n import render

LAW = load()
DAY = date(2026, 11, 22)

# Every row: key, day, value. Where a value changes, both sides of the boundary stand here.
VALUES = [
    ("aktivitetsersattning.from", "2026-11-22", 19),
    ("aktivitetsersattning.to", "2026-11-22", 30),
    ("aktivitetsersattning.min_duration", "2026-11-22", 1),
    ("aktivitetsersattning.max_decision", "2026-11-22", 3),
    ("sjukersattning.full.from", "2017-01-31", 30),
    ("sjukersattning.full.from", "2017-02-01", 19),
    ("sjukersattning.full.from", "2026-11-22", 19),
    ("sjukersattning.partial.from", "2026-11-22", 30),
    ("sjukersattning.to", "2022-12-31", 65),
    ("sjukersattning.to", "2023-01-01", 66),
    ("sjukersattning.to", "2025-12-31", 66),
    ("sjukersattning.to", "2026-01-01", 67),
    ("benefit.levels", "2026-11-22", (25, 50, 75, 100)),
    ("benefit.min_reduction", "2026-11-22", 25),
    ("benefit.back_pay", "2026-11-22", 3),
    ("fk.coordination.decision_days", "2026-11-22", 30),
    ("fvl.delay_months", "2018-07-01", 6),
    ("fvl.answer_weeks", "2018-07-01", 4),
    ("af.exit_days", "2026-11-22", 30),
    ("af.certificate_after_day", "2026-11-22", 7),
    ("af.plan_days", "2026-11-22", 30),
    ("af.plan_renew_months", "2026-11-22", 6),
    ("sip.provision.sol", "2025-06-30", "sol-2001:2:7"),
    ("sip.provision.sol", "2025-07-01", "sol-2025:10:8"),
    ("sip.provision.hsl", "2017-03-31", "hsl-1982:3f"),
    ("sip.provision.hsl", "2017-04-01", "hsl:16:4"),
    ("sip.start", "2025-06-30", "utan dröjsmål"),
    ("sip.start", "2025-07-01", "genast"),
    ("sip.followup.required", "2026-11-22", False),
    ("bistand.provision", "2025-06-30", "sol-2001:4:1"),
    ("bistand.provision", "2025-07-01", "sol-2025:12:1"),
    ("activity.provision", "2025-06-30", "sol-2001:4:4"),
    ("activity.provision", "2025-07-01", "sol-2025:12:4"),
    ("activity.provision", "2026-06-30", "sol-2025:12:4"),
    ("activity.provision", "2026-07-01", "sol-2025:12:4a"),
    ("activity.first_support_month", "2026-07-01", "2026-10"),
    ("activity.max_hours_week", "2026-10-01", 40),
    ("activity.ivo_quarterly", "2026-12-31", False),
    ("activity.ivo_quarterly", "2027-01-01", True),
    ("certificate.required_for_illness", "2026-06-30", False),
    ("certificate.required_for_illness", "2026-07-01", True),
    ("rehab.may_be_demanded", "2026-12-31", False),
    ("rehab.may_be_demanded", "2027-01-01", True),
    ("plan.authorities_must_join", "2026-12-31", False),
    ("plan.authorities_must_join", "2027-01-01", True),
    ("bistand.cap", "2026-12-31", False),
    ("bistand.cap", "2027-01-01", True),
    ("bistand.long.months", "2026-11-22", 10),
    ("bistand.long.of_months", "2026-11-22", 12),
    ("bistand.very_long.months", "2026-11-22", 27),
    ("bistand.very_long.of_months", "2026-11-22", 36),
    ("jobbtorg-unga.from", "2026-11-22", 16),
    ("jobbtorg-unga.to", "2026-11-22", 29),
    ("retention.soc.years", "2025-06-30", 5),
    ("retention.soc.years", "2025-07-01", 5),
    ("retention.soc.done_by", "2026-11-22", "end-of-next-calendar-year"),
    ("retention.vard.years", "2026-11-22", 10),
    ("log.retention.vard.years", "2026-02-01", 5),
    ("log.duty.soc", "2024-01-01", True),
]


@pytest.mark.parametrize(("key", "on", "expected"), VALUES)
def test_the_value_of_the_day(key, on, expected):
    assert LAW.value(key, date.fromisoformat(on)).value == expected


def test_a_page_says_a_value_in_words_and_never_its_code():
    """D30."""
    every = [each for periods in LAW.by_key.values() for each in periods]
    codes = {str(each.value) for each in every if each.unit == "word"}
    assert codes == set(WORDS)
    assert not [each.key for each in every if re.search(r"[a-z]-[a-z]|\d{4}-\d{2}", render(of_value(each)))
                and each.unit != "provision"]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "on"),
    [
        ("activity.max_hours_week", "2026-09-30"),
        ("log.retention.vard.years", "2026-01-31"),
        ("fvl.delay_months", "2018-06-30"),
    ],
)
def test_no_value_before_it_begins_and_the_error_says_which_there_are(key, on):
    with pytest.raises(NoValueError, match=r"there is one for \d{4}"):
        LAW.value(key, date.fromisoformat(on))


def test_an_unknown_key_names_its_neighbours():
    with pytest.raises(NoValueError, match=r"af\.exit_days"):
        LAW.value("af.exit", DAY)


def test_the_limits_that_are_practice_or_target_are_not_marked_as_law():
    assert LAW.value("fk.coordination.decision_days", DAY).confidence is Confidence.SOURCE_ONLY
    assert LAW.value("af.exit_days", DAY).confidence is Confidence.AUTHORITY_PAGE


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("sol-2001:2:7", ("sol-2025:10:8", "sol-2025:10:9")),
        ("hsl-1982:3f", ("hsl:16:4",)),
        ("sol-2001:2:6", ("sol-2025:7:3",)),
        ("sol-2001:4:1", ("sol-2025:12:1", "sol-2025:12:3", "sol-2025:11:1")),
        ("sol-2001:4:4", ("sol-2025:12:4",)),
        ("sol-2001:4:5", ("sol-2025:12:5",)),
        ("sol-2001:11:11", ("sol-2025:15:10", "sol-2025:15:11", "sol-2025:15:12")),
        ("sol-2001:12:1", ("sol-2025:16:1",)),
        ("sol-2025:10:8", ()),
    ],
)
def test_what_stands_in_place_of_a_repealed_provision(old, now):
    assert LAW.successors(old, DAY) == now


def test_a_repealed_provision_was_in_force_to_the_last_day():
    assert LAW.status("sol-2001:2:7", date(2025, 6, 30)) is Status.IN_FORCE
    assert LAW.status("sol-2001:2:7", date(2025, 7, 1)) is Status.REPEALED
    assert LAW.status("sol-2025:10:8", date(2025, 6, 30)) is Status.NOT_YET
    assert LAW.status("sol-2025:10:8", date(2025, 7, 1)) is Status.IN_FORCE
    assert LAW.status("sol-2025:99:9", DAY) is Status.UNKNOWN
    assert LAW.successors("sol-2001:2:7", date(2025, 6, 30)) == ()


@pytest.mark.parametrize(
    ("provision", "day"),
    [
        ("sfb:29:2", "2026-03-01"),
        ("sol-2025:12:4", "2026-07-01"),
        ("sol-2025:12:5", "2026-07-01"),
        ("sol-2025:12:7", "2027-01-01"),
        ("sfb:36:9a", "2026-06-01"),
        ("sfb:33:16", "2023-01-01"),
        ("sfb:33:16", "2026-01-01"),
    ],
)
def test_a_provision_reads_otherwise_from_a_day_on(provision, day):
    first = date.fromisoformat(day)
    now = LAW.provision(provision, first)
    before = LAW.provision(provision, first.fromordinal(first.toordinal() - 1))
    assert now.valid.start == before.valid.end == first
    assert now.says != before.says


@pytest.mark.parametrize(
    ("provision", "day"),
    [
        ("sol-2025:12:4", "2026-07-01"),
        ("sol-2025:12:4a", "2026-07-01"),
        ("sol-2025:12:5", "2026-07-01"),
        ("sol-2025:12:6a", "2026-07-01"),
        ("sol-2025:12:intyg", "2026-07-01"),
        ("sol-2025:12:rehabilitering", "2027-01-01"),
        ("sol-2025:12:planmedverkan", "2027-01-01"),
        ("sol-2025:12:7", "2027-01-01"),
    ],
)
def test_what_is_only_known_at_second_hand_is_marked_and_starts_on_its_day(provision, day):
    version = LAW.provision(provision, date.fromisoformat(day))
    assert version.confidence is Confidence.SECONDARY
    assert version.valid.start == date.fromisoformat(day)
    assert "inte läst" in version.source or "sekundär" in version.source


def test_every_version_of_a_provision_stands_alone_on_its_days():
    for versions in (*LAW.by_id.values(), *LAW.by_key.values()):
        for index, one in enumerate(versions):
            assert not any(one.valid.overlaps(other.valid) for other in versions[index + 1 :]), one


def test_every_pointer_leads_somewhere():
    for provision in LAW.provisions:
        for other in (*provision.replaced_by, *provision.replaces):
            assert other in LAW.by_id, f"{provision.id} points at {other}"
    for value in LAW.rule_values:
        assert not value.provision or value.provision in LAW.by_id, value.key
        if value.unit == "provision":
            assert LAW.in_force(str(value.value), value.valid.start or DAY), value


def test_who_is_replaced_is_told_by_both_sides():
    for provision in LAW.provisions:
        for old in provision.replaces:
            assert any(old in v.replaces for v in LAW.by_id[provision.id])
        for new in provision.replaced_by:
            assert any(provision.id in v.replaces for v in LAW.by_id[new]), (
                f"{new} does not say it replaces {provision.id}"
            )


def test_a_value_rests_on_a_provision_that_counts_on_the_same_day():
    for value in LAW.rule_values:
        if value.provision:
            day = value.valid.start or min(DAY, value.valid.last or DAY)
            assert LAW.status(value.provision, day) is not Status.REPEALED, value


def test_every_entry_says_what_was_read_and_speaks_both_languages():
    for provision in LAW.provisions:
        assert provision.confidence in Confidence
        assert provision.source
        assert provision.title.sv
        assert provision.title.en
        assert provision.says.sv
        assert provision.says.en
        assert provision.address == LAW.acts[provision.act].address
        assert "§" in provision.citation or "inte kontrollerad" in provision.citation
    for value in LAW.rule_values:
        assert value.source
        assert value.title.sv
        assert value.title.en


def test_every_act_points_at_its_own_number_at_riksdagen():
    for act in LAW.acts.values():
        assert act.address.startswith("https://www.riksdagen.se/")
        assert act.address.endswith("sfs-" + act.sfs.replace(":", "-"))


@pytest.mark.parametrize(
    ("provision", "citation"),
    [
        ("sol-2025:10:8", "SoL (2025:400) 10 kap. 8 §"),
        ("fvl:11", "FvL (2017:900) 11 §"),
        ("sol-2025:12:4a", "SoL (2025:400) 12 kap. 4 a §"),
        ("hsl-1982:3f", "HSL (1982:763) 3 f §"),
        ("solpul:7a", "SoLPUL (2001:454) 7 a §"),
        ("koordinering:4", "Koordineringslagen (2019:1297) 4 §"),
        ("af-ersattning:4:2", "Förordningen (2017:819) 4 kap. 2 §"),
    ],
)
def test_citations_are_written_as_swedish_law_writes_them(provision, citation):
    assert LAW.provision(provision).citation == citation


def test_the_provisions_that_models_need_are_there_and_in_force():
    needed = """sol-2025:10:8 sol-2025:10:9 hsl:16:4 sfb:5:9 sfb:6:6 sfb:29:2 sfb:30:8 sfb:30:9 sfb:30:10 sfb:30:11
    sfb:30:12 sfb:30:13 sfb:30:14 sfb:33:6 sfb:33:7 sfb:33:16 sfb:33:18 sfb:110:14 sfb:110:31 osl:8:1 osl:8:2 osl:10:1
    osl:10:27 osl:12:1 osl:12:2 osl:25:1 osl:26:1 osl:28:1 osl:28:11 fvl:11 fvl:12 sol-2025:11:1 sol-2025:12:1
    sol-2025:12:3 sol-2025:12:4 sol-2025:12:5 sol-2025:14:2 sol-2025:14:3 sol-2025:14:4 sol-2025:14:5 sol-2025:14:6
    sol-2025:14:7 sol-2025:16:1 koordinering:2 koordinering:4 af-ersattning:4:2 af-verksamhet:6 solpul:7a solpul:10
    soc-uppgift:15 pdl:3:17 finsam:7"""
    assert [wanted for wanted in needed.split() if not LAW.in_force(wanted, DAY)] == []


def test_what_changes_from_new_year_is_listed():
    changes = {(c.on.isoformat(), c.kind, c.id) for c in LAW.changed_since(DAY)}
    assert changes == {
        ("2027-01-01", "changes", "activity.ivo_quarterly"),
        ("2027-01-01", "changes", "bistand.cap"),
        ("2027-01-01", "changes", "plan.authorities_must_join"),
        ("2027-01-01", "changes", "rehab.may_be_demanded"),
        ("2027-01-01", "changes", "sol-2025:12:7"),
        ("2027-01-01", "begins", "sol-2025:12:planmedverkan"),
        ("2027-01-01", "begins", "sol-2025:12:rehabilitering"),
    }


def test_the_new_act_shows_as_ends_and_begins():
    on_day = {(c.kind, c.id) for c in LAW.changed_since(date(2025, 7, 1)) if c.on == date(2025, 7, 1)}
    assert ("ends", "sol-2001:2:7") in on_day
    assert ("begins", "sol-2025:10:8") in on_day
    assert ("changes", "sip.start") in on_day


def test_a_provision_asked_for_outside_its_days_says_how_it_stands():
    with pytest.raises(UnknownProvisionError, match="repealed"):
        LAW.provision("sol-2001:2:7", DAY)
    with pytest.raises(UnknownProvisionError, match="not-yet"):
        LAW.provision("sol-2025:12:rehabilitering", DAY)
    with pytest.raises(UnknownProvisionError, match="sol-2025"):
        LAW.provision("sol-2025:10:88", DAY)


def test_a_date_that_is_not_verified_says_so():
    for key, day in (("sjukersattning.full.from", "2017-02-01"), ("log.duty.soc", "2024-01-01")):
        assert "inte kontrollerad" in LAW.value(key, date.fromisoformat(day)).note
    assert "inte kontrollerad" in LAW.provision("solpul:10").note
    assert "inte kontrollerad" in LAW.acts["koordinering"].note


def test_no_paraphrase_is_long_enough_to_be_the_law_itself():
    for provision in LAW.provisions:
        assert len(re.findall(r"\w+", provision.says.sv)) <= 75, provision.id
