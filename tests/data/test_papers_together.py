"""What forms, files, packets, measures, plans and meetings have in common: rebuilt, refused, closed, and never broken.

Sara at social services keeps the case; Jonas is at Jobbtorg in it; Karin coordinates the team; Olle has no part in it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.db.models import Field
from django.urls import reverse

from samordna.audit import reading, verifying
from samordna.cases import queries as cases
from samordna.cases.commands import closing, moving, sending
from samordna.cases.models import Case
from samordna.cases.states import folded
from samordna.consents import commands as consents
from samordna.consents.domain import Direction, Paper, Withdrawal
from samordna.consents.models import Consent
from samordna.journal.models import Event
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.meetings import commands, queries
from samordna.meetings.domain import Called, Moved, Wanted
from samordna.meetings.models import Called as Row
from tests.cases_world import World, build, signed_in
from tests.desk_case_world import consent, the_box
from tests.papers_world import WHEN, Papers, everything, written
from tests.unit.test_attachments_files import PDF

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    """The world, with folders of its own for files and keys."""
    settings.SECOND_FACTOR_REQUIRED = False
    settings.KEY_FOLDER, settings.FILES_FOLDER = str(tmp_path / "here"), tmp_path / "files"
    return build()


ROOMS = ("forms.", "attachments.", "packets.", "measures.", "plans.", "meetings.")
# What belongs to the chain, and what leads from a row to it.
LED_BY = {"id", "seq", "head", "case_id", "area_id", "taken_in_id"}
OTHER = {
    "BooleanField": None, "CharField": "?", "TextField": "?", "JSONField": ["?"], "DateField": date(2001, 1, 1),
    "DateTimeField": datetime(2001, 1, 1, tzinfo=UTC), "UUIDField": uuid4(),
}  # fmt: skip


def other(field: Field[Any, Any], value: Any) -> Any:
    """Another value that the column can hold."""
    kind = field.get_internal_type()
    return not value if kind == "BooleanField" else OTHER.get(kind, 4711)


# Numbers, days and texts that no paper has.
JUNK = ("9" * 5000, "9223372036854775808", "9999-12-31", "²\r\nBcc: a@b.se")
NAMES = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"')
DO = re.compile(r'<button\b[^>]*?\bname="do" value="([^"]*)"')
MACHINERY = {"csrfmiddlewaretoken", "form", "do", "lang"}


def pages_of(made: Papers) -> list[tuple[str, str, tuple[object, ...]]]:
    """(who, name, arguments) of every page that takes a form beside the journey of a case."""
    ids = made.ids
    of_case: dict[str, list[tuple[object, ...]]] = {
        "case-form-begin": [("jobbplan",)], "case-form": [(ids["draft"],)], "case-form-hand-over": [(ids["draft"],)],
        "case-form-answer": [(ids["sent"],)], "case-attachments": [()], "case-attachment-new": [()],
        "packet-seal": [(ids["transfer"],)], "case-measure-find": [()], "case-measure-new": [()],
        "case-measure-record": [()], "case-measure": [(ids["measure"],)], "case-measure-change": [(ids["measure"],)],
        "case-gathered": [()], "case-gathered-give": [("fk",)], "case-plan-begin": [("sip",), ("globenmodellen",)],
        "case-plan": [(ids["plan"],)], "case-plan-write": [(ids["other"],)],
        "case-plan-step": [(ids["other"], "agree"), (ids["plan"], "follow-up"), (ids["plan"], "end")],
        "case-goal-new": [(ids["plan"],)], "case-goal": [(ids["plan"], ids["goal"])], "case-meetings": [()],
        "case-meeting-book": [("sip",)], "case-meeting": [(ids["meeting"],)],
        "case-meeting-change": [(ids["meeting"],)],
        "case-meeting-call": [(ids["meeting"],)], "case-meeting-hold": [(ids["meeting"],)],
        "case-meeting-rewrite": [(ids["held"],)], "case-meeting-minutes": [(ids["held"],)],
    }  # fmt: skip
    return [("sara", name, (made.case, *more)) for name, each in of_case.items() for more in each]


def beside(made: Papers) -> list[tuple[str, str, tuple[object, ...]]]:
    """The pages that are no case's."""
    ids = made.ids
    return [
        ("sara", "packet-take", ()), ("ada", "packet-keys", ()), ("jonas", "packet", (ids["taken"],)),
        ("karin", "catalogue-new", ()), ("karin", "catalogue-offer", (ids["offer"],)),
        ("karin", "catalogue-change", (ids["offer"],)), ("karin", "links", ()), ("karin", "forum", ()),
    ]  # fmt: skip


