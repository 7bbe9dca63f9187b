"""A meeting from booking to follow-up: who is called by which right, what it fills, and what a withdrawal takes.

Sara calls to a SIP about Kim: health care is outside and its answers are written down, Jobbtorg is here. Karin leads
the Finsam team. Olle has nothing to do with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.access.domain import system
from samordna.audit import reading, verifying
from samordna.cases import queries as cases
from samordna.cases import together
from samordna.cases.commands import moving, sending
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Fact
from samordna.cases.queries import Seen
from samordna.consents import commands as consents
from samordna.consents import queries as consented
from samordna.consents.domain import Direction, Paper, Withdrawal
from samordna.consents.models import Consent
from samordna.desk import case_gather
from samordna.desk.history import timeline
from samordna.forms import documents
from samordna.forms import history as form_history
from samordna.journal.append import DoneBefore
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.meetings import commands, fillings, queries
from samordna.meetings.commands import Finished, Minutes, nightly
from samordna.meetings.domain import (
    CANCELLED,
    COMES,
    DECLINES,
    DONE,
    HELD,
    HERE,
    NEW_TIME,
    PERSON,
    PHONE,
    PLANNED,
    WAITING,
    Answer,
    Called,
    Held,
    MeetingKept,
    Moved,
    Offered,
    TaskSaid,
    Wanted,
    moment,
)
from samordna.notices import feeds, meeting_mail
from samordna.plans import commands as plan_commands
from samordna.plans import history as plan_history
from samordna.plans import queries as plans
from tests.cases_world import DAY, World, build
from tests.data.test_desk_box import consent, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]
WHEN = moment(date(2026, 12, 7), time(13, 0))
EVERY = ("contact", "social", "work", "health", "plan")


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "13").case


def seen(world: World, name: str, case: int) -> Seen:
    return cases.see(world.scope(name), case, world.day)


def sip(world: World, case: int, *called: str, **more: object) -> int:
    wanted = Wanted(
        kind="sip", party="socialtjanst", starts_at=WHEN, place="Biblioteket", agenda="Hur går vi vidare?",
        called=tuple(Called(who) for who in called or (PERSON, "halso-sjukvard")), **more,
    )  # fmt: skip
    return commands.book(**world.by("sara"), case=case, wanted=wanted).meeting


def one(world: World, case: int, meeting: int, name: str = "sara") -> MeetingKept:
    return queries.one(seen(world, name, case), meeting, world.day)


def ids(kept: MeetingKept, *who: str) -> tuple[int, ...]:
    return tuple(each.id for each in kept.called if each.who in who)


def hold(world: World, case: int, meeting: int, **more: object) -> commands.Written:
    kept = one(world, case, meeting)
    said = {
        "on": DAY, "came": tuple(each.id for each in kept.called),
        "points": {"own_words": "Vill orka mer", "goal": "Halvtid", "overall": "kommun"},
        "tasks": (TaskSaid("Bokar läkartid", "halso-sjukvard", "Vera", DAY + timedelta(days=9)),
                  TaskSaid("Ordnar praktik", "socialtjanst", "Sara", DAY - timedelta(days=1))),
        "follow_up_on": date(2027, 2, 22), **more,
    }  # fmt: skip
    return commands.hold(**world.by("sara"), case=case, meeting=meeting, said=Held(**said))


def refused(code: str, act: object) -> None:
    with pytest.raises(Refused) as refusal:
        act()  # type: ignore[operator]
    assert refusal.value.decision.code == code


def sound(case: int) -> None:
    """`audit verify` rebuilds every table from the events (E5)."""
    assert verifying.verify(case=case).differences == []


def test_a_sip_from_need_to_follow_up(world: World, case: int) -> None:
    """E3, D1, D10, D17, D18: booked, refused without consent, called with it, answered, moved, held, filled, told."""
    meeting = sip(world, case)
    events = Event.objects.filter(stream_id=case)
    before = events.count()
    # Booking has told nobody; calling is refused for health care until consent opens it (D18, OSL 26:1).
    assert [each.called_on for each in one(world, case, meeting).called] == [None, None]
    stopped = {each.called.who: each.ready for each in queries.invitations(seen(world, "sara", case),
                                                                          one(world, case, meeting), DAY)}  # fmt: skip
    assert stopped == {PERSON: True, "halso-sjukvard": False}
    refused("consent-needed", lambda: commands.call(**world.by("sara"), case=case, meeting=meeting))
    assert events.count() == before
    # The person can be called by themselves: what is told to them is theirs (D19).
    commands.call(**world.by("sara"), case=case, meeting=meeting, only=ids(one(world, case, meeting), PERSON))
    consent(world, case, "varden", EVERY)
    commands.call(**world.by("sara"), case=case, meeting=meeting)
    refused("all-called", lambda: commands.call(**world.by("sara"), case=case, meeting=meeting))
    kept = one(world, case, meeting)
    care = ids(kept, "halso-sjukvard")[0]
    later = moment(date(2026, 12, 9), time(9, 0))
    said = Answer(NEW_TIME, DAY, PHONE, "Upptagen", later, "Vera Vik")
    commands.answer(**world.by("sara"), case=case, meeting=meeting, called=care, said=said)
    assert one(world, case, meeting).one_called(care).proposed == later
    commands.call_more(**world.by("sara"), case=case, meeting=meeting, called=(Called("arbetsgivare", "Bageriet"),))
    refused("consent-needed", lambda: commands.call(**world.by("sara"), case=case, meeting=meeting))
    # Moving needs a reason once somebody has been called, counts up, and everybody answers anew.
    refused("reason-needed", lambda: commands.move(**world.by("sara"), case=case, meeting=meeting, to=Moved(later)))
    commands.move(**world.by("sara", "Vården kunde inte"), case=case, meeting=meeting, to=Moved(later))
    kept = one(world, case, meeting)
    assert (kept.sequence, kept.starts_at, kept.place) == (1, later, "Biblioteket")
    assert {each.answer for each in kept.called} == {WAITING}
    comes = Answer(COMES, DAY, PHONE)
    commands.answer(**world.by("sara"), case=case, meeting=meeting, called=care, said=comes)
    refused("meeting-ahead", lambda: hold(world, case, meeting, on=DAY + timedelta(days=1)))

    # Held once; everything else is made from it.
    before = events.count()
    act = world.by("sara")
    record = Held(
        DAY, ids(kept, PERSON, "halso-sjukvard"), ("Kims syster",),
        {"own_words": "Vill orka mer", "goal": "Halvtid", "overall": "region"},
        (TaskSaid("Bokar läkartid", "halso-sjukvard", "Vera"), TaskSaid("Ordnar praktik", "socialtjanst")),
        date(2027, 2, 22),
    )  # fmt: skip
    written = commands.hold(**act, case=case, meeting=meeting, said=record)
    with pytest.raises(DoneBefore):
        commands.hold(**act, case=case, meeting=meeting, said=Held(DAY))
    kinds = list(events.order_by("seq").values_list("kind", flat=True))
    # One act, one event, whatever rooms it reached; it says what it made (E3).
    assert kinds[before:] == ["meeting-held"]
    happened = cases.happenings(seen(world, "sara", case), DAY)
    assert [each["act"] for each in together.made(happened[-1].said)] == ["form-begun", "plan-begun", "goal-added"]
    assert [each.kind for each in form_history.of(happened, written.document)] == ["form-begun"]
    assert [each.kind for each in plan_history.of(happened, written.plan)[0]] == ["plan-begun"]
    with together.gather(case), pytest.raises(AssertionError, match="an act of its own"):
        moving.park(**world.by("sara", "Sjuk"), case=case, position=the_box(case), until=DAY + timedelta(days=9))
    kept = one(world, case, meeting)
    assert (kept.status, kept.held_on, kept.minutes_document) == (HELD, DAY, written.document)
    assert [each.who for each in kept.called if each.present] == [PERSON, "halso-sjukvard", "Kims syster"]
    draft = documents.one(seen(world, "sara", case), written.document, DAY)
    assert draft.form.id == "sip-plan"
    assert draft.values["overall"] == "region"
    assert draft.values["person_name"] == "Kim Ek"
    assert [row["principal"] for row in draft.values["measures"]] == ["Hälso- och sjukvården", "Socialtjänsten"]
    plan = plans.one(seen(world, "sara", case), written.plan, DAY)
    assert (plan.kind.id, plan.status, plan.points["overall"]) == ("sip", "draft", "region")
    assert plan.points["measures"].splitlines()[0] == "Bokar läkartid – Hälso- och sjukvården, Vera"
    assert [each.wording for each in plan.goals] == ["Halvtid"]
    assert plan.follow_up_on == date(2027, 2, 22)
    assert Fact.objects.get(case_id=case, fact="plan_followup").value == "2027-02-22"
    coming = one(world, case, written.follow_up)
    assert (coming.status, coming.day, coming.starts.time()) == (PLANNED, date(2027, 2, 22), time(9, 0))
    # The sister came by herself: she is called again only if somebody calls her. The baker never came.
    assert (coming.follows, coming.called_on, len(coming.called)) == (meeting, None, 3)
    assert [each.id for each in queries.of_case(seen(world, "sara", case), DAY)] == [coming.id, meeting]

    # What each who took part is sent is what consent opens; the sister is named by none, and gets nothing.
    told = {each.called.who: each for each in queries.minutes(seen(world, "sara", case), kept, DAY)}
    assert (told[PERSON].ready, told["halso-sjukvard"].ready, told["Kims syster"].ready) == (True, True, False)
    commands.send_minutes(**world.by("sara"), case=case, meeting=meeting, given=Minutes("letter"))
    kept = one(world, case, meeting)
    assert {each.who for each in kept.called if each.minutes_on} == {PERSON, "halso-sjukvard"}
    received = consented.who_has_received(Case.objects.get(pk=case).person_id, DAY, world.scope("sara"))
    assert {(each.how, "plan" in each.categories) for each in received} >= {("sent", True)}
    # A change after the minutes have left needs a reason, and says that they are to be sent anew.
    again = Held(DAY, ids(kept, PERSON), points={"goal": "Heltid"}, follow_up_on=date(2027, 2, 22))
    refused("reason-needed", lambda: commands.change_record(**world.by("sara"), case=case, meeting=meeting, said=again))
    commands.change_record(**world.by("sara", "Målet blev fel"), case=case, meeting=meeting, said=again)
    kept = one(world, case, meeting)
    assert kept.sent_before_change
    assert (dict(kept.said), len(kept.tasks)) == ({"goal": "Heltid"}, 2)
    assert documents.one(seen(world, "sara", case), written.document, DAY).values["goal"] == "Heltid"
    # The follow-up is of the same plan; it makes no new one.
    later = Held(DAY, ids(coming, PERSON), points={"goal": "Trivs"}, no_follow_up="Klart")
    again = commands.hold(**world.by("sara"), case=case, meeting=coming.id, said=later)
    assert (again.plan, again.follow_up) == (written.plan, 0)
    steps = [each.what for each in plans.one(seen(world, "sara", case), written.plan, DAY).steps]
    assert steps == ["followed-up"]
    sound(case)


def test_another_day_for_the_follow_up_moves_what_still_has_the_old_one(world: World, case: int) -> None:
    """E3, E11: the plan, the fact and the next meeting go with the record, until they get days of their own."""
    meeting = sip(world, case)
    made = hold(world, case, meeting)
    told = plan_commands.Agreed(DAY, True)
    plan_commands.agree(**world.by("sara"), case=case, plan=made.plan, said=told)
    rewrite = partial(commands.change_record, case=case, meeting=meeting)

    def now() -> tuple[date | None, date, str]:
        plan, coming = plans.one(seen(world, "sara", case), made.plan, DAY), one(world, case, made.follow_up)
        return plan.follow_up_on, coming.day, Fact.objects.get(case_id=case, fact="plan_followup").value or ""

    def became(**more: object) -> tuple[str, str]:
        changed = rewrite(**world.by("sara", str(more.pop("why", ""))), said=Held(DAY, **more))  # type: ignore[arg-type]
        return changed.plan_day, changed.next_day

    march, april, may, june = (date(2027, month, 1) for month in (3, 4, 5, 6))
    assert became(follow_up_on=date(2027, 2, 22)) == ("", "")
    assert became(follow_up_on=march) == ("moved", "moved")
    assert now() == (march, march, "2027-03-01")
    assert one(world, case, made.follow_up).starts.time() == time(13)
    # Whoever has been called to the next meeting is owed a reason, and is asked anew; without it nothing moves.
    person = ids(one(world, case, made.follow_up), PERSON)
    commands.call(**world.by("sara"), case=case, meeting=made.follow_up, only=person)
    comes = Answer(COMES, DAY, PHONE)
    commands.answer(**world.by("sara"), case=case, meeting=made.follow_up, called=person[0], said=comes)
    refused("next-reason", lambda: became(follow_up_on=april))
    assert now() == (march, march, "2027-03-01")
    assert became(follow_up_on=april, why="Fel månad") == ("moved", "moved")
    assert now() == (april, april, "2027-04-01")
    coming = one(world, case, made.follow_up)
    assert (coming.sequence, coming.reason, coming.one_called(person[0]).answer) == (2, "Fel månad", WAITING)
    # What has a day of its own by then is left alone; a day that has passed moves nothing.
    commands.move(**world.by("sara", "Krock"), case=case, meeting=coming.id, to=Moved(moment(may, time(9))))
    assert became(no_follow_up="Klart") == ("moved", "no-day")
    assert now() == (None, may, "")
    assert became(follow_up_on=june) == ("moved", "other")
    plan_commands.follow_up(
        **world.by("sara"), case=case, plan=made.plan, said=plan_commands.FollowedUp(DAY, "", march)
    )
    assert became(follow_up_on=april) == ("other", "other")
    assert now() == (march, may, "2027-03-01")
    assert became(follow_up_on=DAY - timedelta(days=1)) == ("passed", "passed")
    sound(case)


def test_tasks_stand_on_ones_own_list_until_they_are_done(world: World, case: int) -> None:
    """Whose own, what is late; done or dropped with what came of it; another unit's worker sees none (D21)."""
    consent(world, case, "varden", EVERY)
    meeting = sip(world, case)
    hold(world, case, meeting)
    commands.add_task(**world.by("sara"), case=case, said=TaskSaid("Ring Kim"))
    found = queries.tasks_of_worker(world.scope("sara"), DAY)
    assert [(each.task.text, each.mine, each.task.late(DAY)) for each in found] == [
        ("Ordnar praktik", True, True), ("Bokar läkartid", False, False), ("Ring Kim", True, False),
    ]  # fmt: skip
    assert queries.tasks_of_worker(world.scope("olle"), DAY) == []
    first = found[0].task.id
    change = TaskSaid("Ordnar praktik i december", "socialtjanst", "Sigge", DAY + timedelta(days=20))
    commands.change_task(**world.by("sara"), case=case, task=first, said=change)
    commands.finish_task(**world.by("sara"), case=case, task=first, how=Finished(DAY, "Börjar den 1 december"))
    refused("task-ended", lambda: commands.finish_task(**world.by("sara"), case=case, task=first, how=Finished(DAY)))
    other = found[1].task.id
    refused("reason-needed", lambda: commands.finish_task(**world.by("sara"), case=case, task=other,
                                                          how=Finished(DAY, dropped=True)))  # fmt: skip
    refused("task-empty", lambda: commands.add_task(**world.by("sara"), case=case, said=TaskSaid(" ")))
    done = next(each for each in queries.tasks_of_case(seen(world, "sara", case), DAY) if each.id == first)
    assert (done.status, done.outcome, done.name) == (DONE, "Börjar den 1 december", "Sigge")
    # What is on one's own list is asked for with the same number of queries, however many rows there are.
    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.tasks_of_worker(world.scope("sara"), DAY)
        queries.upcoming(world.scope("sara"), DAY, 200)
    for n in range(4):
        commands.add_task(**world.by("sara"), case=case, said=TaskSaid(f"Uppgift {n}"))
        sip(world, case)
    with CaptureQueriesContext(connection) as many:
        assert len(queries.tasks_of_worker(world.scope("sara"), DAY)) == 6
        assert len(queries.upcoming(world.scope("sara"), DAY, 200)) == 5
    assert len(many) == len(few)
    sound(case)


