"""Does a SIP find its way from the need to the follow-up, with nothing typed twice? (B11, D17-D24)

Sara of social services sees the need in box 14, books, calls as far as the person consents, holds and follows up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from icalendar import Calendar
from playwright.sync_api import Page, expect

from samordna.platform.demonstrating.building import number
from tests.browser.colleagues import Colleague

GOAL = "Arbeta halvtid i köket på skolan"
TASK = "Söka arbetsträning två förmiddagar i veckan"


def test_from_need_to_follow_up(colleague: Callable[..., Colleague]) -> None:
    sara, jonas = map(colleague, ("Sara Lind", "Jonas Ek"))
    case = sara.open_case("soc-sjukskriven/14", "Ruben", "Aspholm", number(date(1984, 3, 9), 3))
    meeting = books_from_the_box(sara, case)
    calls_those_who_may_be_told(sara, meeting)
    health_care_answers(sara, meeting)
    written_down_once(sara, meeting)
    minutes_and_journal(sara)
    assert jonas.open(meeting, 403), "for those who have no part in it there is no meeting (D21)"
    followed_up(sara, case)


def submit(page: Page, name: str) -> Page:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
    return page


def books_from_the_box(sara: Colleague, case: int) -> str:
    """The box names the meeting; the form says who is usually called and whose consent is missing."""
    page = sara.to_box(case, "14")
    page.get_by_role("link", name="Book: SIP meeting").click()
    expect(page.locator(".seat", has_text="Health care")).to_contain_text("Consent is missing")
    sara.fill(day="2026-11-22", time="13:00", place="Medborgarkontoret, rum 2", agenda="Hur blir halvtid möjligt?")
    submit(page, "Book the meeting")
    expect(page.locator("main")).to_contain_text("Booked, invitations not sent")
    return page.url.removeprefix(sara.visitor.site)


def calls_those_who_may_be_told(sara: Colleague, meeting: str) -> None:
    """What stops health care's invitation is said with its paragraph; with consent it goes (D18, D23)."""
    page = sara.open(f"{meeting}call/")
    expect(page.locator(".stopped")).to_contain_text("26 kap. 1 §")
    page.get_by_role("link", name="Register a consent").click()
    sara.check("ways", "both")
    sara.fill(purpose="Göra en samordnad individuell plan.", evidence="Blankett i akten, i dag.")
    with page.expect_navigation():
        page.locator("main form .do-row button[type=submit]").click()
    assert page.url.endswith(f"{meeting}call/"), "one comes back to the invitations"
    expect(page.locator(".stopped")).to_have_count(0)
    submit(page, "Write down that they are sent")
    file = page.request.get(sara.visitor.site + f"{meeting}invitation.ics")
    (event,) = Calendar.from_ical(file.body()).walk("VEVENT")
    assert event["LOCATION"] == "Medborgarkontoret, rum 2"
    assert not {"Ruben", "Aspholm", "SIP"} & set(str(event.to_ical(), "utf-8").replace("\r\n ", "").split())
    submit(page, "Begin the letter: Invitation to a coordinated individual plan (SIP)")
    assert page.locator("[name=place]").input_value() == "Medborgarkontoret, rum 2"
    assert page.locator("[name=questions]").input_value() == "Hur blir halvtid möjligt?"


def health_care_answers(sara: Colleague, meeting: str) -> None:
    """By phone, in two clicks."""
    page = sara.open(meeting)
    with page.expect_navigation():
        page.locator(".picked-act", has_text="Health care").get_by_role("button", name="Comes").click()
    expect(page.locator(".picked-act", has_text="Health care").locator(".ds-tag")).to_have_text("Comes")


def written_down_once(sara: Colleague, meeting: str) -> None:
    """One page: who came, the points of the law, tasks and the day one meets again."""
    page = sara.open(f"{meeting}hold/")
    page.locator("[name=point-own_words]").fill("Vill orka en hel vecka")
    sara.fill(point_goal=GOAL)
    sara.check("point-overall", "kommun")
    sara.fill(task_0_text=TASK, task_0_due="2026-12-11", task_1_text="Träffa arbetsterapeut")
    sara.choose(task_0_party="socialtjanst", task_1_party="halso-sjukvard")
    sara.fill(follow_up_on="2027-02-22")
    sara.do("save")
    expect(page.locator("main")).to_contain_text("The municipality")
    expect(page.locator(".card", has_text="The next meeting")).to_contain_text("22 February 2027")
    page.get_by_role("link", name="The minutes as a form").click()
    form = page.locator("main").inner_text() + " ".join(
        each.input_value() for each in page.locator("main :is(textarea, input.ds-input)").all()
    )
    assert GOAL in form
    assert TASK in form
    page.go_back()


def minutes_and_journal(sara: Colleague) -> None:
    """To everyone who took part, as far as the consent goes; the text for the journal is ticked off (D24)."""
    page = sara.page
    page.get_by_role("link", name="See what goes to whom, and send").click()
    expect(page.locator(".stopped")).to_have_count(0)
    submit(page, "Write down that they are sent")
    expect(page.locator("main")).to_contain_text("Health care: sent 22 November 2026")
    text = page.locator("pre.copy").inner_text()
    assert all(each in text for each in (GOAL, TASK, "22 February 2027"))
    sara.fill(system="Treserva")
    submit(page, "Tick off")


def followed_up(sara: Colleague, case: int) -> None:
    """The next meeting is there already; it is held earlier than planned, and the task is done."""
    page = sara.open(f"/cases/{case}/meetings/")
    task = page.locator(".picked-act", has_text=TASK)
    with page.expect_navigation():
        task.get_by_role("button", name="Done").click()
    page.locator(".meeting-line", has_text="22 February 2027").get_by_role("link").click()
    page.get_by_role("link", name="Move or cancel").click()
    sara.fill(day="2026-11-22", time="15:00", move_reason="Ruben vill följas upp genast")
    sara.do("move")
    page.get_by_role("link", name="The meeting has been held").click()
    sara.fill(point_goal="Målet är nått", no_follow_up="Planen är genomförd")
    sara.do("save")
    expect(page.locator("main")).to_contain_text("no day is set: Planen är genomförd")
    page = sara.open(f"/cases/{case}/")
    told = page.locator(".acts").inner_text()
    for word in ("position", "payload", "None", "{"):
        assert word not in told
