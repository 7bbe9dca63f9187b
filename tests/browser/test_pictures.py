"""What do the pages look like on paper, and in the documentation's screenshots?

`SAMORDNA_SCREENSHOTS=1 pytest tests/browser/test_pictures.py` writes `docs/images/*.png`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor

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
        IMAGES.mkdir(parents=True, exist_ok=True)
        (IMAGES / f"{name}.png").write_bytes(taken)
