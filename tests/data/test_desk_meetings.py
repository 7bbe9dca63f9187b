"""A meeting at the desk: booked, called to as far as consent lets it, held and written down once, and told of (B11).

Sara at social services calls to a SIP for Kim; health care is outside. Karin coordinates the Finsam team.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from samordna.audit import verifying
from samordna.audit.models import Reading
from samordna.cases.commands import moving, sending
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Run
from samordna.consents import commands as consents
from samordna.consents.domain import Withdrawal
from samordna.forms.models import Document
from samordna.meetings.domain import DECLINES, HELD, PLANNED
from samordna.meetings.models import Called, Meeting, Record, Slot, Task
from tests.cases_playing import at as box_at
from tests.cases_playing import opened
from tests.cases_world import World, build, signed_in
from tests.data.test_desk_box import consent, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]
ALL = ("contact", "social", "work", "health", "plan")


@pytest.fixture
def case(world: World) -> int:
    return world.open("sara", "soc-sjukskriven", "14").case


def words(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def post(client: Client, name: str, /, *args: object, **typed: object):
    return client.post(reverse(name, args=args), {"form": str(uuid4()), **typed})


def get(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def previewed(client: Client, name: str, *args: object, **typed: object):
    """What was shown is confirmed; the page itself when there is nothing to confirm."""
    shown = client.get(reverse(name, args=args))
    found = re.search(r'name="confirm" value="([^"]*)"', shown.content.decode())
    return post(client, name, *args, confirm=unescape(found[1]), **typed) if found else shown


def sip(client: Client, world: World, case: int, **more: object) -> int:
    """A SIP booked for today with the person, social services and health care."""
    typed = {"party": "socialtjanst", "day": world.day.isoformat(), "time": "13:00", "minutes": "60",
             "called": ["individ", "socialtjanst", "halso-sjukvard"], "place": "Öster, rum 3",
             "email-halso-sjukvard": "varden@example.se",
             "agenda": "Arbetsträning på halvtid"}  # fmt: skip
    answer = post(client, "case-meeting-book", case, "sip", **{**typed, **more})
    assert answer.status_code == 302, words(answer.content)
    return Meeting.objects.order_by("-pk")[0].pk


def called(meeting: int, who: str) -> Called:
    return Called.objects.get(meeting_id=meeting, who=who)


def test_the_form_shows_rule_people_and_what_consent_lacks_and_keeps_what_was_typed(
    world: World, sara: Client, case: int
) -> None:
    """The kinds that the open box names come first; what is missing warns, with a link, and stops no booking (D17)."""
    kinds = get(sara, "case-meeting-kinds", case)
    assert "?box=soc-sjukskriven/14" in kinds
    assert kinds.index("/book/sip/") < kinds.index("/book/trepart/")
    # Where the source does not say whether the person takes part, nobody ticks them beforehand; they can be called.
    other = get(sara, "case-meeting-book", case, "annat-mote")
    assert 'name="called" value="individ"' in other
    assert not re.search(r'name="called" value="individ" checked', other)
    page = get(sara, "case-meeting-book", case, "sip")
    assert "SIP meeting" in page
    assert re.search(r'name="called" value="individ" checked', page)
    assert re.search(r'name="called" value="halso-sjukvard" checked', page)
    assert "Consent is missing" in page
    # The way to register a consent keeps what is typed, and leads back to it; the address holds none of it.
    assert 'name="do" value="consent:halso-sjukvard"' in page
    begun = {"do": "consent:halso-sjukvard", "called": ["halso-sjukvard"], "agenda": "Ryggen", "also": "Ann Ek"}
    to_consent = post(sara, "case-meeting-book", case, "sip", party="socialtjanst", **begun)["Location"]
    assert f"to={world.units['varden'].sphere_id}" in to_consent
    assert "book=sip" in to_consent
    assert "Ryggen" not in to_consent
    back = f"{reverse('case-meeting-book', args=[case, 'sip'])}?kept=yes"
    assert back in sara.get(to_consent).content.decode()
    assert "kept=yes" not in sara.get(to_consent.replace("book=sip", "book=//evil.example")).content.decode()
    paper = {"kind": "sip", "to-sphere": world.units["varden"].sphere_id, "ways": "ours", "category": "contact",
             "purpose": "SIP", "form-given": "written", "evidence": "Blankett", "giver": "self"}  # fmt: skip
    given = sara.post(to_consent, {**paper, "form": str(uuid4())})
    assert given.status_code == 302, words(given.content)
    assert given["Location"] == back
    page = sara.get(back).content.decode()
    assert "Ryggen</textarea>" in page
    assert not re.search(r'name="called" value="individ" checked', page), "who was unticked stays so"
    assert "Ryggen" not in get(sara, "case-meeting-book", case, "sip"), "another booking begins empty"
    wrong = post(sara, "case-meeting-book", case, "sip", party="socialtjanst", time="25:10", place="Rum 3", minutes="2")
    page = wrong.content.decode()
    assert wrong.status_code == 400
    assert all(f'href="#field-{name}"' in page for name in ("day", "time", "minutes"))
    assert 'value="Rum 3"' in page
    assert Meeting.objects.count() == 0
    consent(world, case, to="varden", categories=("contact", "plan"))
    assert "May be told" in get(sara, "case-meeting-book", case, "sip")
    assert sara.get(reverse("case-meeting-book", args=[case, "gissning"])).status_code == 404


def test_an_invitation_leaves_only_to_those_who_may_be_told(world: World, sara: Client, case: int) -> None:
    """D18: the preview says for each what goes and what is stopped; who is stopped is left out until there is consent.
    D23: the calendar file names nobody. Two clicks write an answer down; a moved meeting is answered anew."""
    meeting = sip(sara, world, case)
    assert "What is agreed SIP meeting" in words(sara.get(reverse("case", args=[case])).content)
    shown = words(sara.get(reverse("case-meeting-call", args=[case, meeting])).content)
    assert "This stops the invitation" in shown
    assert "OSL" in shown
    assert previewed(sara, "case-meeting-call", case, meeting).status_code == 302
    assert called(meeting, "individ").called_on == world.day
    assert called(meeting, "halso-sjukvard").called_on is None
    consent(world, case, to="varden", categories=("contact", "plan"))
    assert previewed(sara, "case-meeting-call", case, meeting).status_code == 302
    assert called(meeting, "halso-sjukvard").called_on == world.day
    file = sara.get(reverse("case-meeting-calendar", args=[case, meeting]))
    assert file["Content-Type"].startswith("text/calendar")
    assert not re.search("Kim|Ek|SIP|Socialtjanst", file.content.decode().replace("\r\n ", ""))
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert (event["SEQUENCE"], event["LOCATION"]) == (0, "Öster, rum 3")
    assert post(sara, "case-meeting-call", case, meeting, do="mail").status_code == 302
    (letter,) = mail.outbox
    assert letter.to == ["varden@example.se"]
    assert not re.search("Kim|SIP|Socialtjanst|Oster", f"{letter.subject} {letter.body} {letter.attachments[0][1]}")
    wider = post(sara, "case-meeting-call", case, meeting, do="more", called="jobbtorg",
                 also="Kims syster, <syster@example.se>")  # fmt: skip
    assert wider["Location"] == reverse("case-meeting-call", args=[case, meeting])
    assert called(meeting, "Kims syster").called_on is None
    assert called(meeting, "Kims syster").address == "syster@example.se"
    care = called(meeting, "halso-sjukvard").pk
    no_reason = post(sara, "case-meeting", case, meeting, do="declines", called=care)
    assert no_reason.status_code == 400
    assert f'href="#why-{care}"' in no_reason.content.decode()
    assert post(sara, "case-meeting", case, meeting, do="comes", called=care).status_code == 302
    assert "Comes" in get(sara, "case-meeting", case, meeting)
    proposed = {"day": "2026-11-30", "time": "10:00", "reason": "Mottagningen är stängd", "how": "phone"}
    post(sara, "case-meeting", case, meeting, do="new-time", called=care, **proposed)
    page = get(sara, "case-meeting-change", case, meeting)
    assert "proposes 30 November 2026 at 10.00" in page
    assert 'value="2026-11-30"' in page
    assert (
        post(sara, "case-meeting-change", case, meeting, do="move", day="2026-11-30", time="10:00").status_code == 400
    )
    moved = post(
        sara, "case-meeting-change", case, meeting, do="move", day="2026-11-30", time="10:00",
        **{"move-reason": "Vården kan inte tidigare"},
    )  # fmt: skip
    assert moved.status_code == 302
    assert called(meeting, "halso-sjukvard").answer == "waiting"
    file = sara.get(reverse("case-meeting-calendar", args=[case, meeting])).content
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert event["SEQUENCE"] == 1
    post(sara, "case-meeting-change", case, meeting, do="cancel", **{"cancel-reason": "Kim är sjuk"})
    assert "Cancelled" in get(sara, "case-meeting", case, meeting)
    file = sara.get(reverse("case-meeting-calendar", args=[case, meeting])).content
    assert Calendar.from_ical(file)["METHOD"] == "CANCEL"
    assert verifying.verify(case=case).differences == []


def test_whoever_is_called_sees_the_invitation_and_answers_at_its_own_desk(
    world: World, sara: Client, case: int
) -> None:
    """D18, D20, D21, D23, D26: Jobbtorg has no part in the case. It finds the invitation among its dates, sees what
    consent opens and nothing else, and answers; Sara sees the answer where she looks. Then the consent is gone."""
    consent(world, case, to="torget", categories=("contact",))
    meeting = sip(sara, world, case, called=["individ", "jobbtorg"], day="2026-12-21")
    assert "May be told when and where only" in get(sara, "case-meeting-book", case, "trepart")
    shown = words(sara.get(reverse("case-meeting-call", args=[case, meeting])).content)
    assert "This is left out of the invitation" in shown
    assert "Meeting: M-" in shown
    assert "This stops the invitation" not in shown
    previewed(sara, "case-meeting-call", case, meeting)
    assert "Their letter tells when, where and about whom" in get(sara, "case-meeting", case, meeting)
    letter = post(sara, "case-meeting", case, meeting, do="plain-letter")
    assert "Arbetsträning på halvtid" not in sara.get(letter["Location"]).content.decode()

    jonas, olle = signed_in(world, "jonas"), signed_in(world, "olle")
    there, seat = reverse("called-meeting", args=[meeting]), called(meeting, "jobbtorg").pk
    mine = get(jonas, "own-dates")
    assert there in mine
    assert "You are called, and have not answered." in mine
    page = jonas.get(there).content.decode()
    for told in ("Kim Ek", "Öster, rum 3", "13.00–14.00", "Oster", "M-"):
        assert told in page
    for kept in ("SIP", "Arbetsträning", "individ", "Sara", "OST-", reverse("case", args=[case])):
        assert kept not in page, kept
    assert Reading.objects.filter(stream_id=case, worker_id=world.workers["jonas"].pk, why="called").count() == 1
    file = jonas.get(reverse("called-meeting-calendar", args=[meeting]))
    assert Calendar.from_ical(file.content)["METHOD"] == "REQUEST"
    assert jonas.get(reverse("case-meeting", args=[case, meeting])).status_code == 403
    absent = reverse("called-meeting", args=[4711])
    for name in ("get", "post"):
        theirs, none = (getattr(olle, name)(each) for each in (there, absent))
        assert (theirs.status_code, words(theirs.content)) == (403, words(none.content))

    for do, field in (("declines", "reason"), ("new-time", "day")):
        wrong = post(jonas, "called-meeting", meeting, do=do, name="Jonas Ek", time="25:00" if field == "day" else "")
        assert wrong.status_code == 400
        assert f'href="#field-{field}"' in wrong.content.decode()
        assert 'value="Jonas Ek"' in wrong.content.decode()
    given = {"do": "new-time", "day": "2026-12-22", "time": "9:00", "name": "Jonas Ek", "form": str(uuid4())}
    for _twice in range(2):
        assert jonas.post(there, given)["Location"] == there
    assert "You have asked for another time." in jonas.get(there).content.decode()
    assert called(meeting, "jobbtorg").how == "here"
    page = words(sara.get(reverse("case-meeting", args=[case, meeting])).content)
    assert "Jonas Ek Wants another time 22 November 2026, in Samordna; proposes 22 December 2026 at 09.00" in page
    assert "1 wants another time." in words(sara.get(reverse("case", args=[case])).content)
    log = words(sara.get(reverse("case-log", args=[case])).content)
    assert "answered that Jobbtorg Stockholm wants another time for “SIP meeting”" in log

    # With planning open too, the invitation tells the rest; with a part in the case, it is answered there.
    consent(world, case, to="torget", categories=("plan",))
    page = jonas.get(there).content.decode()
    assert "SIP meeting" in page
    assert "Arbetsträning på halvtid" in page
    sending.refer(**world.by("sara"), case=case, position=the_box(case), target="jobbtorg/1")
    assert reverse("case-meeting", args=[case, meeting]) in get(jonas, "own-dates")
    page = get(jonas, "case-meeting", case, meeting)
    assert "Your answer" in page
    assert post(jonas, "case-meeting", case, meeting, do="declines", called=seat).status_code == 400
    assert post(jonas, "case-meeting", case, meeting, do="comes", called=seat, name="Jo Ek").status_code == 302
    assert (called(meeting, "jobbtorg").answer, called(meeting, "jobbtorg").name) == ("comes", "Jo Ek")
    assert (
        post(jonas, "case-meeting", case, meeting, do="comes", called=called(meeting, "individ").pk).status_code == 400
    )

    # The consent is taken back: the seat is gone, and Sara tells them with a file that only takes the entry away (D20).
    unit = world.units["torget"]
    unit.email = "torget@example.se"
    unit.save()
    back = Withdrawal(receiver=unit.sphere_id)
    consents.withdraw(**world.by("sara"), person=Case.objects.get(pk=case).person_id, what=back)
    assert jonas.get(there).status_code == 403
    page = get(sara, "case-meeting", case, meeting)
    assert "Some have no seat any more" in page
    file = sara.get(f"{reverse('case-meeting-calendar', args=[case, meeting])}?off=yes").content
    assert Calendar.from_ical(file)["METHOD"] == "CANCEL"
    freed = {"do": "free-mail", "form": str(uuid4())}
    for _twice in range(2):
        assert sara.post(reverse("case-meeting", args=[case, meeting]), freed).status_code in (302, 400)
    assert [each.to for each in mail.outbox] == [["torget@example.se"]]
    page = get(sara, "case-meeting", case, meeting)
    assert "Some have no seat any more" not in page
    assert "Told 22 November 2026 that they need not come." in page
    assert verifying.verify(case=case).differences == []


def test_a_meeting_is_written_down_once_and_everything_is_made_from_it(world: World, sara: Client, case: int) -> None:
    """B11: one record fills minutes, tasks, journal text and the next meeting; minutes go to everyone who came, as far
    as consent goes; what is changed after that needs a reason (D17, D18, D24)."""
    consent(world, case, to="varden", categories=("contact", "plan"))
    meeting = sip(sara, world, case)
    previewed(sara, "case-meeting-call", case, meeting)
    page = get(sara, "case-meeting-hold", case, meeting)
    assert all(f'name="point-{name}"' in page for name in ("goal", "overall", "not_agreed"))
    assert "Answered by the tasks below of everybody else" in page
    came = [each.pk for each in Called.objects.filter(meeting_id=meeting)]
    typed: dict[str, object] = {
        "do": "save", "on": world.day.isoformat(), "came": came, "also": "Kims syster", "point-goal": "Arbeta halvtid",
        "point-own_words": "Vill tillbaka till köket", "point-overall": "kommun",
        "task-0-text": "Söka arbetsträning", "task-0-party": "socialtjanst", "task-0-due": "2026-11-20",
        "task-2-text": "Ordna läkartid", "task-2-party": "halso-sjukvard", "task-2-due": "2026-12-10",
        "follow-up-on": "2026-11-01", "book-next": "yes",
    }  # fmt: skip
    wrong = post(sara, "case-meeting-hold", case, meeting, **{**typed, "task-1-due": "snart"})
    assert wrong.status_code == 400
    assert 'href="#field-follow-up-on"' in wrong.content.decode()
    assert 'href="#field-task-1"' in wrong.content.decode()
    assert 'value="Ordna läkartid"' in wrong.content.decode()
    more = post(sara, "case-meeting-hold", case, meeting, **{**typed, "do": "more"})
    assert (more.status_code, 'name="task-5-text"' in more.content.decode()) == (200, True)
    same = {**typed, "follow-up-on": "2027-02-22", "form": str(uuid4())}
    for _twice in range(2):
        answer = sara.post(reverse("case-meeting-hold", args=[case, meeting]), same)
        assert answer.status_code == 302
    held, following = Meeting.objects.order_by("pk")
    assert (held.status, following.status, following.follows_id) == (HELD, PLANNED, held.pk)
    assert Record.objects.get(meeting=held).data["overall"] == "kommun"
    assert {task.text for task in Task.objects.all()} == {"Söka arbetsträning", "Ordna läkartid"}
    record = get(sara, "case-meeting-record", case, meeting)
    assert reverse("case-form", args=[case, Document.objects.get(pk=held.minutes_document).pk]) in record
    assert reverse("case-meeting", args=[case, following.pk]) in record
    text = unescape(re.search(r'<pre class="copy"[^>]*>(.*?)</pre>', record, re.S)[1])
    assert all(each in text for each in ("Arbeta halvtid", "Söka arbetsträning", "22 February 2027"))
    seq = re.search(r'name="of" value="(\d+)"', record)
    sara.post(reverse("case-tick", args=[case]), {"of": seq[1], "system": "Treserva", "form": str(uuid4())})
    assert "Stands in Treserva" in get(sara, "case-meeting-record", case, meeting)
    shown = words(sara.get(reverse("case-meeting-minutes", args=[case, meeting])).content)
    assert "Kims syster" in shown
    assert shown.count("Söka arbetsträning") == 3, "all but her get the tasks"
    assert previewed(sara, "case-meeting-minutes", case, meeting, how="letter").status_code == 302
    assert called(meeting, "halso-sjukvard").minutes_on == world.day
    assert called(meeting, "Kims syster").minutes_on is None, "no consent names her"
    again = {**same, "form": str(uuid4()), "point-goal": "Arbeta 75 %", "task-0-text": "", "task-2-text": "",
             "task-0-due": "", "task-2-due": "", "also": ""}  # fmt: skip
    assert sara.post(reverse("case-meeting-rewrite", args=[case, meeting]), again).status_code == 400
    again |= {"change-reason": "Fel siffra", "form": str(uuid4()), "follow-up-on": "2027-03-01"}
    assert sara.post(reverse("case-meeting-rewrite", args=[case, meeting]), again).status_code == 302
    record = words(sara.get(reverse("case-meeting-record", args=[case, meeting])).content)
    assert "They were changed afterwards" in record
    assert "The plan is to be followed up 1 March 2027 now." in record
    assert "The next meeting is moved to Monday 1 March 2027, 13.00–14.00." in record
    assert "With goals and who does what. To be followed up 1 March 2027." in record
    gone = {**again, "form": str(uuid4()), "follow-up-on": "", "no-follow-up": "Klart"}
    assert sara.post(reverse("case-meeting-rewrite", args=[case, meeting]), gone).status_code == 302
    record = words(sara.get(reverse("case-meeting-record", args=[case, meeting])).content)
    assert "The next meeting is still booked. Cancel it if it is not to be." in record
    assert verifying.verify(case=case).differences == []


def test_a_box_that_asks_for_a_meeting_says_whether_it_was_held_and_asks_why_not(
    world: World, sara: Client, case: int
) -> None:
    """D12, D17: a warning with a reason, once and never a stop; a new attempt asks for a meeting of its own."""
    no = the_box(case)
    box = reverse("case-box", args=[case, no])
    page = get(sara, "case-box", case, no)
    assert "SIP meeting: not held yet" in page
    assert f"{reverse('case-meeting-book', args=[case, 'sip'])}?box=soc-sjukskriven/14" in page
    assert 'name="need-asked"' not in page
    asked = sara.post(box, {"form": str(uuid4()), "do": "complete", "exit": "vidare"})
    assert (asked.status_code, the_box(case)) == (400, no)
    assert 'href="#field-complete-reason"' in asked.content.decode()
    assert '<input type="hidden" name="need-asked" value="yes">' in asked.content.decode()
    reason = {"complete-reason": "SIP hölls före ärendet", "form": str(uuid4()), "do": "complete", "exit": "vidare"}
    assert sara.post(box, reason).status_code == 302
    assert "SIP hölls före ärendet" in sara.get(box).content.decode(), "the reason stands with the box that was left"
    other = world.open("sara", "soc-sjukskriven", "14").case
    again = {"need-asked": "yes", "form": str(uuid4()), "do": "complete", "exit": "vidare"}
    assert sara.post(reverse("case-box", args=[other, the_box(other)]), again).status_code == 302, "asked once"
    third = world.open("sara", "soc-sjukskriven", "14").case
    meeting, no = sip(sara, world, third), the_box(third)
    assert "SIP meeting: booked 22 November 2026, not written down as held" in get(sara, "case-box", third, no)
    post(sara, "case-meeting-hold", third, meeting, **{"do": "save", "on": "2026-11-20", "no-follow-up": "Klart"})
    page = get(sara, "case-box", third, no)
    assert "SIP meeting: held 20 November 2026" in page
    assert reverse("case-meeting-record", args=[third, meeting]) in page
    assert "complete-reason" not in page
    moving.end_run(**world.by("sara", "Flyttat"), case=third, run=Run.objects.get(case_id=third).no)
    moving.start_run(**world.by("sara"), case=third, process="soc-sjukskriven", party="socialtjanst", steps=("14",))
    assert "SIP meeting: not held yet" in get(sara, "case-box", third, the_box(third))


def test_a_model_offers_its_own_meetings_and_says_when_somebody_else_calls(settings: Any) -> None:
    """Malmö has no Jobbtorg and no Finsam team to call; what Försäkringskassan calls to is told as theirs (D1, D17)."""
    settings.SECOND_FACTOR_REQUIRED = False
    world = build("malmo")
    sara, case = signed_in(world, "sara"), world.open("sara", "malmo", "4").case
    consent(world, case, to="fk", categories=("contact", "plan"))
    kinds = get(sara, "case-meeting-kinds", case)
    assert "/book/avstamningsmote-malmo/?box=malmo/4" in kinds
    assert "/book/kartlaggningsmote/" in kinds
    assert "/book/finsamteam/" not in kinds
    assert 'value="jobbtorg"' not in get(sara, "case-meeting-book", case, "kartlaggningsmote")
    begun = sara.get(reverse("case-meeting-book", args=[case, "avstamningsmote-malmo"]) + "?box=malmo/4")
    assert 'name="box" value="malmo/4"' in begun.content.decode(), "a box of a party outside, for which one registers"
    typed = {"party": "forsakringskassan", "day": "2026-11-30", "time": "9.00", "called": ["individ"],
             "box": "malmo/4"}  # fmt: skip
    booked = post(sara, "case-meeting-book", case, "avstamningsmote-malmo", **typed)
    assert booked.status_code == 302, words(booked.content)
    page = words(sara.get(booked["Location"]).content)
    assert "Whoever calls to it has called by itself: nothing is sent from here." in page
    assert "the invitation should have left by 16 November 2026" in page, "two weeks (Malmö, ruta 3)"


def test_tasks_are_ticked_off_changed_and_taken_away_with_a_reason(world: World, sara: Client, case: int) -> None:
    """Late ones first, one's own apart from others'; who is outside the case finds none of it (D21)."""
    add = {"do": "add", "task-0-party": "socialtjanst"}
    assert post(sara, "case-meetings", case, **add).status_code == 400
    for text, due in (("Ringa Kim", "2026-11-23"), ("Skriva intyg", "2026-11-20")):
        assert post(sara, "case-meetings", case, **{**add, "task-0-text": text, "task-0-due": due}).status_code == 302
    post(sara, "case-meetings", case, **{**add, "task-0-text": "Boka tid", "task-0-party": "halso-sjukvard"})
    page = get(sara, "case-meetings", case)
    assert page.index("Skriva intyg") < page.index("Ringa Kim") < page.index("By others") < page.index("Boka tid")
    assert page.count("task-late") == 1
    top = words(sara.get(reverse("case", args=[case])).content)
    assert "What is agreed Skriva intyg the day has passed Social services, by 20 November 2026" in top
    late, phone = Task.objects.get(text="Skriva intyg"), Task.objects.get(text="Ringa Kim")
    assert post(sara, "case-meetings", case, do="done", task=phone.pk).status_code == 302
    no_reason = post(sara, "case-meetings", case, do="drop", task=late.pk)
    assert f'href="#why-{late.pk}"' in no_reason.content.decode()
    assert post(sara, "case-meetings", case, do="later", task=late.pk, due="2026-12-01").status_code == 302
    assert post(sara, "case-meetings", case, do="drop", task=late.pk, reason="Behövs inte").status_code == 302
    assert sorted(Task.objects.values_list("status", flat=True)) == ["done", "dropped", "open"]
    assert signed_in(world, "olle").get(reverse("case-meetings", args=[case])).status_code == 403
    assert verifying.verify(case=case).differences == []


@pytest.fixture
def karin(world: World) -> Client:
    return signed_in(world, "karin")


def registered(world: World) -> int:
    """Kim is registered with the team, with a consent that lets the two tell each other."""
    case = opened(world, "13", consent=False)
    consent(world, case, to="teamet", categories=ALL)
    sending.refer(
        **world.by("sara"), case=case, position=box_at(case, "13"), referral="finsamteam", note="Vem gör vad?"
    )
    moving.complete(**world.by("sara"), case=case, position=box_at(case, "finsamteam/4"), left=Left(("vidare",)))
    return case


def test_the_coordinator_lays_out_times_and_takes_a_case_up_in_one(world: World, sara: Client, karin: Client) -> None:
    """D3, D11: the inbox shows number, party and box; taking up leaves the box and books the time in one act, and the
    next step stays with whoever registered. After the meeting the follow-up in six months is booked by itself (T6)."""
    case = registered(world)
    assert sara.get(reverse("forum")).status_code == 403, "social services is no team"
    wrong = post(karin, "forum", do="offer", first="2026-11-01", times="sent")
    assert all(f'href="#field-{name}"' in wrong.content.decode() for name in ("first", "times"))
    laid = {"do": "offer", "first": world.day.replace(day=24).isoformat(), "times": "9.00, 13:30", "every": "2",
            "count": "3", "minutes": "90", "place": "Förbundet"}  # fmt: skip
    assert post(karin, "forum", **laid).status_code == 302
    assert Slot.objects.count() == 6
    page = get(karin, "forum")
    assert "Take up or decline" in page
    assert "Tuesday 24 November 2026" in page
    spare = Slot.objects.order_by("-starts_at")[0]
    post(karin, "forum", do="close", slot=spare.pk)
    assert Slot.objects.get(pk=spare.pk).closed
    no = the_box(case)
    decide = get(karin, "forum-decide", case, no)
    assert re.search(r'value="socialtjanst" checked', decide)
    assert "Vem gör vad?</textarea>" in decide, "what was asked is the agenda"
    assert not re.search(r'value="forsakringskassan" checked', decide), "no consent names them"
    unreasoned = post(karin, "forum-decide", case, no, do="decline", exit="nej").content.decode()
    assert 'href="#field-code"' in unreasoned
    slot = Slot.objects.order_by("starts_at")[0]
    taken = post(karin, "forum-decide", case, no, do="take", slot=slot.pk, called=["individ", "socialtjanst"])
    meeting = Meeting.objects.get()
    assert taken["Location"] == reverse("case-meeting-call", args=[case, meeting.pk])
    assert (meeting.slot_id, meeting.minutes, meeting.box) == (slot.pk, 90, "finsamteam/5")
    assert "Has a time" in get(karin, "forum")
    theirs = get(sara, "case-meeting", case, meeting.pk)
    assert "Förbundet" in theirs, "the consent opens it to whoever registered"
    assert "Move or cancel" not in theirs
    assert sara.get(reverse("case-meeting-call", args=[case, meeting.pk])).status_code == 403
    agenda = get(karin, "forum-agenda", "2026-11-24")
    assert "09.00" in agenda
    assert "TEA-" in agenda
    assert "Waits for an answer or a time" in get(karin, "forum")
    assert previewed(karin, "case-meeting-call", case, meeting.pk).status_code == 302
    earlier = {"do": "move", "day": world.day.isoformat(), "time": "09:00", "move-reason": "Alla kunde tidigare"}
    assert post(karin, "case-meeting-change", case, meeting.pk, **earlier).status_code == 302
    came = [each.pk for each in Called.objects.filter(meeting=meeting)]
    page = get(karin, "case-meeting-hold", case, meeting.pk)
    proposed = re.search(r'name="follow-up-on" type="date" value="([^"]+)"', page)
    assert proposed
    held = {"do": "save", "on": world.day.isoformat(), "came": came, "point-goal": "Arbeta", "book-next": "yes",
            "follow-up-on": proposed[1]}  # fmt: skip
    assert post(karin, "case-meeting-hold", case, meeting.pk, **held).status_code == 302
    following = Meeting.objects.get(status=PLANNED)
    assert following.starts_at.date().isoformat() == proposed[1] == "2027-05-21", "T6, on an open day"
    assert reverse("case-meeting", args=[case, following.pk]) in get(karin, "case-meeting-record", case, meeting.pk)
    assert verifying.verify(case=case).differences == []


def test_a_team_declines_with_a_coded_reason_that_the_sender_reads(world: World, sara: Client, karin: Client) -> None:
    """D11, D15: the reason is a code with words; the case goes on with whoever registered it."""
    case = registered(world)
    declined = {"do": "decline", "exit": "nej", "code": "other-forum", "words": "Ring Försäkringskassan direkt"}
    answer = post(karin, "forum-decide", case, the_box(case), **declined)
    assert answer["Location"] == reverse("forum")
    told = words(sara.get(reverse("case", args=[case])).content)
    assert "Another forum, or a direct contact, fits better: Ring Försäkringskassan direkt" in told
    assert Called.objects.filter(answer=DECLINES).count() == 0
    assert "Nothing waits for the team" in get(karin, "forum")
