"""Do people get where they want to: to an outcome, an answer, a box, another language? All of it without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Locator, Page, expect

from samordna.handbooks.walk.demo import STORY
from tests.browser.visiting import Visitor


@pytest.fixture
def plain(visitor_with: Callable[..., Visitor]) -> Visitor:
    """A visitor whose browser runs no scripts."""
    return visitor_with(java_script_enabled=False)


def way(page: Page, choice: str) -> Locator:
    """The link or the button that makes this choice next in a rehearsal."""
    link = page.locator(f'main a[href$="c={quote_plus(choice)}"]')
    button = page.locator(f'main button[name="c"][value="{choice}"]')
    return link.or_(button).first


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_case_in_boras_from_the_first_box_to_work(plain: Visitor, language: str) -> None:
    """The story that the terminal tells, choice by choice."""
    page = plain.open(f"/handbooks/boras/boras/rehearse/?lang={language}")
    for choice, _told in STORY:
        way(page, choice).click()
        assert "c=" in page.url
    expect(page.locator("main")).to_contain_text("Arbete" if language == "sv" else "Work")


def test_a_rehearsal_can_be_sent_as_an_address_and_taken_back(plain: Visitor) -> None:
    page = plain.open("/handbooks/boras/boras/rehearse/?lang=en")
    way(page, "ja").click()
    seen, address = page.locator("main").inner_text(), page.url
    page.go_back()
    page.goto(address)
    assert page.locator("main").inner_text() == seen


def test_the_language_chosen_is_remembered(plain: Visitor) -> None:
    page = plain.open("/handbooks/")
    assert page.locator("html").get_attribute("lang") == "sv"
    page.locator("a.language[hreflang]").click()
    assert page.locator("html").get_attribute("lang") == "en"
    plain.open("/law/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("a.language[hreflang]").click()
    plain.open("/tables/")
    assert page.locator("html").get_attribute("lang") == "sv"


def test_the_language_switch_keeps_the_page(plain: Visitor) -> None:
    page = plain.open("/handbooks/search/?q=samtycke")
    page.locator("a.language[hreflang]").click()
    assert "q=samtycke" in page.url
    assert "/handbooks/search/" in page.url


@pytest.mark.parametrize(("locale", "language"), [("en-GB", "en"), ("sv-SE", "sv"), ("de-DE", "sv")])
def test_a_browser_is_spoken_to_in_its_language(
    visitor_with: Callable[..., Visitor], locale: str, language: str
) -> None:
    page = visitor_with(locale=locale).open("/")
    assert page.locator("html").get_attribute("lang") == language


def test_search_finds_and_leads_there(plain: Visitor) -> None:
    page = plain.open("/?lang=en")
    page.locator('header input[name="q"]').fill("läkarintyg")
    page.locator('header button[type="submit"]').click()
    assert page.locator('main input[name="q"]').input_value() == "läkarintyg"
    hit = page.locator('main a[href^="/handbooks/"]').first
    hit.click()
    expect(page.locator("main")).to_contain_text(re.compile("läkarintyg|intyg", re.I))


def test_a_box_of_the_map_leads_to_its_page(plain: Visitor) -> None:
    page = plain.open("/handbooks/boras/boras/?lang=en")
    page.locator('main svg a[href*="/handbooks/boras/boras/2a/"]').first.click()
    assert "/handbooks/boras/boras/2a/" in page.url
    assert page.locator("h1").is_visible()


def test_a_decision_table_is_filled_in_and_answers(plain: Visitor) -> None:
    page = plain.open("/tables/lakarintyg/?lang=en")
    form = page.locator("main form").first
    for group in form.locator("fieldset").all():
        choice = group.locator('input[type="radio"]:not([value=""])')
        if choice.count():
            choice.first.check()
    for drop in form.locator("select").all():
        drop.select_option(index=1)
    form.locator('[type="submit"]').first.click()
    assert "?" in page.url
    expect(page.locator("#answer")).to_contain_text("The chain holds")
