"""Does the demonstration start, let one be anybody by one click, and leave everything else as it is?"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar
from urllib.parse import urlencode

import pytest


def command(*arguments):
    return [sys.executable, "-m", "samordna.cli", "demo", *arguments, "--lang", "en"]


@pytest.fixture(scope="module")
def environ(tmp_path_factory):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SAMORDNA_") and k not in ("DATABASE_URL",)}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "SAMORDNA_DATA": str(tmp_path_factory.mktemp("demo")), "SAMORDNA_TODAY": "2026-11-23"}


@pytest.fixture(scope="module")
def made(environ):
    done = subprocess.run(
        command("--cases", "3", "--no-serve"), env=environ, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return environ


def test_it_is_made_once_and_anew_when_asked(made):
    """And only the demonstration's own file is touched."""
    folder = made["SAMORDNA_DATA"]
    mark = os.path.join(folder, "demonstration.json")
    with open(mark) as file:
        assert json.load(file) == {"cases": 3, "day": "2026-11-23"}
    assert not os.path.exists(os.path.join(folder, "samordna.sqlite3"))
    again = subprocess.run(command("--no-serve"), env=made, capture_output=True, text=True, timeout=120, check=False)
    assert again.returncode == 0, again.stderr
    assert "--fresh" in again.stdout


def test_one_click_makes_one_somebody(made, tmp_path):
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command("--port", "0"), env=made, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        found = next(m for line in process.stdout if (m := re.search(r"http://\S+", line)))[0]
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = _asked(browser, found)
        assert "every person here is invented" in page or "Demonstration" in page
        persona = re.search(r'name="persona" value="(\d+)"', page)[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        sent = urlencode({"persona": persona, "csrfmiddlewaretoken": token}).encode()
        request = urllib.request.Request(found, sent, {"Referer": found})
        with browser.open(request, timeout=30) as answer:
            page = answer.read().decode()
        assert 'action="/sign-out/"' in page
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert said.rstrip().endswith("Stopped.")


def _asked(browser, address):
    for _attempt in range(400):
        with suppress(OSError), browser.open(address, timeout=30) as answer:
            return answer.read().decode()
        time.sleep(0.05)
    raise AssertionError(f"nobody answers at {address}")
