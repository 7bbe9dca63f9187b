"""Kim takes a consent back: closed today, both ways; what hangs on it is told, what has gone is listed (D18, D20)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from samordna.consents import ports
from samordna.consents.commands import use_ground, withdraw
from samordna.consents.domain import Direction, Ground, Received, Status, Way, Withdrawal, pairs
from samordna.consents.models import Consent
from samordna.consents.queries import already_received, check, preview, standing, who_has_received
from samordna.journal.append import DoneBefore
from samordna.journal.domain import Act
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.people.queries import seen_by
from tests.unit._people_world import DAY, SPHERES, World, consents, kim, world

pytestmark = [pytest.mark.django_db, pytest.mark.data]
LATER = DAY + timedelta(days=7)


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def person(w: World) -> int:
    return kim(w)


@pytest.fixture
def told() -> Iterator[list[tuple[int, tuple[Way, ...]]]]:
    """What a room above is told, in the same transaction (E2)."""
    heard: list[tuple[int, tuple[Way, ...]]] = []

    def hear(act: Act, person: int, ways: tuple[Way, ...]) -> None:
        heard.append((person, ways))

    before, ports.on_withdrawn[:] = ports.on_withdrawn[:], [hear]
    yield heard
    ports.on_withdrawn[:] = before


def team(w: World, person: int, *names: str) -> None:
    consents(w, person, *pairs({w.spheres[n]: SPHERES[n][1] for n in names}), kind="finsamteam")


def test_one_direction_and_its_opposite_close_from_today(w: World, person: int, told: list[object]) -> None:
    team(w, person, "soc", "vard", "fk")
    soc, vard, fk = (w.spheres[n] for n in ("soc", "vard", "fk"))
    row = Consent.objects.get(from_sphere_id=soc, to_sphere_id=vard)
    closed = withdraw(**w.does("soc", LATER), person=person, what=Withdrawal(consents=(row.pk,)))
    assert set(closed) == {(soc, vard), (vard, soc)}
    assert told == [(person, closed)]
    for sender, receiver in ((soc, vard), (vard, soc)):
        assert check(person, sender, receiver, ("health",), LATER - timedelta(days=1))
        assert not check(person, sender, receiver, (), LATER)
    for sender, receiver in ((soc, fk), (fk, soc), (vard, fk), (fk, vard)):
        assert check(person, sender, receiver, ("health",), LATER)
    assert Event.objects.filter(kind="consent-withdrawn").count() == 1


def test_a_receiver_leaves_the_team_and_the_rest_goes_on(w: World, person: int, told: list[object]) -> None:
    """All that goes to care, and on the same forms all that comes from it; other papers stay."""
    team(w, person, "soc", "vard", "fk")
    soc, vard, fk = (w.spheres[n] for n in ("soc", "vard", "fk"))
    closed = withdraw(**w.does("soc", LATER), person=person, what=Withdrawal(receiver=vard))
    assert set(closed) == {(soc, vard), (fk, vard), (vard, soc), (vard, fk)}
    assert check(person, soc, fk, ("health",), LATER)
    assert check(person, fk, soc, ("health",), LATER)
    assert not seen_by(w.scope("vard", LATER), LATER).exists()
    statuses = {(s.from_sphere, s.to_sphere): s.status for s in standing(person, LATER, w.scope("soc", LATER))}
    assert {way for way, status in statuses.items() if status is Status.WITHDRAWN} == set(closed)


def test_what_another_consent_still_opens_is_not_closed(w: World, person: int, told: list[object]) -> None:
    consents(w, person, w.way("soc", "vard", "contact"))
    consents(w, person, w.way("soc", "vard", "contact", "work"))
    first, second = Consent.objects.order_by("id")
    assert withdraw(**w.does("soc"), person=person, what=Withdrawal(consents=(first.pk,))) == ()
    assert told == []
    assert check(person, w.spheres["soc"], w.spheres["vard"], ("contact", "work"), DAY)
    assert withdraw(**w.does("soc"), person=person, what=Withdrawal(consents=(second.pk,)))


def test_it_can_be_taken_back_with_whoever_it_concerns(w: World, person: int) -> None:
    """The receiver's worker may write it down too; Olle and the other branch may not."""
    consents(w, person, w.way("soc", "vard"))
    what = Withdrawal(consents=(Consent.objects.get().pk,))
    for other in ("jobbtorg", "skola"):
        with pytest.raises(Refused):
            withdraw(**w.does(other), person=person, what=what)
    withdraw(**w.does("vard"), person=person, what=what)
    part = Payload.objects.get(stream_id=person, seq=Event.objects.get(kind="consent-withdrawn").seq)
    assert part.sphere_id == w.spheres["soc"], "where the row is kept, whoever writes"


def test_a_private_receiver_is_named(w: World, person: int, told: list[object]) -> None:
    consents(w, person, Direction(w.spheres["soc"], None, "Bageriet AB"), Direction(w.spheres["soc"], None, "Mamma"))
    assert withdraw(**w.does("soc"), person=person, what=Withdrawal(receiver="bageriet ab")) == ()
    assert not preview(person, w.spheres["soc"], "Bageriet AB", ("work",), DAY).leaves
    assert preview(person, w.spheres["soc"], "Mamma", ("work",), DAY).leaves