def test_a_withdrawn_consent_takes_coming_seats_and_closes_the_view(world: World, case: int) -> None:
    """D20, D21: Jobbtorg is invited, sees what is open to it, and after the withdrawal neither seat nor meeting."""
    consent(world, case, "torget", ("contact", "plan"))
    meeting = sip(world, case, PERSON, "jobbtorg")
    # Nobody learns of a meeting that has not been called.
    assert queries.invited_to(world.scope("jonas"), DAY) == []
    commands.call(**world.by("sara"), case=case, meeting=meeting)
    (invited,) = queries.invited_to(world.scope("jonas"), DAY)
    assert (invited.meeting.id, invited.meeting.place, invited.about.readable) == (meeting, "Biblioteket", False)
    refused("no-case", lambda: seen(world, "jonas", case))
    held = sip(world, case, PERSON, "jobbtorg")
    hold(world, case, held, points={"goal": "Halvtid"}, tasks=(), follow_up_on=None, no_follow_up="Inget behov")
    person = Case.objects.get(pk=case).person_id
    back = Withdrawal(receiver=world.units["torget"].sphere_id)
    consents.withdraw(**world.by("sara"), person=person, what=back)
    kept = one(world, case, meeting)
    assert {each.who: each.seat for each in kept.called} == {PERSON: True, "jobbtorg": False}
    assert queries.invited_to(world.scope("jonas"), DAY) == []
    refused("all-called", lambda: commands.call(**world.by("sara"), case=case, meeting=meeting))
    # The minutes, not sent yet, reach the person only.
    commands.send_minutes(**world.by("sara"), case=case, meeting=held, given=Minutes("letter"))
    assert {each.who for each in one(world, case, held).called if each.minutes_on} == {PERSON}
    assert "seats-cancelled" in Event.objects.filter(stream_id=case).values_list("kind", flat=True)
    sound(case)


