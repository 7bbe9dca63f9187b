"""Is the work at the desk done with the keyboard alone, the focus in sight; once, and without losing a text? (E12)"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.colleagues import Colleague
from tests.browser.test_keyboard import FOCUSED, tab_to

WRITTEN = "Personen vill helst börja på förmiddagarna."


def focus_on(page: Page, selector: str) -> None:
    """Tab until the focus is on what the selector names; it is in sight at every stop."""
    tab_to(page, lambda _focus: bool(page.evaluate("s => document.activeElement.matches(s)", selector)))


@pytest.mark.parametrize("scripts", [True, False], ids=["with-script", "without-script"])
def test_a_case_is_opened_and_a_box_left_by_the_keyboard(colleague: Callable[..., Colleague], scripts: bool) -> None:
    """The error summary takes the focus, what was typed stands, and the choice is made with Space."""
    someone = colleague("Sara Lind", java_script_enabled=scripts)
    page = someone.open("/desk/?lang=en")
    focus_on(page, 'a[href="/desk/open/"]') if scripts else page.locator('main a[href="/desk/open/"]').focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    by_hand(page, "[name=given_name]", f"Tangent{'bord' if scripts else ''}")
    by_hand(page, "[name=family_name]", "Ek")
    by_hand(page, "[name=place]", "")
    page.locator("[name=place]").select_option("soc-sjukskriven/8")
    with page.expect_navigation():
        page.locator(".if-yes .row button[type=submit]").last.press("Enter")
    case = someone.case()
    by_hand(page, "[name=note]", WRITTEN)
    someone.visitor.expected.add(page.url)
    with page.expect_navigation():
        page.locator("button[value=complete]").press("Enter")
    assert page.locator("#errors").is_visible()
    if scripts:
        focus = page.evaluate(FOCUSED)
        assert focus["id"] == "errors", "the error summary takes the focus"
        assert focus["marked"]
        assert focus["seen"]
    assert page.locator("[name=note]").input_value() == WRITTEN
    page.locator("[name=exit]").first.press("Space")
    with page.expect_navigation():
        page.locator("button[value=complete]").press("Enter")
    expect(page.locator("h1 .box-number")).to_contain_text("11")
    assert WRITTEN in someone.open(f"/cases/{case}/").content()


def by_hand(page: Page, selector: str, text: str) -> None:
    """Type with the keyboard in a field that the keyboard reaches."""
    page.locator(selector).focus()
    page.keyboard.type(text)


def test_every_stop_of_a_box_is_in_sight(colleague: Callable[..., Colleague]) -> None:
    """From the top of the page to the way on, the note and the button, with Tab alone."""
    someone = colleague("Sara Lind")
    case = someone.open_case("soc-sjukskriven/8", "Tabb", "Lind")
    page = someone.to_box(case, "8")
    focus_on(page, "[name=exit]")
    page.keyboard.press("Space")
    focus_on(page, "[name=note]")
    page.keyboard.type(WRITTEN)
    focus_on(page, "button[value=complete]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1 .box-number")).to_contain_text("11")


def test_a_double_click_does_nothing_twice(colleague: Callable[..., Colleague]) -> None:
    someone = colleague("Sara Lind")
    case = someone.open_case("soc-sjukskriven/3", "Dubbel", "Klick")
    page = someone.to_box(case, "3")
    page.locator("button[value=complete]").dblclick(no_wait_after=True)
    page.wait_for_load_state("networkidle")
    someone.open(f"/cases/{case}/")
    expect(page.locator(".now-where .box-number")).to_have_count(1)
    expect(page.locator(".now-where .box-number")).to_contain_text("4")
    expect(page.locator(".acts > li")).to_have_count(2)


def test_the_second_of_two_who_leave_a_box_keeps_what_was_typed(colleague: Callable[..., Colleague]) -> None:
    """Two colleagues have the same box open; the second is told what happened, and has the text still (E12)."""
    sara, ingrid = colleague("Sara Lind"), colleague("Ingrid Holm")
    case = sara.open_case("soc-sjukskriven/8", "Krock", "Berg")
    address = sara.to_box(case, "8").url.replace(sara.visitor.site, "")
    page = ingrid.open(f"/cases/{case}/")
    if page.locator("[name=reading_reason]").count():
        page.locator("[name=reading_reason]").fill("Sara är på möte och personen har ringt.")
        page.locator("main form button").click()
    page = ingrid.open(address)
    ingrid.fill(note=WRITTEN)
    sara.leave("ja")
    ingrid.visitor.expected.add(ingrid.visitor.site + address)
    ingrid.leave("nej")
    expect(page.locator("h1")).to_have_text("Somebody else was first")
    assert WRITTEN in ingrid.said()
    assert "Sara Lind" in ingrid.said()
    expect(ingrid.open(f"/cases/{case}/").locator(".now-where .box-number")).to_contain_text("11")
