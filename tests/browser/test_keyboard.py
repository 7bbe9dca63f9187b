"""Does everything work with the keyboard alone, with the focus in sight all the way?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.visiting import Visitor

STOPS = 150
# Where the focus is, and whether somebody who looks at the page can see it.
FOCUSED = """() => {
  const node = document.activeElement, box = node.getBoundingClientRect(), style = getComputedStyle(node);
  const over = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    what: node.outerHTML.slice(0, 160), tag: node.tagName, id: node.id, name: node.getAttribute("name"),
    path: node.href ? new URL(node.href.baseVal ?? node.href, location).pathname : "",
    marked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none"
      || node instanceof SVGElement,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0,
    covered: Boolean(over) && !node.contains(over) && !over.contains(node) && !(node instanceof SVGElement),
  };
}"""


def tab_to(page: Page, there: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Press Tab until the focus is `there`; at every stop it must be in sight."""
    stops = []
    for _press in range(STOPS):
        page.keyboard.press("Tab")
        focus: dict[str, Any] = page.evaluate(FOCUSED)
        stops.append(focus["path"] or focus["what"])
        if focus["tag"] != "BODY":
            assert focus["marked"], f"nothing marks the focus on {focus['what']}"
            assert focus["seen"], f"out of sight: {focus['what']}"
            assert not focus["covered"], f"something lies over {focus['what']}"
        if there(focus):
            return focus
    raise AssertionError(f"never reached; stopped at {stops}")


def follow(page: Page, path: str) -> None:
    """Tab to the link to `path` and press Enter."""
    tab_to(page, lambda focus: focus["path"] == path)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.partition("?")[0].endswith(path)


def test_the_first_stop_skips_to_the_content(visitor: Visitor) -> None:
    page = visitor.open("/handbooks/")
    first = tab_to(page, lambda focus: True)
    assert "#main" in first["what"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
    assert inside, "the skip link does not lead into the content"


def test_from_the_start_to_a_box(visitor: Visitor) -> None:
    page = visitor.open("/?lang=en")
    for path in ("/handbooks/", "/handbooks/boras/", "/handbooks/boras/boras/", "/handbooks/boras/boras/1/"):
        follow(page, path)
    assert page.locator("h1").is_visible()


def test_a_search_from_the_keyboard(visitor: Visitor) -> None:
    page = visitor.open("/?lang=en")
    tab_to(page, lambda focus: focus["id"] == "q" or focus["name"] == "q")
    page.keyboard.type("samtycke")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("?q=samtycke")


def test_nothing_holds_the_focus_on_a_phone(visitor_with: Callable[..., Visitor]) -> None:
    """The way back out of the page is always there: the last stop is followed by the first."""
    page = visitor_with(viewport={"width": 360, "height": 640}).open("/handbooks/boras/boras/1/?lang=en")
    tab_to(page, lambda focus: focus["path"] == "/accessibility/")
