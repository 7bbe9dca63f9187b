"""How far has a dialogue come, by what stands in the case; and does every name in it exist? No database."""

from __future__ import annotations

from pathlib import Path

import pytest

from samordna.attachments import policy, registers
from samordna.content.reading import ContentError, by_schema, read
from samordna.desk.dialogues import loading
from samordna.desk.dialogues.domain import (
    BOX,
    CONSENT,
    DONE,
    FACT,
    FILE,
    FORM,
    IF_NEEDED,
    LATER,
    MEETING,
    MISSING,
    NOW,
    REQUEST,
    Dialogue,
    Known,
    Thing,
    current,
    standings,
)
from samordna.forms.queries import ids, load_all
from samordna.handbooks.queries import available, load
from samordna.organisations.domain import CONTACT_KINDS

# What asks a doctor for a certificate or to fill in one's ability by form.
CERTIFICATE_FORMS = {"rehabiliteringsforfragan", "begaran-medicinskt-underlag", "fraga-lakare-arbetsformaga"}
CONSENTED = {(CONSENT, "samtycke-hava-sekretess"): ""}


def dialogue(handbook: str) -> Dialogue:
    found = loading.of(handbook)
    assert found
    return found


def gavle(open_now: str = "", left: str = "", **reached: str) -> list[str]:
    known = Known(
        frozenset(f"gavle/{box}" for box in open_now.split()), tuple(f"gavle/{box}" for box in left.split()),
        {**(CONSENTED if "consent" in reached else {}), **{(FORM, n): s for n, s in reached.items() if n != "consent"}},
    )  # fmt: skip
    way = current(dialogue("gavle"), known)
    return [way.id, *standings(way, known)]


def test_gavle_goes_step_by_step() -> None:
    """The road with consent: one thing to do at a time, and what is optional never stands in the way."""
    later = [IF_NEEDED, IF_NEEDED]
    assert gavle("t1") == ["samtycke", NOW, LATER, LATER, LATER, *later]
    assert gavle("1", "t1") == ["samtycke", NOW, LATER, LATER, LATER, *later]
    assert gavle("2", "t1 1") == ["samtycke", DONE, NOW, LATER, LATER, *later]
    assert gavle("2", "t1 1", consent="") == ["samtycke", DONE, NOW, LATER, LATER, *later]
    assert gavle("3", "t1 1 2", consent="") == ["samtycke", DONE, DONE, NOW, LATER, *later]
    assert gavle("5 6", "1 2 3 4", consent="") == ["samtycke", DONE, DONE, DONE, DONE, NOW, NOW]
    answered = gavle("", "1 2 3 4 6", consent="", **{"fragor-till-lakare": "answered"})
    assert answered == ["samtycke", DONE, DONE, DONE, DONE, IF_NEEDED, DONE]


def test_a_consent_that_was_taken_back_is_missing_wherever_one_is() -> None:
    """D20: passing by a box is not enough for what has to be in place; D15: for the rest it is."""
    assert gavle("4", "1 2 3") == ["samtycke", DONE, MISSING, DONE, NOW, IF_NEEDED, IF_NEEDED]
    assert gavle("4") == ["samtycke", DONE, MISSING, DONE, NOW, IF_NEEDED, IF_NEEDED]


def test_gavle_without_consent_has_a_way_of_its_own() -> None:
    """And back again when the person changes their mind."""
    assert gavle("n1", "1 2") == ["utan-samtycke", NOW, IF_NEEDED]
    assert gavle("n2", "1 2 n1") == ["utan-samtycke", DONE, NOW]
    assert gavle("", "1 2 n1 n2", konsekvenstext="sent") == ["utan-samtycke", DONE, DONE]
    assert gavle("2", "1 2 n2")[:3] == ["samtycke", DONE, NOW]


