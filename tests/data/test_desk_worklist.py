"""The first page on Monday: what there is to do, nearest date first, flat however many cases there are (E10, E19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samordna.access.models import Grant
from samordna.cases.commands import moving
from samordna.cases.domain import FAR
from samordna.cases.listing import Key
from samordna.cases.models import Case, Involved, Position, Transfer
from samordna.cases.worklist import MERGED, Sought, View, listed
from samordna.organisations.models import Absence, Contact, Unit
from samordna.people.models import Person
from tests.cases_world import World

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture(autouse=True)
def _signed_in_by_password(settings: object) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


def client(world: World, name: str) -> Client:
    made = Client()
    made.force_login(world.workers[name])
    return made


def page(world: World, name: str = "sara", lang: str = "en", **asked: object) -> str:
    answer = client(world, name).get("/desk/", {**asked, "lang": lang})
    assert answer.status_code == 200, answer
    return answer.content.decode()


def the_box(case: int) -> Position:
    return Position.objects.get(case_id=case, closed_seq=None)


def due(case: int, on: date) -> None:
    Position.objects.filter(case_id=case, closed_seq=None).update(due=on)


def boxes(world: World, view: View = View.MINE, name: str = "sara", **more: object) -> list[int]:
    rows = listed(world.scope(name), Sought(view=view, **more), world.day).rows
    return [row.key.case for row in rows]


def sent(world: World, case: int, to: str = "fk", party: str = "forsakringskassan", **more: object) -> Transfer:
    """A request from a box of the case, without an answer."""
    box = the_box(case)
    own, other = world.units["oster"], world.units[to]
    values = {
        "no": 900, "kind": "referral", "position_no": box.no, "from_run": box.run_no, "sender_party": "socialtjanst",
        "sender_unit_id": own.pk, "sender_sphere_id": own.sphere_id, "receiver_party": party,
        "receiver_unit_id": other.pk, "receiver_sphere_id": other.sphere_id, "status": "sent", "sent_seq": 1,
        "sent_on": world.day - timedelta(days=20), "due": world.day - timedelta(days=6),
    }  # fmt: skip
    return Transfer.objects.create(case_id=case, **{**values, **more})


# What stands in it


def test_ones_own_boxes_nearest_date_first_with_what_is_overdue_on_top(world: World) -> None:
    later, late, undated, now = (world.open(person=world.person("Person", f"Nr{n}")).case for n in range(4))
    due(later, world.day + timedelta(days=40))
    due(late, date(2026, 11, 16))
    due(now, world.day)
    assert boxes(world) == [late, now, later, undated]
    said = page(world)
    heads = ["Overdue, Monday 16 November", "Today", "1 January 2027", "No date"]
    assert [said.index(each) for each in heads] == sorted(said.index(each) for each in heads)
    assert "OST-2026-0001" in said


def test_a_box_without_a_date_says_so_aloud_only(world: World) -> None:
    """The heading of the group says it to those who see; a word in every row would be noise."""
    world.open()
    assert '<span class="hidden">No date</span>' in page(world)


def test_the_page_speaks_both_languages_and_names_nobody_in_its_title(world: World) -> None:
    """D22: the address and the title hold no name."""
    world.open()
    english, swedish = page(world), page(world, lang="sv")
    assert "New contact without SGI" in english
    assert "Ny kontakt utan SGI" in swedish
    assert "Kim" not in english.split("</title>")[0]


def test_an_empty_list_says_what_to_do(world: World) -> None:
    for view in View:
        said = page(world, view=view.value)
        assert 'class="empty"' in said
        assert said.count("<h1") == 1


def test_a_colleagues_box_is_in_the_units_list_only(world: World) -> None:
    case = world.open("sigge").case
    assert boxes(world) == []
    assert boxes(world, View.UNIT) == [case]
    assert "Sigge" in page(world, view="unit")


def test_who_stands_in_meets_the_rows_of_who_is_away(world: World) -> None:
    """D26."""
    case = world.open("sigge").case
    Absence.objects.create(
        worker=world.workers["sigge"], substitute=world.workers["sara"], valid_from=world.day, valid_to=None
    )
    assert boxes(world) == [case]
    assert "for Sigge" in page(world)


def test_nobodys_boxes_have_a_list_of_their_own(world: World) -> None:
    case = world.open().case
    assert boxes(world, View.UNASSIGNED) == []
    Position.objects.filter(case_id=case).update(worker_id=None)
    assert boxes(world, View.UNASSIGNED) == [case]


def test_what_rests_is_out_of_the_way_until_its_review_date(world: World) -> None:
    case = world.open().case
    until = world.day + timedelta(days=9)
    moving.park(**world.by("sara", "Väntar"), case=case, position=the_box(case).no, until=until)
    assert boxes(world) == []
    assert boxes(world, View.PARKED) == [case]
    assert "Resting until Tuesday 1 December" in page(world, view="parked")
    Position.objects.filter(case_id=case).update(until=world.day, due=world.day)
    assert boxes(world) == [case]
    assert "time to look at it again" in page(world)


def test_what_is_waited_for_stands_with_the_box_and_in_its_own_list(world: World) -> None:
    """D7, D27: an overdue answer comes first, with whom to ask."""
    old, young = world.open().case, world.open().case
    sent(world, young, due=world.day + timedelta(days=3), sent_on=world.day)
    sent(world, old)
    Contact.objects.create(
        unit=world.units["fk"], kind="other", name="Maria Fors", phone="08-555 00 11", valid_from=date(2020, 1, 1)
    )
    assert boxes(world, View.WAITING) == [old, young]
    said = page(world, view="waiting")
    assert said.index("Overdue, Monday 16 November") < said.index("Wednesday 25 November")
    assert "Ask Försäkringskassan: Maria Fors, 08-555 00 11" in said
    assert "Awaiting an answer from Försäkringskassan" in page(world)


def test_a_finished_handover_is_waited_for_no_more(world: World) -> None:
    case = world.open().case
    sent(world, case, kind="handover", status="accepted")
    assert boxes(world, View.WAITING) == []
    Transfer.objects.update(kind="referral")
    assert boxes(world, View.WAITING) == [case]


def test_the_watcher_sees_a_case_that_is_held_elsewhere(world: World) -> None:
    """D2: the clocks follow the watcher wherever the next step is."""
    case = world.open().case
    Case.objects.filter(pk=case).update(holder=world.units["fk"], holder_party="forsakringskassan")
    assert boxes(world, View.WAITING) == [case]
    assert "With Försäkringskassan since" in page(world, view="waiting")
    assert boxes(world, View.WAITING, "sigge") == []


def test_what_has_come_to_the_contact_persons_unit_is_seen_there(world: World) -> None:
    """D27: Malmö's rule; the unit has nothing else to do with the case, so there is no link to it."""
    case = world.open().case
    sent(world, case, escalated_unit_id=world.units["vaster"].pk, escalated_seq=2)
    assert boxes(world, View.WAITING, "olle") == [case]
    said = page(world, "olle", view="waiting")
    assert "No answer in time: it has come to your unit" in said
    assert f"/cases/{case}/" not in said