def junk_sent_to(world: World, made: Papers) -> list[str]:
    """What answers to nonsense in every field with anything but a page, a redirect or a calm refusal."""
    clients = {name: signed_in(world, name) for name in ("sara", "ada", "jonas", "karin")}
    wrong = []
    for who, name, args in (*pages_of(made), *beside(made)):
        where = reverse(name, args=args)
        page = clients[who].get(where).content.decode()
        names, acts = set(NAMES.findall(page)) - MACHINERY, ["", *dict.fromkeys(DO.findall(page))]
        for turn in range(2):
            do, form = acts[(turn - 1) % len(acts)], str(uuid4())
            typed = {each: JUNK[(n + turn) % len(JUNK)] for n, each in enumerate(sorted(names))}
            answer = clients[who].post(where, {**typed, "do": do, "form": form})
            if answer.status_code not in (200, 302, 400, 403, 405):
                wrong.append(f"{name} {do}: {answer.status_code}")
    zero = clients["sara"].post(reverse("case-meetings", args=[made.case]), {"do": "add", "task-0-text": "a\x00b"})
    assert zero.status_code == 400
    return wrong


def test_what_lies_beside_a_case_is_whole_and_takes_no_nonsense(world: World, settings: Any) -> None:
    """E4, E5: an event tells of every column of a row, so that whoever changes one past the program is found out.
    E11: what cannot be read or kept is said at its field, and no page falls over."""
    made = everything(world, settings, PDF)
    for label in (each for each in reading.HOMES if each.startswith(ROOMS)):
        table = reading.table(label)
        row = table._default_manager.values().order_by("id")[0]
        columns = {each.attname: each for each in table._meta.concrete_fields if each.attname not in LED_BY}
        changed = {name: other(field, row[name]) for name, field in columns.items()}
        with transaction.atomic():
            table._default_manager.filter(pk=row["id"]).update(**changed)
            found = verifying.looked_at(reading.read([row[reading.HOMES[label]]]))
            assert {each.field for each in found if each.table == label} == set(columns), label
            transaction.set_rollback(True)
    assert junk_sent_to(world, made) == []