def test_whoever_is_called_answers_by_itself_and_learns_no_more_than_the_invitation(world: World, case: int) -> None:
    """D18, D20, D21, E3: Jobbtorg has no part in the case and may know only that it is called. Its answer stands with
    social services; narrowing and closing take the seat, and nobody else can answer for it."""
    consent(world, case, "torget", ("contact", "plan"))
    person = Case.objects.get(pk=case).person_id
    given = Consent.objects.get(from_sphere_id=world.units["oster"].sphere_id)
    consents.narrow(**world.by("sara"), person=person, consent=given.pk, categories=("contact",))
    meeting = sip(world, case, PERSON, "jobbtorg")
    commands.call(**world.by("sara"), case=case, meeting=meeting)
    received = consented.who_has_received(person, DAY, world.scope("sara"))
    assert [each.categories for each in received if each.how == "sent"] == [("contact",)]
    (coming,) = queries.invited_to(world.scope("jonas"), DAY)
    assert (coming.full, coming.about.name, coming.meeting.place) == (False, "Kim Ek", "Biblioteket")
    assert (coming.meeting.called, coming.meeting.worker) == ((), 0)
    seat = coming.seat.id
    letter = fillings.invitation(one(world, case, meeting), seen(world, "sara", case), plain=True)
    assert letter[0] == "kallelse"
    assert {"person_name", "date", "reference"} < letter[1].keys()
    assert not {"meeting", "questions", "invited"} & letter[1].keys()
    answer = partial(commands.answer_own, meeting=meeting, called=seat)
    refused("reason-needed", lambda: answer(**world.by("jonas"), said=Answer(DECLINES, DAY)))
    refused("time-needed", lambda: answer(**world.by("jonas"), said=Answer(NEW_TIME, DAY)))
    past = Answer(NEW_TIME, DAY, proposed=moment(DAY, time(8)))
    refused("time-passed", lambda: answer(**world.by("jonas"), said=past))
    for name in ("olle", "karin", "sara", "ada"):
        refused("no-meeting", partial(answer, **world.by(name), said=Answer(COMES, DAY)))
    act, later = world.by("jonas"), moment(date(2026, 12, 9), time(9))
    before = Event.objects.filter(stream_id=case).count()
    answer(**act, said=Answer(NEW_TIME, DAY - timedelta(days=3), PHONE, "Krock", later, "Jonas Ek"))
    with pytest.raises(DoneBefore):
        answer(**act, said=Answer(COMES, DAY))
    assert Event.objects.filter(stream_id=case).count() == before + 1
    told = one(world, case, meeting).one_called(seat)
    assert (told.answer, told.answered_on, told.how, told.proposed, told.name) == (
        NEW_TIME, DAY, HERE, later, "Jonas Ek",
    )  # fmt: skip
    event = Event.objects.filter(stream_id=case).latest("seq")
    parts = {each.sphere_id: each.data for each in Payload.objects.filter(stream_id=case, seq=event.seq)}
    theirs = world.units["torget"].sphere_id
    assert (event.kind, event.unit_id, event.sphere_id) == ("meeting-answered", world.units["torget"].pk, theirs)
    assert parts.keys() == {theirs, world.units["oster"].sphere_id}
    assert "sip" not in parts[theirs]
    assert "Krock" not in parts[theirs]
    refused("no-case", lambda: seen(world, "jonas", case))
    # Narrowed so that not even that is open, the seat is gone at once, as when a consent is taken back.
    again = Period(DAY, date(2027, 5, 1))
    way = (Direction(world.units["oster"].sphere_id, theirs, "Torget"),)
    paper = Paper(kind="informationsutbyte", directions=way, categories=("contact", "work"), purpose="Samordning",
                  valid=again, form="written", evidence="Blankett")  # fmt: skip
    consents.give(**world.by("sara"), person=person, paper=paper)
    consents.withdraw(**world.by("sara"), person=person, what=Withdrawal(consents=(given.pk,)))
    assert one(world, case, meeting).one_called(seat).seat, "another consent opens it"
    other = Consent.objects.filter(person_id=person).latest("pk")
    consents.narrow(**world.by("sara"), person=person, consent=other.pk, categories=("work",))
    assert not one(world, case, meeting).one_called(seat).seat
    refused("no-meeting", lambda: answer(**world.by("jonas"), said=Answer(COMES, DAY)))
    refused("no-meeting", lambda: queries.called_to(world.scope("jonas"), meeting, DAY))
    sound(case)


