"""What do the commands of a local administrator do, what do they refuse, and what do the queries say on a day?

Stefan administers Malmö, Karin the units of Stockholm's boards, Torbjörn Arbetsförmedlingen in Borås. Maja and Omar
are case workers in Malmö Norr, Elin in Söder.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from samordna.access.domain import Role, system
from samordna.journal.append import DoneBefore
from samordna.journal.domain import Act
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.organisations import commands, ports, queries
from samordna.organisations.commands import NewContact, NewUnit, Who
from samordna.organisations.domain import Span
from samordna.organisations.models import Absence, Contact, PartyUnit, Post, Unit, Worker
from samordna.organisations.policy import LOADER
from samordna.organisations.reading import read_area

pytestmark = [pytest.mark.django_db, pytest.mark.data]
ON = date(2026, 11, 22)
LATER = date(2027, 2, 1)


def act(by=0, form=None):
    return Act(id=form or uuid4(), by=by, at=datetime(2026, 11, 22, 8, tzinfo=UTC), on=ON)


@pytest.fixture(autouse=True)
def areas():
    for area in ("malmo", "stockholm", "boras"):
        commands.load_area(act=act(), scope=system(LOADER, ON), data=read_area(area))


def by(username, form=None):
    """The act and the scope of somebody."""
    worker = queries.worker(username)
    return {"act": act(worker.pk, form), "scope": queries.scope_of(worker, ON)}


def unit(slug, area="malmo"):
    return queries.unit_called(area, slug)


def refused(code):
    return pytest.raises(Refused, match=f"^{code}:")


def events(area="malmo"):
    return list(Event.objects.filter(stream_id=queries.area(area).pk).order_by("seq").values_list("kind", flat=True))


# Units


def new_unit(**other):
    fields = {
        "name": "Unga vuxna", "sphere": unit("norr").sphere_id, "prefix": "muv", "here": True,
        "plays": ("socialtjanst",), "valid_from": ON,
    }  # fmt: skip
    return NewUnit(**{**fields, **other})


def test_a_unit_is_added_and_plays_its_parties():
    pk = commands.add_unit(**by("stefan.lindgren"), area=queries.area("malmo").pk, new=new_unit())
    row = queries.unit(pk)
    assert (row.slug, row.prefix, row.authority.slug) == ("unga-vuxna", "MUV", "malmo-stad")
    assert queries.parties_of(pk, ON) == {"socialtjanst"}
    assert row in queries.units_playing(row.area_id, "socialtjanst", ON)
    assert events() == ["area.loaded", "unit.added"]


@pytest.mark.parametrize(
    ("other", "code"), [({"prefix": "MNO"}, "prefix-taken"), ({"name": "Stadsområde  Norr"}, None)]
)
def test_names_and_prefixes_are_not_given_twice(other, code):
    area = queries.area("malmo").pk
    if code is None:
        commands.add_unit(**by("stefan.lindgren"), area=area, new=new_unit(**other))
        other, code = {**other, "prefix": "XXX"}, "name-taken"
    with refused(code):
        commands.add_unit(**by("stefan.lindgren"), area=area, new=new_unit(**other))


def test_a_unit_of_another_authority_is_added_only_when_it_is_outside():
    sphere = unit("forsakringskassan").sphere_id
    area = queries.area("malmo").pk
    with refused("other-authority"):
        commands.add_unit(**by("stefan.lindgren"), area=area, new=new_unit(sphere=sphere))
    assert commands.add_unit(**by("stefan.lindgren"), area=area, new=new_unit(sphere=sphere, here=False))


def test_the_same_form_sent_twice_adds_one_unit():
    """E12."""
    form = uuid4()
    area = queries.area("malmo").pk
    commands.add_unit(**by("stefan.lindgren", form), area=area, new=new_unit())
    with pytest.raises(DoneBefore):
        commands.add_unit(**by("stefan.lindgren", form), area=area, new=new_unit())
    assert Unit.objects.filter(slug="unga-vuxna").count() == 1


def test_a_renamed_unit_keeps_its_id_and_the_event_tells_the_row():
    row = unit("norr")
    commands.rename_unit(**by("stefan.lindgren"), unit=row.pk, name="Norr", phone="040-628 04 98", email="n@example.se")
    assert queries.unit_names([row.pk]) == {row.pk: "Norr"}
    told = json.loads(Payload.objects.filter(stream_id=row.area_id).order_by("seq").last().data)["rows"]
    assert told == [["organisations.unit", told[0][1]]]
    assert (told[0][1]["name"], told[0][1]["valid_from"]) == ("Norr", "2024-01-01")


def test_a_closed_unit_ends_with_everything_in_it_and_nothing_is_removed():
    row = unit("norr")
    commands.close_unit(**by("stefan.lindgren"), unit=row.pk, on=LATER)
    maja = queries.worker("maja.nilsson")
    assert queries.scope_of(maja, date(2027, 1, 31)).works_in(row.pk)
    assert queries.scope_of(maja, LATER).posts == ()
    assert row not in queries.units_playing(row.area_id, "socialtjanst", LATER)
    assert queries.address_on(row.pk, LATER) == ()
    assert Post.objects.filter(unit=row).count() == 4


def test_a_unit_with_open_cases_stays_open(monkeypatch):
    monkeypatch.setattr(ports, "open_cases", [lambda unit: 1])
    with refused("open-cases"):
        commands.close_unit(**by("stefan.lindgren"), unit=unit("norr").pk, on=ON)
    assert unit("norr").valid_to is None
    assert events() == ["area.loaded"]


# Addresses and contacts


def test_an_address_counts_from_its_day_and_until_the_next():
    """Malmö Söder already moves in 2027: an address set between ends when that one begins."""
    row = unit("soder")
    commands.set_address(**by("stefan.lindgren"), unit=row.pk, lines=("Tillfälligt", "200 00 Malmö"), on=ON)
    assert queries.address_on(row.pk, date(2026, 11, 21))[-1] == "200 49 Malmö"
    assert queries.address_on(row.pk, ON) == ("Tillfälligt", "200 00 Malmö")
    assert "Exempelgatan 4" in queries.address_on(row.pk, date(2027, 1, 1))
    assert [a.valid_from for a in queries.addresses(row.pk)] == [date(2027, 1, 1), ON, date(2024, 1, 1)]


def test_an_address_set_twice_for_a_day_is_the_last_one():
    row = unit("norr")
    for street in ("Fel 1", "Rätt 2"):
        commands.set_address(**by("stefan.lindgren"), unit=row.pk, lines=(street,), on=LATER)
    assert queries.address_on(row.pk, LATER) == ("Rätt 2",)
    assert len(queries.addresses(row.pk)) == 2


def test_a_contact_is_added_and_ends_also_at_a_unit_outside():
    row = unit("varden")
    new = NewContact(name="Siv Ek", kind="rehab-coordinator", valid_from=ON, phone="040-628 04 97")
    pk = commands.add_contact(**by("stefan.lindgren"), unit=row.pk, new=new)
    assert [c.name for c in queries.contacts_in(row.area_id, ON, "rehab-coordinator")] == ["Siv Ek", "Vera Lindqvist"]
    commands.end_contact(**by("stefan.lindgren"), contact=pk, on=LATER)
    assert [c.name for c in queries.contacts(row.pk, LATER)] == ["Vera Lindqvist"]
    with refused("no-such-kind"):
        commands.add_contact(**by("stefan.lindgren"), unit=row.pk, new=NewContact(name="X", kind="vän", valid_from=ON))
    assert Contact.objects.filter(pk=pk).exists()


# Posts


SAGA = Who(username="saga.ek", name="Saga Ek", title="socialsekreterare", email="saga.ek@example.se")


def appoint(slug="norr", who=SAGA, role=Role.CASE_WORKER, span=None, admin="stefan.lindgren"):
    return commands.appoint(**by(admin), unit=unit(slug).pk, who=who, role=role, span=span or Span(ON))


def test_somebody_new_gets_an_account_without_password_and_a_post():
    appoint(span=Span(ON, LATER))
    saga = queries.worker("saga.ek")
    assert not saga.has_usable_password()
    assert queries.scope_of(saga, ON).works_in(unit("norr").pk)
    assert not queries.scope_of(saga, LATER).posts
    assert saga in queries.workers_in(unit("norr").pk, ON, Role.CASE_WORKER)
    assert events()[-1] == "post.begun"


def test_somebody_known_keeps_the_account_and_somebody_else_does_not_get_it():
    appoint()
    appoint("soder")
    assert Worker.objects.filter(username="saga.ek").count() == 1
    with refused("username-taken"):
        appoint("oster", Who(username="saga.ek", name="Saga Berg"))


def test_the_same_post_is_not_given_twice():
    appoint()
    with refused("post-held"):
        appoint()
    with refused("ends-before"):
        appoint("soder", span=Span(ON, ON))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"slug": "forsakringskassan"}, "outside-unit"),
        ({"role": Role.AUDITOR}, "role-by-file"),
        ({"who": Who(username="stefan.lindgren", name="Stefan Lindgren")}, "own-post"),
        ({"admin": "maja.nilsson"}, "not-admin"),
        ({"admin": "karin.sundberg"}, "not-admin"),
    ],
)
def test_an_appointment_that_is_refused_makes_no_account(more, code):
    workers = Worker.objects.count()
    with refused(code):
        appoint(**more)
    assert Worker.objects.count() == workers
    assert events() == ["area.loaded"]


def test_a_unit_here_of_another_authority_is_left_to_its_own_administrator():
    af = unit("arbetsformedlingen", "boras").pk
    with refused("other-authority"):
        commands.rename_unit(**by("kristina.vik"), unit=af, name="AF", phone="", email="")
    commands.rename_unit(**by("torbjorn.hed"), unit=af, name="AF", phone="", email="")


def test_a_post_ends_and_with_it_the_way_in():
    maja = queries.worker("maja.nilsson")
    commands.end_post(**by("stefan.lindgren"), post=Post.objects.get(worker=maja).pk, on=ON)
    assert queries.scope_of(maja, ON).post is None
    assert queries.posts_of(maja.pk, ON) == []


# Absence


def away(worker, substitute="", slug="norr", span=None):
    return commands.set_absence(
        **by("stefan.lindgren"), unit=unit(slug).pk, worker=queries.worker(worker).pk, span=span or Span(ON, LATER),
        substitute=queries.worker(substitute).pk if substitute else 0,
    )  # fmt: skip


def test_a_substitute_stands_in_only_while_the_other_is_away():
    """D26: the post says for whom it is held; one's own posts come first."""
    away("maja.nilsson", "elin.svard")
    elin, maja = queries.worker("elin.svard"), queries.worker("maja.nilsson")
    scope = queries.scope_of(elin, ON)
    assert [(p.unit, p.for_worker) for p in scope.posts] == [(unit("soder").pk, 0), (unit("norr").pk, maja.pk)]
    assert scope.post.for_worker == 0
    assert scope.stands_in_for == {maja.pk}
    assert [p.for_name for p in queries.posts_of(elin.pk, ON)] == ["", "Maja Nilsson"]
    assert queries.away([maja.pk, elin.pk], ON) == {maja.pk: elin.pk}
    assert not queries.scope_of(elin, LATER).stands_in_for
    chosen = queries.posts_of(elin.pk, ON)[1].id
    assert queries.scope_of(elin, ON, chosen).post.for_worker == maja.pk


