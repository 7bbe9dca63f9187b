"""Does a comparison of two handbooks tell every difference in words, and nothing where there is none?"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from samordna.handbooks.comparing import compare
from samordna.handbooks.domain import (
    Deviation,
    Entry,
    Exit,
    Handbook,
    Need,
    Place,
    Process,
    Referral,
    Step,
    TableUse,
    Wait,
)
from samordna.handbooks.queries import available, load
from samordna.kernel.period import Period
from samordna.kernel.text import Message, Text

SOUND = load(str(Path(__file__).parents[1] / "fixtures/sound"))
NEW = Text("Nytt", "New")


def with_process(**changes):
    changed = replace(SOUND.processes[0], **changes)
    return replace(SOUND, processes=(changed, *SOUND.processes[1:]))


def with_box(step, **changes):
    return with_process(steps=tuple(replace(s, **changes) if s.id == step else s for s in SOUND.processes[0].steps))


def with_exit(step, exit_id, **changes):
    exits = SOUND.step("sund", step).exits
    return with_box(step, exits=tuple(replace(e, **changes) if e.id == exit_id else e for e in exits))


def told(new, old=SOUND):
    """Kind, place and English words of every difference."""
    return [(d.kind, d.place, english(d.message)) for d in compare(old, new)]


def english(message: Message) -> str:
    """The English sentence, with lists written out; what authors wrote stays Swedish."""
    inside = {k: ", ".join(map(str, v)) if isinstance(v, list) else v for k, v in message.params.items()}
    return str(Message(message.template, inside))


@pytest.mark.parametrize("name", sorted({a.id for a in available()}))
def test_a_handbook_does_not_differ_from_itself(name):
    assert compare(load(name), load(name)) == []


BOX_CHANGES = {
    "title": NEW,
    "lead": "forsakringskassan",
    "phase": "start",
    "parties": ("vuxenenheten",),
    "question": NEW,
    "choose": "any",
    "guidance": {"all": "Ny text."},
    "checklist": ("Ny punkt",),
    "referrals": (Referral("ny", NEW, "party:vuxenenheten"),),
    "waits": (Wait("ny", NEW, "avvakta-omprovning"),),
    "asks": ("birth_date",),
    "forms": ("plan",),
    "meetings": ("mote",),
    "tables": (TableUse("lakarintyg"),),
    "deadlines": ("kallelse",),
    "needs": (Need("form", "plan"),),
    "law": ("sfb:29:2",),
    "guards": ("aktivitetsersattning",),
    "source": "ruta 55",
    "deviation": (Deviation("så", "så här", "därför"),),
}


@pytest.mark.parametrize("part", BOX_CHANGES)
def test_each_part_of_a_box_is_told(part):
    ((kind, place, words),) = told(with_box("5", **{part: BOX_CHANGES[part]}))
    assert (kind, place) == ("changed", "sund/5")
    assert words.startswith("In box 5, ")


def test_no_part_of_a_box_is_overlooked():
    """What is not told: the id (boxes are paired by it), the place in the file, and how the source writes them."""
    assert {f.name for f in fields(Step)} - set(BOX_CHANGES) == {"id", "place", "actors", "label", "exits"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": ("6", "5")}, "leads to 6, 5 instead of 5"),
        ({"label": NEW}, "the words of the exit “Nytt” have changed"),
        ({"when": "Annars."}, "the words of the exit"),
        ({"categories": ("plan",)}, "shares or rests on"),
        ({"consent": "sip"}, "shares or rests on"),
        ({"ground": "to-person"}, "shares or rests on"),
        ({"returns": True}, "shares or rests on"),
    ],
)
def test_each_part_of_an_exit_is_told(changes, words):
    ((kind, place, said),) = told(with_exit("3", "sjalva", **changes))
    assert (kind, place) == ("changed", "sund/3")
    assert words in said


def test_an_exit_that_leads_and_shares_otherwise_is_told_twice():
    words = [said for *_, said in told(with_exit("3", "sjalva", to=("6",), consent="sip"))]
    assert len(words) == 2


def test_exits_and_boxes_that_come_and_go():
    more = (*SOUND.step("sund", "5").exits, Exit("ny", NEW, ("6",)))
    assert told(with_box("5", exits=more)) == [("added", "sund/5", "In box 5, the exit “Nytt” is new.")]
    assert told(SOUND, with_box("5", exits=more)) == [("removed", "sund/5", "In box 5, the exit “Nytt” is gone.")]
    fewer = with_process(steps=SOUND.processes[0].steps[:-1])
    assert told(fewer) == [("removed", "sund/6", "Box 6 “Hur gick det?” is gone.")]
    assert told(SOUND, fewer) == [("added", "sund/6", "Box 6 “Hur gick det?” is new.")]
    turned = with_process(steps=tuple(reversed(SOUND.processes[0].steps)))
    assert told(turned) == [("changed", "sund", "In ”Vägen”, the boxes stand in another order.")]


@pytest.mark.parametrize(
    "changes",
    [
        {"title": NEW},
        {"number": "9"},
        {"starters": ("forsakringskassan",)},
        {"starts": ("2",)},
        {"forum": True},
        {"description": "Ny"},
        {"source": "Ny"},
    ],
    ids=lambda c: next(iter(c)),
)
def test_each_part_of_a_process_is_told(changes):
    ((kind, place, words),) = told(with_process(**changes))
    assert (kind, place) == ("changed", "sund")
    assert words.startswith("In ”Vägen”, not the same: ")


def test_no_part_of_a_process_is_overlooked():
    known = {"title", "number", "starters", "starts", "forum", "description", "source", "steps"}
    assert {f.name for f in fields(Process)} - known == {"id", "place", "boxes"}


def with_party(**changes):
    return {**SOUND.parties, "vuxenenheten": replace(SOUND.parties["vuxenenheten"], **changes)}


WHOLE = [
    ({"title": NEW}, "title", "Nytt"),
    ({"owner": "Nya"}, "owner", "Sunds kommun → Nya"),
    ({"source": "Ny"}, "source", "Sunds process → Ny"),
    ({"version": "2027.1"}, "version", "2026.1 → 2027.1"),
    ({"based_on": "lan"}, "based_on", "– → lan"),
    ({"valid": Period()}, "valid", "when the handbook is valid"),
    ({"description": "Ny"}, "description", "the description"),
    ({"reviewed": date(2026, 11, 1)}, "reviewed", "reviewed"),
    ({"review_every": {"years": 2}}, "review_every", "how often"),
    ({"concepts": ({"term": "ord"},)}, "concepts", "words mean"),
    ({"terms": {"person": NEW}}, "terms", "– → Nytt"),
    ({"sections": {**SOUND.sections, "ny": {}}}, "sections", "“ny”"),
    ({"sections": {**SOUND.sections, "links": []}}, "sections", "“Links” is not the same"),
    ({"sections": {}}, "sections", "only in Sundmodellen"),
    ({"claims": ()}, "claims", "one, two → –"),
    ({"claims": ({"subject": "sound-claim", "value": ["one"]},)}, "claims", "one, two → one"),
    ({"claims": (*SOUND.claims, {"subject": "ny", "value": "ja"})}, "claims", "“ny”: – → ja"),
    ({"parties": with_party(role=NEW)}, "parties", "called behandlare in one and Nytt"),
    ({"parties": with_party(sphere="annan")}, "parties", "described in another way"),
    ({"parties": {k: v for k, v in SOUND.parties.items() if k != "teamet"}}, "parties", "takes no part"),
    (
        {"parties": {**SOUND.parties, "ny": replace(SOUND.parties["teamet"], id="ny", name=NEW)}},
        "parties",
        "Nytt takes part",
    ),
]


@pytest.mark.parametrize(("changes", "place", "words"), WHOLE, ids=[f"{i}-{p}" for i, (_, p, _) in enumerate(WHOLE)])
def test_each_part_of_the_whole_is_told(changes, place, words):
    differences = told(replace(SOUND, **changes))
    assert differences
    assert {p for _, p, _ in differences} == {place}
    assert any(words in said for *_, said in differences)


def test_no_part_of_the_whole_is_overlooked():
    """What is not told: where things stand, and the explanations to the doctor."""
    known = {place for _, place, _ in WHOLE} | {"processes", "registers", "id"}
    assert {f.name for f in fields(Handbook)} - known == {"place", "origins", "accepted"}


@pytest.mark.parametrize("register", SOUND.registers)
def test_entries_of_every_register_are_told(register):
    entry = Entry("ny", NEW, {"a": 1}, Place("x", 1))
    more = replace(SOUND, registers={**SOUND.registers, register: {**SOUND.registers[register], "ny": entry}})
    other = replace(
        more, registers={**more.registers, register: {**more.registers[register], "ny": replace(entry, data={})}}
    )
    assert [(k, p) for k, p, _ in told(more)] == [("added", register)]
    assert [(k, p) for k, p, _ in told(SOUND, more)] == [("removed", register)]
    assert [(k, p) for k, p, _ in told(other, more)] == [("changed", register)]
    moved = replace(
        more, registers={**more.registers, register: {**more.registers[register], "ny": replace(entry, place=Place())}}
    )
    assert told(moved, more) == []


@pytest.mark.parametrize(("one", "other"), [("boras", "malmo"), ("tranas", "jonkoping"), ("gavle", "stockholm")])
def test_two_municipalities_are_compared_by_what_their_boxes_are_about(one, other):
    differences = compare(load(one), load(other))
    places = [d.place for d in differences if d.kind in ("removed", "counterpart") and "/" in d.place]
    assert sorted(set(places)) == sorted(f"{p.id}/{s.id}" for p, s in load(one).every_step())
    assert len(places) == len(set(places))
    assert all(str(d.message) for d in differences)


def test_boras_and_malmo_both_end_with_the_benefit():
    pairs = [str(d.message) for d in compare(load("boras"), load("malmo")) if d.kind == "counterpart"]
    assert any("boras/6" in pair or "boras/5b" in pair for pair in pairs)
