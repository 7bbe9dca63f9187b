"""Is every packaged handbook whole, sound, readable in two languages, and true to the flow of its source?"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from samordna.handbooks.examination import examine_all
from samordna.handbooks.queries import available, load, shared_registers

AS_WRITTEN = Path(__file__).parents[1] / "fixtures/as-written"
NAMES = sorted({a.id for a in available()})
ON = date(2026, 11, 22)
ENOUGH_WORDS = 45

# The numbers of the sources' own boxes (D31 where a source has none), read from the sources.
BOXES = {
    "boras": {"boras": "1 2a 2b 2c 3 4a 4b 4c 5a 5b 6 7a 7b 8 9a 9b"},
    "stockholm": {
        "soc-sjukskriven": "1a 1b 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17",
        "soc-ej-sjukskriven": "1 2 3 4 5 6 7 8 9 10",
        "halso-sjukvard": "1 2 3 4 5 6 7 8 9 10",
        "forsakringskassan": "1 2 3 4 5a 5b 5c 6 7 8",
        "arbetsformedlingen": "1 2 3 4 5 6 7 8 9 10a 10b 10c 10d 10e 11 12 13 14",
        "jobbtorg": "1 1a 2 3 4 5 6a 6b 6c 7 8 9 10",
        "finsamteam": "1 2 3 4 5 6 7 8 9",
        "finsaminsats": "1 1a 2 3 4 5",
    },
    "jonkopings-lan": {},
    "tranas": {"tranas": "1 2 3a 3b 4 5"},
    "jonkoping": {"jonkoping": "resurs ama kpf vard-1 vard-2 vard-3 fk af sip arena"},
    "gavle": {"gavle": "t1 t2 t3 t4 t5 1 2 3 4 5 6 n1 n2"},
    "malmo": {"malmo": "1 2a 2b 3 4 5 6a 6b"},
}
# Boxes of our own: the closing box that five of Stockholm's processes share, and the coordinator's answer.
EXTRA = {"slut", "finsamteam/10"}
BOX_IDS = [
    pytest.param(name, process.id, step.id, id=f"{name}-{process.id}-{step.id}")
    for name in NAMES
    for process, step in load(name).every_step()
]


@cache
def findings(name):
    ((_, found),) = examine_all([load(name)], ON)
    return found


@cache
def as_written(name):
    folder = AS_WRITTEN / name
    return load(str(folder if folder.is_dir() else folder.with_suffix(".yaml")))


def test_the_handbooks_are_those_of_the_sources():
    assert set(NAMES) == set(BOXES)


@pytest.mark.parametrize("packaged", available(), ids=lambda a: f"{a.id}-{a.version}")
def test_a_handbook_lies_where_its_id_and_version_say(packaged):
    book = load(f"{packaged.id}@{packaged.version}")
    assert (book.id, book.version) == (packaged.id, packaged.version)
    assert {p.id for p in book.processes} == {f.stem for f in packaged.path.glob("*.yaml")} - {"handbook"}


@pytest.mark.parametrize("name", NAMES)
def test_the_doctor_finds_no_error_and_no_unexplained_warning(name):
    found = [f"{f.code} {f.place}: {f.message}" for f in findings(name) if f.severity != "info"]
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_every_box_of_the_source_is_there_under_its_own_number(name):
    assert {p.id for p in load(name).processes} == set(BOXES[name])
    for process in load(name).processes:
        wanted = BOXES[name][process.id].split()
        ids = [step.id for step in process.steps]
        own = [i for i in ids if i not in wanted]
        assert all(i in EXTRA or f"{process.id}/{i}" in EXTRA for i in own), own
        assert [i for i in ids if i not in own] == wanted


@pytest.mark.parametrize("name", NAMES)
def test_the_transcription_has_the_same_boxes(name):
    """So that no box of a source is lost between what was written and what runs."""
    for process in as_written(name).processes:
        wanted = set(BOXES[name][process.id].split())
        beside = {step.id for step in process.steps} - wanted
        assert wanted <= {step.id for step in process.steps}
        assert beside <= {"slut", "am1-am2", "rh1"}, beside


@pytest.mark.parametrize(("name", "process", "step"), BOX_IDS)
def test_the_guidance_of_a_box_is_worth_opening(name, process, step):
    box = load(name).step(process, step)
    text = " ".join(box.guidance.values())
    assert len(text.split()) >= ENOUGH_WORDS
    assert box.source
    for lead in ("**Varför.**", "**Gör så här.**", "**Resultat.**"):
        assert lead in text, lead


# Law and statutory numbers belong in `law`, `deadlines` and tables, where they have dates.
STATUTORY = re.compile(r"§|\b\d+\s*kap\b|\bSFS\b|\b\d{4}:\d+\b|\b\d+\s*(?:[–-]\s*\d+\s*)?år\b", re.IGNORECASE)


@pytest.mark.parametrize(("name", "process", "step"), BOX_IDS)
def test_the_guidance_holds_no_paragraphs_and_no_statutory_ages(name, process, step):
    box = load(name).step(process, step)
    for text in (*box.guidance.values(), *box.checklist):
        assert not STATUTORY.findall(text)


@pytest.mark.parametrize(("name", "process", "step"), BOX_IDS)
def test_every_word_of_a_box_has_swedish_and_english(name, process, step):
    box = load(name).step(process, step)
    for text in (box.title, *([box.question] if box.question else []), *labels(box)):
        assert text.sv
        assert text.en


def labels(box):
    return [*(e.label for e in box.exits), *(r.label for r in box.referrals), *(w.label for w in box.waits)]


@pytest.mark.parametrize("name", NAMES)
def test_everything_else_that_is_shown_has_swedish_and_english(name):
    book = load(name)
    shown = {"title": book.title, **{f"process {p.id}": p.title for p in book.processes}}
    shown |= {f"party {p.id}": p.name for p in book.parties.values()}
    shown |= {f"role {p.id}": p.role for p in book.parties.values() if p.role.sv or p.role.en}
    shown |= {f"term {key}": text for key, text in book.terms.items()}
    shown |= {f"{kind} {e.id}": e.title for kind, entries in book.registers.items() for e in entries.values()}
    assert [key for key, text in shown.items() if not (text.sv and text.en)] == []


def test_the_shared_registers_have_places():
    for entries in shared_registers().values():
        assert all(entry.place.line for entry in entries.values())


EDGES = [
    pytest.param(name, process.id, step.id, written, id=f"{name}-{process.id}-{step.id}-{written}")
    for name in NAMES
    for process, step in as_written(name).every_step()
    for written in dict.fromkeys([*(t for e in step.exits for t in e.to), *(r.to for r in step.referrals)])
]


@pytest.mark.parametrize(("name", "process", "step", "written"), EDGES)
def test_every_way_that_the_source_states_is_kept_or_its_mend_explained(name, process, step, written):
    book = load(name)
    box = book.step(process, step)
    source = as_written(name).target(process, written)
    if box is None:  # a box that stands in the picture only: its groups are exits of the box before
        ours = book.step(process, "2")
        assert ours is not None
        assert ours.deviation
        return
    if box.deviation or source.written == process:
        return
    targets = [book.target(process, w) for w in [*(t for e in box.exits for t in e.to), *(r.to for r in box.referrals)]]
    if source.kind == "party":
        assert any(leads_to(book, target, source.step) for target in targets), f"{process}/{step} → {written}"
    elif source.written == source.process:  # the source names the process; our way may enter where the box left off
        assert source.process in {t.process for t in targets}, f"{process}/{step} → {written}"
    else:
        reached = {(t.kind, t.process, t.step) for t in targets}
        assert (source.kind, source.process, source.step) in reached, f"{process}/{step} → {written}"


def leads_to(book, target, party):
    """A request to a party may be kept as a way into a process that this party runs or a box that it leads."""
    if target.kind == "party":
        return target.step == party
    step, process = book.step(target.process, target.step), book.by_id.get(target.process)
    return bool(step and (party == step.lead or (not step.lead and party in process.starters)))
