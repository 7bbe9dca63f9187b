"""Can everybody use every page? WCAG 2.2 A and AA as far as axe sees them, at every width, in both colour schemes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.addresses import Address, kinds, pages
from tests.browser.visiting import Visitor

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# Another colour scheme can only break the contrast, so nothing else is asked twice.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
AXE = Axe().axe_script
DESK, PHONE, NARROW = 1280, 360, 320
SCHEMES = ("light", "dark")
LANDMARKS = ["header", "main", "footer", "nav[aria-label]"]
# The levels of the headings, the landmarks that are not there, the first heading and the title: asked for all at once.
BUILT = """landmarks => [
  [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(h => +h.tagName[1]),
  landmarks.filter(each => !document.querySelector(each)),
  document.querySelector("h1")?.innerText.trim() ?? "", document.title,
]"""
# What of the page stands outside the window, except inside a region that scrolls by itself.
OUTSIDE = """width => {
  const scrolls = node => node && node !== document.body && (
    ["auto", "scroll"].includes(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  return document.documentElement.scrollWidth <= width ? [] : [...document.querySelectorAll("body *")]
    .filter(node => node.getBoundingClientRect().right > width + 1 && !scrolls(node))
    .map(node => node.outerHTML.slice(0, 120)).slice(0, 5).concat(["page is " + document.documentElement.scrollWidth]);
}"""


def violations(page: Page, rules: dict[str, Any] = RULES) -> list[str]:
    """What axe has against the page as it is shown now."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate("async rules => (await axe.run(document, rules)).violations", rules)
    return [
        f"{rule['id']}: {node['html'][:160]} – {node['failureSummary']}" for rule in found for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("address", kinds(), ids=str)
def test_every_kind_of_page_at_desk_and_phone_by_day_and_night(
    visitor: Visitor, address: Address, language: str
) -> None:
    page = visitor.open(address.within(language), address.status)
    assert page.locator("html").get_attribute("lang") == language
    # Axe asks each language at one width; whether everything fits is asked at both.
    for width in (DESK, PHONE) if language == "sv" else (PHONE, DESK):
        visitor.settle(width, color_scheme="light")
        assert page.evaluate(OUTSIDE, width) == []
    assert violations(page) == [], f"{width} px, light"
    visitor.settle(width, color_scheme="dark")
    assert violations(page, CONTRAST) == [], f"{width} px, dark"


def others() -> list[Address]:
    """The pages that are not the first of their kind."""
    return [address for address in pages() if address not in kinds()]


@pytest.mark.parametrize("part", range(8))
def test_every_page_once(visitor_with: Callable[..., Visitor], part: int) -> None:
    """All the others, each in one of the ways; which one follows from its place in the list.

    Their templates have all been through axe above, so axe, which takes most of the time, sees every other of them.
    """
    visitor = visitor_with()
    faults = []
    for place, address in list(enumerate(others()))[part::8]:
        page = visitor.open(address.within("en" if place % 3 == 0 else "sv"), address.status)
        visitor.settle(PHONE if place % 2 else DESK, color_scheme=SCHEMES[place // 8 % 2])
        if place // 2 % 2:
            faults += [f"{address}: {fault}" for fault in violations(page)]
        faults += [f"{address}: {fault}" for fault in structure(page)]
        visitor.settle(NARROW)
        faults += [f"{address} at {NARROW} px: {fault}" for fault in page.evaluate(OUTSIDE, NARROW)]
    assert faults == []


def structure(page: Page) -> list[str]:
    """What axe does not count among WCAG's rules: one h1, no level left out, landmarks, a title of its own."""
    levels, lacking, heading, title = page.evaluate(BUILT, LANDMARKS)
    faults = [f"no {landmark}" for landmark in lacking]
    if levels.count(1) != 1:
        faults.append(f"{levels.count(1)} h1")
    if any(below > above + 1 for above, below in pairwise(levels)):
        faults.append(f"a heading level is left out: {levels}")
    if "Samordna" not in title or not heading:
        faults.append(f"title {title!r}")
    return faults
