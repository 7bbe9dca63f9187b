"""Does `samordna serve` refuse what is unsafe, answer, write its log, and stop in good order?"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress

import pytest

from samordna.platform import serving
from samordna.web.terminal import QuestionError

KEY = "".join(chr(ord("a") + n % 26) for n in range(60))
OPEN = {"SAMORDNA_HOSTS": "samordna.example", "SAMORDNA_TLS": "1"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_ones_own_machine_needs_no_settings(host):
    assert list(serving.objections(host, {})) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "samordna.example", ""])
def test_a_network_needs_names_and_a_word_about_tls(host):
    named = [str(problem) for problem in serving.objections(host, {})]
    assert len(named) == 2
    assert "SAMORDNA_HOSTS" in named[0]
    assert "SAMORDNA_TLS" in named[1]
    assert list(serving.objections(host, OPEN)) == []
    assert list(serving.objections(host, {**OPEN, "SAMORDNA_TLS": "0"})) == []


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("SAMORDNA_HOSTS", "*"),
        ("SAMORDNA_HOSTS", "a.example, *"),
        ("SAMORDNA_TLS", "yes"),
        ("SAMORDNA_SECRET_KEY", "short"),
        ("SAMORDNA_SECRET_KEY", "a" * 80),
        ("SAMORDNA_LOG", "xml"),
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_wrong_values_are_refused_everywhere(host, name, written):
    problems = list(serving.objections(host, {**OPEN, "SAMORDNA_SECRET_KEY": KEY, name: written}))
    assert len(problems) == 1
    assert name in str(problems[0])
    assert str(problems[0].mend)
    assert written not in str(problems[0]) or name != "SAMORDNA_SECRET_KEY"


def test_a_taken_port_is_told_with_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(QuestionError) as told:
            serving.free_port("127.0.0.1", port)
    assert str(port) in str(told.value.message)
    assert f"--port {port + 1}" in str(told.value.mend)


def test_a_free_port_is_found():
    assert serving.free_port("127.0.0.1", 0) > 1023


def test_an_address_of_another_machine_is_told():
    with pytest.raises(QuestionError, match=r"192\.0\.2\.1"):
        serving.free_port("192.0.2.1", 8000)


def command(*arguments):
    return [sys.executable, "-m", "samordna.cli", "serve", "--port", "0", "--lang", "en", *arguments]


def environment(**ours):
    return {**{k: v for k, v in os.environ.items() if not k.startswith("SAMORDNA_")}, **ours}


@contextmanager
def served(tmp_path, *arguments, **ours):
    """A server in a process of its own: its address, the process, and what it has written (a function)."""
    noted = tmp_path / "log"
    with noted.open("wb") as log:
        process = subprocess.Popen(
            command(*arguments), stdout=subprocess.PIPE, stderr=log, text=True, env=environment(**ours)
        )
    try:
        found = re.search(r"http://\S+:\d+", process.stdout.readline())
        assert found, noted.read_text("utf-8")
        yield found[0], process, lambda: noted.read_text("utf-8")
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=10)


def asked(address):
    """The answer, once the first worker is there."""
    for _attempt in range(200):
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            return answer.read().decode()
        time.sleep(0.05)
    raise AssertionError(f"nobody answers at {address}")


def written(log, part):
    """Wait for the log: the answer is sent before its line is written."""
    for _attempt in range(200):
        if part in log():
            return
        time.sleep(0.05)
    raise AssertionError(f"{part} is not in the log: {log()}")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_writes_its_log_and_stops(tmp_path, stop):
    with served(tmp_path, "--log", "json", "--workers", "2") as (address, process, log):
        assert asked(f"{address}/health?who=19121212-1212") == "ok\n"
        written(log, "/health")
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))):  # a browser that lingers
            process.send_signal(stop)
            said, _ = process.communicate(timeout=15)
        assert process.returncode == 0
        assert said.rstrip().endswith("Stopped.")
        lines = [json.loads(line) for line in log().splitlines()]
    health = next(line for line in lines if line.get("path") == "/health")
    assert (health["method"], health["status"]) == ("GET", 200)
    assert "19121212" not in str(lines)
    assert "127.0.0.1" not in str(lines)


def test_it_refuses_to_start_unsafely():
    done = subprocess.run(command("--host", "0.0.0.0"), env=environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "SAMORDNA_HOSTS" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_says_that_the_day_is_a_made_up_one(tmp_path):
    with served(tmp_path, SAMORDNA_TODAY="2027-02-01") as (address, process, _log):
        asked(f"{address}/health")
        process.send_signal(signal.SIGTERM)
        said = process.stdout.read()  # communicate() would miss what the first readline() had buffered
    assert "2027-02-01" in said