def test_a_substitute_from_another_sphere_is_refused_by_law():
    with pytest.raises(Refused) as problem:
        away("maja.nilsson", "sara.lind")
    assert problem.value.decision.law == ("osl:8:2",)
    assert not Absence.objects.filter(worker__username="maja.nilsson").exists()


def test_standing_in_never_opens_a_sphere_that_one_does_not_work_in_oneself():
    """D5: Maja also works in Skärholmen; Elin, who stands in for her in Malmö, does not come in there."""
    maja, elin = queries.worker("maja.nilsson"), queries.worker("elin.svard")
    Post.objects.create(worker=maja, unit=unit("skarholmen", "stockholm"), role=Role.CASE_WORKER, valid_from=ON)
    away("maja.nilsson", "elin.svard")
    assert queries.scope_of(elin, ON).spheres == {unit("norr").sphere_id}


def test_standing_in_brings_no_administration():
    away("stefan.lindgren", "maja.nilsson")
    assert queries.scope_of(queries.worker("maja.nilsson"), ON).roles == {Role.CASE_WORKER}


@pytest.mark.parametrize(
    ("worker", "substitute", "code"),
    [("elin.svard", "", "not-here"), ("maja.nilsson", "maja.nilsson", "own-substitute")],
)
def test_an_absence_that_makes_no_sense_is_refused(worker, substitute, code):
    with refused(code):
        away(worker, substitute)


