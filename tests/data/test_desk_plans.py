"""The pages of plans: can Sara plan with Kim, see what could be clearer, and follow up, without anything being stopped?

Jonas at Jobbtorg takes part in the case and sees what consent opens; Ada keeps the area's links.
"""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.consents import commands as consents
from samordna.consents.domain import Withdrawal
from samordna.consents.models import Consent
from samordna.forms import documents
from samordna.forms.models import Document
from samordna.measures import commands as measuring
from samordna.measures.domain import Wanted
from samordna.plans.models import Goal, Link, LinkCheck, Plan, Step
from tests.cases_world import World, signed_in
from tests.data.test_plans import with_jobbtorg

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def case(world: World) -> int:
    """Kim's case, in which Jobbtorg takes part."""
    return with_jobbtorg(world)


def words(page: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.decode())).split())


def send(client: Client, where: str, do: str = "", **more: object):
    return client.post(where, {"form": str(uuid4()), "do": do, **more})


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return words(answer.content)


def test_a_plan_on_the_pages_from_beginning_to_end(world: World, sara: Client, case: int) -> None:
    """Own words first, the review beside and never in the way (D17), a new revision, the paper filled in (B11, B12)."""
    wanted = Wanted(title="Praktik på kafé", party="jobbtorg")
    practice = measuring.plan(**world.by("sara"), case=case, wanted=wanted).measure
    shown = sara.get(reverse("case-plans", args=[case])).content.decode()
    assert shown.index("/plans/begin/forandringsplan/") < shown.index("<details")
    assert "/plans/begin/genomforandeplan/" not in shown, "Malmö's"
    begin = reverse("case-plan-begin", args=[case, "forandringsplan"])
    wrong = send(sara, begin, follow_up_on="2026-11-01", **{"point-situation": "Bor ensam"})
    assert wrong.status_code == 400
    assert 'href="#field-follow_up_on"' in wrong.content.decode()
    assert "Bor ensam" in wrong.content.decode()
    same = str(uuid4())
    for _twice in range(2):
        answer = sara.post(begin, {"form": same, "point-situation": "Bor ensam", "follow_up_on": "2027-01-20"})
        assert answer.status_code == 302
    plan = Plan.objects.get()
    said = page(sara, "case-plan", case, plan.pk)
    assert "Not written yet: What the person needs to do" in said
    assert "Not agreed yet" in said

    new = reverse("case-goal-new", args=[case, plan.pk])
    vague = {"own_words": "Jag vill må bättre"}
    reviewed = send(sara, new, "review", **vague)
    assert "cannot be seen by anybody else" in words(reviewed.content)
    assert "Jag vill må bättre" in reviewed.content.decode()
    assert Goal.objects.count() == 0, "a review saves nothing"
    assert send(sara, new, "save", **vague).status_code == 302, "and stops nothing"
    goal = Goal.objects.get()
    assert "0 of 6 letters of SMARTA are clear." in page(sara, "case-plan", case, plan.pk)
    better = {
        "own_words": "Jag vill må bättre", "wording": "Promenerar till kaféet tre dagar i veckan", "party": "individ",
        "due": "2027-02-01", "rests_on": "Kan gå tre kilometer", "measure": str(practice),
    }  # fmt: skip
    where = reverse("case-goal", args=[case, plan.pk, goal.pk])
    assert send(sara, where, "save", **better).status_code == 302
    said = page(sara, "case-plan", case, plan.pk)
    assert "5 of 6 letters of SMARTA are clear. Could be clearer: accepted." in said
    assert "Praktik på kafé (planned)" in said
    assert "part-goal" in words(sara.get(f"{new}?parent={goal.pk}").content).lower()
    assert send(sara, new, "save", parent=str(goal.pk), own_words="Köpa skor").status_code == 302
    assert Goal.objects.get(parent=goal).own_words == "Köpa skor"

    agree = reverse("case-plan-step", args=[case, plan.pk, "agree"])
    assert "Say whether the person accepts the plan" in words(send(sara, agree, on="2026-11-22").content)
    assert send(sara, agree, accepted="yes", words="Det är min plan", on="2026-11-22").status_code == 302
    assert "Agreed, and the person accepts it. Det är min plan" in page(sara, "case-plan", case, plan.pk)
    write = reverse("case-plan-write", args=[case, plan.pk])
    assert "becomes a new revision" in words(sara.get(write).content)
    changed = {"point-situation": "Bor med en vän", "follow_up_on": "2027-01-20", "change-reason": "Har flyttat"}
    assert send(sara, write, **changed).status_code == 302
    said = page(sara, "case-plan", case, plan.pk)
    assert "Revision 2" in said
    assert "Reason: Har flyttat The situation now: Bor ensam → Bor med en vän" in said
    earlier = page(sara, "case-plan-revision", case, plan.pk, 1)
    assert "This is how the plan read then." in earlier
    assert "Bor ensam" in earlier
    assert "Bor med en vän" not in earlier

    assert send(sara, reverse("case-plan", args=[case, plan.pk]), "paper").status_code == 302
    paper = documents.stored(Document.objects.get().pk)
    assert paper["situation"] == "Bor med en vän"
    assert paper["steps"] == [{"what": "Köpa skor"}]
    assert paper["name"] == "Kim Ek"

    judged = {"status": "done", "achievement": "partly", "on": "2026-11-22", "note": "Går två dagar"}
    assert send(sara, where, "judge", **judged).status_code == 302
    assert "Is done with 22 November 2026 Reached in part" in page(sara, "case-plan", case, plan.pk)
    follow = reverse("case-plan-step", args=[case, plan.pk, "follow-up"])
    assert send(sara, follow, words="Går bra", on="2026-11-22", follow_up_on="2027-03-01").status_code == 302
    end = reverse("case-plan-step", args=[case, plan.pk, "end"])
    stopped = send(sara, end, reason="other", on="2026-11-22")
    assert 'href="#field-words"' in stopped.content.decode()
    assert send(sara, end, reason="reached", on="2026-11-22").status_code == 302
    assert [each.what for each in Step.objects.order_by("pk")] == ["agreed", "followed-up", "ended"]
    assert "Plans that have ended" in page(sara, "case-plans", case)
    for closed in (write, new, where, follow, end):
        assert sara.get(closed).status_code == 302
    timeline = page(sara, "case", case)
    for line in ("began the plan “Change plan”", "that the person accepts it", "wrote the goal “Köpa skor”"):
        assert line in timeline