def test_a_seat_is_gone_the_night_after_its_consent_has_ended_and_whoever_had_it_is_told(world: World) -> None:
    """D20, D23, E3: by a job, one event for the case, each authority told of its own meeting; a seat to which nobody
    has been called waits for a consent. Who is freed gets a cancelling file that names nobody."""
    case = world.open("sara", "finsamteam", "4").case
    person, ends = Case.objects.get(pk=case).person_id, date(2026, 11, 25)
    units = ("oster", "teamet", "torget")
    ways = tuple(
        Direction(world.units[a].sphere_id, world.units[b].sphere_id, b) for a in units for b in units if a != b
    )
    paper = Paper(kind="finsamteam", directions=(*ways, Direction(world.units["oster"].sphere_id, None, "Bagaren AB")),
                  categories=("contact", "plan"), purpose="Plan", evidence="Blankett", valid=Period(None, ends),
                  form="written")  # fmt: skip
    consents.give(**world.by("sara"), person=person, paper=paper, case=case)
    moving.complete(**world.by("sara"), case=case, position=the_box(case), left=Left(exits=("vidare",)))
    called = (Called(PERSON), Called("jobbtorg", address="jonas@torget.se"), Called("Bagaren AB"))
    wanted = Wanted(kind="sip", party="socialtjanst", starts_at=WHEN, place="Biblioteket", called=called)
    ours = commands.book(**world.by("sara"), case=case, wanted=wanted).meeting
    uncalled = commands.book(**world.by("sara"), case=case, wanted=wanted).meeting
    team = Wanted(kind="finsamteam", party="finsamteam", starts_at=WHEN, called=(Called("jobbtorg"),))
    theirs = commands.book(**world.by("karin"), case=case, wanted=team).meeting
    commands.call(**world.by("sara"), case=case, meeting=ours)
    commands.call(**world.by("karin"), case=case, meeting=theirs)

    def night(on: date) -> list[int]:
        return nightly.cancel_ended(scope=system("nightly", on), at=world.act("sara", on=on).at)

    # A meeting whose day has passed, and that nobody has written down yet, keeps those who may have been there.
    was = replace(wanted, starts_at=moment(date(2026, 11, 24), time(13)), called=(Called("jobbtorg"),))
    passed = commands.book(**world.by("sara"), case=case, wanted=was).meeting
    commands.call(**world.by("sara"), case=case, meeting=passed)
    assert night(date(2026, 11, 24)) == []
    before = Event.objects.filter(stream_id=case).count()
    assert len(night(ends)) == 3
    assert night(ends) == []
    (event,) = Event.objects.filter(stream_id=case, seq__gt=before)
    told = {each.sphere_id: each.data for each in Payload.objects.filter(stream_id=case, seq=event.seq)}
    assert (event.kind, event.by_id, len(told)) == ("seats-cancelled", 0, 2)
    assert "Bagaren AB" not in told[world.units["teamet"].sphere_id]
    # While each still sees the other's part too, its own log says what became of its own meetings.
    assert [cases.happenings(seen(world, name, case), DAY)[-1].said["plan"]["who"] for name in ("sara", "karin")] == [
        ["Bagaren AB", "jobbtorg"], ["jobbtorg"],
    ]  # fmt: skip
    log = case_gather.acts(seen(world, "karin", case), DAY)
    assert timeline.lines(log.names, log.happened, log.ticks)[-1].who == "Samordna"
    kept = one(world, case, ours)
    gone = ids(kept, "jobbtorg", "Bagaren AB")
    assert {each.who: (each.seat, each.to_be_freed) for each in kept.called} == {
        PERSON: (True, False), "jobbtorg": (False, True), "Bagaren AB": (False, True),
    }  # fmt: skip
    assert all(each.seat for meeting in (uncalled, passed) for each in one(world, case, meeting).called)
    assert [each.meeting.id for each in queries.invited_to(world.scope("jonas"), DAY)] == [passed]
    # They are told once, by whoever keeps the meeting, with time, place and a code.
    assert list(meeting_mail.to_free(kept)) == [gone[0]]
    refused("nobody-to-free", lambda: commands.let_go(**world.by("sara"), case=case, meeting=ours,
                                                      to=ids(kept, PERSON)))  # fmt: skip
    refused("no-meeting", lambda: commands.let_go(**world.by("karin"), case=case, meeting=ours, to=gone))
    assert commands.let_go(**world.by("sara"), case=case, meeting=ours, to=gone) == gone
    assert meeting_mail.free(kept, world.act("sara").at, gone) == [gone[0]]
    (letter,) = mail.outbox
    (_name, content, kind), *_ = letter.attachments
    assert kind == "text/calendar; method=CANCEL; charset=utf-8"
    assert f"{kept.uid}@samordna" in content.replace("\r\n ", "")
    assert not any(secret in f"{letter.subject}{letter.body}{content}" for secret in ("Kim", "SIP", "Oster", "ocialtj"))
    assert {each.freed_on for each in one(world, case, ours).called} == {None, DAY}
    refused("nobody-to-free", lambda: commands.let_go(**world.by("sara"), case=case, meeting=ours, to=gone))
    sound(case)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(opened=st.sets(st.sampled_from(EVERY)), withdrawn=st.booleans())
