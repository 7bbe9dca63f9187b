"""Is the exported JSON what is promised, whole, and true to the handbook; and are the published schemas up to date?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from samordna.handbooks.domain import Handbook, Process, Target
from samordna.handbooks.exporting import handbook_json, process_json
from samordna.handbooks.publishing import MODELS, json_schemas, write_schemas
from samordna.handbooks.queries import available, load
from samordna.kernel.period import Period
from samordna.kernel.text import Text
from samordna.web.i18n import activate, language

ROOT = Path(__file__).parents[2]
NAMES = sorted({a.id for a in available()})

# The keys that other programs may count on. More may come; none of these goes or changes.
PROMISED = {
    "handbook": {"id", "version", "title", "processes"},
    "process": {"id", "number", "title", "starters", "starts", "steps"},
    "step": {
        "id", "title", "lead", "parties", "question", "exits", "referrals",
        "deadlines", "forms", "tables", "law", "source",
    },
    "exit": {"id", "label", "to"},
    "referral": {"id", "label", "to", "categories"},
}  # fmt: skip
ALSO = {
    "handbook": {"owner", "source", "valid", "based_on", "parties", "sections"},
    "process": {"forum"},
    "step": {
        "phase", "starter_leads", "choose", "guidance", "checklist", "asks", "waits", "needs", "meetings", "guards",
        "deviation",
    },
    "exit": {"categories", "consent", "ground", "returns", "when"},
    "referral": {"consent", "ground", "consult", "answered_by", "escalation", "note"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _swedish():
    before = language()
    activate("sv")
    yield
    activate(before)


def exported(name):
    """The export as another program reads it: through JSON text."""
    return json.loads(json.dumps(handbook_json(load(name)), ensure_ascii=False))


def steps(data):
    return [(process, step) for process in data["processes"] for step in process["steps"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_keys_are_exactly_those_promised_and_listed(name):
    data = exported(name)
    found = {
        "handbook": [data],
        "process": data["processes"],
        "step": [s for _, s in steps(data)],
        "exit": [e for _, s in steps(data) for e in s["exits"]],
        "referral": [r for _, s in steps(data) for r in s["referrals"]],
    }
    for kind, parts in found.items():
        for part in parts:
            assert set(part) == PROMISED[kind] | ALSO[kind]


@pytest.mark.parametrize("name", NAMES)
def test_every_target_resolves_in_the_export_alone(name):
    data = exported(name)
    known = {process["id"]: {step["id"] for step in process["steps"]} for process in data["processes"]}
    parties = {party["id"] for party in data["parties"]}
    outcomes = set(load(name).registers["outcomes"])
    for process, step in steps(data):
        for written in [*(t for e in step["exits"] for t in e["to"]), *(r["to"] for r in step["referrals"])]:
            if written in known[process["id"]]:
                continue
            target = Target.parse(written, frozenset(known))
            if target.kind == "outcome":
                assert target.step in outcomes
            elif target.kind == "party":
                assert target.step in parties
            else:
                assert target.process in known
                assert not target.step or target.step in known[target.process]
        assert step["lead"] in parties


@pytest.mark.parametrize("name", NAMES)
def test_the_export_tells_what_the_handbook_says(name):
    book, data = load(name), exported(name)
    assert (data["id"], data["version"], data["title"]) == (book.id, book.version, book.title.sv)
    assert [(p["id"], p["number"], p["starts"]) for p in data["processes"]] == [
        (p.id, p.number, list(p.starts)) for p in book.processes
    ]
    for (_, told), (process, step) in zip(steps(data), book.every_step(), strict=True):
        assert told["id"] == step.id
        assert told["lead"] == (step.lead or process.starters[0])
        assert told["starter_leads"] == (not step.lead)
        assert [(e["id"], e["to"]) for e in told["exits"]] == [(e.id, list(e.to)) for e in step.exits]
        assert [(r["id"], r["to"]) for r in told["referrals"]] == [(r.id, r.to) for r in step.referrals]
        assert told["guidance"] == dict(step.guidance)
        assert told["law"] == list(step.law)


def test_titles_follow_the_language():
    sv = exported("boras")
    activate("en")
    en = exported("boras")
    assert (sv["title"], en["title"]) == (load("boras").title.sv, load("boras").title.en)
    assert [p["id"] for p in sv["processes"]] == [p["id"] for p in en["processes"]]


def test_a_process_that_nobody_may_run_is_exported_too():
    process = replace(load("boras").processes[0], starters=())
    assert process_json(process)["steps"][0]["lead"] is None


def test_an_empty_handbook_is_exported():
    empty = Handbook("tom", "1", Text("Tom"), "", "", Period(), (Process("p", "1", Text(), (), (), ()),), {})
    assert handbook_json(empty)["processes"][0]["steps"] == []


def test_the_published_schemas_are_up_to_date(tmp_path):
    for file in write_schemas(tmp_path):
        published = ROOT / "docs/reference" / file.name
        assert published.read_text("utf-8") == file.read_text("utf-8"), "write them anew: python3 dev.py docs"


def test_there_is_a_schema_for_every_kind_of_file():
    schemas = json_schemas()
    assert set(schemas) == {"handbook", "process", "register", "scenario"}
    for schema in schemas.values():
        assert schema["$schema"].startswith("https://json-schema.org/")
        assert schema["additionalProperties"] is False
    assert {"id", "number", "title", "starters", "starts"} <= set(schemas["process"]["required"])
    assert "from" in schemas["handbook"]["$defs"]["PeriodIn"]["properties"]


def test_the_schemas_are_those_of_the_loader():
    for name, schema in json_schemas().items():
        own = TypeAdapter(MODELS[name]).json_schema(by_alias=True)
        assert {key: value for key, value in schema.items() if key != "$schema"} == own
