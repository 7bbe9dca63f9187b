"""Is a time limit read as it is written, and does the way to its date say each step (D17, D27)?"""

from __future__ import annotations

from datetime import date

import pytest

from samordna.kernel.period import Period
from samordna.kernel.text import Text
from samordna.kernel.working_days import WorkingDays
from samordna.law.domain import Confidence, Law, Value
from samordna.law.queries import load as load_law
from samordna.rules.calendars import swedish
from samordna.rules.clocks import (
    AGE,
    EXTENSION,
    HOLIDAY,
    LATE,
    LENGTH,
    NO_LENGTH,
    PAUSE,
    PAUSED,
    RUNNING,
    SOON,
    START,
    STILL,
    UNDATED,
    Around,
    Extension,
    Pause,
    reckon,
    reckon_ages,
    spoken,
)
from samordna.rules.limits import Length, Limit, Missed, Sign, length, length_on, limit

START_DAY = date(2026, 11, 22)
CALENDAR = swedish(2000, 2080)
TITLE = Text("Frist", "Limit")


@pytest.fixture(scope="module")
def law():
    return load_law()


def around(law, on=START_DAY, **more):
    return Around(CALENDAR, law, on, **more)


def test_every_key_of_the_register_is_read():
    read = limit(
        "svar",
        TITLE,
        {
            "kind": "agreed", "starts": "event:sent", "starts_title": {"sv": "Skickat", "en": "Sent"},
            "begins": [{"sent": True}, {"box": "p/1"}], "met": [{"answered": True}, {"fact": "certificate"}],
            "scope": "case", "weeks": 2, "count": "more-than", "day_one": True, "direction": "before", "shift": "next",
            "pausable": True, "extendable": ["owner"], "warn": {"days": 3}, "who": ["socialtjanst"],
            "missed": {"action": "escalate", "to": "watcher", "note": "Ring."}, "health": True, "law": "fvl:12",
            "source": "ruta 1", "note": "Obs", "register_id": "T1",
        },
    )  # fmt: skip
    assert read == Limit(
        id="svar", title=TITLE, kind="agreed", starts="event:sent", starts_title=Text("Skickat", "Sent"),
        begins=(Sign("sent"), Sign("box", "p/1")), met=(Sign("answered"), Sign("fact", "certificate")), scope="case",
        length=Length(2, "weeks"), count="more-than", day_one=True, before=True, shift="next", pausable=True,
        extendable=("owner",), warn=Length(3, "days"), who=("socialtjanst",),
        missed=Missed("escalate", "watcher", "Ring."), health=True, law=("fvl:12",), source="ruta 1", note="Obs",
        register_id="T1",
    )  # fmt: skip
    assert (read.event, read.fact) == ("sent", "")


def test_nothing_is_paused_extended_or_shifted_unless_it_says_so():
    """D27: default no, none, none."""
    bare = limit("svar", TITLE, {"starts": "fact:certificate_from", "days": 3})
    assert (bare.pausable, bare.extendable, bare.shift, bare.scope, bare.before) == (False, (), "none", "box", False)
    assert (bare.fact, bare.event) == ("certificate_from", "")


@pytest.mark.parametrize(
    ("written", "is_open"),
    [
        ({"local": "genast", "proposal": {"days": 5}}, True),
        ({"proposal": {"days": 5}}, True),
        ({"local": "genast"}, True),
        ({"days": 5}, False),
        ({"value": "fvl.delay_months"}, False),
        ({"values": ["sjukersattning.to"]}, False),
        ({"table": "langvarigt-bistand"}, False),
    ],
)
def test_an_area_decides_only_what_the_sources_leave_open(law, written, is_open):
    read = limit("svar", TITLE, written)
    assert read.open == is_open
    own = Length(9, "weeks")
    assert (length_on(read, law, (START_DAY,), own) == own) == is_open
    found = reckon(read, START_DAY, around(law, local={"svar": own}))
    assert (found.due == date(2027, 1, 24)) == is_open


