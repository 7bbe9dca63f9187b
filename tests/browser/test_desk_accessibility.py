"""Can everybody use every page of the desk? WCAG 2.2 A and AA as far as axe sees them; and nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.colleagues import Colleague
from tests.browser.desk_addresses import LOOKERS, NOT_PAGES, crawl, named
from tests.browser.test_accessibility import DESK, OUTSIDE, PHONE, structure, violations

# The language, the width (px) and the scheme of each look: between them every page is seen in both of each.
LOOKS = (("sv", DESK, "light"), ("en", PHONE, "dark"))

# Days as machines write them, holes that nobody filled, and nothing at all: in what people read, the folds opened.
RAW = """() => {
  const shown = document.querySelector("main").cloneNode(true);
  shown.querySelectorAll("textarea, pre, select").forEach(each => each.remove());
  shown.querySelectorAll("details").forEach(each => { each.open = true; });
  document.body.append(shown);
  const lines = shown.innerText.split("\\n");
  shown.remove();
  return lines.filter(each => /(?<![\\w.\\/-])\\d{4}-\\d{2}-\\d{2}(?![\\w-])|\\{\\w*\\}|\\bNone\\b/.test(each));
}"""


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_every_kind_of_page_that_somebody_reaches(
    colleague: Callable[..., Colleague], language: str, width: int, scheme: str
) -> None:
    """By day and by night, in both languages, on a desk and on a phone; and no named page is left out."""
    faults, reached = [], set(NOT_PAGES)
    for who, begin in LOOKERS.items():
        someone = colleague(who)
        for each in crawl(someone, who, begin):
            reached.add(each.name)
            faults += look(someone, each.path, (language, width, scheme))
    assert faults == []
    assert named() - reached == set()


def look(someone: Colleague, path: str, how: tuple[str, int, str]) -> list[str]:
    """What is wrong with a page."""
    language, width, scheme = how
    someone.visitor.settle(width, color_scheme=scheme)
    page = someone.open(f"{path}{'&' if '?' in path else '?'}lang={language}")
    wrong = [*violations(page), *structure(page), *page.evaluate(OUTSIDE, width)]
    if width == DESK:
        wrong += [f"for machines: {line}" for line in page.evaluate(RAW)]
    return [f"{path} {language} {width} px {scheme}: {fault}" for fault in wrong]


@pytest.mark.parametrize("path", ["/demo/", "/sign-in/", "/access/"])
def test_pages_before_signing_in(colleague: Callable[..., Colleague], path: str) -> None:
    someone = colleague("Sara Lind")
    someone.page.locator(".account form button").click()
    assert [fault for each in LOOKS for fault in look(someone, path, each)] == []
