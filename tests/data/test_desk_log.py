"""Who has read what, for whom to see, and a manager's review of a sample (D21, D26, E16; SoLPUL 10 §)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from samordna.audit import queries, registers
from samordna.audit.commands import draw_sample, log_reading, review
from samordna.audit.domain import Share, drawn
from samordna.audit.models import Reading, Review
from samordna.cases.commands import moving
from samordna.cases.models import Position
from samordna.kernel.decision import Refused
from tests.cases_world import DAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.data, pytest.mark.urls("tests.log_page_urls")]

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)


def as_(world: World, name: str) -> Client:
    client = Client()
    client.force_login(world.workers[name])
    return client


def page(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, {"lang": "en", **more})
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def read(world: World, name: str, stream: int, at: datetime = NOW, why: str = "assigned", reason: str = "") -> None:
    log_reading(scope=world.scope(name), at=at, stream=stream, what="case", why=why, reason=reason)


def test_a_reading_is_one_row_per_quarter_of_an_hour(world: World) -> None:
    """E16: actor, case and what."""
    for minutes in (0, 1, 14, 15, 31):
        read(world, "sara", 1, NOW + timedelta(minutes=minutes))
    read(world, "sara", 2)
    read(world, "sigge", 1)
    log_reading(scope=world.scope("sara"), at=NOW, stream=1, what="document", why="assigned")
    assert Reading.objects.filter(stream_id=1, what="case", worker_id=world.workers["sara"].pk).count() == 3
    assert Reading.objects.count() == 6


def test_a_reading_says_for_which_unit_and_authority(world: World) -> None:
    read(world, "jonas", 1, reason="x" * 400)
    row = Reading.objects.get()
    assert (row.unit_id, row.authority_id) == (world.units["torget"].pk, world.units["torget"].authority_id)
    assert len(row.reason) == 300


def test_the_log_of_a_case_shows_acts_and_readings_of_ones_own_authority(world: World) -> None:
    """D21, D26."""
    case = world.open().case
    moving.complete(
        **world.by("sara"), case=case, position=Position.objects.get(case_id=case, closed_seq=None).no
    )  # fmt: skip
    read(world, "sigge", case, why="asked", reason="Vikarierar på torsdag")
    read(world, "karin", case)
    text = page(as_(world, "sara"), f"/cases/{case}/log/")
    assert "Sigge" in text
    assert "Vikarierar på torsdag" in text
    assert "Karin" not in text
    assert "Act 2" in text
    assert "opened the case" in text
    only = page(as_(world, "sara"), f"/cases/{case}/log/", show="reading")
    assert "Act 2" not in only
    assert "Sigge" in only


def test_reading_the_log_is_itself_logged(world: World) -> None:
    """E16."""
    case = world.open().case
    page(as_(world, "sara"), f"/cases/{case}/log/")
    assert Reading.objects.get(stream_id=case).what == "log"


def test_an_outsider_sees_no_log(world: World) -> None:
    """D21: not even that there is a case."""
    case = world.open().case
    assert as_(world, "olle").get(f"/cases/{case}/log/").status_code == 403
    assert as_(world, "olle").get("/cases/99999/log/").status_code == 403
    assert Client().get(f"/cases/{case}/log/").status_code == 302


def test_a_long_log_is_paged_without_loss(world: World) -> None:
    """Keyset: every line once, also those of the same moment."""
    case = world.open().case
    unit, authority = world.units["oster"].pk, world.units["oster"].authority_id
    Reading.objects.bulk_create(
        Reading(
            at=NOW - timedelta(minutes=n // 3), worker_id=world.workers["sara"].pk, unit_id=unit,
            authority_id=authority, stream_id=case, what="case", why="asked", reason=f"läsning {n}.", slot=n,
        )
        for n in range(130)
    )  # fmt: skip
    client, address, seen = as_(world, "sara"), f"/cases/{case}/log/?lang=en&show=reading", list[int]()
    for _n in range(9):
        text = client.get(address).content.decode()
        seen += [n for n in range(130) if f"läsning {n}." in text]
        _before, found, rest = text.partition('rel="next" href="')
        if not found:
            break
        address = f"/cases/{case}/log/" + rest.split('"')[0].replace("&amp;", "&")
    assert sorted(seen) == list(range(130))


def test_a_manager_sees_the_units_readings_and_those_with_a_reason_first(world: World) -> None:
    case = world.open().case
    read(world, "sara", case, NOW + timedelta(hours=1))
    read(world, "sigge", case, why="asked", reason="Fråga från chefen")
    read(world, "jonas", case)
    text = page(as_(world, "ulla"), "/desk/log/", day=DAY.isoformat())
    table = text.split("<tbody>")[1]
    assert table.index("Fråga från chefen") < table.index(">Sara<")
    assert "Jonas" not in text
    assert "OST-2026-0001" in text
    assert "Ek" not in text.split("<main")[1].replace("Ekonomi", "")
    only = page(as_(world, "ulla"), "/desk/log/", why="asked")
    assert "Fråga från chefen" in only
    assert ">Sara<" not in only.split("<tbody>")[1]
    mine = page(as_(world, "ulla"), "/desk/log/", worker=world.workers["sara"].pk)
    assert "Fråga från chefen" not in mine


def test_one_day_leads_to_the_next_that_has_readings(world: World) -> None:
    read(world, "sara", 1, NOW)
    read(world, "sara", 1, NOW - timedelta(days=6))
    text = page(as_(world, "ulla"), "/desk/log/", day="2026-11-22")
    assert "day=2026-11-16" in text
    assert "22 November 2026" in text


@pytest.mark.parametrize("name", ["sara", "karin", "ada", "axel", "helle"])
def test_only_a_manager_sees_the_log_of_a_unit(world: World, name: str) -> None:
    assert as_(world, name).get("/desk/log/").status_code == 403
    assert as_(world, name).get("/desk/log/review/").status_code == 403


def test_a_manager_sees_only_units_that_she_leads(world: World) -> None:
    unit = world.units["vaster"].pk
    assert as_(world, "ulla").get("/desk/log/", {"unit": unit}).status_code == 403


def test_the_pages_are_in_swedish_too(world: World) -> None:
    case = world.open().case
    for name, address in (("ulla", "/desk/log/"), ("ulla", "/desk/log/review/"), ("sara", f"/cases/{case}/log/")):
        client = as_(world, name)
        assert 'lang="sv"' in client.get(address, {"lang": "sv"}).content.decode().split("<head>")[0]


def test_the_log_takes_the_same_number_of_queries_however_long_it_is(
    world: World, django_assert_max_num_queries: Any
) -> None:
    case = world.open().case
    client = as_(world, "ulla")
    page(client, "/desk/log/")
    for name in ("sara", "sigge", "ulla"):
        for n in range(20):
            read(world, name, case, NOW - timedelta(minutes=16 * n))
    with django_assert_max_num_queries(26):
        page(client, "/desk/log/", day=DAY.isoformat())


# Sampling

SHARE = Share(of_all=5, of_asked=25, least=5, most=60)


def test_the_same_month_gives_the_same_sample() -> None:
    rows = [(n, n % 10 == 0) for n in range(1, 401)]
    first = drawn(7, "2026-10", rows, SHARE)
    assert first == drawn(7, "2026-10", reversed(rows), SHARE)
    assert first != drawn(8, "2026-10", rows, SHARE)
    assert first != drawn(7, "2026-11", rows, SHARE)
    assert len(first) == 20
    assert sum(n % 10 == 0 for n in first) >= 10


def test_a_sample_has_a_least_and_a_most() -> None:
    assert drawn(1, "2026-10", [(1, False), (2, False)], SHARE) == [1, 2]
    assert len(drawn(1, "2026-10", [(n, True) for n in range(5000)], SHARE)) == 60
    assert drawn(1, "2026-10", [], SHARE) == []


def test_the_share_stands_in_a_register() -> None:
    assert registers.share().of_all > 0
    assert registers.law() == ("solpul:10",)


def test_a_sample_is_drawn_once_of_a_month_that_is_over(world: World) -> None:
    for n in range(40):
        read(world, "sara", n + 1, OCTOBER + timedelta(hours=n))
    read(world, "jonas", 1, OCTOBER)
    unit = world.units["oster"].pk
    by = {"act": world.act("ulla"), "scope": world.scope("ulla"), "unit": unit, "share": registers.share()}
    assert draw_sample(**by, month="2026-10") == 5
    before = set(Review.objects.values_list("reading_id", flat=True))
    read(world, "sigge", 1, OCTOBER)
    assert draw_sample(**by, month="2026-10") == 5
    assert set(Review.objects.values_list("reading_id", flat=True)) == before
    with pytest.raises(Refused) as no:
        draw_sample(**by, month="2026-11")
    assert no.value.decision.code == "month-not-over"
    with pytest.raises(Refused):
        draw_sample(**{**by, "scope": world.scope("sara")}, month="2026-10")


def test_a_manager_marks_each_as_fine_or_to_follow_up(world: World) -> None:
    for n in range(3):
        read(world, "sara", n + 1, OCTOBER + timedelta(hours=n))
    client, unit = as_(world, "ulla"), world.units["oster"].pk
    address = "/desk/log/review/?lang=en"
    assert "No sample of October 2026 has been drawn" in page(client, "/desk/log/review/", month="2026-10")
    answer = client.post(address, {"do": "draw", "unit": unit, "month": "2026-10"})
    assert answer.status_code == 302
    first, second, third = Review.objects.order_by("reading__at").values_list("pk", flat=True)
    sent = {
        "do": "mark", "unit": unit, "month": "2026-10", f"found-{first}": "fine", f"found-{second}": "follow-up",
        f"note-{second}": "", f"note-{third}": "något",
    }  # fmt: skip
    wrong = client.post(address, sent)
    text = wrong.content.decode()
    assert wrong.status_code == 400
    assert f'href="#field-note-{second}"' in text
    assert "Write what is to be followed up." in text
    assert 'value="något"' in text
    assert Review.objects.get(pk=first).found == "fine"
    client.post(address, {**sent, f"note-{second}": "Samtal med Sara"})
    row = Review.objects.get(pk=second)
    assert (row.found, row.note, row.by_id) == ("follow-up", "Samtal med Sara", world.workers["ulla"].pk)
    assert queries.left_to_review(world.scope("ulla"), unit) == {"2026-10": 1}
    assert "1 fine, 1 to follow up, 1 left." in page(client, "/desk/log/review/", month="2026-10")


def test_another_units_sample_cannot_be_reviewed(world: World) -> None:
    read(world, "jonas", 1, OCTOBER)
    row = Review.objects.create(unit_id=world.units["torget"].pk, month="2026-10", reading=Reading.objects.get())
    with pytest.raises(Refused):
        review(act=world.act("ulla"), scope=world.scope("ulla"), drawn_id=row.pk, found="fine")


def test_who_does_not_work_with_a_case_is_asked_why_before_anything_is_shown(world: World) -> None:
    """D26: the reason is asked for, kept in the log, and asked for once."""
    case = world.open().case
    client, address = as_(world, "sigge"), f"/cases/{case}/log/"
    asked = page(client, address)
    assert 'name="reading_reason"' in asked
    assert "Kim" not in asked
    assert not Reading.objects.exists()
    assert client.post(address, {"reading_reason": " "}).status_code == 400
    assert client.post(address, {"reading_reason": "Sara är sjuk"}).status_code == 302
    assert "Sara är sjuk" in page(client, address)
    assert Reading.objects.get().reason == "Sara är sjuk"