def test_the_length_is_that_of_the_law_when_the_time_began(law):
    changed = [
        Value("svar.days", number, "days", period, Confidence.STATUTE, "lagtext")
        for number, period in ((10, Period(None, date(2026, 1, 1))), (20, Period(date(2026, 1, 1))))
    ]
    by_law = limit("svar", TITLE, {"value": "svar.days"})
    two = Law(law.acts, law.provisions, (*law.rule_values, *changed))
    before = reckon(by_law, date(2025, 12, 31), around(two))
    after = reckon(by_law, date(2026, 1, 1), around(two))
    assert (before.due, after.due) == (date(2026, 1, 10), date(2026, 1, 21))
    assert before.value.number == 10
    assert after.value.number == 20


def test_a_law_without_a_number_on_the_first_day_counts_as_on_the_day_asked(law):
    by_law = limit("svar", TITLE, {"value": "fvl.delay_months"})
    assert reckon(by_law, date(2018, 6, 30), around(law)).due == date(2018, 12, 30)


def test_what_nothing_says_has_no_date(law):
    found = reckon(limit("svar", TITLE, {"local": "snarast"}), START_DAY, around(law))
    assert (found.due, found.standing(START_DAY)) == (None, UNDATED)
    assert [each.code for each in found.because] == [START, NO_LENGTH]
    unknown = reckon(limit("svar", TITLE, {"value": "no.such.value"}), START_DAY, around(law))
    assert unknown.due is None


def test_each_step_on_the_way_to_the_date_is_said_with_its_day(law):
    written = {"starts_title": {"sv": "Skickat", "en": "Sent"}, "kind": "agreed", "weeks": 2, "shift": "next"}
    found = reckon(
        limit("svar", TITLE, written),
        date(2026, 12, 4),
        around(law),
        [Pause(Period(date(2026, 12, 7), date(2026, 12, 10)), "Sjuk")],
        [Extension(Length(5, "days"), "Bad om mer tid.")],
    )
    assert [(each.code, str(each.says), each.day) for each in found.because] == [
        (START, "Skickat: 2026-12-04.", date(2026, 12, 4)),
        (LENGTH, "At most 2 veckor.", date(2026, 12, 18)),
        (EXTENSION, "Extended by 5 dagar: Bad om mer tid.", date(2026, 12, 23)),
        (PAUSE, "Paused from 2026-12-07 through 2026-12-09: 3 dagar more.", date(2026, 12, 26)),
        (HOLIDAY, "2026-12-26 is no working day: it counts to 2026-12-28.", date(2026, 12, 28)),
    ]
    assert found.paused == 3


def test_an_open_pause_is_the_last_word(law):
    two_weeks = limit("svar", TITLE, {"weeks": 2})
    pauses = [Pause(Period(date(2026, 11, 25)), "Väntar på vården")]
    found = reckon(two_weeks, START_DAY, around(law, date(2026, 11, 26)), pauses)
    assert (found.due, found.still, found.standing(date(2026, 11, 26))) == (None, date(2026, 11, 25), PAUSED)
    assert found.because[-1].code == STILL
    not_yet = reckon(two_weeks, START_DAY, around(law, date(2026, 11, 24)), pauses)
    assert (not_yet.due, not_yet.standing(date(2026, 11, 24))) == (date(2026, 12, 6), RUNNING)