def test_nothing_leaves_without_a_consent_that_covers_it(world: World, opened: Iterable[str], withdrawn: bool) -> None:
    """The property: an invitation takes contact, and tells the kind and the questions with planning only; minutes what
    they tell of; after withdrawal nothing. Whoever may not know of it cannot answer either (D20)."""
    case = world.open("sara", "soc-sjukskriven", "13").case
    if opened:
        consent(world, case, "torget", tuple(sorted(opened)))
    meeting = sip(world, case, "jobbtorg")
    if withdrawn and opened:
        back = Withdrawal(receiver=world.units["torget"].sphere_id)
        consents.withdraw(**world.by("sara"), person=Case.objects.get(pk=case).person_id, what=back)
    covered = set() if withdrawn else set(opened)
    may_call = "contact" in covered
    if may_call:
        commands.call(**world.by("sara"), case=case, meeting=meeting)
    else:
        with pytest.raises(Refused):
            commands.call(**world.by("sara"), case=case, meeting=meeting)
    kept = one(world, case, meeting)
    held = sip(world, case, "jobbtorg")
    said = Held(DAY, ids(one(world, case, held), "jobbtorg"), points={"goal": "Halvtid"}, no_follow_up="Nej")
    commands.hold(**world.by("sara"), case=case, meeting=held, said=said)
    send = partial(commands.send_minutes, **world.by("sara"), case=case, meeting=held, given=Minutes("letter"))
    if "contact" in covered:
        send()
    else:
        refused("consent-needed", send)
    (told,) = one(world, case, held).called
    assert set(told.minutes_of) <= covered
    assert bool(told.minutes_on) == ("contact" in covered)
    assert kept.called[0].called_on == (DAY if may_call else None)
    assert set(kept.called[0].told_of) == (covered & {"contact", "plan"} if may_call else set())
    known = [each.meeting for each in queries.invited_to(world.scope("jonas"), DAY) if each.meeting.case == case]
    assert [each.id for each in known] == ([meeting] if may_call else [])
    full = ("sip", "Hur går vi vidare?", True) if "plan" in covered else ("", "", False)
    assert all((each.kind.id, each.agenda, bool(each.called)) == full for each in known)
    comes = partial(commands.answer_own, **world.by("jonas"), meeting=meeting, called=kept.called[0].id,
                    said=Answer(COMES, DAY))  # fmt: skip
    if may_call:
        comes()
    else:
        refused("no-meeting", comes)


