"""What do the settings become, for each environment? Safe without any, and safe behind TLS."""

from __future__ import annotations

import json
import logging
import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from samordna.platform import logs, mail

SETTINGS = str(Path(logs.__file__).with_name("settings.py"))


@pytest.fixture
def settings_with(monkeypatch):
    """The settings of an environment with only these of our variables."""

    def read(**environ):
        for name in [name for name in os.environ if name.startswith("SAMORDNA_")]:
            monkeypatch.delenv(name)
        for name, value in environ.items():
            monkeypatch.setenv(f"SAMORDNA_{name}", value)
        return runpy.run_path(SETTINGS)

    return read


def test_without_any_environment_everything_is_closed(settings_with):
    plain = settings_with()
    assert plain["DEBUG"] is False
    assert plain["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert len(plain["SECRET_KEY"]) >= 50
    assert not plain["SECURE_SSL_REDIRECT"]
    assert plain["SECURE_PROXY_SSL_HEADER"] is None
    assert plain["DATABASES"]["default"]["ENGINE"].endswith("sqlite3")
    assert plain["SECOND_FACTOR_REQUIRED"]
    assert not plain["DEMO"]
    assert not any("one_click" in backend for backend in plain["AUTHENTICATION_BACKENDS"])


def test_nothing_switches_debugging_on(settings_with):
    assert settings_with(DEBUG="1", TLS="1")["DEBUG"] is False


def test_two_processes_never_share_an_invented_key(settings_with):
    assert settings_with()["SECRET_KEY"] != settings_with()["SECRET_KEY"]


def test_hosts_are_read_with_spaces_and_empty_parts(settings_with):
    assert settings_with(HOSTS=" a.example , ,b.example,")["ALLOWED_HOSTS"][3:] == ["a.example", "b.example"]


def test_behind_tls_everything_goes_by_https(settings_with):
    tls = settings_with(TLS="1")
    assert tls["SECURE_SSL_REDIRECT"]
    assert tls["SECURE_HSTS_SECONDS"] == 31536000
    assert tls["SESSION_COOKIE_SECURE"]
    assert tls["CSRF_COOKIE_SECURE"]
    assert tls["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize("tls", ["0", "1"])
def test_the_deployment_check_is_clean(tls):
    """`check --deploy` finds nothing, whichever way the pages are reached."""
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            **{k: v for k, v in os.environ.items() if not k.startswith("SAMORDNA_")},
            "SAMORDNA_TLS": tls,
            "DJANGO_SETTINGS_MODULE": "samordna.platform.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_one_click_loads_in_the_demonstration_only():
    """The backend that asks for no proof cannot be reached by a wrong setting."""
    from importlib import import_module

    from django.core.exceptions import ImproperlyConfigured
    from django.test import override_settings

    for demo in (False, True):
        with override_settings(DEMO=demo), pytest.raises(ImproperlyConfigured):
            import_module("samordna.platform.one_click")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", ("filebased", "", 25, False, False)),
        ("smtp://mail.example.se", ("smtp", "mail.example.se", 25, False, False)),
        ("smtp+tls://u:p%40ss@mail.example.se", ("smtp", "mail.example.se", 587, True, False)),
        ("smtps://mail.example.se:4650", ("smtp", "mail.example.se", 4650, False, True)),
    ],
)
def test_mail_leaves_by_the_server_that_is_named(tmp_path, address, found):
    told = mail.configured(address, tmp_path)
    assert (told.backend.split(".")[4], told.host, told.port, told.starts_tls, told.is_tls) == found
    assert told.password in ("", "p@ss")


def access(path="/law/", status=200):
    """What granian hands over for one answer; the address and the question are there, and stay there."""
    asked = {
        "addr": "192.0.2.7",
        "query_string": "q=depression",
        "time": "2026-11-22 10:00:00 +0100",
        "path": path,
        "method": "GET",
        "status": status,
        "dt_ms": 3.14159,
        "scheme": "http",
        "protocol": "HTTP/1.1",
    }
    return logging.LogRecord(logs.ACCESS, logging.INFO, "", 0, logs.ACCESS_LINE, (asked,), None)


@pytest.mark.parametrize("lines", [logs.TextLines(), logs.JsonLines()])
def test_the_log_never_says_who_asked_or_for_what(lines):
    line = lines.format(access())
    assert "192.0.2.7" not in line
    assert "depression" not in line
    assert "/law/" in line


def test_json_lines_can_be_read_back():
    line = json.loads(logs.JsonLines().format(access()))
    assert {k: line[k] for k in ("method", "path", "status", "ms", "level")} == {
        "method": "GET",
        "path": "/law/",
        "status": 200,
        "ms": 3.1,
        "level": "INFO",
    }
    assert line["time"].endswith(("+01:00", "+02:00"))


@pytest.mark.parametrize("lines", [logs.TextLines(), logs.JsonLines()])
def test_a_line_break_in_a_path_stays_within_its_line(lines):
    line = lines.format(access("/a\n2026-11-22 INFO GET /made-up 200\u2028\x1b[2J"))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line


@pytest.mark.parametrize("lines", [logs.TextLines(), logs.JsonLines()])
def test_a_fault_keeps_its_trace(lines):
    try:
        raise ValueError("broken")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Fault: %s", ("/x",), sys.exc_info())
    said = lines.format(record)
    assert "Fault: /x" in said
    assert "ValueError: broken" in said


def test_no_log_means_no_access_lines():
    assert logs.of_server("none")["loggers"][logs.ACCESS]["level"] == "CRITICAL"
    assert logs.of_server("json")["formatters"]["lines"]["()"] == "samordna.platform.logs.JsonLines"
