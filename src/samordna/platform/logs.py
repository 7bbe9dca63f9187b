"""What does the server write down about its work? One line each, as text or as JSON; never who asked or for what.

Query strings can hold facts of a case and network addresses are personal data, so neither is ever written. Nor is the
secret in the address of a calendar: whoever reads the log could read the calendar.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import datetime
from typing import Any

from samordna.platform.clock import SWEDEN

VARIABLE = "SAMORDNA_LOG"
FORMS = ("text", "json", "none")
ACCESS = "granian.access"
# Granian fills these in; `%(addr)s` and `%(query_string)s` are left out on purpose.
ACCESS_LINE = "%(method)s %(path)s %(status)d %(dt_ms).1f ms"
# A path is decoded before it is written: a line break in it must not look like a line of ours.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SECRET = re.compile(r"(/calendar/)[^/\s\"']+")


def _visible(text: str) -> str:
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", _without_secrets(text))


def _without_secrets(text: str) -> str:
    return _SECRET.sub(r"\1…", text)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, SWEDEN).isoformat(timespec="milliseconds")


class TextLines(logging.Formatter):
    """Time, level and message on one line; the trace of a fault below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as text."""
        line = f"{_time(record)} {record.levelname} {_visible(record.getMessage())}"
        return f"{line}\n{_without_secrets(self.formatException(record.exc_info))}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, and message or method, path, status and ms."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as JSON."""
        line: dict[str, Any] = {"time": _time(record), "level": record.levelname, "logger": record.name}
        asked = record.args
        if record.name == ACCESS and isinstance(asked, dict):
            line |= {name: asked[name] for name in ("method", "path", "status")}
            line["ms"] = round(float(str(asked["dt_ms"])), 1)
        else:
            line["message"] = record.getMessage()
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return _visible(json.dumps(line, ensure_ascii=False, default=str))


def configuration(form: str) -> dict[str, Any]:
    """How Python's logging is set up for `form` (text, json, none): warnings go to standard error."""
    lines = "JsonLines" if form == "json" else "TextLines"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": f"samordna.platform.logs.{lines}"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        # That a page is not there, the access log says already.
        "loggers": {"django.request": {"level": "ERROR"}},
    }


def of_server(form: str) -> dict[str, Any]:
    """The same for granian, with its access lines when `form` is not none."""
    made = configuration(form)
    named = {"handlers": ["console"], "propagate": False}
    made["loggers"]["_granian"] = {**named, "level": "WARNING"}
    made["loggers"][ACCESS] = {**named, "level": "CRITICAL" if form == "none" else "INFO"}
    return made
