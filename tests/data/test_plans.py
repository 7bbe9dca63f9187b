"""The plans of a case, from the person's own words to the follow-up: Sara plans with Kim, and Jonas is at Jobbtorg.

Health care is outside; Olle has nothing to do with the case; Ada and Karin keep the area's links.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from samordna.audit import verifying
from samordna.cases import queries as cases
from samordna.cases.commands import sending
from samordna.consents import commands as consents
from samordna.consents.domain import Withdrawal
from samordna.consents.models import Consent
from samordna.forms import commands as papers
from samordna.forms import documents
from samordna.forms import queries as forms
from samordna.handbooks.published import pinned
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.measures import commands as measuring
from samordna.measures.domain import Wanted
from samordna.organisations.models import LocalChoice
from samordna.plans import commands, history, library, queries
from samordna.plans.commands import Agreed, Elsewhere, Ended, FollowedUp, Judged, Result
from samordna.plans.filling import form_values
from samordna.plans.kept import DONE, DRAFT, ELSEWHERE, ENDED, WHOLLY, GoalSaid, PlanKept, PlanSaid
from samordna.plans.models import Goal, Plan
from tests.cases_world import World
from tests.desk_case_world import asked
from tests.telling_world import tell_all

pytestmark = [pytest.mark.django_db, pytest.mark.data]
LATER = date(2027, 2, 1)
SITUATION = {"situation": "Bor ensam", "todo": "Söker praktik"}


@pytest.fixture
def case(world: World) -> int:
    """Kim's case, in which Jobbtorg takes part."""
    return with_jobbtorg(world)


def with_jobbtorg(world: World) -> int:
    """A case of Kim's in which Jobbtorg takes part, and consent lets social services tell it."""
    done = asked(world)
    sending.accept(**world.by("jonas"), case=done.case, transfer=done.transfers[0])
    return done.case


def seen_by(world: World, name: str, case: int) -> list[PlanKept]:
    return queries.of_case(cases.see(world.scope(name), case, world.day), world.day)


def one(world: World, plan: int, case: int, name: str = "sara") -> PlanKept:
    return queries.one(cases.see(world.scope(name), case, world.day), plan, world.day)


def facts(world: World, case: int) -> dict[str, object]:
    found = cases.facts(cases.see(world.scope("sara"), case, world.day), world.day)
    return {name: row.value for name, row in found.items() if name.startswith(("plan_", "goal"))}


def refusal(world: World, command, case: int, name: str = "sara", **more: object) -> str:
    with pytest.raises(Refused) as problem:
        command(**world.by(name), case=case, **more)
    return problem.value.decision.code


