"""Who completes boxes? One process per contender and database, so that each has its own settings and its own files.

`python -m bench.contenders NAME ADDRESS ROUNDS` makes everything ready, says "ready", and then answers every line on
stdin with the number of boxes it has completed. `size` answers with the bytes that are kept per case.

The way is the same for all: Stockholm's "Socialtjänsten sjukskriven", boxes 9 and 10 in turn, fourteen boxes a case.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

HANDBOOK, PROCESS = "stockholm", "soc-sjukskriven"
WAY = (("9", "ja"), ("10", "nej")) * 7
CASES = 8
DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Work = Callable[[], int]
Size = Callable[[], float]


def django(address: str) -> None:
    """Our settings on the given database, migrated."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "samordna.platform.settings"
    os.environ["DATABASE_URL"] = address
    import django as framework
    from django.core.management import call_command

    framework.setup()
    call_command("migrate", verbosity=0)
    # As `serve` does: all content read before the first question.
    import samordna.platform.wsgi  # noqa: F401


def ours(address: str, rounds: int) -> tuple[Work, Size]:
    """Through the command: who may, decided by the handbook, gated, chained, kept."""
    django(address)
    from tests.cases_world import build

    from samordna.cases.commands.moving import Left, complete
    from samordna.journal.domain import Act

    world = build(HANDBOOK)
    scope, by = world.scope("sara"), world.workers["sara"].pk
    assert scope.post
    unit, sphere = scope.post.unit, scope.post.sphere
    before = _bytes(address)
    opened = [world.open("sara", PROCESS, WAY[0][0]) for _ in range((rounds + 1) * CASES)]
    pool = iter(opened)

    def work() -> int:
        for _ in range(CASES):
            done = next(pool)
            for _step, chosen in WAY:
                act = Act(id=uuid4(), by=by, at=NOW, on=DAY, unit=unit, sphere=sphere)
                done = complete(act=act, scope=scope, case=done.case, position=done.position, left=Left((chosen,)))
        return CASES * len(WAY)

    return work, lambda: (_bytes(address) - before) / len(opened)


def bare(address: str, rounds: int) -> tuple[Work, Size]:
    """The limit: one box closed, one opened, one event; nothing asked, nothing guarded, no framework."""
    run, commit = _bare_sqlite(address) if address.startswith("sqlite") else _bare_postgres(address)
    run("CREATE TABLE box (id bigint PRIMARY KEY, case_id bigint, unit bigint, due text, closed int)", ())
    run("CREATE INDEX box_by_unit ON box (unit, due, id) WHERE closed IS NULL", ())
    run("CREATE TABLE event (case_id bigint, seq int, at text, by_id int, data text, PRIMARY KEY (case_id, seq))", ())
    commit()
    said = json.dumps({"kind": "completed", "closed": 1, "opened": 2, "step": "9", "exit": "ja", "note": "x" * 200})
    numbers = iter(range(1, 10**9))

    def work() -> int:
        for _ in range(CASES):
            case = box = next(numbers)
            for seq, _ in enumerate(WAY):
                opened = next(numbers)
                run("UPDATE box SET closed = %s WHERE id = %s", (seq, box))
                run("INSERT INTO box VALUES (%s, %s, 7, '9999-12-31', NULL)", (opened, case))
                run("INSERT INTO event VALUES (%s, %s, '2026-11-22 09:00:00', 3, %s)", (case, seq, said))
                commit()
                box = opened
        return CASES * len(WAY)

    return work, lambda: 0.0


def _bare_sqlite(address: str) -> tuple[Callable[[str, tuple[Any, ...]], Any], Callable[[], Any]]:
    made = sqlite3.connect(_file(address), isolation_level="IMMEDIATE")
    made.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    return lambda sql, values: made.execute(sql.replace("%s", "?"), values), made.commit


def _bare_postgres(address: str) -> tuple[Callable[[str, tuple[Any, ...]], Any], Callable[[], Any]]:
    import psycopg

    made = psycopg.connect(address)
    return made.execute, made.commit


def spiff(address: str, rounds: int) -> tuple[Work, Size]:
    """SpiffWorkflow as a server without memory runs it: read the state, run the box, write the state."""
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from tests.peers.engine import Engine, Played

    from samordna.handbooks.queries import load

    book = load(HANDBOOK)
    process = book.by_id[PROCESS]
    serializer = BpmnWorkflowSerializer()
    run, commit = _bare_sqlite(address)
    run("CREATE TABLE flow (id integer PRIMARY KEY, state text)", ())
    commit()
    numbers = iter(range(1, 10**9))

    def started() -> int:
        played, number = Played(book, process), next(numbers)
        while WAY[0][0] not in played.boxes():
            _towards(played)
        run("INSERT INTO flow VALUES (%s, %s)", (number, serializer.serialize_json(played.flow)))
        commit()
        return number

    def step(number: int, box: str, chosen: str) -> None:
        played = Played.__new__(Played)
        played.process = process
        (state,) = run("SELECT state FROM flow WHERE id = %s", (number,)).fetchone()
        played.flow = serializer.deserialize_json(state)
        played.flow.script_engine = Engine()
        played.choose(box, (chosen,))
        run("UPDATE flow SET state = %s WHERE id = %s", (serializer.serialize_json(played.flow), number))
        commit()

    before = _bytes(address)
    opened = [started() for _ in range((rounds + 1) * CASES)]
    pool = iter(opened)

    def work() -> int:
        for _ in range(CASES):
            number = next(pool)
            for box, chosen in WAY:
                step(number, box, chosen)
        return CASES * len(WAY)

    return work, lambda: (_bytes(address) - before) / len(opened)


def _towards(played: Any) -> None:
    """One box nearer to where the way starts, by any exit that leads on."""
    box = played.boxes()[0]
    exits = [e for e in played.process.by_id[box].exits if len(e.to) == 1 and e.to[0] in played.process.by_id]
    later = sorted(exits, key=lambda e: int("".join(c for c in e.to[0] if c.isdigit()) or 0))
    best = [e for e in later if int("".join(c for c in e.to[0] if c.isdigit()) or 0) <= int(WAY[0][0])]
    played.choose(box, ((best or later)[-1].id,))


def viewflow(address: str, rounds: int) -> tuple[Work, Size]:
    """The same two boxes and their decisions in viewflow: assigned, started, executed, its data saved, per box."""
    from bench import flows

    flows.set_up(address)
    return flows.contender(CASES, len(WAY), rounds)


def _file(address: str) -> str:
    return address.removeprefix("sqlite:///")


def _bytes(address: str) -> int:
    """What the database takes on disk once its log is folded in."""
    if not address.startswith("sqlite"):
        return 0
    made = sqlite3.connect(_file(address))
    made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.close()
    return Path(_file(address)).stat().st_size


CONTENDERS = {"ours": ours, "bare": bare, "spiff": spiff, "viewflow": viewflow}


def _lines() -> Iterator[str]:
    yield from (line.strip() for line in sys.stdin)


def main() -> None:
    """Be one contender until stdin ends."""
    name, address, rounds = sys.argv[1:4]
    work, size = CONTENDERS[name](address, int(rounds))
    # What a server has loaded stays; none of the contenders should look through it for garbage.
    gc.collect()
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for asked in _lines():
        sys.stdout.write(f"{size() if asked == 'size' else work()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
