"""Does a case find its way through Stockholm, with everybody who works with it signed in at the same time? (D1-D9, D14)

Social services, the Finsam team, Försäkringskassan by letter, Jobbtorg, work. After every turn: who sees what.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from playwright.sync_api import expect

from samordna.platform.demonstrating.building import number
from tests.browser.colleagues import Colleague

ASKED = "Vilka parter behövs för att planen ska hålla?"


def test_from_social_services_to_work(colleague: Callable[..., Colleague]) -> None:
    sara, annika, jonas, johan = map(colleague, ("Sara Lind", "Annika Forsman", "Jonas Ek", "Johan Bergström"))
    case = begins(sara)
    nobody_else_sees(case, annika, jonas, johan)
    asks_the_team(sara, case)
    nobody_else_sees(case, jonas, johan)
    team_answers(annika, sara, case)
    to_forsakringskassan_by_letter(sara, case)
    back_from_forsakringskassan(sara, case)
    to_jobbtorg(sara, jonas, case)
    nobody_else_sees(case, johan)
    work_and_the_end(sara, jonas, case)
    what_is_logged(sara, case)


def begins(sara: Colleague) -> int:
    """A person is written down, the case opened where they are today, and two boxes worked."""
    case = sara.open_case("soc-sjukskriven/8", "Rut", "Almqvist", number(date(1992, 5, 17), 1))
    assert "Rut Almqvist" in sara.responsible(case) or "Skärholmen" in sara.responsible(case)
    sara.to_box(case, "8")
    sara.leave("ja")
    sara.to_box(case, "11")
    sara.leave("finsamteam")
    return case


def nobody_else_sees(case: int, *others: Colleague) -> None:
    """For those who have no part in it the case is not there: the same answer as for one that does not exist (D21)."""
    for other in others:
        refused = other.open(f"/cases/{case}/", 403).locator("main").inner_text()
        assert refused == other.open("/cases/999999/", 403).locator("main").inner_text()
        assert "Rut" not in other.page.content()
        for view in ("unit", "incoming"):
            assert "Rut Almqvist" not in other.open(f"/desk/?view={view}").content()


def asks_the_team(sara: Colleague, case: int) -> None:
    """The box stays with social services; what the coordinator will see is shown, and stopped without consent."""
    sara.to_box(case, "13")
    sara.check("referral", "finsamteam")
    sara.fill(refer_note=ASKED)
    sara.do("refer")
    sara.to_box(case, "4")
    page = sara.leave("vidare")
    expect(page.locator(".stopped")).to_contain_text("26 kap. 1 §")
    expect(page.locator("button[name=confirm][value=yes]")).to_have_count(0)
    sara.consent("finsamteam")
    sara.leave("vidare")
    expect(sara.page.locator(".stopped")).to_have_count(0)
    sara.confirm()
    assert "Skärholmen" in sara.responsible(case)


def team_answers(annika: Colleague, sara: Colleague, case: int) -> None:
    """The coordinator sees what the consent opens, takes the case up, and the next step is still Sara's."""
    page = annika.open("/desk/?view=unit")
    expect(page.locator("main")).to_contain_text("Rut Almqvist")
    annika.to_box(case, "10")
    annika.leave("ja")
    annika.to_box(case, "5")
    annika.leave("vidare")
    assert "Skärholmen" in sara.responsible(case)
    sara.to_box(case, "13")
    sara.leave("planerat")


def to_forsakringskassan_by_letter(sara: Colleague, case: int) -> None:
    """Försäkringskassan does not sign in: a letter to print, and the answer written down with its day and its way."""
    sara.to_box(case, "15")
    sara.leave("ja")
    sara.to_box(case, "17")
    sara.leave("fk")
    sara.consent("informationsutbyte")
    page = sara.leave("fk")
    expect(page.locator(".going")).to_contain_text("Exempelgatan 50")
    sara.confirm()
    assert "Skärholmen" in sara.responsible(case), "until they answer the next step is still the sender's (D7)"
    sent = sara.page.locator(".case-sent li", has_text="to Försäkringskassan")
    letter = sent.locator('a[href$="letter.pdf"]').get_attribute("href")
    assert letter
    answer = sara.page.request.get(sara.visitor.site + letter)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    sara.open(letter.replace("letter.pdf", ""))
    sara.choose(accept_via="letter")
    sara.fill(accept_on="2026-11-20")
    sara.do("accept")
    assert "Försäkringskassan" in sara.responsible(case)


