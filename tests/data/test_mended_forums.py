"""A question to the Finsam team: the process is the registrant's own, and yet the team is asked (D8, D11)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.access.commands import close_grants, open_grants
from samordna.cases import queries, trying
from samordna.cases.commands import closing, moving, sending
from samordna.cases.commands.moving import Left
from samordna.cases.models import Case, Involved, Transfer
from samordna.handbooks.domain import Referral
from samordna.handbooks.journey.moves import Refer, Start
from samordna.handbooks.queries import load
from samordna.organisations.models import PartyUnit
from tests.cases_playing import at, checked, code, opened
from tests.cases_world import World, signed_in
from tests.world import SARA, TEAM
from tests.world import Case as Played

pytestmark = [pytest.mark.django_db, pytest.mark.data]
CARRIED = ("contact", "social", "work", "health")
WORDS = "Vem kan ta ansvar för arbetsträningen?"


@pytest.fixture
def karin(world: World) -> Client:
    return signed_in(world, "karin")


def agreed(world: World, case: int, number: int = 1) -> None:
    """Kim lets social services and the team tell each other."""
    home, team = world.units["oster"].sphere_id, world.units["teamet"].sphere_id
    open_grants(
        act=world.act("sara"), person=Case.objects.get(pk=case).person_id, ways=[(home, team), (team, home)],
        categories=CARRIED, valid=(world.day, None), basis="consent", consent=number,
    )  # fmt: skip


def asked(world: World, *, consent: bool = True) -> tuple[int, int]:
    """Sara has registered Kim with the team, in her own words; (case, number of the question)."""
    case = opened(world, "13", consent=False)
    if consent:
        agreed(world, case)
    by = world.by("sara", "Det är oklart vem som gör vad")
    done = sending.refer(**by, case=case, position=at(case, "13"), referral="finsamteam", note=WORDS)
    return case, done.transfers[0]


def posted(world: World, case: int) -> None:
    """The papers are sent to the coordinator, whose box opens."""
    moving.complete(**world.by("sara"), case=case, position=at(case, "finsamteam/4"), left=Left(("vidare",)))


def test_the_question_is_the_teams_and_the_process_the_registrants() -> None:
    """D11: `answered_by` in the handbook says whose answer is awaited."""
    case = Played(load("stockholm"))
    case.do(Start(process="soc-sjukskriven", party=SARA, steps=("13",)))
    case.do(Refer(position=case.at("13"), referral="finsamteam"))
    sent = case.state.unanswered()[-1]
    assert (sent.sender, sent.receiver) == (SARA, TEAM)
    assert case.state.runs[sent.to_run].party == SARA


def test_a_question_in_ones_own_words_to_the_teams_process_is_the_teams_too() -> None:
    """D11: where no request of the box names the team, the process does."""
    case = Played(load("stockholm"))
    case.do(Start(process="soc-sjukskriven", party=SARA, steps=("12",)))
    case.do(Refer(position=case.at("12"), target="finsamteam/1"))
    assert case.state.unanswered()[-1].receiver == TEAM


def test_the_team_learns_nothing_before_its_own_box_opens(world: World, karin: Client) -> None:
    """D21: until then the question is a draft in a process of the registrant's own, and the team has no part."""
    case, number = asked(world)
    assert not Involved.objects.filter(case_id=case, party="finsamteam").exists()
    assert Transfer.objects.get(case_id=case, no=number).receiver_unit_id == world.units["oster"].pk
    assert karin.get(reverse("transfer", args=[case, number])).status_code == 403
    checked(case)


def test_the_coordinator_sees_what_was_asked_by_whom_and_when(world: World, karin: Client) -> None:
    """D8, D11: the consent opens these categories, not the plan; the question reaches the team all the same."""
    case, number = asked(world)
    posted(world, case)
    row = Transfer.objects.get(case_id=case, no=number)
    assert (row.receiver_unit_id, row.status) == (world.units["teamet"].pk, "accepted")
    checked(case)
    box = karin.get(reverse("case-box", args=[case, at(case, "finsamteam/10")])).content.decode()
    assert "asked on 22 November 2026: Register with the Finsam team" in box
    assert reverse("transfer", args=[case, number]) in box
    page = karin.get(reverse("transfer", args=[case, number])).content.decode()
    for words in (WORDS, "Det är oklart vem som gör vad", "Oster", "22 November 2026"):
        assert words in page
    top = karin.get(reverse("case", args=[case])).content.decode()
    assert "Go to box 10" in top
    assert WORDS in top, "the timeline tells what reached the team"


