"""The power goes, or somebody kills the server: what was acknowledged is there, whole, and nothing half (E3, E15)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from samordna.cases.models import Case
from samordna.cases.states import memory
from samordna.journal.domain import GENESIS, Header, body, digest, link
from samordna.journal.models import Event, Payload
from tests.cases_playing import checked, opened
from tests.cases_world import build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]
ROOT = Path(__file__).parents[2]
KILLS = 5


def address() -> str:
    """The database that this test stands on, as another process is told."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    password = f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else ""
    port = f":{known['PORT']}" if known["PORT"] else ""
    return f"postgres://{known['USER']}{password}@{quote(known['HOST'], safe='')}{port}/{known['NAME']}"


def killed_after(lines: int, cases: list[int]) -> list[tuple[int, int]]:
    """Let another process work, and kill it when it has acknowledged so many; everything that it acknowledged."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "samordna.platform.settings", "DATABASE_URL": address()}
    command = [sys.executable, "-m", "tests.cases_killed", "sara", *map(str, cases)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env, cwd=ROOT) as process:
        assert process.stdout
        said = []
        for line in process.stdout:
            if line != "ready\n":
                said.append(line)
            if len(said) == lines:
                os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    # A line that the kill cut in two was never acknowledged.
    whole = [line.split() for line in said if line.endswith("\n")]
    return [(int(case), int(seq)) for case, seq in whole]


def chained(case: int) -> None:
    """Every hash follows from the one before and from what is kept."""
    head = GENESIS
    for row in Event.objects.filter(stream_id=case).order_by("seq"):
        parts = Payload.objects.filter(stream_id=case, seq=row.seq)
        said = body((p.sphere_id, p.category, digest(bytes(p.salt), p.data)) for p in parts)
        header = Header(
            case, row.seq, row.act, row.kind, row.v, row.at, row.by_id, row.unit_id, row.sphere_id, row.effect, said
        )
        head = link(head, header)
        assert head == bytes(row.hash)
    assert head == bytes(Case.objects.get(pk=case).head)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_nothing_acknowledged_is_lost_and_nothing_is_half() -> None:
    """A thousand commands, killed in the middle, several times over, in the same cases."""
    world = build()
    cases = [opened(world, "9") for _ in range(3)]
    chance = random.Random(7)
    for _ in range(KILLS):
        acknowledged = killed_after(chance.randint(15, 60), cases)
        memory.clear()
        kept = set(Event.objects.values_list("stream_id", "seq"))
        assert set(acknowledged) <= kept
        for case in cases:
            last = max((seq for stream, seq in acknowledged if stream == case), default=1)
            # One act may have been kept whose answer the kill cut off: it is whole then.
            assert Case.objects.get(pk=case).seq - last in (0, 1)
            checked(case)
            chained(case)
