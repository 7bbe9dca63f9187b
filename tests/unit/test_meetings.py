"""One meeting, every document: what a record fills, what it says, and what a calendar is told (D17, D23)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samordna.forms import queries as forms
from samordna.forms.domain import ROWS
from samordna.handbooks.domain import Handbook
from samordna.handbooks.queries import available, load, shared_registers
from samordna.kernel.text import Text
from samordna.law.queries import load as load_law
from samordna.meetings import policy
from samordna.meetings.domain import (
    CANCELLED,
    CHOICE,
    CONTACT,
    HEALTH,
    HELD,
    OPEN,
    PLAN,
    PLANNED,
    TASKS,
    CalledKept,
    Held,
    Kind,
    MeetingKept,
    Point,
    TaskKept,
    TaskSaid,
    by_category,
    moment,
    tasks_of,
)
from samordna.meetings.filling import form_values, goal, plan_points
from samordna.meetings.fillings import minutes_form, swedish
from samordna.meetings.invitations import calendar, invitation
from samordna.meetings.kinds import COMMON, kind_of, kinds
from samordna.meetings.wording import journal_text, minutes_text

DAY = date(2026, 11, 22)
BOOKS = [load(ref) for ref in sorted({each.id for each in available()})]
STOCKHOLM = next(book for book in BOOKS if book.id == "stockholm")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECRETS = ("Kim", "Ek", "SIP", "Socialtj", "Öster", "Ryggen", "arbetsträning")


def called(n: int, who: str, name: str = "", *, present: bool = True) -> CalledKept:
    return CalledKept(n, who, name, 0, 0, "", DAY, "comes", DAY, "phone", "", None, present, True, None, ())


def task(n: int, text: str, party: str, name: str = "") -> TaskKept:
    return TaskKept(n, 1, 1, text, party, name, date(2026, 12, 1), OPEN, None, "", 0, 1)


def meeting(kind: Kind, **more: object) -> MeetingKept:
    made = MeetingKept(
        id=1, case=1, kind=kind, party="socialtjanst", status=HELD, starts_at=moment(DAY, time(13, 30)), minutes=60,
        place="Biblioteket, rum 2", video_link="", agenda="Hur går vi vidare?", box="soc-sjukskriven/10",
        without_name=False, called_on=DAY, uid="0f3a9c1e-0000-4000-8000-000000000001", sequence=0, held_on=DAY,
        follow_up_on=date(2027, 2, 22), no_follow_up="", reason="", slot=0, follows=0, plan=0, minutes_document=0,
        minutes_sent_on=None, changed_on=None, unit=1, sphere=1, worker=1, seq=3,
        called=(called(1, "individ"), called(2, "halso-sjukvard", "Vera Vik"), called(3, "Farid", present=False)),
        said={"own_words": "Vill orka mer", "goal": "Arbete på halvtid", "overall": "kommun"},
        tasks=(
            task(1, "Bokar arbetsträning", "socialtjanst", "Sara"), task(2, "Ger råd om ryggen", "halso-sjukvard"),
            task(3, "Anmäler sig", "arbetsformedlingen"), task(4, "Ringer Sara", "individ"),
        ),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def test_one_record_fills_the_plan_with_its_four_points_and_the_date() -> None:
    """Nothing typed twice. Whose a task is says under which statutory point it stands (SoL 10:8)."""
    kept = meeting(kind_of(STOCKHOLM, "sip"))
    values = form_values(kept, forms.load("sip-plan"), swedish(STOCKHOLM))
    assert values == {
        "date": "2026-11-22",
        "present": [{"name": "Personen"}, {"name": "Vera Vik", "unit": "Hälso- och sjukvården"}],
        "own_words": "Vill orka mer",
        "goal": "Arbete på halvtid",
        "measures": [
            {"what": "Bokar arbetsträning", "principal": "Socialtjänsten", "who": "Sara", "when": "2026-12-01"},
            {"what": "Ger råd om ryggen", "principal": "Hälso- och sjukvården", "when": "2026-12-01"},
        ],
        "others": [
            {"what": "Anmäler sig", "who": "Arbetsförmedlingen", "when": "2026-12-01"},
            {"what": "Ringer Sara", "who": "Personen", "when": "2026-12-01"},
        ],
        "overall": "kommun",
        "follow_up": "2027-02-22",
    }  # fmt: skip
    asked = form_values(kept, forms.load("kallelse-sip"), swedish(STOCKHOLM))
    told = {name: asked[name] for name in ("date", "start", "end", "place", "questions", "kind")}
    assert told == {
        "date": "2026-11-22", "start": "13:30", "end": "14:30", "place": "Biblioteket, rum 2",
        "questions": "Hur går vi vidare?", "kind": "first",
    }  # fmt: skip
    assert len(asked["invited"]) == 3
    wanted = dict.fromkeys(("own_words", "measures", "others", "overall"), PLAN)
    points = plan_points(kept, wanted, swedish(STOCKHOLM))
    assert set(points) == set(wanted)
    assert goal(kept) == ("", "Arbete på halvtid")
    # Who took part is who it was agreed with; a field that holds the number of the case keeps it.
    assert plan_points(kept, {"agreed_with": CONTACT}, swedish(STOCKHOLM)) == {"agreed_with": "Personen, Vera Vik"}
    assert "reference" not in form_values(kept, forms.load("journalanteckning"), swedish(STOCKHOLM))
    assert form_values(kept, forms.load("kallelse"), swedish(STOCKHOLM))["reference"] == kept.reference
    assert points["measures"].startswith("Bokar arbetsträning – Socialtjänsten, Sara – 1 december 2026\n")


@pytest.mark.parametrize("book", BOOKS, ids=lambda each: each.id)
def test_every_kind_of_every_handbook_is_sound(book: Handbook) -> None:
    """Parties, categories and law exist; a point never fills a field of another category; both languages are there."""
    law, categories = load_law(), set(shared_registers()["categories"])
    for kind in kinds(book).values():
        known = set(book.parties) | {"individ"}
        # A shared kind names whoever may call in some handbook; a book's own names its own.
        if kind.source.startswith(book.source[:5]):
            assert set(kind.parties) <= known, kind.id
        assert kind.person in ("yes", "no", "unstated")
        assert len({point.id for point in kind.points}) == len(kind.points)
        assert all(law.in_force(ref, DAY) for point in kind.points for ref in point.law)
        form = minutes_form(kind)
        assert form is not None
        said = {point.id: "x" for point in kind.points if point.shape not in (TASKS, CHOICE)}
        filled = form_values(meeting(kind, said=said), form, swedish(book))
        assert "date" in filled or "follow_up" in filled, (book.id, kind.id)
        for point in kind.points:
            assert point.title.sv
            assert point.title.en
            assert point.category in categories
            for name in (point.id, *point.fills):
                field = form.fields.get(name)
                if field is not None and name in filled and point.category not in (CONTACT, PLAN):
                    assert form.category_of(field) == point.category, (kind.id, name)


def test_health_fills_only_what_is_about_health() -> None:
    """E7: a text on health never slips into planning by way of a form."""
    kind = Kind(id="k", title=Text("K"), points=(Point("what", Text("Vad"), HEALTH), *COMMON[1:]))
    values = form_values(
        meeting(kind, said={"what": "Ryggen", "health": "Ont", "decisions": "Vila"}), forms.load("motesanteckning"), str
    )
    assert "what" not in values
    assert (values["capacity"], values["decided"]) == ("Ont", "Vila")
    assert by_category(kind, {"what": "Ryggen", "decisions": "Vila", "health": "", "other": "x"}) == {
        HEALTH: {"what": "Ryggen"}, PLAN: {"decisions": "Vila"},
    }  # fmt: skip


def test_the_text_for_the_journal_and_the_minutes_of_one_who_may_read_less() -> None:
    """D24: one text. Minutes leave out what consent does not open."""
    kind = Kind(id="k", title=Text("Möte om planen", "Planning meeting"), points=COMMON)
    kept = meeting(kind, said={"said": "Vill arbeta", "health": "Ont i ryggen", "decisions": "Prövar"}, tasks=())
    whole = journal_text(kept, swedish(STOCKHOLM))
    assert whole.splitlines()[0] == "22 november 2026. Möte om planen."
    assert "Ont i ryggen" in whole
    assert "Farid" not in whole
    assert "22 februari 2027" in whole
    less = minutes_text(kept, swedish(STOCKHOLM), (CONTACT, PLAN))
    assert "Ont i ryggen" not in less
    assert "Prövar" in less
    least = minutes_text(kept, swedish(STOCKHOLM), (CONTACT,))
    assert "planen" not in least
    assert "Prövar" not in least


def test_what_the_sources_ask_for_is_pointed_out_and_never_stops() -> None:
    """D17: the follow-up date of SIP, no planning in Arena, the person's presence, least notice."""
    sip = kind_of(STOCKHOLM, "sip")
    assert [each.code for each in policy.before(sip, "jobbtorg", ["halso-sjukvard"], short=DAY)] == [
        "convener", "person-missing", "short-notice",
    ]  # fmt: skip
    assert policy.before(sip, "socialtjanst", ["individ"]) == ()
    empty = [each.code for each in policy.after(sip, Held(DAY))]
    assert empty == ["no-follow-up", *["point-missing"] * 4]
    full = Held(
        DAY, points={"own_words": "a", "goal": "b", "overall": "region"}, no_follow_up="Personen flyttar",
        tasks=(TaskSaid("Bokar tid", "halso-sjukvard"),),
    )  # fmt: skip
    assert policy.after(sip, full) == ()
    arena = kind_of(next(book for book in BOOKS if book.id == "jonkoping"), "arena")
    planned = Held(DAY, points={"told": "a", "back": "b"}, tasks=(TaskSaid("Gör en plan"),))
    assert [each.code for each in policy.after(arena, planned)] == ["planning", "task-nobody"]
    team = kind_of(next(book for book in BOOKS if book.id == "malmo"), "konsultationsteam")
    assert [each.code for each in policy.before(team, "socialtjanst", ["individ"])] == ["person-called"]
    assert not policy.may_hold(PLANNED, DAY + timedelta(days=1), DAY)
    assert not policy.may_change(HELD, True, "")
    assert policy.may_change(HELD, True, "Fel namn")


