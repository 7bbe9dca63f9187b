"""Can everybody use every page of the desk? WCAG 2.2 A and AA as far as axe sees them; and nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.colleagues import Colleague
from tests.browser.desk_addresses import LOOKERS, NOT_PAGES, crawl, named
from tests.browser.test_accessibility import CONTRAST, DESK, OUTSIDE, PHONE, structure, violations

# The language and the width (px) of each look; by night only the contrast can break, so nothing else is asked twice.
LOOKS = (("sv", DESK), ("en", PHONE))


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_every_kind_of_page_that_somebody_reaches(
    colleague: Callable[..., Colleague], language: str, width: int
) -> None:
    """By day and by night, in both languages, on a desk and on a phone; and no named page is left out."""
    faults, reached = [], set(NOT_PAGES)
    for who, begin in LOOKERS.items():
        someone = colleague(who)
        for each in crawl(someone, who, begin):
            reached.add(each.name)
            faults += look(someone, each.path, language, width)
    assert faults == []
    assert named() - reached == set()


def look(someone: Colleague, path: str, language: str, width: int) -> list[str]:
    """What is wrong with a page."""
    someone.visitor.settle(width, color_scheme="light")
    page = someone.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
    wrong = [*violations(page), *structure(page), *page.evaluate(OUTSIDE, width)]
    if width == DESK:
        someone.visitor.settle(color_scheme="dark")
        wrong += violations(page, CONTRAST)
    return [f"{path} {language} {width} px: {fault}" for fault in wrong]


@pytest.mark.parametrize("path", ["/demo/", "/sign-in/", "/access/"])
def test_pages_before_signing_in(colleague: Callable[..., Colleague], path: str) -> None:
    someone = colleague("Sara Lind")
    someone.page.locator(".account form button").click()
    assert [fault for each in LOOKS for fault in look(someone, path, *each)] == []