def test_what_others_send_waits_in_the_inbox_of_the_receiver(world: World) -> None:
    case = world.open().case
    sent(world, case, "torget", "jobbtorg")
    assert boxes(world, View.INCOMING, "jonas") == [case]
    assert boxes(world, View.INCOMING) == []
    said = page(world, "jonas", view="incoming")
    assert "Request from Social services" in said
    assert "New contact without SGI" not in said  # the sender's box is the sender's (E7)


# Who may see whom


def test_a_name_of_another_authority_is_shown_by_a_grant_only(world: World) -> None:
    """D21."""
    case = world.open().case
    sent(world, case, "teamet", "finsamteam")
    team = world.units["teamet"]
    Involved.objects.create(
        case_id=case, party="finsamteam", unit=team, sphere_id=team.sphere_id, number="TEA-2026-0001", since_seq=1
    )
    said = page(world, "karin", view="incoming")
    assert "TEA-2026-0001" in said
    assert "Kim" not in said
    person = Person.objects.get(family_name="Ek")
    Grant.objects.create(
        person_id=person.pk, from_sphere_id=person.sphere_id, to_sphere_id=team.sphere_id, category="contact",
        valid_from=world.day, basis="consent",
    )  # fmt: skip
    assert "Kim Ek" in page(world, "karin", view="incoming")


def test_a_protected_identity_has_one_mark_and_hides_where_the_person_is(world: World) -> None:
    """D21: the unit of another party is closed too."""
    case = world.open().case
    sent(world, case)
    Person.objects.update(protected=True)
    said = page(world, view="waiting")
    assert said.count("Protected identity") == 1
    assert "Fk" not in said.replace("Försäkringskassan", "")


def test_an_outsider_and_other_roles_meet_nothing(world: World) -> None:
    world.open()
    for view in View:
        assert boxes(world, view, "olle") == []
    assert client(world, "axel").get("/desk/").status_code == 403
    assert Client().get("/desk/").status_code == 302


# Narrowing and paging


def test_the_list_is_narrowed_by_status_party_box_worker_and_date(world: World) -> None:
    first, second = world.open().case, world.open("sara", "soc-sjukskriven", "2").case
    due(second, world.day)
    assert boxes(world, step="2") == [second]
    assert boxes(world, before=world.day + timedelta(days=1)) == [second]
    assert boxes(world, View.UNIT, worker=world.workers["sigge"].pk) == []
    assert set(boxes(world, process="soc-sjukskriven", party="socialtjanst")) == {first, second}
    assert 'value="2"' in page(world, box="2")


