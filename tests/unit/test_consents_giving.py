"""Kim consents: who may be told what by whom, from which day to which, and who may write it down (D1, D17-D21)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from samordna.access.domain import CASE_ROLES, Role
from samordna.access.models import Grant
from samordna.consents.commands import give, narrow
from samordna.consents.domain import Direction, Extent, Status, pairs
from samordna.consents.models import Consent
from samordna.consents.queries import check, preview, standing, why
from samordna.journal.append import DoneBefore
from samordna.journal.models import Event, Payload
from samordna.kernel.decision import Refused
from samordna.kernel.period import Period
from samordna.law.queries import load as law
from samordna.people.queries import seen_by
from tests.unit._people_world import DAY, PAPER, SPHERES, World, consents, kim, world

pytestmark = [pytest.mark.django_db, pytest.mark.data]
OPEN_ENDED = Period(DAY)


@pytest.fixture
def w() -> World:
    return world()


@pytest.fixture
def person(w: World) -> int:
    return kim(w)


def refusal(w: World, by: str, person: int, *directions: Direction, **changed: object) -> tuple[str, tuple[str, ...]]:
    before = (Event.objects.count(), Consent.objects.count(), Grant.objects.count())
    with pytest.raises(Refused) as no:
        consents(w, person, *directions, by=by, **changed)
    assert (Event.objects.count(), Consent.objects.count(), Grant.objects.count()) == before
    return no.value.decision.code, no.value.decision.law


@pytest.mark.parametrize(
    ("sender", "keeps"),
    [
        ("soc", "osl:26:1"),
        ("vard", "osl:25:1"),
        ("fk", "osl:28:1"),
        ("af", "osl:28:11"),
        ("jobbtorg", "osl:8:2"),
        ("skola", "osl:8:1"),
    ],
)
def test_without_consent_nothing_leaves_and_the_refusal_says_why(
    w: World, person: int, sender: str, keeps: str
) -> None:
    """Turn 0, and Gävle's first variant: Kim says no, and nobody is told anything, not even that Kim exists."""
    receiver = "fk" if sender != "fk" else "soc"
    no = check(person, w.spheres[sender], w.spheres[receiver], ("health", "work"), DAY)
    assert (no.code, keeps in no.law) == ("consent-needed", True)
    assert all(each in law().by_id for each in no.law)
    assert SPHERES[sender][1] in str(no.reason)
    assert SPHERES[receiver][1] in str(no.reason)
    assert [t.sv for t in no.reason.params["what"]] == ["Arbete och insatser", "Hälsa"]
    nothing_named = check(person, w.spheres[sender], w.spheres[receiver], (), DAY)
    assert [t.sv for t in nothing_named.reason.params["what"]] == ["Kontaktuppgifter"]


def test_the_second_variant_kim_consents_to_one_party_only(w: World, person: int) -> None:
    """Gävle's other variant: yes to care, no to the employment service. A new party never inherits."""
    consents(w, person, w.way("soc", "vard"))
    assert check(person, w.spheres["soc"], w.spheres["vard"], ("contact", "work"), DAY)
    for other in ("af", "fk", "jobbtorg", "skola"):
        assert not check(person, w.spheres["soc"], w.spheres[other], (), DAY)


def test_a_direction_is_one_way(w: World, person: int) -> None:
    consents(w, person, w.way("soc", "vard"))
    assert not check(person, w.spheres["vard"], w.spheres["soc"], ("health",), DAY)


def test_who_sees_kim_after_each_turn(w: World, person: int) -> None:
    """The filter of lists, turn by turn: soc always; care with consent; nobody else; care no longer when it ends."""

    def readers(on: date = DAY) -> set[str]:
        return {n for n in SPHERES if seen_by(w.scope(n, on), on).exists()}

    assert readers() == {"soc"}
    consents(w, person, w.way("soc", "vard"), valid=Period(DAY, date(2027, 1, 1)))
    assert readers() == {"soc", "vard"}
    consents(w, person, w.way("soc", "jobbtorg", "work"))
    assert readers() == {"soc", "vard"}
    consents(w, person, w.way("soc", "fk"), valid=OPEN_ENDED)
    assert readers() == {"soc", "vard", "fk"}
    assert readers(date(2027, 1, 1)) == {"soc", "fk"}


def test_categories_are_exact(w: World, person: int) -> None:
    consents(w, person, w.way("soc", "vard", "contact", "work"), w.way("soc", "fk", "contact"))
    soc, vard, fk = (w.spheres[n] for n in ("soc", "vard", "fk"))
    assert check(person, soc, vard, ("contact", "work"), DAY)
    no = check(person, soc, vard, ("contact", "health", "economy"), DAY)
    assert [t.en for t in no.reason.params["what"]] == ["Economy and support", "Health"]
    assert not check(person, soc, fk, ("work",), DAY)