@given(st.lists(st.sampled_from(["socialtjanst", "halso-sjukvard", "jobbtorg", "individ", "Bageriet", ""])))
def test_every_task_answers_exactly_one_statutory_point(parties: list[str]) -> None:
    """No promise is lost and none stands twice in the plan."""
    sip = kind_of(STOCKHOLM, "sip")
    every = [task(n, str(n), party) for n, party in enumerate(parties)]
    points = [point for point in sip.points if point.shape == TASKS]
    found = [each.id for point in points for each in tasks_of(sip, point, every)]
    assert sorted(found) == list(range(len(parties)))


def test_a_calendar_learns_time_place_and_reference_only() -> None:
    """D23, RFC 5546: a request, the same id with a higher number when moved, and a cancellation."""
    kept = meeting(
        kind_of(STOCKHOLM, "sip"), status=PLANNED, video_link="https://video.example.se/m/7", agenda="Ryggen"
    )
    first = invitation(kept, NOW, "samordna@example.se", "vera@example.se")
    read = icalendar.Calendar.from_ical(first)
    (event,) = read.walk("VEVENT")
    assert (str(read["METHOD"]), str(event["UID"])) == ("REQUEST", f"{kept.uid}@samordna")
    assert event.decoded("DTSTART") == moment(DAY, time(13, 30))
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=60)
    assert (event["SEQUENCE"], str(event["ORGANIZER"])) == (0, "mailto:samordna@example.se")
    assert str(event["ATTENDEE"]) == "mailto:vera@example.se"
    assert (event["ATTENDEE"].params["RSVP"], str(event["CLASS"])) == ("TRUE", "PRIVATE")
    assert "Biblioteket" in str(event["LOCATION"])
    assert kept.reference in str(event["SUMMARY"])
    moved = replace(kept, starts_at=moment(date(2027, 6, 1), time(9)), sequence=1)
    gone = replace(moved, status=CANCELLED, sequence=2)
    (later,) = icalendar.Calendar.from_ical(calendar(moved, NOW)).walk("VEVENT")
    # Summer time: nine in Sweden is seven in UTC.
    assert later.decoded("DTSTART") == datetime(2027, 6, 1, 7, tzinfo=UTC)
    assert (str(later["UID"]), later["SEQUENCE"]) == (str(event["UID"]), 1)
    last = icalendar.Calendar.from_ical(calendar(gone, NOW))
    assert (str(last["METHOD"]), str(last.walk("VEVENT")[0]["STATUS"])) == ("CANCEL", "CANCELLED")
    for written in (first, calendar(moved, NOW), calendar(gone, NOW)):
        assert not [each for each in SECRETS if each in _unfolded(written)]
        _second_reader(written)