def test_a_plan_from_the_persons_words_to_the_follow_up(world: World, case: int) -> None:
    """One act, one event (E3); own words first; the days are told as facts; revisions stay; tables are rebuilt (E5)."""
    by = {"case": case}
    said = PlanSaid(points=SITUATION, follow_up_on=world.day + timedelta(days=60))
    plan = commands.begin(**world.by("sara"), **by, kind="forandringsplan", said=said).plan
    practice = measuring.plan(**world.by("sara"), **by, wanted=Wanted(title="Praktik", party="jobbtorg")).measure
    whole = GoalSaid(own_words="Jag vill jobba på ett kafé", due=LATER, party="individ", measures=(practice,))
    goal = commands.add_goal(**world.by("sara"), **by, plan=plan, said=whole).goal
    part = GoalSaid(wording="Besöker tre kaféer", parent=goal, party="jobbtorg", responsible="Jonas")
    commands.add_goal(**world.by("sara"), **by, plan=plan, said=part)
    assert facts(world, case) == {}, "nothing is agreed yet"

    event = Event.objects.filter(stream_id=case).order_by("-seq")[0]
    told = Payload.objects.filter(stream_id=case, seq=event.seq).values_list("category", flat=True)
    assert (event.kind, list(told)) == ("goal-added", ["plan"])
    kept = one(world, plan, case)
    assert (kept.status, kept.points, kept.owner_party) == (DRAFT, SITUATION, "socialtjanst")
    assert [(each.own_words or each.wording, each.parent) for each in kept.goals] == [
        ("Jag vill jobba på ett kafé", 0), ("Besöker tre kaféer", goal),
    ]  # fmt: skip
    assert [each.title for each in kept.of(goal)] == ["Praktik"]

    commands.agree(**world.by("sara"), **by, plan=plan, said=Agreed(world.day, True, "Det känns som min plan"))
    assert refusal(world, commands.agree, plan=plan, said=Agreed(world.day, True), **by) == "plan-agreed"
    assert {each.accepted_on for each in one(world, plan, case).goals} == {world.day}
    assert facts(world, case) == {
        "plan_made": "2026-11-22", "plan_followup": "2027-01-21", "goal_date": "2027-02-01",
    }  # fmt: skip

    changed = PlanSaid(points={"situation": "Bor med en vän"}, follow_up_on=world.day + timedelta(days=60))
    commands.revise(**world.by("sara", "Har flyttat"), **by, plan=plan, said=changed)
    kept = one(world, plan, case)
    assert (kept.status, kept.revision, kept.points) == (DRAFT, 2, {"situation": "Bor med en vän"})
    seen = cases.see(world.scope("sara"), case, world.day)
    done, revisions = history.of(cases.happenings(seen, world.day), plan)
    assert [each.kind for each in done] == [
        "plan-begun", "goal-added", "goal-added", "plan-agreed", "plan-revised",
    ]  # fmt: skip
    assert [dict(each.points) for each in revisions] == [SITUATION, {"situation": "Bor med en vän"}]
    assert done[-1].reason == "Har flyttat"
    assert {(each.what, each.was) for each in done[-1].changes} == {
        ("situation", "Bor ensam"),
        ("todo", "Söker praktik"),
    }

    commands.agree(**world.by("sara"), **by, plan=plan, said=Agreed(world.day, False, "Vill vänta med praktiken"))
    commands.judge_goal(**world.by("sara"), **by, goal=goal, judged=Judged(world.day, DONE, WHOLLY, "Fick jobbet"))
    late = FollowedUp(world.day, "Kim har fått anställning", next_on=world.day + timedelta(days=90))
    commands.follow_up(**world.by("sara"), **by, plan=plan, said=late)
    kept = one(world, plan, case)
    assert [(each.what, each.accepted, each.revision) for each in kept.steps] == [
        ("agreed", True, 1), ("agreed", False, 2), ("followed-up", None, 2),
    ]  # fmt: skip
    top = kept.goals[0]
    assert (top.status, top.achievement, top.status_on, top.judged_on) == (DONE, WHOLLY, world.day, world.day)
    assert facts(world, case)["plan_followup"] == "2027-02-20"
    assert kept.late(date(2027, 2, 21))
    assert not kept.late(date(2027, 2, 20))

    commands.end(**world.by("sara"), **by, plan=plan, said=Ended(world.day, "reached"))
    assert refusal(world, commands.revise, plan=plan, said=changed, **by) == "plan-ended"
    assert one(world, plan, case).status == ENDED
    assert "plan_followup" not in facts(world, case), "what the plan told goes with it"
    assert verifying.verify(case=case).differences == []


