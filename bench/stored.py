"""Complete a box so that it stays completed: our command beside viewflow, SpiffWorkflow and the bare three statements.

Every contender is a process of its own with a throw-away database; in every round each completes the same number of
boxes, one process after the other. PostgreSQL is the one that DATABASE_URL names, or one that is started for this.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from tools import postgres

from bench.measuring import Row, alternate, ratio

OURS, BARE, VIEWFLOW, SPIFF = "ours", "bare", "viewflow", "spiff"
Times = tuple[float, float, float]


@dataclass
class Contender:
    """A process that completes boxes when it is told to."""

    process: subprocess.Popen[str]

    def ask(self, what: str) -> float:
        """Send a line, read the answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def work(self) -> int:
        """Boxes completed."""
        return int(self.ask("go"))


@contextmanager
def contender(name: str, address: str, rounds: int) -> Iterator[Contender]:
    """A contender that is ready; ended afterwards."""
    command = [sys.executable, "-m", "bench.contenders", name, address, str(rounds)]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "SAMORDNA_DATA": folder}
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
        assert process.stdout
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{name} did not start")
        try:
            yield Contender(process)
        finally:
            process.terminate()
            process.communicate()


def rates(addresses: Mapping[str, str], rounds: int) -> tuple[dict[str, Row], dict[str, float]]:
    """Boxes a second of every contender, and bytes per case of those that count them."""
    with ExitStack() as stack:
        ready = {name: stack.enter_context(contender(name, where, rounds)) for name, where in addresses.items()}
        rows = alternate({name: each.work for name, each in ready.items()}, rounds)
        return rows, {name: ready[name].ask("size") for name in ready}


def sqlite(rounds: int) -> tuple[dict[str, Row], dict[str, float]]:
    """All four on SQLite, everything on disk before it is acknowledged."""
    with tempfile.TemporaryDirectory() as folder:
        names = (OURS, BARE, VIEWFLOW, SPIFF)
        return rates({name: f"sqlite:///{Path(folder) / name}.sqlite3" for name in names}, rounds)


def on_postgres(rounds: int) -> dict[str, Row] | None:
    """Three on PostgreSQL, forced to disk; None when there is none."""
    os.environ["SAMORDNA_FSYNC"] = "1"
    with ExitStack() as stack:
        server = os.environ.get("DATABASE_URL", "")
        if not server:
            folder = postgres.programs()
            if folder is None:
                return None
            server = stack.enter_context(postgres.served(folder))
        return rates({name: stack.enter_context(empty(server)) for name in (OURS, BARE, VIEWFLOW)}, rounds)[0]


@contextmanager
def empty(server: str) -> Iterator[str]:
    """A new database on the server, dropped afterwards: its address."""
    name = f"bench_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as made:
        made.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server, autocommit=True) as made:
            made.execute(f"DROP DATABASE {name} WITH (FORCE)")


def measure(rounds: int) -> Iterator[tuple[str, str, str, Times | None]]:
    """(work, rate, against with its goal, times) for every row of the table."""
    rows, sizes = sqlite(rounds)
    work = "complete a box, SQLite"
    yield work, _rate(rows[OURS]), "viewflow (goal 8)", ratio(rows[OURS], rows[VIEWFLOW])
    yield work, _rate(rows[SPIFF]), "SpiffWorkflow, state stored (goal 6)", ratio(rows[OURS], rows[SPIFF])
    yield work, _rate(rows[BARE]), "the bare three statements (goal 0.35)", ratio(rows[OURS], rows[BARE])
    less = sizes[SPIFF] / sizes[OURS]
    yield "kept per case", f"{sizes[OURS]:,.0f} bytes", "SpiffWorkflow (goal 4 times less)", (less, less, less)
    found = on_postgres(rounds)
    work = "complete a box, PostgreSQL"
    if found is None:
        yield work, "", postgres.MISSING.splitlines()[0], None
        return
    yield work, _rate(found[OURS]), "viewflow (goal 11)", ratio(found[OURS], found[VIEWFLOW])
    yield work, _rate(found[BARE]), "the bare three statements (goal 0.5)", ratio(found[OURS], found[BARE])


def _rate(row: Row) -> str:
    return f"{row.rate:,.0f} boxes"