def test_nothing_of_health_narrows_a_list(world: World) -> None:
    """D22: an address that asks for it gets the whole list."""
    world.open()
    for name in ("diagnosis", "instrument", "health", "wait"):
        assert "OST-2026-0001" in page(world, **{name: "x"})
    assert 'name="diagnosis"' not in page(world)


def test_a_day_that_is_none_is_told_and_kept(world: World) -> None:
    said = page(world, before="soon")
    assert "Write the day as YYYY-MM-DD" in said
    assert 'value="soon"' in said


def test_every_row_stands_on_one_page_of_many(world: World) -> None:
    many(world, 120, [world.units["oster"]])
    met: list[Key] = []
    after: Key | None = None
    while True:
        found = listed(world.scope("sara"), Sought(view=View.UNIT, after=after, size=50), world.day)
        met += [row.key for row in found.rows]
        after = found.next
        if after is None:
            break
    assert len(met) == len(set(met)) == 120
    assert met == sorted(met)
    said = page(world, view="unit")
    assert "Show more" in said
    onward = said.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "From the beginning" in client(world, "sara").get(onward + "&lang=en").content.decode()


# Flat


def many(world: World, count: int, units: list[Unit]) -> None:
    """Cases of several units, made in one go; only rows that lists read."""
    home, worker = world.units["oster"], world.workers["sara"].pk
    base = 100_000 + Case.objects.count()
    persons = [
        Person(
            id=base + n, authority_id=home.authority_id, sphere_id=home.sphere_id, given_name="P", family_name=str(n)
        )
        for n in range(count)
    ]
    Person.objects.bulk_create(persons, batch_size=2000)
    cases = [
        Case(
            id=base + n, person_id=base + n, area_id=world.area.pk, handbook="stockholm", version="2026.1",
            owner_id=units[n % len(units)].pk, watcher_id=worker, holder_id=units[n % len(units)].pk,
            holder_party="socialtjanst", held_since=world.day, opened_on=world.day, seq=1,
        )
        for n in range(count)
    ]  # fmt: skip
    Case.objects.bulk_create(cases, batch_size=2000)
    Involved.objects.bulk_create(
        [
            Involved(
                case_id=base + n, party="socialtjanst", unit_id=units[n % len(units)].pk, sphere_id=home.sphere_id,
                number=f"X-{base + n}", since_seq=1,
            )
            for n in range(count)
        ], batch_size=2000,
    )  # fmt: skip
    Position.objects.bulk_create(
        [
            Position(
                case_id=base + n, no=2, run_no=1, process="soc-sjukskriven", step="1a", party="socialtjanst",
                unit_id=units[n % len(units)].pk, sphere_id=home.sphere_id, worker_id=worker if n % 3 else None,
                due=FAR if n % 2 else world.day + timedelta(days=(n * 7) % 300 - 20), opened_seq=1,
                opened_on=world.day,
            )
            for n in range(count)
        ], batch_size=2000,
    )  # fmt: skip


def asked(world: World, view: View) -> int:
    with CaptureQueriesContext(connection) as counted:
        listed(world.scope("sara"), Sought(view=view), world.day)
    return len(counted)


@pytest.mark.once
def test_ten_cases_and_ten_thousand_cost_the_same_number_of_queries(world: World) -> None:
    """Budgets of DESIGN: a fixed number of queries, for the query and for the page, and no count()."""
    many(world, 10, [world.units["oster"]])
    few = {view: asked(world, view) for view in View}
    browser = client(world, "sara")
    browser.get("/desk/?view=unit")
    with CaptureQueriesContext(connection) as first:
        browser.get("/desk/?view=unit")
    many(world, 9990, [world.units["oster"]])
    assert {view: asked(world, view) for view in View} == few
    with CaptureQueriesContext(connection) as second:
        browser.get("/desk/?view=unit")
    assert len(second) == len(first) <= 25
    assert not [q for q in second if "COUNT(" in q["sql"]]


def more_units(world: World, count: int) -> list[Unit]:
    home = world.units["oster"]
    made = [
        Unit(
            area=world.area, authority_id=home.authority_id, sphere_id=home.sphere_id, slug=f"u{n}", name=f"U{n}",
            prefix=f"U{n}", here=True, valid_from=date(2020, 1, 1),
        )
        for n in range(count)
    ]  # fmt: skip
    Unit.objects.bulk_create(made)
    return list(Unit.objects.filter(slug__startswith="u", sphere_id=home.sphere_id).order_by("id"))


