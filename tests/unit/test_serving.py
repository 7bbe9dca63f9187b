"""Does `samordna serve` refuse what is unsafe, answer, write its log, and stop in good order?"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager, suppress

import pytest

from samordna.platform import serving
from samordna.web.terminal import QuestionError
from tests.conftest import made_once

KEY = "".join(chr(ord("a") + n % 26) for n in range(60))
OPEN = {"SAMORDNA_HOSTS": "samordna.example", "SAMORDNA_TLS": "1", "SAMORDNA_SECRET_KEY": KEY}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.1.2.3"])
def test_ones_own_machine_needs_no_settings(host):
    assert list(serving.objections(host, {})) == []


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "samordna.example", ""])
def test_a_network_needs_names_and_a_word_about_tls(host):
    named = [str(problem) for problem in serving.objections(host, {})]
    assert len(named) == 3
    assert "SAMORDNA_HOSTS" in named[0]
    assert "SAMORDNA_TLS" in named[1]
    assert "SAMORDNA_SECRET_KEY" in named[2]
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
        ("SAMORDNA_MFA", "off"),
        ("SAMORDNA_MAIL", "mail.example"),
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_wrong_values_are_refused_everywhere(host, name, written):
    problems = list(serving.objections(host, {**OPEN, name: written}))
    assert len(problems) == 1
    assert name in str(problems[0])
    assert str(problems[0].mend)
    assert written not in str(problems[0]) or name != "SAMORDNA_SECRET_KEY"


def test_a_name_that_others_use_needs_a_key_also_behind_a_proxy():
    told = list(serving.objections("127.0.0.1", {**OPEN, "SAMORDNA_SECRET_KEY": ""}))
    assert [serving.KEY in str(problem) for problem in told] == [True]


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
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SAMORDNA_") and k != "DATABASE_URL"}
    return {**kept, **ours}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The folder of a database that has been made."""
    folder = tmp_path_factory.mktemp("data")
    return shutil.copytree(made_once(tmp_path_factory, "migrated", migrated), folder, dirs_exist_ok=True)


def migrated(folder):
    done = samordna("migrate", SAMORDNA_DATA=str(folder))
    assert done.returncode == 0, done.stderr


def samordna(*arguments, **ours):
    """Another command, finished."""
    return subprocess.run(
        [sys.executable, "-m", "samordna.cli", *arguments, "--lang", "en"],
        env=environment(**ours), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


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
def test_it_answers_writes_its_log_and_stops(tmp_path, database, stop):
    with served(tmp_path, "--log", "json", SAMORDNA_DATA=str(database)) as (address, process, log):
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


@pytest.mark.parametrize(
    ("arguments", "ours", "said", "mend"),
    [
        ((), {}, "no database yet", "samordna migrate"),
        ((), {"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}, "cannot be reached", "DATABASE_URL"),
        (("--workers", "2"), {}, "SQLite", "PostgreSQL"),
    ],
)
def test_it_refuses_a_database_that_is_not_ready(tmp_path, arguments, ours, said, mend):
    """E6, E15: and says which command makes it so."""
    done = samordna("serve", "--port", "0", *arguments, **{"SAMORDNA_DATA": str(tmp_path), **ours})
    told = " ".join(done.stderr.split())
    assert done.returncode == 2
    assert said in told
    assert mend in told
    assert "Traceback" not in told


def test_it_refuses_a_journal_without_guards_or_changes_not_made(tmp_path, database):
    """E6: `serve` refuses without them; migrating puts them back."""
    shutil.copytree(database, tmp_path, dirs_exist_ok=True)
    for statement, said in (
        ("DROP TRIGGER guard_event_delete", "guard_event_delete"),
        ("DELETE FROM django_migrations WHERE app = 'sessions'", "lacks 1 changes"),
    ):
        with closing(sqlite3.connect(tmp_path / "samordna.sqlite3")) as database:
            database.execute(statement)
            database.commit()
        done = samordna("serve", "--port", "0", SAMORDNA_DATA=str(tmp_path))
        assert done.returncode == 2
        assert said in done.stderr
        assert "samordna migrate" in done.stderr
        if "TRIGGER" in statement:
            migrated(tmp_path)


def test_an_account_is_made_once_and_its_password_shown_once(database):
    made = samordna("add-worker", "saga", "--name", "Saga Ek", SAMORDNA_DATA=str(database))
    assert made.returncode == 0, made.stderr
    assert re.search(r"first sign-in only: \S{16}$", made.stdout.strip())
    again = samordna("add-worker", "saga", "--name", "Saga Ek", SAMORDNA_DATA=str(database))
    assert again.returncode == 2
    assert "--again" in again.stderr
    other = samordna("add-worker", "saga", "--again", SAMORDNA_DATA=str(database))
    assert other.returncode == 0
    assert other.stdout != made.stdout


def test_it_says_that_the_day_is_a_made_up_one(tmp_path, database):
    with served(tmp_path, SAMORDNA_TODAY="2027-02-01", SAMORDNA_DATA=str(database)) as (address, process, _log):
        asked(f"{address}/health")
        process.send_signal(signal.SIGTERM)
        said = process.stdout.read()  # communicate() would miss what the first readline() had buffered
    assert "2027-02-01" in said