def test_jonkoping_has_three_ways_into_one_question() -> None:
    """Several steps in one box: the first that is not done is now, whatever was done out of order."""
    found = dialogue("jonkoping")

    def at(open_now: str, left: tuple[str, ...] = (), **more: str) -> list[str]:
        kinds = {"planned_activities": FACT, "care_answer": FACT, "varden": CONSENT, "vard": REQUEST}
        reached = {(kinds[n], "halso-sjukvard" if n == "vard" else n): status for n, status in more.items()}
        known = Known(frozenset({f"jonkoping/{open_now}"}), left, reached)
        way = current(found, known)
        return [way.id, *standings(way, known)]

    assert at("vard-2") == ["vag-2", NOW]
    assert at("vard-3") == ["vag-3", NOW]
    assert at("vard-1", ("jonkoping/vard-2",)) == ["vag-1", NOW, LATER, LATER, LATER, IF_NEEDED, LATER]
    assert at("vard-1", varden="") == ["vag-1", NOW, DONE, LATER, LATER, IF_NEEDED, LATER]
    asked = at("vard-1", planned_activities="", varden="", vard="sent")
    assert asked == ["vag-1", DONE, DONE, DONE, NOW, IF_NEEDED, LATER]
    answered = at("vard-1", planned_activities="", varden="", vard="answered")
    assert answered == ["vag-1", DONE, DONE, DONE, DONE, IF_NEEDED, NOW]
    assert all(way.then in {each.id for each in found.ways} for way in found.ways if way.then)


def things(found: Dialogue) -> list[Thing]:
    return [thing for way in found.ways for step in way.steps for thing in (*step.done, *step.offers)]


def test_every_name_in_a_dialogue_exists() -> None:
    """In every version of its handbook: boxes, consents, forms, meetings, facts, parties, files and questions."""
    books = {each.id: [] for each in available()}
    for each in available():
        books[each.id].append(load(f"{each.id}@{each.version}"))
    for found in loading.dialogues():
        for book in books[found.handbook]:
            boxes = {f"{process.id}/{step.id}" for process, step in book.every_step()}
            known = {
                BOX: boxes, FORM: set(ids()), CONSENT: set(book.registers["consents"]),
                MEETING: set(book.registers["meetings"]), FACT: set(book.registers["facts"]),
                REQUEST: set(book.parties), FILE: set(registers.kinds()),
            }  # fmt: skip
            assert [t for t in things(found) if t.id not in known[t.kind]] == []
            assert {step.box for way in found.ways for step in way.steps} <= boxes
            assert found.party in book.parties
            assert {*found.sets.values(), *found.notes} <= set(book.sections)
            for way in found.ways:
                for step in way.steps:
                    assert step.questions in ("", *found.sets)
                    assert step.directory in ("", *CONTACT_KINDS)
                    assert not step.contacts or book.sections[step.contacts]["items"]
            for section in found.sets.values():
                assert {each["fact"] for each in book.sections[section]["questions"]} <= known[FACT]


def test_no_certificate_is_asked_for_where_none_is_taken() -> None:
    """B10 of the sources: such a handbook's dialogue offers no form that asks for one, and cannot be made to."""
    assert set(ids()) >= CERTIFICATE_FORMS
    strict = [each for each in loading.dialogues() if not policy.takes_certificates(load(each.handbook).claims)]
    assert [each.handbook for each in strict] == ["gavle"]
    for found in strict:
        assert set(found.never) >= CERTIFICATE_FORMS
        assert not {thing.id for thing in things(found) if thing.kind == FORM} & CERTIFICATE_FORMS
    assert {form.id for form in load_all()} >= {t.id for f in loading.dialogues() for t in things(f) if t.kind == FORM}


def test_a_dialogue_that_offers_what_it_must_not_is_refused(tmp_path: Path) -> None:
    """So is a thing that is two, or none, with the place where it stands."""
    text = loading.FILE.read_text("utf-8")
    for was, now, said in (
        ("offers: [{form: fragor-till-lakare}]", "offers: [{form: rehabiliteringsforfragan}]", "never"),
        ("done: [{consent: varden}]", "done: [{consent: varden, form: samtycke-varden}]", "name one thing"),
        ("done: [{consent: varden}]", "done: [{consnt: varden}]", "consnt"),
    ):
        file = tmp_path / "dialogues.yaml"
        file.write_text(text.replace(was, now), "utf-8")
        with pytest.raises(ContentError) as problem:
            read(file, "dialogues", by_schema(loading.SCHEMA))
        assert said in str(problem.value)
