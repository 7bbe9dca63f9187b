"""Does a Finsam team find its way from the registration to the follow-up in six months? (D3, D11, D18, D21, T6)

Sara of social services registers, Annika coordinates the team; Johan in another district has no part in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from playwright.sync_api import expect

from samordna.platform.demonstrating.building import number
from tests.browser.colleagues import Colleague
from tests.browser.test_story_sip import submit

ASKED = "Vem håller i arbetsträningen medan vården pågår?"

PLACE = "Förbundets nya kansli"


def test_from_registration_to_the_follow_up(colleague: Callable[..., Colleague]) -> None:
    sara, annika, johan = map(colleague, ("Sara Lind", "Annika Forsman", "Johan Bergström"))
    case = registers(sara)
    lays_out_times(annika)
    meeting = takes_it_up(annika, case)
    assert "Skärholmen" in sara.responsible(case), "the team never has the next step (D3)"
    johan.open(meeting, 403)
    is_called(annika, meeting)
    is_held(annika, meeting)
    in_six_months(annika, sara, case)


def registers(sara: Colleague) -> int:
    """By the box of the own process, with the consent that the team asks for (D11, D18)."""
    case = sara.open_case("soc-sjukskriven/13", "Rakel", "Ödman", number(date(1990, 8, 21), 5))
    sara.to_box(case, "13")
    sara.check("referral", "finsamteam")
    sara.fill(refer_note=ASKED)
    sara.do("refer")
    sara.to_box(case, "4")
    sara.leave("vidare")
    consents(sara)
    sara.leave("vidare")
    sara.confirm()
    return case


def consents(sara: Colleague) -> None:
    """What the paper says: everything that the registration tells, and the plan that the team makes."""
    page = sara.confirm("consent")
    sara.check("ways", "both")
    sara.check("category", "plan")
    sara.fill(purpose="Göra en gemensam plan i teamet.", evidence="Blankett i akten, i dag.")
    with page.expect_navigation():
        page.locator("main form .do-row button[type=submit]").click()


def lays_out_times(annika: Colleague) -> None:
    """Several times at once, every second week; days when offices are closed are left out."""
    page = annika.open("/desk/")
    page.get_by_role("link", name=re.compile(r"^The team( \(\d+\))?$")).click()
    expect(page.locator("main")).to_contain_text("Rakel Ödman")
    annika.fill(first="2026-12-15", times="09:00, 10:30", count="2", minutes="60", place=PLACE)
    annika.choose(every="1")
    before = page.locator(".slots li").count()
    annika.do("offer")
    expect(page.locator(".slots li")).to_have_count(before + 4)
    with page.expect_navigation():
        page.locator(".slots li", has_text=PLACE).last.get_by_role("button").click()
    expect(page.locator(".slots li")).to_have_count(before + 3)


def takes_it_up(annika: Colleague, case: int) -> str:
    """The question is the agenda, whoever consent names is ticked, and a time is chosen: one act."""
    page = annika.open("/desk/team/")
    row = page.locator(".picked-act", has_text="Rakel Ödman").filter(has_text="Take up or decline")
    row.get_by_role("link", name="Take up or decline").click()
    assert page.locator("[name=agenda]").input_value().endswith(ASKED)
    expect(page.locator('[name=called][value="socialtjanst"]')).to_be_checked()
    expect(page.locator('[name=called][value="forsakringskassan"]')).not_to_be_checked()
    time = page.locator("[name=slot] option", has_text=PLACE).first
    annika.choose(slot=time.get_attribute("value") or "")
    annika.do("take")
    assert f"/cases/{case}/meetings/" in page.url
    return page.url.removeprefix(annika.visitor.site).removesuffix("call/")


def is_called(annika: Colleague, meeting: str) -> None:
    """The invitations go; the day's agenda has number and party, and the name that consent opens."""
    page = annika.open(f"{meeting}call/")
    expect(page.locator(".stopped")).to_have_count(0)
    submit(page, "Write down that they are sent")
    page = annika.open("/desk/team/agenda/2026-12-15/")
    expect(page.locator(".agenda li")).to_have_count(1)
    expect(page.locator(".agenda")).to_contain_text("Rakel Ödman")
    # The time suits nobody after all: another one, which is today.
    annika.open(f"{meeting}change/")
    annika.fill(day="2026-11-22", time="14:00", move_reason="Alla kan redan i dag")
    annika.do("move")


def is_held(annika: Colleague, meeting: str) -> None:
    """Part-goals are tasks; the handbook's six months are proposed, and the next meeting is booked by itself."""
    page = annika.open(f"{meeting}hold/")
    assert page.locator("[name=follow-up-on]").input_value() == "2027-05-21"
    expect(page.locator("[name=book-next]")).to_be_checked()
    sara = "Sara Lind"
    annika.fill(
        point_goal="Egen lön", point_driver=sara, task_0_text="Ordna arbetsträning", task_0_name=sara,
        task_0_due="2027-01-15",
    )  # fmt: skip
    annika.choose(task_0_party="socialtjanst")
    annika.do("save")
    expect(page.locator(".card", has_text="The next meeting")).to_contain_text("21 May 2027")


def in_six_months(annika: Colleague, sara: Colleague, case: int) -> None:
    """It is on the team's agenda of the day; whoever registered sees the task, and goes on with the plan."""
    page = annika.open("/desk/team/agenda/2027-05-21/")
    expect(page.locator(".agenda li")).to_have_count(1)
    annika.to_box(case, "5")
    annika.leave("vidare")
    assert "Skärholmen" in sara.responsible(case)
    page = sara.open(f"/cases/{case}/meetings/")
    expect(page.locator("main")).to_contain_text("Ordna arbetsträning")
    expect(page.locator(".meeting-line").first).to_contain_text("21 May 2027")