def test_a_consent_in_another_authoritys_application_is_taken_back_there(w: World, person: int) -> None:
    """D18: the medgivande in FK's application is FK's; here stands only what FK has told us."""
    consents(w, person, w.way("fk", "soc"), kind="fk-medgivande")
    row = Consent.objects.get()
    with pytest.raises(Refused) as no:
        withdraw(**w.does("soc"), person=person, what=Withdrawal(consents=(row.pk,)))
    assert no.value.decision.code == "kept-elsewhere"
    withdraw(**w.does("soc"), person=person, what=Withdrawal(consents=(row.pk,), told_by="FK:s brev 2026-11-21"))
    assert not check(person, w.spheres["fk"], w.spheres["soc"], (), DAY)
    data = Payload.objects.get(stream_id=person, seq=Event.objects.get(kind="consent-withdrawn").seq).data
    assert "FK:s brev" in data


def test_what_is_over_cannot_be_taken_back_again(w: World, person: int) -> None:
    consents(w, person, w.way("soc", "vard"))
    row = Consent.objects.get()
    withdraw(**w.does("soc"), person=person, what=Withdrawal(consents=(row.pk,)))
    for what in (
        Withdrawal(consents=(row.pk,)),
        Withdrawal(consents=(999,)),
        Withdrawal(receiver=w.spheres["vard"]),
        Withdrawal(),
    ):
        with pytest.raises(Refused) as no:
            withdraw(**w.does("soc"), person=person, what=what)
        assert no.value.decision.code in ("has-ended", "nothing-to-withdraw")


def test_a_ground_is_not_kims_to_take_back(w: World, person: int) -> None:
    weighed = Ground(
        ground="harm-test-fk", from_sphere=w.spheres["fk"], to_sphere=w.spheres["soc"], categories=("contact",),
        test="Kim bad om det", valid=Period(DAY, LATER),
    )  # fmt: skip
    use_ground(**w.does("soc"), person=person, ground=weighed)
    with pytest.raises(Refused) as no:
        withdraw(**w.does("soc"), person=person, what=Withdrawal(consents=(Consent.objects.get().pk,)))
    assert no.value.decision.code == "rests-on-law"


def test_a_consent_that_has_not_begun_is_taken_back_and_never_opens(w: World, person: int, told: list[object]) -> None:
    consents(w, person, w.way("soc", "vard"), valid=Period(LATER, LATER + timedelta(days=30)))
    withdraw(**w.does("soc"), person=person, what=Withdrawal(receiver=w.spheres["vard"]))
    assert not check(person, w.spheres["soc"], w.spheres["vard"], (), LATER)
    assert already_received(person, [(w.spheres["soc"], w.spheres["vard"])], LATER) == []


def test_a_fault_above_undoes_the_withdrawal(w: World, person: int) -> None:
    """E2, E3: what is cancelled and the withdrawal stand or fall together."""

    def fail(act: Act, person: int, ways: tuple[Way, ...]) -> None:
        raise RuntimeError("no")

    consents(w, person, w.way("soc", "vard"))
    before, ports.on_withdrawn[:] = ports.on_withdrawn[:], [fail]
    with pytest.raises(RuntimeError):
        withdraw(**w.does("soc"), person=person, what=Withdrawal(receiver=w.spheres["vard"]))
    ports.on_withdrawn[:] = before
    assert check(person, w.spheres["soc"], w.spheres["vard"], (), DAY)
    assert not Event.objects.filter(kind="consent-withdrawn").exists()


def test_who_has_received_what(w: World, person: int) -> None:
    """D20: what could be read, from when to when, and what rooms above have sent; each reader only their own ways."""
    team(w, person, "soc", "vard", "fk")
    soc, vard, fk = (w.spheres[n] for n in ("soc", "vard", "fk"))
    letter = Received(DAY, soc, fk, "Försäkringskassan", ("contact", "work"), "sent")
    before, ports.sent[:] = ports.sent[:], [lambda person: [letter]]
    withdraw(**w.does("soc", LATER), person=person, what=Withdrawal(receiver=vard))
    gone = already_received(person, [(soc, vard)], LATER)
    assert [(r.how, r.on, r.until, r.categories) for r in gone] == [
        ("opened", DAY, LATER, ("contact", "work", "health"))
    ]
    everything = who_has_received(person, LATER, w.scope("soc", LATER))
    assert letter in everything
    assert len(everything) == 7
    assert {(r.from_sphere, r.to_sphere) for r in who_has_received(person, LATER, w.scope("vard", LATER))} == {
        (soc, vard), (fk, vard), (vard, soc), (vard, fk),
    }  # fmt: skip
    assert who_has_received(person, LATER, w.scope("skola", LATER)) == []
    ports.sent[:] = before


def test_the_consent_page_shows_each_reader_their_own(w: World, person: int) -> None:
    team(w, person, "soc", "vard", "fk")
    consents(w, person, w.way("soc", "jobbtorg"))
    assert len(standing(person, DAY, w.scope("soc"))) == 7
    for_care = standing(person, DAY, w.scope("vard"))
    assert len(for_care) == 4
    assert all(row.evidence == "" for row in for_care), "the keeper's own journal stays with the keeper"
    assert [row.receiver for row in standing(person, DAY, w.scope("jobbtorg"))] == ["Jobbtorg"]
    assert standing(person, DAY, w.scope("skola")) == []


def test_a_double_click_takes_back_once(w: World, person: int, told: list[object]) -> None:
    consents(w, person, w.way("soc", "vard"))
    act, what = w.act("soc"), Withdrawal(receiver=w.spheres["vard"])
    withdraw(act=act, scope=w.scope("soc"), person=person, what=what)
    with pytest.raises(DoneBefore):
        withdraw(act=act, scope=w.scope("soc"), person=person, what=what)
    assert len(told) == 1
