"""The radar over a hundred thousand cases, beside reading the same rows and doing nothing with them.

One worker's own cases, with what such cases have: certificates, goals, plans, ages, things sent, consents, boxes that
rest, and three events each. The plain contender asks the same tables for the same columns, a batch at a time, and puts
nothing together: nobody who reads the rows can be faster. Each database is measured in a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from bench.measuring import Row, alternate, ratio

OURS, PLAIN = "radar", "plain"
CASES, CHUNK = 100_000, 5_000
FIRST = 10**7
Times = tuple[float, float, float]


def filled(world: Any, cases: int) -> None:
    """As many cases as wanted, straight into the tables."""
    for start in range(FIRST, FIRST + cases, CHUNK):
        _people(world, range(start, min(start + CHUNK, FIRST + cases)))
        _boxes(world, range(start, min(start + CHUNK, FIRST + cases)))
        _told(world, range(start, min(start + CHUNK, FIRST + cases)))


def _people(world: Any, ids: range) -> None:
    from tests.radar_world import sara_has

    from samordna.consents.models import Consent
    from samordna.people.models import Number

    unit, worker, day = world.units["oster"], world.workers["sara"], world.day
    sara_has(world, ids, 3)
    Number.objects.bulk_create(
        Number(person_id=n, authority_id=unit.authority_id, digits=_number(n), valid_from=date(1990, 1, 1)) for n in ids
    )
    Consent.objects.bulk_create(
        Consent(
            set_id=UUID(int=n), person_id=n, sphere_id=unit.sphere_id, case_id=n, kind="informationsutbyte",
            from_sphere_id=unit.sphere_id, to_sphere_id=world.units["torget"].sphere_id, receiver="Torget",
            categories=["plan"], purpose="Planera", form="written", evidence="Pärm", valid_from=day,
            valid_to=day + timedelta(n % 400 + 1), registered_by_id=worker.pk, registered_unit_id=unit.pk,
        )
        for n in ids
        if n % 4 == 0
    )  # fmt: skip


def _number(n: int) -> str:
    born = date(1950, 1, 1) + timedelta(n * 7919 % 20_000)
    return f"{born:%Y%m%d}{n % 9000:04}"


def _boxes(world: Any, ids: range) -> None:
    from samordna.cases.models import Position, Transfer

    unit, fk, worker, day = world.units["oster"], world.units["fk"], world.workers["sara"], world.day
    steps = ("3", "9", "11", "16")
    Position.objects.bulk_create(
        Position(
            case_id=n, no=no, run_no=1, process="soc-sjukskriven", step=steps[n % 4] if no == 3 else "1a",
            party="socialtjanst", unit_id=unit.pk, sphere_id=unit.sphere_id, worker_id=worker.pk, due=day,
            opened_seq=1, opened_on=day - timedelta(n % 300), closed_seq=None if no == 3 else 2,
            until=day + timedelta(n % 60 - 20) if no == 3 and n % 6 == 0 else None,
        )
        for n in ids
        for no in (2, 3)
    )  # fmt: skip
    Transfer.objects.bulk_create(
        Transfer(
            case_id=n, no=5, kind="referral", position_no=3, from_run=1, sender_party="socialtjanst",
            sender_unit_id=unit.pk, sender_sphere_id=unit.sphere_id, receiver_party="forsakringskassan",
            receiver_unit_id=fk.pk, receiver_sphere_id=fk.sphere_id, status="sent", sent_seq=2, sent_on=day,
            due=day + timedelta(n % 90 - 30),
        )
        for n in ids
        if n % 5 == 0
    )  # fmt: skip


FACTS = {
    "first_sick_day": ("health", -150), "goal_date": ("plan", -200), "plan_made": ("plan", -300),
    "plan_followup": ("plan", -100), "application_sent": ("decision", -200),
}  # fmt: skip


def _told(world: Any, ids: range) -> None:
    from samordna.cases.models import Fact
    from samordna.journal.models import Event, Payload

    unit, worker, day = world.units["oster"], world.workers["sara"], world.day
    Fact.objects.bulk_create(
        Fact(
            case_id=n, person_id=n, sphere_id=unit.sphere_id, category=category, fact=fact, on=day, seq=2,
            value=(day + timedelta(before + (n * 31 + place) % 360)).isoformat(),
        )
        for n in ids
        for place, (fact, (category, before)) in enumerate(FACTS.items())
        if (n + place) % 3
    )  # fmt: skip
    Event.objects.bulk_create(
        Event(
            stream_id=n, seq=seq, act=UUID(int=n * 8 + seq), kind="completed", by_id=worker.pk, unit_id=unit.pk,
            sphere_id=unit.sphere_id, effect="{}", body=b"", hash=b"",
            at=datetime(2026, 11, 22, 9, tzinfo=UTC) - timedelta(n % 120 + 3 - seq),
        )
        for n in ids
        for seq in (1, 2, 3)
    )  # fmt: skip
    Payload.objects.bulk_create(
        Payload(stream_id=n, seq=seq, sphere_id=unit.sphere_id, category="plan", person_id=n, salt=b"", data="{}")
        for n in ids
        for seq in (1, 2, 3)
    )


def plain(world: Any) -> int:
    """The same rows, asked for as plainly as can be; returns cases."""
    from samordna.cases.models import Case, Fact, Incoming, Involved, Position, Transfer
    from samordna.consents.models import Consent
    from samordna.journal.models import Event, Payload
    from samordna.people.models import Number

    ids = list(Case.objects.filter(watcher=world.workers["sara"], closed_seq=None).values_list("pk", flat=True))
    count = 0
    for start in range(0, len(ids), 2000):
        part = ids[start : start + 2000]
        asked = (
            Case.objects.filter(pk__in=part).values_list(
                "id", "person_id", "area_id", "handbook", "version", "owner_id", "watcher_id"
            ),
            Involved.objects.filter(case_id__in=part).values_list("case_id", "party", "unit_id", "sphere_id"),
            Fact.objects.filter(case_id__in=part).values_list(
                "case_id", "sphere_id", "category", "fact", "value", "on"
            ),
            Position.objects.filter(case_id__in=part, closed_seq=None).values_list(
                "case_id", "no", "process", "step", "party", "unit_id", "sphere_id", "worker_id", "until", "opened_on"
            ),
            Transfer.objects.filter(case_id__in=part).values_list(
                "case_id", "no", "kind", "status", "sender_unit_id", "receiver_unit_id", "sent_on", "due"
            ),
            Incoming.objects.filter(case_id__in=part).values_list("case_id", "id", "on"),
            Consent.objects.filter(person_id__in=part).values_list("id", "person_id", "case_id", "valid_to"),
            Number.objects.filter(person_id__in=part, valid_to=None).values_list("person_id", "digits"),
            Event.objects.filter(stream_id__in=part).values_list("stream_id", "seq", "at"),
            Payload.objects.filter(stream_id__in=part).values_list("stream_id", "seq", "sphere_id"),
        )
        for rows in asked:
            for _row in rows.iterator():
                pass
        count += len(part)
    return count


def ours(world: Any) -> int:
    """Everything there is to remember in them; returns cases."""
    from samordna.deadlines.radar_queries import own

    found = own(world.scope("sara"), world.day)
    assert len(found) > CASES // 4, len(found)
    return CASES


def measure(rounds: int) -> dict[str, Row]:
    """Cases a second of both, on the database that DATABASE_URL names."""
    from django.test.utils import override_settings

    with _site() as world, override_settings(DEBUG=False):
        filled(world, CASES)
        _analysed()
        works: dict[str, Callable[[], int]] = {OURS: lambda: ours(world), PLAIN: lambda: plain(world)}
        return alternate(works, rounds)


def _analysed() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _site() -> Any:
    from contextlib import contextmanager

    @contextmanager
    def made() -> Iterator[Any]:
        with TemporaryDirectory() as folder:
            os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'radar.sqlite3'}")
            os.environ.update(
                DJANGO_SETTINGS_MODULE="samordna.platform.settings", SAMORDNA_DATA=folder, SAMORDNA_MFA="off",
                SAMORDNA_TODAY="2026-11-22",
            )  # fmt: skip
            import django
            from django.core.management import call_command

            django.setup()
            call_command("migrate", verbosity=0)
            from tests.cases_world import build

            from samordna.platform.memory import settle

            world = build("stockholm")
            settle()
            yield world

    return made()


def in_own_process(rounds: int) -> Iterator[tuple[str, str, str, Times | None]]:
    """(work, rate, against, times) for each database there is."""
    from tools import postgres

    from bench.stored import empty

    work = f"radar, {CASES:,} cases"
    yield _row(f"{work}, SQLite", _asked(rounds, ""))
    with ExitStack() as stack:
        server = os.environ.get("DATABASE_URL", "")
        folder = None if server else postgres.programs()
        if not server and folder is None:
            yield f"{work}, PostgreSQL", "", postgres.MISSING.splitlines()[0], None
            return
        where = stack.enter_context(empty(server or stack.enter_context(postgres.served(folder))))
        yield _row(f"{work}, PostgreSQL", _asked(rounds, where))


def _row(work: str, rows: dict[str, Row]) -> tuple[str, str, str, Times]:
    found = rows[OURS]
    rate = f"{found.rate:,.0f} cases ({CASES / found.rate:.1f} s)"
    return work, rate, "reading the same rows", ratio(found, rows[PLAIN])


def _asked(rounds: int, address: str) -> dict[str, Row]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {"DATABASE_URL": address} if address else {}
    said = subprocess.run(
        [sys.executable, "-m", "bench.radar", str(rounds)], stdout=subprocess.PIPE, text=True, check=True, env=env
    )
    return {name: Row(name, tuple(rates)) for name, rates in json.loads(said.stdout.splitlines()[-1]).items()}


def main() -> None:
    """For the parent process: a line of rates by contender."""
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
    sys.stdout.write(json.dumps({name: row.rates for name, row in found.items()}) + "\n")


if __name__ == "__main__":
    main()