def test_an_absence_ends_when_somebody_is_back():
    pk = away("maja.nilsson", "omar.rahimi", span=Span(ON))
    assert [a.pk for a in queries.absences_in(unit("norr").pk, ON)] == [pk]
    commands.end_absence(**by("stefan.lindgren"), unit=unit("norr").pk, absence=pk, on=LATER)
    omar = queries.worker("omar.rahimi")
    assert queries.scope_of(omar, ON).stands_in_for
    assert not queries.scope_of(omar, LATER).stands_in_for


# Queries


def test_the_unit_that_is_first_is_proposed_first():
    area = queries.area("stockholm").pk
    assert [u.slug for u in queries.units_playing(area, "socialtjanst", ON)] == ["skarholmen", "farsta"]
    PartyUnit.objects.filter(unit__slug="skarholmen").update(first=False)
    PartyUnit.objects.filter(unit__slug="farsta").update(first=True)
    assert [u.slug for u in queries.units_playing(area, "socialtjanst", ON)] == ["farsta", "skarholmen"]


def test_a_post_that_begins_later_is_no_way_in_before():
    hodan = queries.worker("hodan.warsame")
    assert queries.scope_of(hodan, date(2025, 8, 17)).posts == ()
    assert queries.scope_of(hodan, date(2025, 8, 18)).works_in(unit("farsta", "stockholm").pk)


def test_units_are_listed_with_those_here_first():
    rows = queries.units_of(queries.area("boras").pk, ON)
    assert [row.here for row in rows] == [True] * 3 + [False] * 5
    assert queries.parties_by_unit(queries.area("boras").pk, ON)[rows[0].pk] == ["arbetsformedlingen"]