def test_a_consultation_without_a_name_needs_no_consent_and_fills_nothing(world: World, case: int) -> None:
    """D10: nothing of the person leaves, so nothing is asked; what was said is written in no form of theirs."""
    wanted = Wanted(
        kind="annat-mote", party="socialtjanst", starts_at=WHEN, called=(Called("jobbtorg"), Called("Konsulten AB")),
        without_name=True,
    )  # fmt: skip
    meeting = commands.book(**world.by("sara"), case=case, wanted=wanted).meeting
    commands.call(**world.by("sara"), case=case, meeting=meeting)
    written = hold(world, case, meeting, points={"said": "Så gör andra"}, tasks=(), follow_up_on=None)
    assert (written.document, written.plan, written.follow_up) == (0, 0, 0)
    received = consented.who_has_received(Case.objects.get(pk=case).person_id, DAY, world.scope("sara"))
    assert received == []
    assert queries.invited_to(world.scope("jonas"), DAY) == []
    sound(case)


def test_what_an_outside_party_calls_to_is_written_down_with_its_day(world: World, case: int) -> None:
    """D1, D17: Försäkringskassan calls; nothing leaves from here. Cancelling needs a reason then, and is final."""
    wanted = Wanted(
        kind="avstamningsmote", party="forsakringskassan", starts_at=WHEN, 
        called=(Called(PERSON), Called("socialtjanst")), called_on=DAY - timedelta(days=2),
    )  # fmt: skip
    meeting = commands.book(**world.by("sara"), case=case, wanted=wanted).meeting
    kept = one(world, case, meeting)
    assert {each.called_on for each in kept.called} == {DAY - timedelta(days=2)}
    own = ids(kept, "socialtjanst")[0]
    commands.answer(
        **world.by("sara"), case=case, meeting=meeting, called=own, said=Answer(DECLINES, DAY, PHONE, "Sjuk")
    )
    refused("reason-needed", lambda: commands.cancel(**world.by("sara"), case=case, meeting=meeting))
    commands.cancel(**world.by("sara", "Försäkringskassan ställde in"), case=case, meeting=meeting)
    assert (one(world, case, meeting).status, one(world, case, meeting).sequence) == (CANCELLED, 1)
    refused("meeting-cancelled", lambda: hold(world, case, meeting))
    # A unit that is here and is called by somebody outside answers them: an answer here would reach nobody.
    consent(world, case, "torget", ("contact", "plan"))
    outside = replace(wanted, called=(Called("jobbtorg"),))
    called = commands.book(**world.by("sara"), case=case, wanted=outside).meeting
    assert queries.called_to(world.scope("jonas"), called, DAY).outside
    (seat,) = one(world, case, called).called
    refused("convened-outside", lambda: commands.answer_own(**world.by("jonas"), meeting=called, called=seat.id,
                                                            said=Answer(COMES, DAY)))  # fmt: skip
    for code, wrong in {
        "choose-convener": Wanted(kind="sip", party="nobody", starts_at=WHEN),
        "no-kind": Wanted(kind="fest", party="socialtjanst", starts_at=WHEN),
        "choose-time": Wanted(kind="sip", party="socialtjanst"),
        "choose-length": Wanted(kind="sip", party="socialtjanst", starts_at=WHEN, minutes=0),
    }.items():
        refused(code, partial(commands.book, **world.by("sara"), case=case, wanted=wrong))
    sound(case)


