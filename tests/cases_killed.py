"""Completes boxes of the cases named on the command line until it is killed, and says so after each: "case seq"."""

from __future__ import annotations

import sys
from itertools import cycle

import django


def main(username: str, cases: list[int]) -> None:
    """Never returns by itself before a thousand commands are done."""
    from samordna.cases.commands.moving import Left, complete
    from samordna.cases.models import Position
    from samordna.organisations.queries import scope_of, worker
    from tests.cases_world import DAY, World

    world = World()
    world.workers["sara"] = worker(username)
    scope = scope_of(world.workers["sara"], DAY)
    sys.stdout.write("ready\n")
    for _, case in zip(range(1000), cycle(cases), strict=False):
        box = Position.objects.get(case_id=case, closed_seq=None)
        way = {"9": "ja", "10": "nej"}[box.step]
        done = complete(act=world.act("sara"), scope=scope, case=case, position=box.no, left=Left((way,)))
        sys.stdout.write(f"{done.case} {done.seq}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], [int(case) for case in sys.argv[2:]])