def back_from_forsakringskassan(sara: Colleague, case: int) -> None:
    """What they tell is registered box by box; their refusal gives the next step back, and stands (D9)."""
    for box, way in (("1", "vidare"), ("2", "provning"), ("3", "nej"), ("4", "ater-socialtjanst")):
        sara.to_box(case, box)
        sara.leave(way, via="phone")
    assert "Skärholmen" in sara.responsible(case)


def to_jobbtorg(sara: Colleague, jonas: Colleague, case: int) -> None:
    """Handed over with consent; Jobbtorg sees nothing before, and the next step is theirs when they accept."""
    sara.to_box(case, "16")
    sara.leave("ny-provning")
    sara.to_box(case, "11")
    sara.leave("jobbtorg")
    sara.to_box(case, "12")
    page = sara.leave("jobbtorg")
    if page.locator("button[name=confirm][value=consent]").count():
        nobody_else_sees(case, jonas)
        sara.consent("informationsutbyte")
        sara.leave("jobbtorg")
    sara.confirm()
    assert "Skärholmen" in sara.responsible(case)
    page = jonas.open("/desk/?view=incoming")
    page.locator("tr", has_text="Rut Almqvist").locator("a.line-place").click()
    jonas.do("accept")
    assert "Jobbtorg" in jonas.responsible(case)
    assert "Jobbtorg" in sara.responsible(case)


def work_and_the_end(sara: Colleague, jonas: Colleague, case: int) -> None:
    """Jobbtorg notes the outcome; each party ends its own part, and only then can the case be closed (D14)."""
    jonas.to_box(case, "1")
    jonas.leave("nej")
    jonas.to_box(case, "2")
    jonas.choose(jump_target="jobbtorg/6b")
    jonas.fill(jump_reason="Kartläggning och planer är redan gjorda.")
    jonas.do("jump")
    jonas.to_box(case, "6b")
    jonas.leave("malet-natt")
    page = jonas.page
    if "/boxes/" not in page.url:
        page.locator(".now-where a").first.click()
    jonas.fill(degree="75")
    jonas.leave("arbete")
    ends_its_own(jonas, case)
    ends_its_own(sara, case)
    page = sara.open(f"/cases/{case}/close/")
    page.locator('form:has(input[name=do][value="close"]) button').click()
    page = sara.open(f"/cases/{case}/")
    expect(page.locator(".now-closed")).to_be_visible()


def ends_its_own(someone: Colleague, case: int) -> None:
    """End every process that one's own unit, or a party that does not sign in, still has open."""
    for _each in range(6):
        forms = someone.page.locator('form:has(input[name=do][value="end"])')
        someone.open(f"/cases/{case}/close/")
        if not forms.count():
            return
        someone.page.locator("main li details summary").first.click()
        if forms.first.locator("[name=via]").count():
            forms.first.locator("[name=via]").select_option("phone")
        forms.first.locator("button").click()


def what_is_logged(sara: Colleague, case: int) -> None:
    """Everything is told in plain words, and whoever has opened the case stands in the log (D25, D26)."""
    page = sara.open(f"/cases/{case}/")
    told = page.locator(".acts").inner_text()
    assert date(2026, 11, 22).strftime("%Y") in told
    for word in ("position", "payload", "holder", "None", "{"):
        assert word not in told
    log = sara.open(f"/cases/{case}/log/").locator("main").inner_text()
    assert "Sara Lind" in log
