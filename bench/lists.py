"""The worklist page beside a plain one: Django's ORM and a Django template, through the same middleware.

Both list fifty open boxes of the reader's three units, nearest date first, from the same tables, with the same columns,
frame and access rules (`bench/plain.py`); that they show the same cases under the same addresses is asserted before
anything is measured.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measuring import Row, alternate, ratio

OURS, PLAIN = "ours", "plain"
REQUESTS, FEW, MANY = 10, 1_000, 50_000


def filled(world: Any, cases: int) -> None:
    """As many cases as wanted, straight into the tables: only the lists are read here."""
    from samordna.cases.models import Case, Involved, Position
    from samordna.people.models import Person

    unit, worker = world.units["oster"], world.workers["sara"]
    units = _units(world)
    for start in range(10**7, 10**7 + cases, 1000):
        ids = range(start, min(start + 1000, 10**7 + cases))
        whose = {"authority_id": unit.authority_id, "sphere_id": unit.sphere_id}
        Person.objects.bulk_create(Person(id=n, given_name=f"Kim {n}", family_name="Ek", **whose) for n in ids)
        Case.objects.bulk_create(
            Case(
                id=n, person_id=n, area_id=unit.area_id, handbook="stockholm", version="2026.1", owner=unit,
                holder=unit, watcher=worker, holder_party="socialtjanst", held_since=world.day,
                opened_on=world.day, seq=1,
            )
            for n in ids
        )  # fmt: skip
        Involved.objects.bulk_create(
            Involved(
                case_id=n, party="socialtjanst", number=f"OST-{n}", since_seq=1, unit_id=units[n % len(units)],
                sphere_id=unit.sphere_id,
            )
            for n in ids
        )  # fmt: skip
        Position.objects.bulk_create(
            Position(
                case_id=n, no=2, run_no=1, process="soc-sjukskriven", step="9", party="socialtjanst",
                unit_id=units[n % len(units)], sphere_id=unit.sphere_id, worker_id=worker.pk,
                due=world.day + timedelta(n * 7919 % 4000 - 90), opened_seq=1, opened_on=world.day,
            )
            for n in ids
        )  # fmt: skip


def _units(world: Any) -> list[int]:
    """Three units of one authority in which the reader works: the one of the world, and two beside it."""
    from samordna.organisations.models import Post, Unit

    unit, worker = world.units["oster"], world.workers["sara"]
    own = Post.objects.get(worker=worker, unit=unit)
    for name in ("bench-2", "bench-3"):
        if not Unit.objects.filter(slug=name).exists():
            more = Unit.objects.get(pk=unit.pk)
            more.pk, more.slug, more.name, more.prefix = None, name, name, name[-3:].upper()
            more.save()
            Post.objects.create(worker=worker, unit=more, role=own.role, valid_from=own.valid_from)
    return sorted(Post.objects.filter(worker=worker).values_list("unit_id", flat=True))


@contextmanager
def site() -> Iterator[Any]:
    """Our site on a throw-away database, with the plain page beside; the world of the tests in it."""
    with TemporaryDirectory() as folder:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="samordna.platform.settings", SAMORDNA_DATA=folder, SAMORDNA_MFA="off",
            DATABASE_URL=f"sqlite:///{Path(folder) / 'lists.sqlite3'}", SAMORDNA_TODAY="2026-11-22",
        )  # fmt: skip
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.ROOT_URLCONF = "bench.lists_urls"
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        # As `serve` does: all content read before the first question.
        from tests.cases_world import build

        import samordna.platform.wsgi  # noqa: F401

        yield build("stockholm")


def measure(rounds: int) -> dict[str, tuple[Row, Row]]:
    """(ours, plain) with few and with many cases."""
    with site() as world:
        from django.test import Client

        client = Client(SERVER_NAME="localhost")
        client.force_login(world.workers["sara"])

        def work(address: str) -> int:
            for _ in range(REQUESTS):
                answer = client.get(address, {"view": "unit"})
                assert answer.status_code == 200, answer.status_code
            return REQUESTS

        found = {}
        for name, more in (("few", FEW), ("many", MANY)):
            _again(world, more)
            ours, beside = (_shown(client.get(each, {"view": "unit"})) for each in ("/desk/", "/plain/"))
            assert ours == beside, "both pages show the same boxes in the same order"
            rows = alternate({OURS: lambda: work("/desk/"), PLAIN: lambda: work("/plain/")}, rounds)
            found[name] = (rows[OURS], rows[PLAIN])
        return found


def _shown(answer: Any) -> list[str]:
    """The addresses of cases and boxes on a page, in its order."""
    return re.findall(r'href="(/cases/[^"]+)"', answer.content.decode())


def _again(world: Any, cases: int) -> None:
    from samordna.cases.models import Case, Involved, Position
    from samordna.people.models import Person

    for model in (Position, Involved, Case, Person):
        model.objects.all().delete()
    filled(world, cases)


def main() -> None:
    """For the parent process: two lines of rates, ours and plain, with few cases and with many."""
    import json
    import sys

    found = measure(int(sys.argv[1]))
    sys.stdout.write(json.dumps({name: [row.rates for row in rows] for name, rows in found.items()}) + "\n")


def in_own_process(rounds: int) -> Iterator[tuple[str, str, str, tuple[float, float, float]]]:
    """(work, rate, against with its goal, times): measured in a process with settings of its own."""
    import json
    import subprocess
    import sys

    said = subprocess.run(
        [sys.executable, "-m", "bench.lists", str(rounds)], stdout=subprocess.PIPE, text=True, check=True
    )
    found = {
        name: [Row(name, tuple(rates)) for rates in rows]
        for name, rows in json.loads(said.stdout.splitlines()[-1]).items()
    }
    for name, cases in (("few", FEW), ("many", MANY)):
        ours, beside = found[name]
        yield (
            f"worklist, {cases:,} cases",
            f"{ours.rate:,.0f} requests",
            "plain ORM page (goal 2.5)",
            ratio(ours, beside),
        )
    flat = ratio(found["many"][0], found["few"][0])
    yield "worklist", "", f"{MANY:,} against {FEW:,} cases (flat is 1)", flat


if __name__ == "__main__":
    main()