def test_another_party_sees_what_consent_opens_and_nothing_after_it_is_taken_back(world: World, case: int) -> None:
    """D18, D20, D21: planning is open to Jobbtorg, a closed category is not, and a withdrawal closes the view."""
    said = PlanSaid(points={"strengths": "Punktlig", "extent": 25})
    mine = commands.begin(**world.by("sara"), case=case, kind="jobbplan", said=said).plan
    assert one(world, mine, case, "jonas").points == {"strengths": "Punktlig", "extent": 25}
    sip = PlanSaid(points={"own_words": "Lugn och ro", "overall": "region"})
    plan = commands.begin(**world.by("sara"), case=case, kind="sip", said=sip).plan
    commands.note_instrument(**world.by("sara"), case=case, kind="globenmodellen", told=Result(world.day, "Bostad"))
    jonas = cases.see(world.scope("jonas"), case, world.day)
    assert [each.kind.id for each in queries.of_case(jonas, world.day)] == ["sip", "jobbplan"]
    assert [each.result for each in queries.results(jonas, world.day)] == ["Bostad"]
    # What Jobbtorg sees is not Jobbtorg's to change.
    assert refusal(world, commands.revise, case, "jonas", plan=plan, said=sip) == "no-plan"
    # Two plans that belong together stay two, each with its own.
    own = commands.begin(**world.by("jonas"), case=case, kind="jobbplan", said=PlanSaid(points={"extent": 50})).plan
    link = commands.link(**world.by("jonas"), case=case, plan=own, other=plan, why="Samma mål").link
    assert [(each.other, each.why) for each in one(world, own, case, "jonas").links] == [(plan, "Samma mål")]
    told = Payload.objects.filter(stream_id=case).order_by("-seq")[0].data
    assert "sip" not in told, "whoever reads Jobbtorg's events does not learn of our plan from them"
    assert one(world, own, case, "jonas").points == {"extent": 50}
    assert one(world, plan, case).links == (), "Jobbtorg's link is Jobbtorg's"
    assert refusal(world, commands.link, case, "jonas", plan=plan, other=own) == "linked-already"
    assert refusal(world, commands.link, case, plan=plan, other=own) == "no-plan", "not ours to know of"
    given = Consent.objects.get()
    what = Withdrawal(consents=(given.pk,), told_by="Kim")
    consents.withdraw(**world.by("sara"), person=given.person_id, what=what)
    jonas = cases.see(world.scope("jonas"), case, world.day)
    shown = queries.of_case(jonas, world.day)
    assert [(each.id, each.links) for each in shown] == [(own, ())]
    assert queries.results(jonas, world.day) == []
    assert history.of(cases.happenings(jonas, world.day), plan) == ([], [])
    commands.unlink(**world.by("jonas"), case=case, link=link)
    assert refusal(world, commands.unlink, case, "jonas", link=link) == "no-link"
    assert Plan.objects.count() == 3
    assert verifying.verify(case=case).differences == []


def test_points_in_a_closed_category_are_closed_and_said_to_be(world: World, case: int) -> None:
    """E7: each point in its category; what social services keep to themselves is only said to exist in the plan."""
    plan = commands.begin(**world.by("sara"), case=case, kind="forandringsplan", said=PlanSaid(points=SITUATION)).plan
    given = Consent.objects.get()
    by = world.by("sara")
    consents.narrow(**by, person=given.person_id, consent=given.pk, categories=("contact", "plan"))
    kept = one(world, plan, case, "jonas")
    assert (kept.points, kept.closed) == ({"todo": "Söker praktik"}, True)
    assert "situation" not in form_values(kept, forms.load("forandringsplan"), str)
    seen = cases.see(world.scope("jonas"), case, world.day)
    _done, revisions = history.of(cases.happenings(seen, world.day), plan)
    assert [dict(each.points) for each in revisions] == [{"todo": "Söker praktik"}]
    with pytest.raises(Refused):
        cases.see(world.scope("olle"), case, world.day)


def test_plans_of_others_have_no_content_and_law_says_who_is_responsible(world: World, case: int) -> None:
    """D29: of care's and Arbetsförmedlingen's plans existence, day and next review; of instruments day and result."""
    told = Elsewhere(world.day - timedelta(days=9), LATER, "Brev från vårdcentralen")
    plan = commands.note_elsewhere(**world.by("sara"), case=case, kind="vardplanering", told=told).plan
    kept = one(world, plan, case)
    assert (kept.status, kept.owner_party, kept.follow_up_on) == (ELSEWHERE, "halso-sjukvard", LATER)
    assert facts(world, case) == {}
    refused = (
        (commands.begin, {"kind": "vardplanering", "said": PlanSaid(points={"medical": "Ont"})}, "plan-elsewhere"),
        (commands.revise, {"plan": plan, "said": PlanSaid(points={"medical": "Ont"})}, "plan-elsewhere"),
        (commands.add_goal, {"plan": plan, "said": GoalSaid(own_words="Må bättre")}, "plan-elsewhere"),
        (commands.begin, {"kind": "fia", "said": PlanSaid()}, "plan-licensed"),
        (commands.note_elsewhere, {"kind": "sip", "told": told}, "plan-here"),
        (commands.note_instrument, {"kind": "sip", "told": Result(world.day, "x")}, "plan-here"),
        (commands.begin, {"kind": "sip", "said": PlanSaid(points={"overall": "af"})}, "point-choice"),
        (commands.begin, {"kind": "sip", "said": PlanSaid(follow_up_on=world.day)}, "follow-up-day"),
        (commands.begin, {"kind": "sip", "said": PlanSaid(owner="ingen")}, "no-party"),
        (commands.begin, {"kind": "ingen", "said": PlanSaid()}, "no-plan-kind"),
    )  # fmt: skip
    for command, more, code in refused:
        assert refusal(world, command, case, **more) == code
    later = Elsewhere(world.day, LATER + timedelta(days=30))
    commands.note_elsewhere(**world.by("sara"), case=case, kind="vardplanering", told=later, plan=plan)
    assert one(world, plan, case).follow_up_on == LATER + timedelta(days=30)
    # Försäkringskassan's plan is written down by those who got it, and stays Försäkringskassan's (D1).
    theirs = PlanSaid(points={"measures": "Arbetsträning", "timetable": "Våren"}, source="Brev 2026-11-20")
    made = commands.begin(**world.by("sara"), case=case, kind="rehabiliteringsplan", said=theirs).plan
    assert one(world, made, case).owner_party == "forsakringskassan"
    for code, goal in (("goal-words", GoalSaid()), ("no-measure", GoalSaid(own_words="x", measures=(99,)))):
        assert refusal(world, commands.add_goal, case, plan=made, said=goal) == code
    assert Goal.objects.count() == 0