def test_day_by_day(w: World, person: int) -> None:
    """[from, to): the first day counts, the last does not; two weeks before, it is shown as about to end."""
    first, end = DAY + timedelta(days=3), DAY + timedelta(days=40)
    consents(w, person, w.way("soc", "vard"), valid=Period(first, end))
    for n in range(45):
        on = DAY + timedelta(days=n)
        opened = bool(check(person, w.spheres["soc"], w.spheres["vard"], ("work",), on))
        assert opened == (first <= on < end), on
        (row,) = standing(person, on, w.scope("soc"))
        assert row.status.in_force == opened
        expected = Status.COMING if n < 3 else Status.GIVEN if n < 26 else Status.EXPIRES if n < 40 else Status.EXPIRED
        assert row.status is expected, on


def test_a_paper_without_a_start_begins_today_and_may_be_open_ended(w: World, person: int) -> None:
    consents(w, person, w.way("soc", "vard"), valid=Period())
    soc, vard = w.spheres["soc"], w.spheres["vard"]
    assert not check(person, soc, vard, (), DAY - timedelta(days=1))
    assert check(person, soc, vard, (), date(2036, 1, 1))


@pytest.mark.parametrize("valid", [Period(DAY, DAY), Period(None, DAY - timedelta(days=3))])
def test_a_consent_ends_after_it_begins(w: World, person: int, valid: Period) -> None:
    assert refusal(w, "soc", person, w.way("soc", "vard"), valid=valid)[0] == "ends-before-start"


def test_one_form_makes_the_whole_set_of_the_finsam_team(w: World, person: int) -> None:
    """D18: every named pair, both ways, one set, one event; parties of the area that are not named get nothing."""
    named = {w.spheres[n]: SPHERES[n][1] for n in ("soc", "vard", "fk", "af")}
    consents(w, person, *pairs(named), kind="finsamteam", categories=("contact", "plan"))
    assert Consent.objects.count() == 12
    assert len(set(Consent.objects.values_list("set_id", flat=True))) == 1
    for sender in named:
        for receiver in named:
            assert check(person, sender, receiver, ("plan",), DAY)
    assert not check(person, w.spheres["soc"], w.spheres["jobbtorg"], (), DAY)
    assert list(Event.objects.filter(stream_id=person).order_by("seq").values_list("kind", flat=True)) == [
        "person-registered", "consent-given",
    ]  # fmt: skip


def test_the_event_holds_rows_and_grants_as_they_are(w: World, person: int) -> None:
    """E5, E7, E8: ids in the header; rows and grants in one part of the sphere that registered them."""
    consents(w, person, w.way("soc", "vard", "contact", "work"))
    event = Event.objects.get(stream_id=person, kind="consent-given")
    row = Consent.objects.get()
    assert json.loads(event.effect) == {"consents": [row.pk], "sets": [str(event.act)]}
    part = Payload.objects.get(stream_id=person, seq=event.seq)
    assert (part.sphere_id, part.category) == (w.spheres["soc"], "decision")
    rows = json.loads(part.data)["rows"]
    assert [label for label, _ in rows] == ["consents.consent", "access.grant", "access.grant"]
    assert rows[0][1]["valid_from"] == DAY.isoformat()
    assert {values["category"] for label, values in rows[1:]} == {"contact", "work"}


def test_a_word_of_mouth_counts_where_the_handbook_has_it_so(w: World, person: int) -> None:
    """Gävle: oral consent is noted in the authority's own journal, and the note is the evidence."""
    said = {"kind": "samtycke-hava-sekretess", "form": "oral"}
    consents(w, person, w.way("soc", "vard", "contact", "work", "plan"), evidence="Antecknat i Treserva i dag", **said)
    (row,) = standing(person, DAY, w.scope("soc"))
    assert (row.form, row.evidence, row.title.sv) == ("oral", "Antecknat i Treserva i dag", "Samtycke häva sekretess")
    assert refusal(w, "soc", person, w.way("soc", "vard"), evidence=" ", **said)[0] == "no-evidence"