def test_a_pause_with_an_end_in_the_future_stands_still_with_a_date(law):
    found = reckon(
        limit("svar", TITLE, {"weeks": 2}),
        START_DAY,
        around(law, date(2026, 11, 26)),
        [Pause(Period(date(2026, 11, 25), date(2026, 12, 2)))],
    )
    assert (found.due, found.still, found.again) == (date(2026, 12, 13), date(2026, 11, 25), date(2026, 12, 2))
    assert [found.standing(date(2026, 11, 25)), found.standing(date(2026, 12, 2))] == [PAUSED, RUNNING]


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ({"days": 30}, date(2026, 12, 22)),
        ({"days": 30, "day_one": True}, date(2026, 12, 21)),
        ({"days": 30, "count": "more-than"}, date(2026, 12, 23)),
        ({"days": 30, "count": "more-than", "day_one": True}, date(2026, 12, 22)),
        ({"days": 30, "direction": "before"}, date(2026, 10, 23)),
        ({"years": 1}, date(2027, 11, 22)),
        ({"days": 0, "day_one": True}, START_DAY),
        # 22 November 2026 is a Sunday.
        ({"working_days": 1}, date(2026, 11, 23)),
        ({"working_days": 1, "day_one": True}, date(2026, 11, 23)),
        ({"working_days": 5, "day_one": True}, date(2026, 11, 27)),
        ({"working_days": 5, "count": "more-than"}, date(2026, 11, 30)),
    ],
)
def test_how_days_are_counted(law, written, due):
    assert reckon(limit("svar", TITLE, written), START_DAY, around(law)).due == due


def test_more_than_is_late_on_the_first_day_beyond(law):
    more = reckon(limit("svar", TITLE, {"days": 2, "count": "more-than", "warn": {"days": 1}}), START_DAY, around(law))
    standings = [more.standing(date(2026, 11, day)) for day in (23, 24, 25)]
    assert standings == [RUNNING, SOON, LATE]


@pytest.mark.parametrize(
    ("kind", "shift", "due"),
    [
        ("statute", "next", date(2026, 10, 5)),
        ("agreed", "next", date(2026, 10, 6)),
        ("agreed", "none", date(2026, 10, 5)),
        ("agreed", "previous", date(2026, 10, 2)),
    ],
)
def test_only_public_holidays_move_a_day_of_the_law(law, kind, shift, due):
    """An area's own closed day, Monday 5 October, moves what has been agreed and never what the law says."""
    closed = WorkingDays(CALENDAR.closed | {date(2026, 10, 5)})
    counted = limit("svar", TITLE, {"kind": kind, "weeks": 4, "shift": shift})
    assert reckon(counted, date(2026, 9, 7), Around(closed, law, START_DAY, public=CALENDAR)).due == due


def test_a_shift_that_nobody_knows_is_refused(law):
    with pytest.raises(ValueError, match="sideways"):
        reckon(limit("svar", TITLE, {"days": 1, "shift": "sideways"}), START_DAY, around(law))


def test_an_earlier_working_day_is_never_before_the_start(law):
    """The start is a Sunday: the Friday before would be out of time at once."""
    same_day = limit("svar", TITLE, {"days": 0, "shift": "previous"})
    assert reckon(same_day, START_DAY, around(law)).due == START_DAY


def test_ages_that_the_law_does_not_have_are_passed_over(law):
    ages = limit("alder", TITLE, {"values": ["aktivitetsersattning.from", "af.exit_days", "no.such.value"]})
    found = reckon_ages(ages, date(2008, 3, 1), around(law))
    assert [(each.key, each.due) for each in found] == [("aktivitetsersattning.from", date(2027, 7, 1))]
    assert [each.code for each in found[0].because] == [START, AGE]


@pytest.mark.parametrize(
    ("written", "sv", "en"),
    [(Length(1, "days"), "1 dag", "1 day"), (Length(2, "weeks"), "2 veckor", "2 weeks"),
     (Length(1, "months"), "1 månad", "1 month"), (Length(3, "years"), "3 år", "3 years"),
     (Length(5, "working_days"), "5 arbetsdagar", "5 working days")],
)  # fmt: skip
def test_a_length_in_words(written, sv, en):
    assert spoken(written) == Text(sv, en)


def test_a_length_is_the_one_unit_that_is_written():
    assert length({"months": 3, "note": "x"}) == Length(3, "months")
    assert length({}) is None
