"""What every test stands on: one day, Swedish, no secrets of the machine, and parts that are never silently missing."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest
from hypothesis import settings

from samordna.web import i18n

DAY = "2026-11-22"
# A busy machine is not a failure: performance is measured by bench, never by a test.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Markers of our own, and the day on which pages and commands are asked."""
    config.addinivalue_line("markers", "browser: needs Chromium and a served site")
    os.environ.setdefault("SAMORDNA_TODAY", DAY)


@pytest.fixture(autouse=True)
def _swedish_again():
    """A page or command asked in English leaves the process speaking it."""
    yield
    i18n.activate("sv")


def lacking(part: str, command: str) -> NoReturn:
    """A part of the machine that a test needs is not there: skip, saying how to get it; fail under `CI=true` (E23)."""
    said = f"{part} is missing; install it with: {command}"
    if os.environ.get("CI") == "true":
        pytest.fail(said)
    pytest.skip(said)
