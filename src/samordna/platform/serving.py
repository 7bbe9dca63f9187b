"""`samordna serve`: the web pages, from one's own machine or behind a proxy; refuses to start when that is not safe.

The server is granian. Exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 a worker failed, 2 could not or may not start.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated

import typer

from samordna.kernel.system_words import reason
from samordna.kernel.text import say
from samordna.platform import clock, databases, logs, mail
from samordna.web.i18n import _, ngettext
from samordna.web.terminal import Lang, QuestionError, explains_errors, out

HOSTS, TLS, KEY, MFA = "SAMORDNA_HOSTS", "SAMORDNA_TLS", "SAMORDNA_SECRET_KEY", "SAMORDNA_MFA"
NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
KEY_LENGTH, KEY_VARIETY = 50, 5
# Python threads a worker: a booklet being typeset must not make everybody wait.
THREADS = 4
# Seconds that answers under way get when the server stops.
PATIENCE = 5


def register(app: typer.Typer, _today: Callable[[], date]) -> None:
    """Add `serve` to a command line; which day it is, every page asks for itself."""

    @app.command("serve")
    @explains_errors
    def command(
        host: Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
        port: Annotated[
            int, typer.Option(metavar="N", min=0, max=65535, help="The port to listen on; 0 takes any that is free.")
        ] = 8000,
        workers: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="How many processes answer.")] = 1,
        log: Annotated[str, typer.Option(metavar="text|json|none", help="How to write the log.")] = "",
        lang: Lang = None,
    ) -> None:
        """Serve the web pages until Ctrl-C."""
        if log:
            os.environ[logs.VARIABLE] = log
        refuse_what_is_unsafe(host, os.environ)
        serve(host, free_port(host, port), workers)


def refuse_what_is_unsafe(host: str, environ: Mapping[str, str]) -> None:
    """Raises QuestionError for the first setting in `environ` that must not meet a network through `host`."""
    for problem in objections(host, environ):
        raise problem


def objections(host: str, environ: Mapping[str, str]) -> Iterator[QuestionError]:
    """Everything that speaks against listening on `host` with these settings."""
    yield from _wrong_values(environ)
    if not is_loopback(host):
        yield from _unnamed(host, environ)
    if environ.get(HOSTS, "").strip() or not is_loopback(host):
        yield from _no_key(environ)


def _unnamed(host: str, environ: Mapping[str, str]) -> Iterator[QuestionError]:
    """Whoever listens to a network says under which name, and whether TLS is spoken in front."""
    if not environ.get(HOSTS, "").strip():
        yield QuestionError(
            say("{host} can be reached from other machines, and {variable} is not set.", host=host, variable=HOSTS),
            say("Set it to the names people write, for example {variable}=samordna.example.se.", variable=HOSTS),
        )
    if not environ.get(TLS):
        yield QuestionError(
            say("{host} can be reached from other machines, and {variable} is not set.", host=host, variable=TLS),
            say(
                "Write {variable}=1 when a proxy in front speaks TLS, or {variable}=0 on a closed network without.",
                variable=TLS,
            ),
        )


def _no_key(environ: Mapping[str, str]) -> Iterator[QuestionError]:
    """Others sign in here: their sessions must survive a restart, and be signed by something that we know."""
    if not environ.get(KEY):
        yield QuestionError(
            say("{variable} is not set, and people sign in from other machines.", variable=KEY),
            say("Make one, and keep it as a secret: {command}", command=NEW_KEY),
        )


def _wrong_values(environ: Mapping[str, str]) -> Iterator[QuestionError]:
    """Values that are wrong whatever the address."""
    if "*" in [name.strip() for name in environ.get(HOSTS, "").split(",")]:
        yield QuestionError(
            say("{variable} is “*”: then anybody may make up the name in our links.", variable=HOSTS),
            say("Set it to the names people write, for example {variable}=samordna.example.se.", variable=HOSTS),
        )
    if environ.get(TLS, "") not in ("", "0", "1"):
        yield QuestionError(say("{variable} is “{written}”.", variable=TLS, written=environ[TLS]), say("Write 0 or 1."))
    if environ.get(MFA, "required") != "required":
        yield QuestionError(
            say(
                "{variable} is “{written}”: cases would be open to a password alone.",
                variable=MFA,
                written=environ[MFA],
            ),
            say("Leave it out; an account that meets cases needs a second factor."),
        )
    key = environ.get(KEY, "")
    if key and (len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY):
        yield QuestionError(
            say("{variable} is too easy to guess.", variable=KEY),
            say(
                "Use at least {count} random signs, for example from: {command}",
                count=KEY_LENGTH,
                command=NEW_KEY,
            ),
        )
    try:
        mail.configured(environ.get(mail.VARIABLE, ""), databases.folder())
    except ValueError:
        yield QuestionError(
            say("{variable} is not the address of a mail server.", variable=mail.VARIABLE),
            say("Write smtp://, smtp+tls:// or smtps://, then user:password@host:port."),
        )
    if environ.get(logs.VARIABLE, "text") not in logs.FORMS:
        yield QuestionError(
            say("{variable} is “{written}”.", variable=logs.VARIABLE, written=environ[logs.VARIABLE]),
            say("Write text, json or none."),
        )


def is_loopback(host: str) -> bool:
    """True when only this machine reaches `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def free_port(host: str, port: int) -> int:
    """`port`, or any free one for 0, when `host` can be listened on. Raises QuestionError when it cannot.

    Granian shares its port between workers, so without this look it would share it with another server too.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as attempt:
            if os.name == "posix":
                attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
            return int(attempt.getsockname()[1])
    except OSError as problem:
        raise _cannot_listen(host, port, problem) from None


def _cannot_listen(host: str, port: int, problem: OSError) -> QuestionError:
    if problem.errno == errno.EADDRINUSE:
        return QuestionError(
            say("Port {port} is taken: another program listens on it.", port=port),
            say("Stop that one, or take another port: samordna serve --port {other}", other=_other(port)),
        )
    if problem.errno == errno.EACCES:
        return QuestionError(
            say("You may not listen on port {port}: ports below 1024 belong to the system.", port=port),
            say("Take a port above, for example --port 8000, and let a proxy listen on {port}.", port=port),
        )
    return QuestionError(
        say("{host} cannot be listened on: {why}.", host=host, why=reason(problem)),
        say("Write an address of this machine: 127.0.0.1 for itself only, 0.0.0.0 for all networks."),
    )


def _other(port: int) -> int:
    return port + 1 if port < 65535 else 8000


def serve(host: str, port: int, workers: int, path: str = "") -> None:
    """Answer on `host` and `port` until told to stop. Raises QuestionError before that, if it may not."""
    # Every process that answers signs with the same key, also when it was made up for this run.
    os.environ.setdefault(KEY, secrets.token_urlsafe(KEY_LENGTH))
    from django.db import connections

    from samordna.platform import readiness, wsgi  # all settings and content, which other commands do not need

    _refuse_what_django_warns_of()
    for problem in readiness.objections(workers):
        raise problem
    connections.close_all()
    _welcome(host, port, wsgi.HANDBOOKS, path)
    _run(host, port, workers)
    out().print(_("Stopped."))


def _refuse_what_django_warns_of() -> None:
    """`check --deploy` must be clean."""
    from django.core.checks import WARNING, run_checks

    for warning in run_checks(include_deployment_checks=True):
        if warning.level >= WARNING and not warning.is_silenced():
            raise QuestionError(
                say("The settings are not safe: {what}", what=f"{warning.msg} ({warning.id})"),
                say("Mend them in the environment, then start again."),
            )


def _welcome(host: str, port: int, handbooks: int, path: str) -> None:
    """Where the pages are, and what stands in the way of taking them for today's."""
    shown = f"[{host}]" if ":" in host else host
    ready = ngettext("{count} handbook is ready at {address}", "{count} handbooks are ready at {address}", handbooks)
    out().print(ready.format(count=handbooks, address=f"http://{shown}:{port}/{path}"), markup=False, soft_wrap=True)
    if os.environ.get(clock.VARIABLE):
        said = _("{variable} is set: every page believes that it is {day}.")
        out().print(said.format(variable=clock.VARIABLE, day=clock.today()), markup=False)
    out().print(_("Ctrl-C stops."))


def _run(host: str, port: int, workers: int) -> None:
    from granian import Granian  # a tenth of a second that other commands do not need
    from granian.constants import Interfaces
    from granian.log import LogLevels

    form = os.environ.get(logs.VARIABLE, "text")
    Granian(
        "samordna.platform.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=logs.of_server(form),
        log_access=form != "none",
        log_access_format=logs.ACCESS_LINE,
        workers_kill_timeout=PATIENCE,
        respawn_failed_workers=True,
    ).serve()