def test_only_the_authority_that_keeps_a_meeting_changes_it(world: World, case: int) -> None:
    """D21: others see it as far as consent opens it, in the same words as if it were not there; Olle nothing at all."""
    consent(world, case, "torget", ("contact", "plan"))
    meeting = sip(world, case, PERSON, "jobbtorg")
    sending.refer(**world.by("sara"), case=case, position=the_box(case), target="jobbtorg/1")
    assert one(world, case, meeting, "jonas").id == meeting
    hold_it = Held(DAY, points={"goal": "Halvtid"})
    refused("no-meeting", lambda: commands.hold(**world.by("jonas"), case=case, meeting=meeting, said=hold_it))
    consents.withdraw(**world.by("sara"), person=Case.objects.get(pk=case).person_id,
                      what=Withdrawal(receiver=world.units["torget"].sphere_id))  # fmt: skip
    with pytest.raises(Refused):
        one(world, case, meeting, "jonas")
    with pytest.raises(Refused):
        one(world, case, meeting, "olle")


def team(world: World, case: int) -> None:
    """The person's consent to the Finsam team opens every named pair (D18); the registration has reached the team."""
    units = ("oster", "teamet", "torget")
    ways = tuple(
        Direction(world.units[a].sphere_id, world.units[b].sphere_id, b) for a in units for b in units if a != b
    )
    paper = Paper(
        kind="finsamteam", directions=ways, categories=EVERY, purpose="Gemensam plan", evidence="Blankett",
        valid=Period(None, date(2027, 12, 1)), form="written",
    )  # fmt: skip
    consents.give(**world.by("sara"), person=Case.objects.get(pk=case).person_id, paper=paper, case=case)


