"""One real server and one browser for each test worker, and a visitor who notices whatever goes wrong."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.conftest import DAY, lacking

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
START = 60
WIDE = {"width": 1280, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served site, for example `http://127.0.0.1:43211`. Afterwards: did it stop in good order?"""
    noted = tmp_path_factory.mktemp("serve") / "log"
    command = [sys.executable, "-m", "samordna.cli", "serve", "--port", "0", "--lang", "en"]
    settings = {k: v for k, v in os.environ.items() if not k.startswith("SAMORDNA_")}
    with noted.open("wb") as log:
        server = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, env={**settings, "SAMORDNA_TODAY": DAY}, text=True
        )
    try:
        assert server.stdout
        found = re.search(r"http://[\d.]+:\d+", server.stdout.readline())
        assert found, f"serve did not start: {noted.read_text('utf-8')}"
        _await(found[0])
        yield found[0]
    finally:
        server.terminate()
        server.communicate(timeout=15)
    said = noted.read_text("utf-8")
    assert server.returncode == 0, said
    assert "Traceback" not in said, said


def _await(address: str) -> None:
    until = time.monotonic() + START
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody answers at {address}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, or another one on the path."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if not found:
        lacking("Chromium", "apt install chromium")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@dataclass
class Visitor:
    """Somebody in front of a browser. `wrong` gathers what the browser complains of."""

    site: str
    page: Page
    wrong: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Listen to everything that can go wrong in a page."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def open(self, path: str, status: int = 200) -> Page:
        """Go to a path of the site; `status` is the answer that is right."""
        address = f"{self.site}{path}"
        if status >= 400:
            self.expected.add(address)
        answer = self.page.goto(address)
        assert answer
        assert answer.status == status, f"{path} answers {answer.status}"
        return self.page

    def settle(self, width: int | None = None, **media: Any) -> None:
        """Another colour scheme, medium or width (px), on the same page, without animations in between."""
        self.page.emulate_media(reduced_motion="reduce", **media)
        if width:
            self.page.set_viewport_size({"width": width, "height": 900})

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and message.location.get("url") not in self.expected:
            self.wrong.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _failed(self, request: Request) -> None:
        # A download, and a page left before it was whole, are no faults of ours.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"{request.failure}: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self.expected:
            self.wrong.append(f"{response.status}: {response.url}")
        if not response.url.startswith((self.site, "data:")):
            self.wrong.append(f"from elsewhere: {response.url}")


@pytest.fixture
def visitor_with(site: str, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """A visitor in a fresh browser with the options of a playwright context; at the end nothing may have gone wrong."""
    here: list[tuple[Visitor, BrowserContext]] = []

    def come(**options: Any) -> Visitor:
        chosen = {"viewport": WIDE, "locale": "sv-SE", "reduced_motion": "reduce", **options}
        context = browser.new_context(**chosen)
        context.set_default_timeout(15000)
        visitor = Visitor(site, context.new_page())
        visitor.watch()
        here.append((visitor, context))
        return visitor

    yield come
    for visitor, context in here:
        context.close()
        assert visitor.wrong == []


@pytest.fixture
def visitor(visitor_with: Callable[..., Visitor]) -> Visitor:
    """A visitor at a desk, with a Swedish browser."""
    return visitor_with()