def _unfolded(written: bytes) -> str:
    return written.decode().replace("\r\n ", "")


def _second_reader(written: bytes) -> None:
    """Read by hand, as RFC 5545 says: CRLF, at most 75 octets a line, balanced components, what a client needs."""
    raw = written.decode()
    assert raw.endswith("\r\n")
    assert "\n" not in raw.replace("\r\n", "")
    assert max(len(line.encode()) for line in raw.split("\r\n")) <= 75
    lines = [line.split(":", 1) for line in _unfolded(written).splitlines()]
    open_now: list[str] = []
    for name, value in lines:
        if name == "BEGIN":
            open_now.append(value)
        elif name == "END":
            assert open_now.pop() == value
    assert not open_now
    names = {name.split(";")[0] for name, _value in lines}
    assert {"VERSION", "PRODID", "METHOD", "UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND", "ORGANIZER"} <= names


def test_tables_are_filled_by_their_columns() -> None:
    """A table has only its own columns; a long field gets the tasks as lines."""
    kept = meeting(kind_of(STOCKHOLM, "finsamteam"), said={"goal": "Arbete", "driver": "Sara"})
    form = forms.load("gemensam-plan")
    values = form_values(kept, form, swedish(STOCKHOLM))
    assert form.fields["part_goals"].kind == ROWS
    assert values["part_goals"][0] == {
        "what": "Bokar arbetsträning", "party": "Socialtjänsten", "who": "Sara", "when": "2026-12-01",
    }  # fmt: skip
    assert (values["driver"], values["follow_up"]) == ("Sara", "2027-02-22")
