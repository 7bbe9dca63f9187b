"""Run a command with a PostgreSQL that is there for it alone, and gone afterwards (E23).

`python -m tools.postgres COMMAND…` sets DATABASE_URL for the command. The server is, in this order: the one that
DATABASE_URL names already; the programs that `pg_config`, Debian or the path have; those that the package pgserver
brings. They run as an unprivileged user when we are root, which PostgreSQL refuses to be. Data is in a temporary folder
and not forced to disk, except with SAMORDNA_FSYNC=1. Exit code: the command's; 0 when there is no PostgreSQL, said
aloud, and 1 then under CI=true.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

NAME = "samordna"
NOBODY = 65534
OFF = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
# Seconds until the server must answer, and until it must have stopped.
START, STOP = 30, 15
MISSING = (
    "PostgreSQL is missing, so nothing was run on it.\n"
    "Install it (Debian: apt install postgresql), or: pip install pgserver, or set DATABASE_URL."
)


def candidates() -> Iterator[Path]:
    """Folders that may hold `initdb` and `postgres`, best first."""
    told = shutil.which("pg_config")
    if told:
        answer = subprocess.run([told, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: p.parent.name.zfill(4), reverse=True)
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    # Found without importing it: what its Python side does to a machine as root is not wanted.
    for place in sys.path:
        yield Path(place) / "pgserver" / "pginstall" / "bin"


def programs() -> Path | None:
    """The first folder whose programs are there and can be run by the user that will run them."""
    for folder in candidates():
        both = all(shutil.which(name, path=str(folder)) for name in ("initdb", "postgres"))
        if both and _runs(folder):
            return folder
    return None


def _runs(folder: Path) -> bool:
    with suppress(OSError):
        return not subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, check=False, **ran_by()
        ).returncode
    return False


def ran_by() -> dict[str, Any]:
    """Who runs the server: ourselves, or, because it refuses root, `postgres` or nobody."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    import pwd

    try:
        found = pwd.getpwnam("postgres")
    except KeyError:
        return {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A running server with one empty database: its address."""
    place = Path(tempfile.mkdtemp(prefix="samordna-pg-"))
    try:
        if by := ran_by():
            os.chown(place, by["user"], by["group"])
        common: dict[str, Any] = {
            "cwd": place,
            "env": {"PATH": os.environ.get("PATH", ""), "HOME": str(place)},
            **ran_by(),
        }
        made = subprocess.run(
            [folder / "initdb", "-D", place / "data", "-U", NAME, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            capture_output=True, text=True, check=False, **common,
        )  # fmt: skip
        if made.returncode:
            stop(f"initdb failed.\n{made.stderr}")
        where, address = _listening(place)
        log = (place / "log").open("wb")
        fast = () if os.environ.get("SAMORDNA_FSYNC") == "1" else OFF
        server = subprocess.Popen(
            [folder / "postgres", "-D", place / "data", *where, *fast], stdout=log, stderr=log, **common
        )
        try:
            _wait(server, address, place)
            yield f"{address}/{NAME}"
        finally:
            _end(server)
            log.close()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _listening(place: Path) -> tuple[tuple[str, ...], str]:
    """Where the server listens: a socket in its own folder, which others cannot open; a port where there are none."""
    if os.name == "posix":
        return ("-k", str(place), "-c", "listen_addresses="), f"postgres://{NAME}@{quote(str(place), safe='')}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return ("-c", "listen_addresses=127.0.0.1", "-p", str(port)), f"postgres://{NAME}@127.0.0.1:{port}"


def _wait(server: subprocess.Popen[bytes], address: str, place: Path) -> None:
    """Until the server answers and the database is made."""
    import psycopg

    before = time.monotonic() + START
    while True:
        try:
            with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")  # type: ignore[call-overload]
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > before:
                stop(f"PostgreSQL did not start.\n{(place / 'log').read_text('utf-8', 'replace')}")
            time.sleep(0.05)


def _end(server: subprocess.Popen[bytes]) -> None:
    """Fast, then at once."""
    server.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
    try:
        server.wait(STOP)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def stop(what: str) -> NoReturn:
    """Say what went wrong and end."""
    print(what, file=sys.stderr)
    raise SystemExit(1)


def run(command: list[str], address: str) -> int:
    """The command, with the database in its environment; Ctrl-C is the command's to answer."""
    # What belongs to this Python comes first, as in an activated virtual environment.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    executable = shutil.which(command[0], path=path) or command[0]
    with subprocess.Popen(
        [executable, *command[1:]], env={**os.environ, "PATH": path, "DATABASE_URL": address}
    ) as running:
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:
                continue


def main(command: list[str]) -> int:
    """Run `command`."""
    if not command:
        stop((__doc__ or "").strip())
    if os.environ.get("DATABASE_URL"):
        return run(command, os.environ["DATABASE_URL"])
    folder = programs()
    if folder is None:
        print(MISSING, file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    # A polite end, so that the server is stopped then too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with served(folder) as address:
        return run(command, address)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
