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
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.colleagues import Colleague
from tests.browser.visiting import Visitor
from tests.conftest import DAY, lacking, made_once

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
START = 60
SAMORDNA = (sys.executable, "-m", "samordna.cli")
WIDE = {"width": 1280, "height": 900}
# Those of the first worker of the plan, who has something of every kind, and one that calls her unit to a meeting.
CASES = 11


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A served demonstration: its address, and the folder with its database."""

    site: str
    folder: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served site, for example `http://127.0.0.1:43211`. Afterwards: did it stop in good order?"""
    folder = tmp_path_factory.mktemp("serve")
    shutil.copytree(made_once(tmp_path_factory, "migrated", migrate), folder, dirs_exist_ok=True)
    with served(folder / "log", "serve", "--lang", "en", data=folder) as address:
        yield address


def migrate(folder: Path) -> None:
    """Make the tables."""
    subprocess.run([*SAMORDNA, "migrate"], env=settings(DAY, folder), check=True, stdout=subprocess.DEVNULL)


def demonstrate(folder: Path) -> None:
    """Make the demonstration and its cases."""
    command = [*SAMORDNA, "demo", "--cases", str(CASES), "--lang", "en", "--no-serve"]
    subprocess.run(command, env=settings(DAY, folder), check=True, stdout=subprocess.DEVNULL)


def settings(day: str, data: Path) -> dict[str, str]:
    """The environment of a command, with only these settings of ours."""
    others = {k: v for k, v in os.environ.items() if not k.startswith(("SAMORDNA_", "DJANGO_")) and k != "DATABASE_URL"}
    return {**others, "SAMORDNA_TODAY": day, "SAMORDNA_DATA": str(data)}


@contextmanager
def served(noted: Path, *command: str, data: Path, day: str = DAY) -> Iterator[str]:
    """A command that serves the data of a folder, on a port of its own; its complaints are in `noted`."""
    whole = [*SAMORDNA, *command, "--port", "0"]
    with noted.open("wb") as log:
        server = subprocess.Popen(whole, stdout=subprocess.PIPE, stderr=log, env=settings(day, data), text=True)
    try:
        assert server.stdout
        found = next(filter(None, (re.search(r"http://[\d.]+:\d+", line) for line in server.stdout)), None)
        assert found, f"{command} did not start: {noted.read_text('utf-8')}"
        _await(found[0])
        yield found[0]
    finally:
        server.terminate()
        server.communicate(timeout=15)
    said = noted.read_text("utf-8")
    assert server.returncode == 0, said
    assert "Traceback" not in said, said


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration with a few cases, served. Its data is shared: make cases of your own."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copytree(made_once(tmp_path_factory, "demonstrated", demonstrate), folder, dirs_exist_ok=True)
    with served(folder / "log", "demo", "--cases", str(CASES), "--lang", "en", data=folder) as address:
        yield Demonstration(address, folder)


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


@pytest.fixture
def visitor_with(site: str, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """A visitor in a fresh browser with the options of a playwright context; at the end nothing may have gone wrong."""
    with visitors(browser) as come:
        yield partial(come, site)


@pytest.fixture
def colleague(demonstration: Demonstration, browser: Browser) -> Iterator[Callable[..., Colleague]]:
    """Somebody who works there, by name, signed in by one click in a browser of their own; several at once."""
    with visitors(browser) as come:
        yield partial(_signed_in, come, demonstration.site)


def _signed_in(come: Callable[..., Visitor], site: str, name: str, language: str = "en", **options: Any) -> Colleague:
    here = come(site, **options)
    return Colleague(here).sign_in(name, language)


@contextmanager
def visitors(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Lets visitors come to a site, and asks of each at the end that nothing has gone wrong."""
    here: list[tuple[Visitor, BrowserContext]] = []

    def come(site: str, **options: Any) -> Visitor:
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