def test_plans_are_linked_kept_apart_and_closed_with_the_consent(world: World, sara: Client, case: int) -> None:
    """D20, D21, D29: only days of care's plan, only the result of an instrument; Jonas sees while he may."""
    sip = reverse("case-plan-begin", args=[case, "sip"])
    assert send(sara, sip, **{"point-overall": "kommun", "point-own_words": "Lugn och ro"}).status_code == 302
    plan = Plan.objects.get()
    said = page(sara, "case-plan", case, plan.pk)
    assert "SoL (2025:400) 10 kap. 8 §" in said
    assert "It is not written down whether the person wants the plan." in said
    assert "No day is set for the follow-up." in said
    wrong = send(sara, sip, **{"point-overall": "forsakringskassan"})
    assert wrong.status_code == 400
    assert "choose among the answers" in words(wrong.content)
    care = reverse("case-plan-begin", args=[case, "vardplanering"])
    assert 'name="point-' not in sara.get(care).content.decode()
    assert send(sara, care, on="2026-10-01", follow_up_on="2027-02-01", source="Brev").status_code == 302
    theirs = Plan.objects.get(kind="vardplanering")
    assert "Only that it exists" in page(sara, "case-plan", case, theirs.pk)
    assert 'value="2026-10-01"' in sara.get(reverse("case-plan-write", args=[case, theirs.pk])).content.decode()
    assert sara.get(reverse("case-goal-new", args=[case, theirs.pk])).status_code == 302
    fia = reverse("case-plan-begin", args=[case, "fia"])
    assert 'href="#field-result"' in send(sara, fia, on="2026-11-20").content.decode()
    assert send(sara, fia, on="2026-11-20", result="Vill och kan på halvtid").status_code == 302
    here = reverse("case-plan", args=[case, plan.pk])
    assert send(sara, here, "link", other=str(theirs.pk), why="Samma läkare").status_code == 302
    assert "Samma läkare" in page(sara, "case-plan", case, theirs.pk)
    overview = page(sara, "case-plans", case)
    for line in ("Linked to: Care plan", "Vill och kan på halvtid", "next review 1 February 2027"):
        assert line in overview

    jonas = signed_in(world, "jonas")
    assert "Lugn och ro" in page(jonas, "case-plan", case, plan.pk)
    assert 'name="do"' not in jonas.get(here).content.decode().split("<main")[1].split("</main")[0]
    assert jonas.get(reverse("case-plan-write", args=[case, plan.pk])).status_code == 302
    given = Consent.objects.get()
    what = Withdrawal(consents=(given.pk,), told_by="Kim")
    consents.withdraw(**world.by("sara"), person=given.person_id, what=what)
    assert jonas.get(here).status_code in (403, 404)
    assert "Lugn och ro" not in page(jonas, "case-plans", case)
    assert send(sara, here, "unlink", link=str(Link.objects.get().pk)).status_code == 302
    assert "The plan is linked to no other." in page(sara, "case-plan", case, plan.pk)
    swedish = signed_in(world, "sara", "sv").get(here).content.decode()
    assert "Samordnad individuell plan" in swedish


def test_the_links_of_an_area_are_kept_by_those_who_coordinate(world: World, sara: Client) -> None:
    """Everybody sees them; those who keep them mark, move, add and take away."""
    where = reverse("links")
    assert "Need to be looked at" in words(sara.get(where).content)
    assert 'name="do"' not in sara.get(where).content.decode()
    assert send(sara, where, "check", link="fk").status_code == 400
    ada = signed_in(world, "ada")
    assert send(ada, where, "check", link="fk").status_code == 302
    assert "looked at 22 November 2026" in words(ada.get(where).content)
    wrong = send(ada, where, "change", link="fmb", url="fmb")
    assert (wrong.status_code, 'href="#url-fmb"' in wrong.content.decode()) == (400, True)
    assert send(ada, where, "add", title="Egna blanketter", address="https://example.se").status_code == 302
    own = LinkCheck.objects.get(title="Egna blanketter")
    assert send(ada, where, "remove", link=own.link).status_code == 302
    assert "Egna blanketter" not in words(ada.get(where).content)
    assert send(ada, where, "check", link="finns-inte").status_code == 400
