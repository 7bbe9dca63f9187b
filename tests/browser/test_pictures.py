"""What do the pages look like on paper, and in the documentation's screenshots?

`SAMORDNA_SCREENSHOTS=1 pytest tests/browser/test_pictures.py` writes `docs/images/*.png`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.colleagues import Colleague
from tests.browser.visiting import Visitor

LARGEST = 200_000
IMAGES = Path(__file__).parents[2] / "docs" / "images"
SHOWN = {
    "start": "/",
    "box": "/handbooks/boras/boras/4c/",
    "process": "/handbooks/boras/boras/",
    "rehearsal": "/handbooks/boras/boras/rehearse/?c=ja",
    "table": "/tables/ersattning/",
}
LUMINANCE = """node => { const [r, g, b] = getComputedStyle(node).%s.match(/[\\d.]+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255; }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/handbooks/boras/boras/1/", "/handbooks/boras/boras/"])
def test_on_paper_there_is_only_the_content(visitor: Visitor, path: str, scheme: str) -> None:
    """Dark ink, whatever the colour scheme of the screen, and nothing to click on."""
    page = visitor.open(path)
    visitor.settle(media="print", color_scheme=scheme)
    for not_printed in ("header nav", "header form", "a.language", "a.skip"):
        assert not page.locator(not_printed).first.is_visible(), f"{not_printed} is printed"
    assert page.locator("h1").is_visible()
    assert page.locator("h1").evaluate(LUMINANCE % "color") < 0.4
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("name", SHOWN)
def test_pictures_for_the_documentation(visitor_with: Callable[..., Visitor], name: str) -> None:
    """Always taken, so that a page that breaks them is noticed; kept only when asked for."""
    page = visitor_with(color_scheme="light").open(f"{SHOWN[name]}")
    page.evaluate("document.fonts.ready")
    if name == "process":
        page.locator("main svg a").first.evaluate("link => link.ownerSVGElement.scrollIntoView()")
    taken = page.screenshot(animations="disabled")
    assert taken.startswith(b"\x89PNG")
    if os.environ.get("SAMORDNA_SCREENSHOTS") == "1":
        keep(name, taken)


def keep(name: str, taken: bytes) -> None:
    """Write a picture to the documentation; small, because every reader of the repository loads it."""
    assert len(taken) < LARGEST, f"{name} is {len(taken)} bytes"
    IMAGES.mkdir(parents=True, exist_ok=True)
    (IMAGES / f"{name}.png").write_bytes(taken)


def pictured(someone: Colleague, name: str) -> None:
    """Take a picture of what somebody looks at."""
    someone.page.evaluate("document.fonts.ready")
    taken = someone.page.screenshot(animations="disabled")
    assert taken.startswith(b"\x89PNG")
    if os.environ.get("SAMORDNA_SCREENSHOTS") == "1":
        keep(name, taken)


def test_pictures_of_the_desk(colleague: Callable[..., Colleague]) -> None:
    """Worklist, case, box, what leaves, and consent, by day in Swedish; and the worklist on a phone by night."""
    sara = colleague("Sara Lind", "sv", color_scheme="light")
    page = sara.open("/desk/")
    pictured(sara, "worklist")
    page.locator(".line-place").first.click()
    sara.open(f"/cases/{sara.case()}/")
    pictured(sara, "case")
    case = sara.open_case("soc-sjukskriven/17", "Vilma", "Falk")
    sara.to_box(case, "17")
    pictured(sara, "desk-box")
    sara.leave("fk")
    pictured(sara, "preview")
    sara.confirm("consent")
    pictured(sara, "consent")
    sara.visitor.settle(360, color_scheme="dark")
    sara.open("/desk/")
    pictured(sara, "worklist-phone")