@pytest.mark.parametrize(("kind", "form", "code"), [
    ("finsamteam", "oral", "form-not-allowed"), ("finsamteam", "sms", "form-not-allowed"),
    ("hittepå", "written", "unknown-consent"),
    ("samtycke-hava-sekretess", "e-sign", ""), ("informationsutbyte", "oral", ""),
])  # fmt: skip
def test_the_register_says_in_which_form(w: World, person: int, kind: str, form: str, code: str) -> None:
    directions = (w.way("soc", "vard"),)
    if code:
        assert refusal(w, "soc", person, *directions, kind=kind, form=form) == (code, ())
    else:
        consents(w, person, *directions, kind=kind, form=form)


def test_who_may_write_it_down(w: World, person: int) -> None:
    """The sender's workers; for a sender outside anybody here; one form for several by any that is named on it."""
    soc_fk, fk_soc = w.way("soc", "fk"), w.way("fk", "soc")
    consents(w, person, soc_fk)
    consents(w, person, fk_soc, evidence="Försäkringskassans brev 2026-11-20")
    vard_soc, soc_vard = w.way("vard", "soc"), w.way("soc", "vard")
    assert refusal(w, "soc", person, vard_soc) == ("not-your-sender", ("osl:8:1", "osl:8:2"))
    assert refusal(w, "soc", person, vard_soc, soc_vard, form="oral")[0] == "not-your-sender"
    consents(w, person, vard_soc, soc_vard)
    assert refusal(w, "jobbtorg", person, vard_soc, soc_vard)[0] == "not-your-sender"


def test_olle_can_write_nothing_down_about_somebody_he_cannot_see(w: World, person: int) -> None:
    assert refusal(w, "skola", person, w.way("skola", "fk"))[0] == "not-opened"


@pytest.mark.parametrize("role", sorted(set(Role) - CASE_ROLES))
def test_only_those_who_work_with_cases(w: World, person: int, role: Role) -> None:
    with pytest.raises(Refused) as no:
        give(
            act=w.act("soc"),
            scope=w.scope("soc", role=role),
            person=person,
            paper=replace(PAPER, directions=(w.way("soc", "fk"),)),
        )
    assert no.value.decision.code == "wrong-role"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"directions": ()}, "no-receiver"),
        ({"purpose": ""}, "no-purpose"),
        ({"given_by": " "}, "no-purpose"),
        ({"evidence": ""}, "no-evidence"),
        ({"categories": ()}, "no-categories"),
        ({"categories": ("contact", "diagnosis")}, "unknown-category"),
        ({"purpose": "x" * 301}, "too-long"),
    ],
)
def test_what_a_consent_has_to_say(w: World, person: int, changed: dict[str, object], code: str) -> None:
    paper = replace(PAPER, **{"directions": (w.way("soc", "vard"),), **changed})
    with pytest.raises(Refused) as no:
        give(**w.does("soc"), person=person, paper=paper)
    assert no.value.decision.code == code


def test_receivers_are_named_once_and_are_somebody_else(w: World, person: int) -> None:
    assert refusal(w, "soc", person, w.way("soc", "soc")) == ("no-consent-needed", ("osl:8:2",))
    assert refusal(w, "soc", person, w.way("soc", "vard"), w.way("soc", "vard"))[0] == "named-twice"
    assert refusal(w, "soc", person, Direction(w.spheres["soc"], 999999, "Ingen"))[0] == "unknown-receiver"
    assert refusal(w, "soc", person, Direction(w.spheres["soc"], None, " "))[0] == "no-receiver"


def test_within_one_branch_no_consent_is_asked_for(w: World, person: int) -> None:
    soc = w.spheres["soc"]
    assert check(person, soc, soc, ("health",), DAY)
    seen = preview(person, soc, soc, ("health",), DAY)
    assert (seen.leaves[0].basis, seen.leaves[0].law) == ("within-sphere", ("osl:8:2",))


def test_an_employer_is_a_named_receiver_with_a_reservation(w: World, person: int) -> None:
    """D18, OSL 12:2: no grant, for there is nobody to read; the preview works by name."""
    boss = Direction(w.spheres["soc"], None, "Bageriet AB", "Får inte föras vidare inom företaget")
    consents(w, person, boss, categories=("contact", "work"))
    assert not Grant.objects.exists()
    seen = preview(person, w.spheres["soc"], " bageriet ab ", ("work", "health"), DAY)
    assert ([x.category for x in seen.leaves], [x.category for x in seen.stopped]) == (["work"], ["health"])
    assert seen.reservation == "Får inte föras vidare inom företaget"
    assert not preview(person, w.spheres["soc"], "Någon annan AB", ("work",), DAY).leaves
    assert not preview(person, w.spheres["soc"], "Bageriet AB", ("work",), date(2027, 1, 1)).leaves
    assert not preview(person, w.spheres["vard"], "Bageriet AB", ("work",), DAY).leaves


