"""`samordna migrate`, `add-worker`, `worker`: what whoever runs the service does besides serving."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

import typer
from rich.prompt import Prompt

from samordna.kernel.text import say
from samordna.platform import clock
from samordna.web import starting
from samordna.web.i18n import _, ngettext
from samordna.web.terminal import Lang, QuestionError, explains_errors, out


def register(app: typer.Typer, _today: Callable[[], date]) -> None:
    """Add the commands to a command line."""

    @app.command("migrate")
    @explains_errors
    def migrate(lang: Lang = None) -> None:
        """Bring the database up to this version, and put the journal's guards in place."""
        starting.django_ready()
        from samordna.platform import readiness

        count = len(readiness.migrate())
        said = ngettext("{count} change was made to the database.", "{count} changes were made to the database.", count)
        out().print(said.format(count=count) if count else _("The database is up to date."))

    @app.command("worker")
    @explains_errors
    def worker(
        once: Annotated[bool, typer.Option("--once", help="Do what is in the queue, then stop.")] = False,
        lang: Lang = None,
    ) -> None:
        """Do the work behind the pages, such as digests, until Ctrl-C."""
        starting.django_ready()
        from samordna.platform import jobs, readiness

        for problem in readiness.objections(workers=1):
            raise problem
        jobs.run(clock.now, once=once)

    @app.command("add-worker")
    @explains_errors
    def add_worker(
        username: Annotated[str, typer.Argument(metavar="USERNAME", help="The name to sign in with.")],
        name: Annotated[str, typer.Option(metavar="NAME", help="The worker's name.")] = "",
        email: Annotated[str, typer.Option(metavar="ADDRESS", help="The worker's e-mail address.")] = "",
        ask: Annotated[bool, typer.Option("--ask", help="Ask for a password instead of making one up.")] = False,
        again: Annotated[
            bool, typer.Option("--again", help="A new password for a known worker; the second factor starts anew.")
        ] = False,
        lang: Lang = None,
    ) -> None:
        """Make an account; where its worker may work, the area's file or a local administrator says."""
        starting.django_ready()
        worker = known(username) if again else new(username, name, email)
        password = asked(worker) if ask else secrets.token_urlsafe(12)
        give_password(worker, password, own=ask)
        out().print(_("Account: {username}").format(username=username), markup=False)
        if not ask:
            said = _("Password, for the first sign-in only: {password}")
            out().print(said.format(password=password), markup=False, soft_wrap=True)


def new(username: str, name: str, email: str) -> Any:
    """An account that does not exist yet, not saved. Raises QuestionError."""
    from django.contrib.auth import get_user_model

    if not name:
        raise QuestionError(say("The worker has no name."), say("Write --name, for example --name “Saga Ek”."))
    if get_user_model().objects.filter(username=username).exists():
        raise QuestionError(
            say("There is an account “{username}” already.", username=username),
            say("Take another name to sign in with, or write --again for a new password."),
        )
    return get_user_model()(username=username, name=name, email=email)


def known(username: str) -> Any:
    """The account of that name. Raises QuestionError."""
    from django.contrib.auth import get_user_model

    found = get_user_model().objects.filter(username=username).first()
    if found is None:
        raise QuestionError(
            say("There is no account “{username}”.", username=username), say("Leave out --again to make it.")
        )
    return found


def asked(worker: Any) -> str:
    """The password that is typed, twice the same. Raises QuestionError when it is too easy to guess."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = Prompt.ask(_("Password"), password=True)
        if Prompt.ask(_("Password again"), password=True) != password:
            raise QuestionError(say("The passwords differ."), say("Try again."))
    try:
        validate_password(password, worker)
    except ValidationError as problem:
        raise QuestionError(
            say("The password will not do: {why}", why=" ".join(problem.messages)), say("Choose a longer sentence.")
        ) from None
    return password


def give_password(worker: Any, password: str, *, own: bool) -> None:
    """Set it; one that is not the worker's own is changed at the first sign-in. Ends sessions and second factors."""
    from allauth.mfa.models import Authenticator
    from django.db import transaction
    from django.utils import timezone

    with transaction.atomic():
        worker.set_password(password)
        worker.last_login = timezone.now() if own else None
        worker.save()
        Authenticator.objects.filter(user_id=worker.pk).delete()