def words(page: bytes) -> str:
    """What a page says, without the ids of its own address and the codes of its forms."""
    return re.sub(r"\d+", "N", " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split()))


def test_the_papers_of_another_case_are_as_if_there_were_none(world: World, settings: Any) -> None:
    """D21: in another case of one's own, and for whoever has no part in it, an id is answered as one that is not there.
    In a closed case nothing is written (D14)."""
    made = written(world, PDF)
    second = world.open("sara", "soc-sjukskriven", "9", person=world.person("Bo", "Al")).case
    sara, olle = signed_in(world, "sara"), signed_in(world, "olle")
    events = Event.objects.count()
    leaves = (
        "case-form-paper", "case-attachment-file", "packet-file", "case-meeting-calendar", "case-meeting-record",
        "case-gathered-given", "case-plan-revision",
    )  # fmt: skip
    ids = made.ids
    more = (
        (ids["sent"],),
        (ids["attachment"],),
        (ids["sealed"],),
        (ids["meeting"],),
        (ids["held"],),
        (1,),
        (ids["plan"], 1),
    )
    every = [*((name, args[1:]) for _who, name, args in pages_of(made)), *zip(leaves, more, strict=True)]
    absent, unread = olle.post(reverse("case-meetings", args=[4711]), {}), olle.get(reverse("case", args=[4711]))
    for name, args in every:
        where, only = reverse(name, args=[made.case, *args]), name in leaves
        answer = olle.get(where) if only else olle.post(where, {"form": str(uuid4())})
        assert (answer.status_code, words(answer.content)) == (403, words((unread if only else absent).content)), name
        if not (args and isinstance(args[0], int)):
            continue
        gone = [each + 4711 if isinstance(each, int) else each for each in args]
        for typed in (None, {"form": str(uuid4()), "do": "mail", "called": "1", "how": "letter", "on": "2026-11-20"}):
            answers = [
                sara.get(each) if typed is None else sara.post(each, typed)
                for each in (reverse(name, args=[second, *args]), reverse(name, args=[second, *gone]))
            ]  # fmt: skip
            theirs, none = ((each.status_code, words(each.content)) for each in answers)
            assert theirs == none, name
            assert "Kim" not in theirs[1]
    assert Event.objects.count() == events

    told_to_jobbtorg(world, made)
    for sent in folded(made.case, Case.objects.get(pk=made.case).seq).unanswered():
        sending.withdraw(**world.by("sara", "Flyttat"), case=made.case, transfer=sent.id)
    for run in folded(made.case, Case.objects.get(pk=made.case).seq).open_runs():
        moving.end_run(**world.by("sara", "Flyttat"), case=made.case, run=run.id)
    closing.close(**world.by("sara", "Flyttat"), case=made.case)
    events = Event.objects.count()
    for _who, name, args in pages_of(made):
        where = reverse(name, args=args)
        for do in ("", *DO.findall(sara.get(where).content.decode())):
            answer = sara.post(where, {"form": str(uuid4()), "do": do, **TYPED})
            assert answer.status_code in (200, 302, 400, 403, 405), name
    assert Event.objects.count() == events


def told_to_jobbtorg(world: World, made: Papers) -> None:
    """D21: whom consent opens Sara's papers to is not told of other parties, nor of what these may be told."""
    by, case = world.by, made.case
    sending.refer(
        **by("sara"), case=case, position=the_box(case), target="party:jobbtorg", categories=("contact", "plan")
    )
    jonas = signed_in(world, "jonas")
    form, meeting, packets = (
        words(jonas.get(reverse(name, args=[case, *more])).content)
        for name, more in (("case-form", [made.sent]), ("case-meeting", [made.meeting]), ("case-packets", []))
    )
    assert "Vad går?" in form
    assert "another party" in form
    assert "another party" in meeting
    assert "Fia" not in meeting
    assert "reference code" not in packets
    over = jonas.get(reverse("case-form-hand-over", args=[case, made.draft]))
    assert (over.status_code, over["Location"]) == (302, reverse("case-form", args=[case, made.draft]))
    page = jonas.post(reverse("case-measure", args=[case, made.measure]), {"do": "apply", "by": "us"})
    assert "May be told" not in words(page.content)
    assert "There is no such measure for you to see." in words(page.content)


# Enough for most forms to be taken, were the case open.
TYPED = {
    "on": "2026-11-20", "day": "2026-12-20", "time": "10:00", "title": "Praktik", "category": "work", "how": "letter",
    "text": "Hej", "task-0-text": "Ringer", "called": "individ", "party": "socialtjanst", "own_words": "Orka",
    "accepted": "yes", "reason": "other", "words": "Annat", "question": "Vad?", "to": "individ", "came": "2026-11-22",
    "move-reason": "Sjuk", "cancel-reason": "Sjuk", "status": "active", "achievement": "unjudged",
    "source": "authority", "source_words": "Brev", "by": "person",
}  # fmt: skip


def test_a_seat_rests_on_consent_until_the_meeting(world: World, settings: Any) -> None:
    """D18, D20: a private receiver's seat goes with the consent; what is moved, cancelled or mailed is asked anew, and
    what another authority may tell is not ours to ask (D21). One click mails once (E12)."""
    person = world.person()
    case = world.open("sara", "soc-sjukskriven", "9", person=person).case
    sphere, by = world.units["oster"].sphere_id, world.by
    ways = tuple(Direction(sphere, None, each) for each in ("Bagaren AB", "Moster Stina"))
    until = Period(world.day, date(2026, 11, 25))
    paper = Paper(
        kind="informationsutbyte", directions=ways, categories=("contact", "plan"), purpose="Samordning", valid=until,
        form="written", evidence="Blankett",
    )  # fmt: skip
    consents.give(**by("sara"), person=person.pk, paper=paper)
    consent(world, person.pk, "fk")
    called = (
        Called("Bagaren AB", address="bo@bagaren.se"), Called("Moster Stina", address="stina@example.se"),
        Called("forsakringskassan", address="fia@example.se"),
    )  # fmt: skip
    wanted = Wanted(kind="sip", party="socialtjanst", starts_at=WHEN, place="Biblioteket", called=called)
    wrong = replace(wanted, called=(Called("Bo", address="bo@b.se x"),))
    with pytest.raises(Refused) as address:
        commands.book(**by("sara"), case=case, wanted=wrong)
    with pytest.raises(Refused) as link:
        commands.book(**by("sara"), case=case, wanted=replace(wanted, video_link="javascript:alert(1)"))
    assert [each.value.decision.code for each in (address, link)] == ["no-address", "video-link"]
    meeting = commands.book(**by("sara"), case=case, wanted=wanted).meeting
    commands.call(**by("sara"), case=case, meeting=meeting)

    def seats() -> list[str]:
        return list(Row.objects.filter(meeting_id=meeting, seat=True).order_by("pk").values_list("who", flat=True))

    sara, form = signed_in(world, "sara"), str(uuid4())
    call = reverse("case-meeting-call", args=[case, meeting])
    for _twice in range(2):
        assert sara.post(call, {"do": "mail", "form": form}).status_code == 302
    assert len(mail.outbox) == 3
    assert [each.kind for each in Event.objects.filter(stream_id=case)].count("calendar-mailed") == 1
    # Stina's consent is taken back: nothing goes between spheres, and her seat is gone all the same.
    consents.withdraw(**by("sara"), person=person.pk, what=Withdrawal(receiver="moster stina"))
    assert seats() == ["Bagaren AB", "forsakringskassan"]
    # The baker's has ended by itself: mail and move ask anew.
    later = date(2026, 11, 26)
    seen = cases.see(world.scope("sara", later), case, later)
    kept = queries.one(seen, meeting, later)
    assert queries.may_be_told(seen, kept, later) == {kept.called[2].id}
    late = {"act": world.act("sara", "Sjuk", on=later), "scope": world.scope("sara", later)}
    assert commands.mail_calendar(
        act=world.act("sara", on=later), scope=late["scope"], case=case, meeting=meeting,
        to=[each.id for each in kept.called],
    ) == (kept.called[2].id,)  # fmt: skip
    commands.move(**late, case=case, meeting=meeting, to=Moved(WHEN + timedelta(days=1)))
    assert seats() == ["forsakringskassan"]
    consents.narrow(**by("sara"), person=person.pk, consent=Consent.objects.get(to_sphere_id__isnull=False).pk,
                    categories=("contact", "work"))  # fmt: skip
    assert seats() == ["forsakringskassan"], "contact is what an invitation needs"
    commands.cancel(**by("sara", "Sjuk"), case=case, meeting=meeting)
    assert seats() == ["forsakringskassan"]
    assert verifying.verify(case=case).differences == []
