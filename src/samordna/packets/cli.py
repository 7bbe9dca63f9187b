"""`samordna packet`: what is this installation's key, whose keys are trusted, and is this file a packet for us?

Exit codes: 0 it is, or done; 1 the file is refused, with the reason; 2 the question could not be understood.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from samordna.kernel.decision import Refused
from samordna.kernel.system_words import reason as why_not
from samordna.kernel.text import say
from samordna.web.i18n import _, render
from samordna.web.starting import database_ready
from samordna.web.terminal import FOUND, AsJson, Lang, QuestionError, emit_json, explains_errors, fail, out

if TYPE_CHECKING:
    from samordna.access.domain import Scope
    from samordna.packets.domain import Opened

File = Annotated[Path, typer.Argument(metavar="FILE", help="The packet, a PDF.")]
KEY = "KEY"


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `packet` with its parts to a command line; `today` says on which day a key is trusted."""
    packet = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

    @packet.command("key")
    @explains_errors
    def key(
        pem: Annotated[str, typer.Option("--pem", metavar="FILE", help="Write the public key to a file.")] = "",
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """The fingerprint of this installation's key, to read aloud to those who are to trust it; made once."""
        database_ready(as_json=as_json)
        _key(pem, as_json=as_json)

    @packet.command("trust")
    @explains_errors
    def trust(
        key: Annotated[str, typer.Argument(metavar=KEY, help="A fingerprint, a file with a public key, or a packet.")],
        name: Annotated[str, typer.Option("--name", metavar="NAME", help="Whose key it is.")],
        by: Annotated[str, typer.Option("--by", metavar="USERNAME", help="The administrator who has made sure of it.")],
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """Trust another installation's key, after comparing its fingerprint with its owner."""
        database_ready(as_json=as_json)
        _trust(key, name, by, today(), as_json=as_json)

    @packet.command("read")
    @explains_errors
    def read(file: File, as_json: AsJson = False, lang: Lang = None) -> None:
        """Verify a packet and tell what it holds; nothing is taken in, and nothing is sent."""
        database_ready(as_json=as_json)
        _read(file, as_json=as_json)

    app.add_typer(packet, name="packet", help="Sealed packets: the key of this installation, and files to verify.")


def _key(pem: str, *, as_json: bool) -> None:
    from samordna.documents import keys
    from samordna.packets import own

    try:
        half = own.public()
    except Refused as no:
        fail(no.decision.reason or "", as_json=as_json)
    if pem:
        try:
            Path(pem).write_bytes(keys.as_pem(half))
        except OSError as problem:
            raise QuestionError(
                say("{file} could not be written: {reason}.", file=pem, reason=why_not(problem)),
                say("Choose a folder that you may write in."),
            ) from problem
    if as_json:
        emit_json({"fingerprint": keys.fingerprint(half), "public": half.hex(), "written": pem or None})
        return
    out().print(keys.spaced(keys.fingerprint(half)), markup=False)
    if pem:
        out().print(render(say("Written: {file}", file=pem)), markup=False)


def _trust(key: str, name: str, by: str, on: date, *, as_json: bool) -> None:
    from samordna.documents import keys
    from samordna.packets import commands

    fingerprint = keys.as_fingerprint(key) or _in_file(Path(key))
    try:
        scope = _administrator(by, on)
        commands.trust(act=_act(scope, on), scope=scope, fingerprint=fingerprint, name=name)
    except Refused as no:
        fail(no.decision.reason or "", say("Nothing was changed."), as_json=as_json)
    if as_json:
        emit_json({"fingerprint": fingerprint, "name": name})
        return
    said = say("Trusted from today: {name}, {key}.", name=name, key=keys.spaced(fingerprint))
    out().print(render(said), markup=False)


def _in_file(file: Path) -> str:
    """The fingerprint of a public key in a file, or of the key that a packet is sealed with. Raises QuestionError."""
    from samordna.documents import keys, sealing

    data = _bytes(file)
    half = keys.from_pem(data)
    if half:
        return keys.fingerprint(half)
    try:
        return sealing.verify(data).fingerprint
    except sealing.SealError as problem:
        raise QuestionError(
            say("{file} is no fingerprint, no public key and no packet: {why}", file=file, why=render(problem.said)),
            say("Write the 40 signs of the fingerprint, or name a file."),
        ) from None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise QuestionError(
            say("{file} cannot be read: {why}.", file=file, why=why_not(problem)), say("Check the name of the file.")
        ) from None


def _administrator(username: str, on: date) -> Scope:
    """The scope of a local administrator, in that post. Raises QuestionError."""
    from django.core.exceptions import ObjectDoesNotExist

    from samordna.access.domain import Role
    from samordna.organisations import queries as organisations

    try:
        worker = organisations.worker(username)
    except ObjectDoesNotExist:
        raise QuestionError(
            say("There is no worker “{name}”.", name=username), say("Write the name to sign in with.")
        ) from None
    posts = organisations.posts_of(worker.pk, on)
    post = next((each.id for each in posts if each.role == Role.LOCAL_ADMIN), None)
    return organisations.scope_of(worker, on, post)


def _act(scope: Scope, on: date) -> Any:
    from samordna.journal.domain import Act
    from samordna.web import day

    post = scope.post
    return Act(
        id=uuid4(), by=scope.worker, at=day.now(), on=on, unit=post.unit if post else 0,
        sphere=post.sphere if post else 0,
    )  # fmt: skip


def _read(file: Path, *, as_json: bool) -> None:
    from samordna.packets import queries, reading

    try:
        found = reading.opened(_bytes(file), queries.trusted())
    except Refused as no:
        said = no.decision.reason or say("It is not allowed.")
        if as_json:
            emit_json({"accepted": False, "code": no.decision.code, "reason": render(said)})
            raise typer.Exit(FOUND) from None
        fail(said, as_json=False, code=FOUND)
    if as_json:
        emit_json(as_data(found))
        return
    for line in _told(found):
        out().print(line, markup=False, soft_wrap=True)


def as_data(found: Opened) -> dict[str, Any]:
    """A verified packet for programs."""
    import json

    from samordna.packets import schema

    return {
        "accepted": True, "sealed_by": found.key_name, "fingerprint": found.fingerprint, "hash": found.hash,
        "files": sorted(found.files), "packet": json.loads(schema.write(found.packet)),
    }  # fmt: skip


def _told(found: Opened) -> list[str]:
    from samordna.packets import telling

    lines = [f"{title}: {value}" for title, value in telling.summary(found)]
    told = [f"  {title}: {value}" for title, value in telling.told(found.packet)]
    return [_("The packet is whole."), *lines, *([_("It tells:"), *told] if told else [])]