def test_without_consent_for_it_the_words_stay_closed(world: World, karin: Client) -> None:
    """D18, D20: whatever had reached the team before stays; what comes after a withdrawal does not."""
    case, number = asked(world)
    close_grants(act=world.act("sara"), consent=1, on=world.day)
    assert code(lambda: posted(world, case)) == "consent-needed"
    assert karin.get(reverse("transfer", args=[case, number])).status_code == 403
    agreed(world, case, 2)
    posted(world, case)
    page = karin.get(reverse("transfer", args=[case, number])).content.decode()
    close_grants(act=world.act("sara"), consent=2, on=world.day)
    assert WORDS in page
    assert WORDS in karin.get(reverse("transfer", args=[case, number])).content.decode()


def test_the_pages_of_the_registrant_name_the_team(world: World) -> None:
    """D11, D30: on the case page, the page of the question and in the timeline; never “from us”."""
    case, number = asked(world)
    sara = signed_in(world, "sara")
    for _turn in ("before", "after"):
        page = sara.get(reverse("transfer", args=[case, number])).content.decode()
        assert "The Finsam team" in page or "Teamet" in page
        assert "Register their answer" in page
        top = sara.get(reverse("case", args=[case])).content.decode()
        assert "Answer from Social" not in top
        assert "asked The Finsam team" in top or "asked Teamet" in top or "Finsam team, Teamet" in top
        if _turn == "before":
            assert "sees the question when the box that is theirs is opened" in page
            posted(world, case)
    lists = sara.get(reverse("worklist")).content.decode()
    assert "has taken it on" not in lists


def test_the_team_answers_and_the_registrant_reads_it(world: World, karin: Client) -> None:
    """D8: the answer informs, and moves nothing by itself."""
    case, number = asked(world)
    posted(world, case)
    where = reverse("transfer", args=[case, number])
    karin.post(where, {"form": str(uuid4()), "do": "answer", "answer-text": "Jobbtorg tar det, möte i januari"})
    assert Transfer.objects.get(case_id=case, no=number).status == "answered"
    seen = queries.see(world.scope("sara"), case, world.day)
    assert seen.state.transfers[number].answer == "Jobbtorg tar det, möte i januari"
    assert "Jobbtorg tar det" in signed_in(world, "sara").get(where).content.decode()
    checked(case)


def test_the_end_of_the_process_answers_a_question_that_never_reached_the_team(world: World) -> None:
    """D14, D21: nothing is awaited any more, and the team has still heard nothing."""
    case, number = asked(world)
    run = queries.see(world.scope("sara"), case, world.day).state.transfers[number].to_run
    moving.end_run(**world.by("sara", "Personen ångrade sig"), case=case, run=run)
    assert Transfer.objects.get(case_id=case, no=number).status == "answered"
    assert not Involved.objects.filter(case_id=case, party="finsamteam").exists()
    checked(case)
    run = at(case, "13") and queries.see(world.scope("sara"), case, world.day).state.open_runs()[0].id
    moving.end_run(**world.by("sara"), case=case, run=run)
    assert code(lambda: closing.close(**world.by("sara"), case=case)) == "ok"


def test_a_second_question_is_shown_before_it_leaves_and_reaches_the_team_at_once(world: World) -> None:
    """D11, D18: the team has a part in the case by then; the second party needs a consent of its own."""
    case, _number = asked(world)
    posted(world, case)
    seen = queries.see(world.scope("sara"), case, world.day)
    again = Refer(position=at(case, "13"), referral="finsamteam")
    going = trying.would_send(seen, again, {}, world.day)
    assert [each.receiver for each in going] == ["finsamteam"]  # type: ignore[union-attr]
    second = sending.refer(**world.by("sara"), case=case, position=at(case, "13"), referral="finsamteam", note="Till")
    assert (
        "Till" in signed_in(world, "karin").get(reverse("transfer", args=[case, second.transfers[0]])).content.decode()
    )
    checked(case)


def test_a_team_that_nobody_plays_leaves_the_question_with_the_registrant(world: World) -> None:
    """D3: a forum without a unit of its own; the registrant notes what it answers."""
    PartyUnit.objects.filter(party="finsamteam").delete()
    case, number = asked(world, consent=False)
    posted(world, case)
    sending.answer(**world.by("sara"), case=case, transfer=number, text="Ja")
    assert Transfer.objects.get(case_id=case, no=number).status == "answered"
    checked(case)


def test_every_request_of_our_handbooks_says_truly_who_answers() -> None:
    """`answered_by` is the party asked, or the forum of the process asked."""
    for name in ("stockholm", "malmo", "boras", "tranas", "jonkoping", "gavle"):
        book = load(name)
        for process, step in book.every_step():
            for each in step.referrals:
                assert _truly(book, process.id, each), f"{name} {process.id}/{step.id} {each.id}"


def _truly(book: object, process: str, asked: Referral) -> bool:
    target = book.target(process, asked.to)  # type: ignore[attr-defined]
    if not asked.answered_by or target.kind == "party":
        return asked.answered_by in ("", target.step)
    steps = book.by_id[target.process].steps  # type: ignore[attr-defined]
    return any(step.lead == asked.answered_by for step in steps)