def test_the_preview_says_what_leaves_what_is_stopped_and_why(w: World, person: int) -> None:
    consents(w, person, w.way("soc", "vard", "contact", "work"))
    seen = preview(person, w.spheres["soc"], w.spheres["vard"], ("contact", "work", "health"), DAY)
    assert (seen.sender, seen.receiver, seen.complete) == ("Socialtjänsten", "Vårdcentralen", False)
    assert [(x.category, x.basis, x.law) for x in seen.leaves] == [
        ("contact", "consent", ("osl:10:1", "osl:12:2")), ("work", "consent", ("osl:10:1", "osl:12:2")),
    ]  # fmt: skip
    assert "2027-01-01" in str(seen.leaves[0].reason)
    assert [(x.title.sv, x.law) for x in seen.stopped] == [("Hälsa", ("osl:26:1",))]
    assert "but not this" in str(seen.stopped[0].reason)
    other = preview(person, w.spheres["soc"], w.spheres["fk"], (), DAY)
    assert "No consent" in str(other.stopped[0].reason)


def test_why_can_and_why_cannot_i_see_this(w: World, person: int) -> None:
    consents(w, person, w.way("soc", "vard", "contact", "work"))
    soc, vard = w.spheres["soc"], w.spheres["vard"]
    yes, no = why(person, soc, vard, "work", DAY), why(person, soc, vard, "health", DAY)
    assert (yes.allowed, yes.code, yes.law) == (True, "consent", ("osl:10:1", "osl:12:2"))
    assert no == check(person, soc, vard, ("health",), DAY)
    assert why(person, soc, soc, "health", DAY).code == "within-sphere"


def test_a_double_click_registers_one_set(w: World, person: int) -> None:
    act, paper = w.act("soc"), replace(PAPER, directions=(w.way("soc", "vard"),))
    assert give(act=act, scope=w.scope("soc"), person=person, paper=paper) == act.id
    with pytest.raises(DoneBefore):
        give(act=act, scope=w.scope("soc"), person=person, paper=paper)
    assert Consent.objects.count() == 1


def test_a_consent_shrinks_and_never_grows(w: World, person: int) -> None:
    consents(w, person, w.way("soc", "vard", "contact", "work", "health"))
    row = Consent.objects.get()
    soc, vard, later = w.spheres["soc"], w.spheres["vard"], DAY + timedelta(days=5)
    narrow(**w.does("soc", later), person=person, consent=row.pk, categories=("contact", "work"))
    assert check(person, soc, vard, ("health",), DAY)
    assert not check(person, soc, vard, ("health",), later)
    assert check(person, soc, vard, ("contact", "work"), later)
    (shown,) = standing(person, later, w.scope("soc"))
    assert (shown.status, shown.narrowed_on) == (Status.NARROWED, later)
    narrow(**w.does("vard", later), person=person, consent=row.pk, end=later + timedelta(days=2))
    assert check(person, soc, vard, ("work",), later + timedelta(days=1))
    assert not check(person, soc, vard, ("work",), later + timedelta(days=2))
    assert Event.objects.filter(kind="consent-narrowed").count() == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"categories": ("contact", "work", "economy")}, "wider"),
        ({"end": date(2027, 1, 2)}, "wider"),
        ({"categories": ()}, "withdraw-instead"),
        ({"end": DAY}, "withdraw-instead"),
        ({}, "nothing-narrowed"),
        ({"categories": ("work", "health", "contact"), "end": date(2027, 1, 1)}, "nothing-narrowed"),
    ],
)
def test_what_is_no_narrowing_is_refused(w: World, person: int, changed: dict[str, object], code: str) -> None:
    consents(w, person, w.way("soc", "vard"))
    with pytest.raises(Refused) as no:
        narrow(**w.does("soc"), person=person, consent=Consent.objects.get().pk, **changed)  # type: ignore[arg-type]
    assert no.value.decision.code == code
    assert check(person, w.spheres["soc"], w.spheres["vard"], ("contact", "work", "health"), DAY)


def test_extents_compare_by_what_they_open() -> None:
    wide = Extent(frozenset({"contact", "work"}), Period(DAY))
    assert Extent(frozenset({"work"}), Period(DAY, date(2027, 1, 1))).within(wide)
    assert not wide.within(Extent(frozenset({"contact", "work"}), Period(DAY, date(2027, 1, 1))))
    assert not Extent(frozenset({"work"}), Period(DAY - timedelta(days=1))).within(wide)