@pytest.mark.parametrize("count", [1, 3, MERGED, MERGED + 5])
def test_many_units_are_merged_by_their_indexes(world: World, count: int) -> None:
    """E19: a scan for each unit up to twenty, above that one for the sphere; the rows are the nearest of all."""
    units = more_units(world, count)
    many(world, 300, units)
    scope = world.scope("sara")
    own = scope.posts[0]
    scope = replace(scope, posts=tuple(replace(own, unit=each.pk) for each in units))
    with CaptureQueriesContext(connection) as counted:
        found = listed(scope, Sought(view=View.UNIT), world.day)
    every = Position.objects.filter(unit_id__in=[each.pk for each in units]).order_by("due", "case_id", "no")
    assert [row.key for row in found.rows] == [Key(*key) for key in every.values_list("due", "case_id", "no")[:50]]
    if connection.vendor == "sqlite":
        plan = explained(next(q["sql"] for q in counted if "case_position" in q["sql"]))
        index = "open_by_unit_and_date" if count <= MERGED else "open_by_sphere_and_date"
        assert index in plan
        assert "TEMP B-TREE" not in plan
        assert "SCAN case_position" not in plan


def explained(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        return "\n".join(row[3] for row in cursor.fetchall())


@pytest.mark.parametrize(
    ("view", "index"),
    [
        (View.MINE, "open_by_worker_and_date"), (View.UNASSIGNED, "open_by_unit_and_date"),
        (View.PARKED, "open_by_unit_and_date"), (View.WAITING, "waiting_by_unit_and_date"),
        (View.INCOMING, "inbox_by_unit_and_date"),
    ],
)  # fmt: skip
def test_each_list_reads_its_own_index_in_order(world: World, view: View, index: str) -> None:
    if connection.vendor != "sqlite":
        return
    many(world, 300, [world.units["oster"]])
    with CaptureQueriesContext(connection) as counted:
        listed(world.scope("sara"), Sought(view=view), world.day)
    plans = [explained(q["sql"]) for q in counted]
    used = next(plan for plan in plans if index in plan)
    assert "TEMP B-TREE" not in used


# Many at once


def test_boxes_with_one_way_on_are_done_together(world: World) -> None:
    """D15: shown with where each leads, then all in one go; a second click does nothing twice (E12)."""
    one, two = world.open().case, world.open().case
    other = world.open("sara", "soc-sjukskriven", "2").case
    ticks = [f"{case}-{the_box(case).no}" for case in (one, two, other)]
    said = page(world)
    assert f'value="{ticks[0]}"' in said
    assert f'value="{ticks[2]}"' not in said  # two ways on: chosen in the box
    browser = client(world, "sara")
    shown = browser.get("/desk/done/", {"box": ticks, "lang": "en"}).content.decode()
    assert "Mark 2 boxes as done" in shown
    assert "has several ways on" in shown
    form = {"box": ticks, "form": str(uuid4())}
    assert browser.post("/desk/done/", form).status_code == 302
    assert [the_box(case).step for case in (one, two, other)] == ["2", "2", "2"]
    assert browser.post("/desk/done/", {**form, "box": []}).status_code in (200, 302)
    assert Case.objects.get(pk=one).seq == 2


def test_a_box_of_others_cannot_be_done_by_its_number(world: World) -> None:
    case = world.open().case
    client(world, "olle").post("/desk/done/", {"box": f"{case}-{the_box(case).no}", "form": str(uuid4())})
    assert Case.objects.get(pk=case).seq == 1


def test_the_manager_gives_many_cases_to_a_colleague(world: World) -> None:
    """User asks 7: the whole caseload, with a line to go with it."""
    cases = [world.open().case for _ in range(3)]
    ticks = [f"{case}-{the_box(case).no}" for case in cases]
    manager = client(world, "ulla")
    assert "Give to a colleague" in page(world, "ulla", view="unit")
    wrong = manager.post("/desk/give/?lang=en", {"box": ticks, "reason": "Sara slutar", "form": str(uuid4())})
    assert wrong.status_code == 400
    assert "Sara slutar" in wrong.content.decode()
    form = {"box": ticks, "worker": world.workers["sigge"].pk, "reason": "Sara slutar", "form": str(uuid4())}
    assert manager.post("/desk/give/", form).status_code == 302
    assert {the_box(case).worker_id for case in cases} == {world.workers["sigge"].pk}
    assert manager.post("/desk/give/", form).status_code == 302
    assert {Case.objects.get(pk=case).seq for case in cases} == {2}


def test_a_case_worker_does_not_hand_out_cases(world: World) -> None:
    case = world.open().case
    form = {"box": f"{case}-{the_box(case).no}", "worker": world.workers["sigge"].pk, "form": str(uuid4())}
    assert client(world, "sara").post("/desk/give/", form).status_code == 403
    assert "Give to a colleague" not in page(world, view="unit")