def test_an_area_may_wait_with_the_plan_of_an_unread_rule(world: World, case: int) -> None:
    """The plan of the activity requirement is law by hearsay: each area chooses."""
    assert commands.begin(**world.by("sara"), case=case, kind="aktivitetsplan", said=PlanSaid()).plan
    LocalChoice.objects.create(
        area=world.area, kind="follow", key="activity.required", value={"follow": False, "reason": "Oläst"},
        valid_from=date(2026, 1, 1),
    )  # fmt: skip
    code = refusal(world, commands.begin, case, kind="aktivitetsplan", said=PlanSaid())
    assert code == "plan-switched-off"


def test_a_plan_fills_its_form_and_nobody_types_it_twice(world: World, case: int) -> None:
    """The draft of the form has what the plan says; the plan is unchanged."""
    said = PlanSaid(points={"strengths": "Punktlig"}, follow_up_on=LATER)
    plan = commands.begin(**world.by("sara"), case=case, kind="jobbplan", said=said).plan
    goal = GoalSaid(own_words="Jag vill jobba på kafé", due=LATER, party="individ", responsible="Kim")
    commands.add_goal(**world.by("sara"), case=case, plan=plan, said=goal)
    form = forms.load("jobbplan")
    values = form_values(one(world, plan, case), form, str)
    made = papers.begin(**world.by("sara"), case=case, form=form.id, values=values).document
    assert documents.stored(made) == {
        "goal": "Jag vill jobba på kafé", "strengths": "Punktlig", "follow_up": "2027-02-01",
        "part_goals": [{"goal": "Jag vill jobba på kafé", "who": "Kim", "when": "2027-02-01"}],
    }  # fmt: skip


def test_an_area_keeps_its_links_and_sees_what_nobody_has_looked_at(world: World) -> None:
    """Those of the register and the handbook; checked, moved, added and left out by coordinators and administrators."""
    tell_all(world)
    area, book = world.area.pk, pinned("stockholm", "2026.1")
    known = {each.id: each for each in library.pages(area, book)}
    assert known["fk"].overdue(world.day)
    assert "stockholm/finsamteam" in known
    assert "stockholm/fk" not in known, "the same page is not there twice"
    commands.check_link(**world.by("ada"), area=area, link="fk")
    commands.change_link(**world.by("karin"), area=area, link="fmb", url="https://example.se/fmb")
    commands.remove_link(**world.by("karin"), area=area, link="riksdagen")
    added = commands.add_link(**world.by("karin"), area=area, title="Blanketter för SIP", url="https://example.se/sip")
    known = {each.id: each for each in library.pages(area, book)}
    assert not known["fk"].overdue(world.day)
    assert known["fk"].overdue(known["fk"].good_until or world.day)
    assert (known["fmb"].url, known["fmb"].moved) == ("https://example.se/fmb", True)
    assert known[added].own
    assert "riksdagen" not in known
    for name, url in (("sara", "https://example.se"), ("ada", "javascript:alert(1)")):
        with pytest.raises(Refused):
            commands.change_link(**world.by(name), area=area, link="fk", url=url)
    assert verifying.verify().differences == []
