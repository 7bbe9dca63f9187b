"""A worker asks why a date is that date, pauses, extends, looks at another day, and subscribes (D17, D23, D27)."""

from __future__ import annotations

import re
from collections.abc import Callable

from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.browser.colleagues import Colleague

LIMIT = "sjalvskattning-egen-forsorjning"


def card(page: Page) -> Locator:
    """The card of the limit that the box has started."""
    return page.locator(f'li.clock[id^="clock-{LIMIT}-box"]')


def unfold(page: Page, words: str) -> Locator:
    """Open one of the folded forms of the card, with the keyboard."""
    summary = card(page).locator("summary", has_text=re.compile(f"^{words}"))
    summary.focus()
    page.keyboard.press("Enter")
    return summary.locator("xpath=..")


def send(page: Page, fold: Locator) -> None:
    with page.expect_navigation():
        fold.locator("button[type=submit]").click()


def test_a_date_is_explained_paused_resumed_extended_and_put_back(colleague: Callable[..., Colleague]) -> None:
    """All of it by keyboard or click, without JavaScript of ours."""
    sara = colleague("Sara Lind")
    case = sara.open_case("soc-sjukskriven/5", "Vilma", "Provsson")
    page = sara.open(f"/cases/{case}/dates/")
    expect(card(page)).to_contain_text("Last day: Monday 22 February 2027")
    why = card(page).locator("details", has_text="Why this date?")
    why.locator("summary").click()
    expect(why).to_contain_text("At most 3 months.")
    expect(why.get_by_role("link", name="In the handbook")).to_be_visible()

    fold = unfold(page, "Pause")
    sara.visitor.expected.add(page.url)
    send(page, fold)
    expect(page.locator("#errors")).to_be_focused()
    page.locator("#errors a").click()
    expect(card(page).locator("input[name=reason]:focus")).to_have_count(1)
    page.keyboard.type("Bortrest en vecka")
    send(page, page.locator("details[open]", has=page.locator("input[name=reason]:focus")))
    expect(card(page)).to_contain_text("Has stood still since 22 November 2026.")
    expect(page.locator(f'.timeline-paused[href^="#clock-{LIMIT}"]')).to_have_count(1)

    send(page, unfold(page, "Let it run again"))
    expect(card(page)).to_contain_text("Last day: Monday 22 February 2027")
    fold = unfold(page, "Extend")
    fold.locator("input[name=number]").fill("2")
    fold.locator("select[name=unit]").select_option("weeks")
    fold.locator("input[name=reason]").fill("Personen vill vänta")
    send(page, fold)
    expect(card(page)).to_contain_text("Last day: Monday 8 March 2027")
    with page.expect_navigation():
        card(page).locator(".clock-changes li", has_text="Extended by 2 weeks").locator("button").click()
    expect(card(page)).to_contain_text("Last day: Monday 22 February 2027")
    said = sara.open(f"/cases/{case}/?kind=dates").locator(".acts").inner_text()
    assert said.count("own estimate") >= 4


def test_the_nearest_date_leads_to_its_card_and_a_day_ahead_shows_what_comes(
    colleague: Callable[..., Colleague],
) -> None:
    sara = colleague("Sara Lind")
    case = sara.open_case("soc-sjukskriven/5", "Vidar", "Provsson")
    page = sara.open(f"/cases/{case}/")
    page.locator(".now").get_by_role("link", name="Why this date?").click()
    expect(card(page)).to_be_in_viewport()
    page.get_by_role("link", name="The case on another day").first.click()
    page.locator("main input[name=day]").fill("2027-03-01")
    page.locator("main .as-on button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("A look ahead to 1 March 2027")
    expect(page.locator(".agenda-late")).to_contain_text("22 February 2027")


def test_a_calendar_answers_to_the_address_that_is_shown_once(colleague: Callable[..., Colleague]) -> None:
    sara = colleague("Sara Lind")
    page = sara.open("/desk/dates/")
    page.get_by_role("link", name="Subscribe to these dates in your own calendar").click()
    page.locator("main button[value=make], main button[value=renew]").click()
    address = page.locator("#address").inner_text()
    answer = page.context.browser.new_context().request.get(address)  # type: ignore[union-attr]
    assert answer.status == 200
    entries = Calendar.from_ical(answer.body()).walk("VEVENT")
    assert entries
    assert all(
        re.fullmatch(r"(Datum att bevaka, SKÄ-2026-\d{4}|Möte M-[0-9A-F-]+)", str(each["summary"])) for each in entries
    )
    page.reload()
    sara.open("/account/calendar/")
    expect(page.locator("#address")).to_have_count(0)