def test_a_finsam_team_from_its_inbox_to_the_six_month_follow_up(world: World) -> None:
    """D3, D11: laid-out times, one meeting in each, and the follow-up six months later booked by itself."""
    case = world.open("sara", "finsamteam", "4").case
    team(world, case)
    moving.complete(**world.by("sara"), case=case, position=the_box(case), left=Left(exits=("vidare",)))
    karin, unit = world.scope("karin"), world.units["teamet"].pk
    (waiting,) = queries.inbox(karin, unit, DAY)
    assert (waiting.about.case, waiting.box.step, waiting.meeting) == (case, "10", None)
    times = tuple(moment(date(2026, 12, day), time(hour)) for day in (3, 10) for hour in (9, 13))
    act = world.by("karin")
    made = commands.offer_slots(**act, offered=Offered(unit, times, 60, "Medborgarhuset"))
    with pytest.raises(DoneBefore):
        commands.offer_slots(**act, offered=Offered(unit, (times[0] + timedelta(days=30),), 60))
    assert commands.offer_slots(**world.by("karin"), offered=Offered(unit, times[:2], 60)) == []
    refused("not-your-unit", lambda: commands.offer_slots(**world.by("sara"), offered=Offered(unit, times, 60)))
    assert [each.id for each in queries.slots(karin, unit, DAY)] == made
    assert queries.slots(world.scope("sara"), unit, DAY) == []
    people = tuple(Called(who) for who in (PERSON, "socialtjanst", "jobbtorg"))
    wanted = Wanted(kind="finsamteam", party="finsamteam", called=people)
    taken = commands.take_slot(**world.by("karin"), case=case, slot=made[1], wanted=wanted)
    refused("slot-taken", lambda: commands.take_slot(**world.by("karin"), case=case, slot=made[1], wanted=wanted))
    refused("slot-taken", lambda: commands.close_slot(**world.by("karin"), slot=made[1]))
    commands.close_slot(**world.by("karin"), slot=made[3])
    assert [(each.id, each.taken) for each in queries.slots(karin, unit, DAY)] == [
        (made[0], False), (made[1], True), (made[2], False),
    ]  # fmt: skip
    commands.call(**world.by("karin"), case=case, meeting=taken.meeting)
    kept = one(world, case, taken.meeting, "karin")
    assert (kept.starts, kept.place) == (times[1], "Medborgarhuset")
    assert queries.inbox(karin, unit, DAY)[0].meeting.id == taken.meeting
    (agenda,) = queries.agenda(karin, unit, date(2026, 12, 3))
    assert (agenda.meeting.id, agenda.about.name) == (taken.meeting, "Kim Ek")
    said = Held(
        DAY, tuple(each.id for each in kept.called), points={"goal": "Arbete", "driver": "Sara"},
        tasks=(TaskSaid("Praktik", "jobbtorg", "Jonas"),),
    )  # fmt: skip
    written = commands.hold(**world.by("karin"), case=case, meeting=taken.meeting, said=said)
    later = one(world, case, written.follow_up, "karin")
    # Six months after a Sunday is a Saturday; the day before is the last working day in time.
    assert (later.day, later.starts.time(), later.follows) == (date(2027, 5, 21), time(13), taken.meeting)
    assert one(world, case, taken.meeting, "karin").follow_up_on == date(2027, 5, 21)
    assert Case.objects.get(pk=case).holder_party == "socialtjanst"
    assert {each.kind for each in Event.objects.filter(stream_id__in=made)} == {"slot-offered", "slot-closed"}
    assert Payload.objects.filter(stream_id__in=made).exclude(person_id=0).count() == 0
    assert list(verifying.looked_at(reading.read([*made, case]))) == []
    # A cancelled meeting gives its time back.
    other = commands.take_slot(**world.by("karin"), case=case, slot=made[0], wanted=wanted).meeting
    commands.cancel(**world.by("karin"), case=case, meeting=other)
    commands.take_slot(**world.by("karin"), case=case, slot=made[0], wanted=wanted)


def test_ones_own_calendar_holds_meetings_and_tasks_without_saying_of_whom(world: World, case: int) -> None:
    """D23: the meeting with the id of its invitation, the task as a day; a colleague's calendar has neither."""
    meeting = sip(world, case)
    commands.add_task(**world.by("sara"), case=case, said=TaskSaid("Ring Kim om ryggen", due=DAY + timedelta(days=3)))
    read = feeds.calendar(feeds.renew(world.workers["sara"].pk, DAY), DAY).decode()
    kept = one(world, case, meeting)
    assert f"{kept.uid}@samordna" in read
    assert kept.reference in read
    assert "DTSTART;VALUE=DATE:20261125" in read
    for secret in ("Kim", "ryggen", "SIP", "Oster"):
        assert secret not in read
    assert "BEGIN:VEVENT" not in feeds.calendar(feeds.renew(world.workers["sigge"].pk, DAY), DAY).decode()


def test_an_invitation_by_mail_holds_time_place_and_reference_only(world: World, case: int) -> None:
    """D23: to whoever is called and has an address; the attachment is what ordinary calendars read."""
    unit = world.units["torget"]
    unit.email = "torget@example.se"
    unit.save()
    consent(world, case, "torget", ("contact", "plan"))
    wanted = Wanted(
        kind="sip", party="socialtjanst", starts_at=WHEN, place="Biblioteket", agenda="Ryggen",
        called=(Called(PERSON), Called("jobbtorg")),
    )  # fmt: skip
    meeting = commands.book(**world.by("sara"), case=case, wanted=wanted).meeting
    # Nothing before it is called to.
    assert meeting_mail.send(one(world, case, meeting), world.act("sara").at) == []
    commands.call(**world.by("sara"), case=case, meeting=meeting)
    kept = one(world, case, meeting)
    assert meeting_mail.send(kept, world.act("sara").at) == list(ids(kept, "jobbtorg"))
    (letter,) = mail.outbox
    assert letter.to == ["torget@example.se"]
    (name, content, kind), *_ = letter.attachments
    assert (name, kind) == (f"{kept.reference}.ics", "text/calendar; method=REQUEST; charset=utf-8")
    whole = f"{letter.subject}\n{letter.body}\n{content if isinstance(content, str) else content.decode()}"
    for secret in ("Kim", "Ek", "SIP", "Ryggen", "Oster", "Socialtj", "Sara"):
        assert secret not in whole
    assert "Biblioteket" in whole
