"""The worklist page beside a plain one: Django's ORM and a Django template, through the same middleware.

Both list fifty open boxes of the reader's unit, nearest date first, from the same tables; the plain page shows the same
columns and knows nothing of filters, substitutes, other parties or what may be seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.measuring import Row, alternate, ratio

OURS, PLAIN = "ours", "plain"
REQUESTS, FEW, MANY = 10, 1_000, 50_000
TEMPLATE = """{% load i18n %}<!doctype html><html><head><title>{% translate "Worklist" %}</title></head><body>
<table><caption>{% translate "Worklist" %}</caption><tbody>{% for row in rows %}
<tr class="{% if row.due < today %}late{% endif %}"><td><a href="{% url 'plain-worklist' %}?case={{ row.case_id }}">
{{ row.case.person.given_name }} {{ row.case.person.family_name }}</a></td>
<td>{{ row.process }}</td><td>{{ row.step }}</td>
<td>{{ row.case.holder.name }}</td><td>{{ row.case.watcher.name }}</td><td>{{ row.due|date:"j F Y" }}</td>
<td>{% if row.awaits %}{% translate "Awaits" %}{% elif row.until %}{{ row.until|date:"j F Y" }}{% endif %}</td></tr>
{% endfor %}</tbody></table></body></html>"""


def plain(request: Any) -> Any:
    """The page that one writes first."""
    from django.contrib.auth.decorators import login_required
    from django.http import HttpResponse
    from django.template import engines
    from tests.cases_world import DAY

    from samordna.cases.models import Position
    from samordna.organisations.models import Unit

    def page(request: Any) -> HttpResponse:
        units = Unit.objects.filter(post__worker=request.user)
        rows = (
            Position.objects.filter(unit_id__in=units.values("pk"), closed_seq=None)
            .select_related("case__person", "case__holder", "case__watcher")
            .order_by("due", "case_id", "no")[:50]
        )
        return HttpResponse(engines["django"].from_string(TEMPLATE).render({"rows": rows, "today": DAY}, request))

    return login_required(page)(request)


def filled(world: Any, cases: int) -> None:
    """As many cases as wanted, straight into the tables: only the lists are read here."""
    from samordna.cases.models import Case, Involved, Position
    from samordna.people.models import Person

    unit, worker = world.units["oster"], world.workers["sara"]
    known = {"unit": unit, "sphere_id": unit.sphere_id}
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
            Involved(case_id=n, party="socialtjanst", number=f"OST-{n}", since_seq=1, **known) for n in ids
        )
        Position.objects.bulk_create(
            Position(
                case_id=n, no=2, run_no=1, process="soc-sjukskriven", step="9", party="socialtjanst", unit_id=unit.pk,
                sphere_id=unit.sphere_id, worker_id=worker.pk, due=world.day + timedelta(n * 7919 % 4000 - 90),
                opened_seq=1, opened_on=world.day,
            )
            for n in ids
        )  # fmt: skip


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
        from tests.cases_world import build

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
            rows = alternate({OURS: lambda: work("/desk/"), PLAIN: lambda: work("/plain/")}, rounds)
            found[name] = (rows[OURS], rows[PLAIN])
        return found


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
