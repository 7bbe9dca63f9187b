"""Is the BPMN of every packaged handbook whole? Well-formed, every reference resolved, every element drawn once."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from samordna.handbooks import bpmn
from samordna.handbooks.domain import Process, Step
from samordna.handbooks.queries import available, load
from samordna.web import i18n

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
OWN = "{urn:samordna:handbook}"
PACKAGED = [f"{ref.id}@{ref.version}" for ref in available()]
AS_WRITTEN = sorted((Path(__file__).parents[1] / "fixtures" / "as-written").iterdir())
ALL = [*PACKAGED, *map(str, AS_WRITTEN)]
REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "messageRef", "processRef", "bpmnElement")


@cache
def written(ref: str, lang: str = "sv") -> ET.Element:
    return ET.fromstring(bpmn.export(load(ref), lang))


def nodes(root: ET.Element) -> dict[str, ET.Element]:
    kinds = ("Event", "Task", "Gateway")
    return {e.get("id", ""): e for process in root.iter(f"{B}process") for e in process if e.tag.endswith(kinds)}


def flows(root: ET.Element) -> list[ET.Element]:
    return list(root.iter(f"{B}sequenceFlow"))


def node_of(root: ET.Element, kind: str, *parts: str) -> ET.Element:
    return nodes(root)[bpmn.xml_id(kind, *parts)]


def boxes(process: Process) -> list[Step]:
    return [step for step in process.steps if process.by_id[step.id] is step]


@pytest.mark.parametrize("ref", ALL)
def test_ids_are_unique_and_every_reference_resolves(ref: str) -> None:
    root = written(ref)
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert [each for each, count in Counter(ids).items() if count > 1] == []
    known = set(ids)
    for element in root.iter():
        for name in REFERENCES:
            assert element.get(name, next(iter(known))) in known, f"{element.get('id')}: {name}"
        if element.tag.removeprefix(B) in ("incoming", "outgoing", "flowNodeRef"):
            assert element.text in known


@pytest.mark.parametrize("ref", ALL)
def test_every_element_is_drawn_exactly_once(ref: str) -> None:
    root = written(ref)
    drawn = Counter(e.get("bpmnElement") for e in root.iter() if e.tag in (f"{DI}BPMNShape", f"{DI}BPMNEdge"))
    wanted = [*nodes(root), *(e.get("id") for e in flows(root))]
    for tag in ("participant", "lane", "messageFlow"):
        wanted += [e.get("id", "") for e in root.iter(B + tag)]
    assert drawn == Counter(wanted)


@pytest.mark.parametrize("ref", ALL)
def test_nodes_know_their_flows(ref: str) -> None:
    """`incoming` and `outgoing` say the same as the flows do."""
    root = written(ref)
    for node_id, node in nodes(root).items():
        ins = [e.get("id") for e in flows(root) if e.get("targetRef") == node_id]
        outs = [e.get("id") for e in flows(root) if e.get("sourceRef") == node_id]
        assert [e.text for e in node.findall(f"{B}incoming")] == ins
        assert [e.text for e in node.findall(f"{B}outgoing")] == outs


@pytest.mark.parametrize("ref", ALL)
def test_every_box_is_a_task_with_its_words_and_every_exit_a_flow(ref: str) -> None:
    root, handbook = written(ref), load(ref)
    tasks = {e.get(f"{OWN}ref") for e in root.iter(f"{B}userTask")}
    assert tasks == {f"{process.id}/{step.id}" for process, step in handbook.every_step()}
    for process in handbook.processes:
        for step in boxes(process):
            task = node_of(root, "task", process.id, step.id)
            assert task.get("name") == f"{step.label or step.id} {step.title.sv}"
            text = task.findtext(f"{B}documentation", "")
            for guidance in step.guidance.values():
                assert guidance.replace("**", "").strip() in text
            assert not step.source or step.source in text
            sources = {bpmn.xml_id(kind, process.id, step.id) for kind in ("task", "choice")}
            taken = [e.get(f"{OWN}exit") for e in flows(root) if e.get("sourceRef") in sources and e.get(f"{OWN}exit")]
            assert sorted(taken) == sorted(way.id for way in step.exits)


@pytest.mark.parametrize("ref", ALL)
def test_a_box_with_several_exits_has_a_gateway_whose_conditions_name_them(ref: str) -> None:
    root = written(ref)
    for process in load(ref).processes:
        for step in boxes(process):
            gateway = nodes(root).get(bpmn.xml_id("choice", process.id, step.id))
            assert (gateway is not None) == (len(step.exits) > 1)
            if gateway is None:
                continue
            several = step.choose == "any"
            assert gateway.tag == B + ("inclusiveGateway" if several else "exclusiveGateway")
            out = [e for e in flows(root) if e.get("sourceRef") == gateway.get("id")]
            tests = [f"'{way.id}' in choice" if several else f"choice == '{way.id}'" for way in step.exits]
            assert [e.findtext(f"{B}conditionExpression") for e in out] == tests
            assert [e.get("name") for e in out] == [way.label.sv for way in step.exits]


@pytest.mark.parametrize("ref", PACKAGED)
def test_hand_overs_to_other_processes_are_messages_that_start_a_run_there(ref: str) -> None:
    root, handbook = written(ref), load(ref)
    messages = {e.get("sourceRef"): e.get("targetRef") for e in root.iter(f"{B}messageFlow")}
    for process, step in handbook.every_step():
        for way in step.exits:
            for index, target in enumerate(handbook.target(process.id, to) for to in way.to):
                if target.kind == "step" and target.process != process.id:
                    part = () if len(way.to) == 1 else (str(index),)
                    sends = node_of(root, "end", process.id, step.id, way.id, *part)
                    receives = node_of(root, "entry", target.process, target.step)
                    assert messages[sends.get("id")] == receives.get("id")
                    names = [e.find(f"{B}messageEventDefinition") for e in (sends, receives)]
                    assert names[0].get("messageRef") == names[1].get("messageRef")


@pytest.mark.parametrize("ref", PACKAGED)
def test_every_request_to_somebody_else_is_a_message_flow_and_the_box_stays(ref: str) -> None:
    root, handbook = written(ref), load(ref)
    mails = {e.get("id"): e for e in root.iter(f"{B}messageFlow")}
    for process, step in handbook.every_step():
        for asked in step.referrals:
            target = handbook.target(process.id, asked.to)
            if target.kind == "step" and target.process == process.id and not asked.consult:
                ask = node_of(root, "ask", process.id, step.id, asked.id)
                assert ask.get("cancelActivity") == "false"
            else:
                mail = mails[bpmn.xml_id("sends", process.id, step.id, asked.id)]
                assert mail.get("sourceRef") == bpmn.xml_id("task", process.id, step.id)
                assert mail.get("name") == asked.label.sv


@pytest.mark.parametrize("ref", ALL)
def test_messages_go_between_pools_and_flows_stay_inside(ref: str) -> None:
    root = written(ref)
    pool_of = {e.get("id"): e.get("id") for e in root.iter(f"{B}participant")}
    for participant in root.iter(f"{B}participant"):
        for process in root.iter(f"{B}process"):
            if process.get("id") == participant.get("processRef"):
                pool_of |= {e.get("id"): participant.get("id") for e in process}
    for mail in root.iter(f"{B}messageFlow"):
        assert pool_of[mail.get("sourceRef")] != pool_of[mail.get("targetRef")]
    for flow in flows(root):
        assert pool_of[flow.get("sourceRef")] == pool_of[flow.get("targetRef")]


def test_time_limits_are_timers_that_do_not_interrupt() -> None:
    root = written("stockholm")
    timer = node_of(root, "timer", "forsakringskassan", "1", "fk-handlaggning")
    assert timer.get("cancelActivity") == "false"
    assert timer.findtext(f"{B}timerEventDefinition/{B}timeDuration") == "P30D"
    assert {e.text for e in root.iter(f"{B}timeDuration")} <= {f"P{n}{unit}" for n in range(1, 100) for unit in "DWMY"}


def test_each_start_is_an_event_and_only_the_first_needs_no_message() -> None:
    root = written("stockholm")
    for process in load("stockholm").processes:
        assert node_of(root, "start", process.id).find(f"{B}messageEventDefinition") is None
        for start in process.starts[1:]:
            assert node_of(root, "entry", process.id, start).find(f"{B}messageEventDefinition") is not None


def test_boxes_led_by_different_parties_stand_in_lanes() -> None:
    root = written("malmo")
    lanes = {e.get("name"): [ref.text for ref in e] for e in root.iter(f"{B}lane")}
    assert bpmn.xml_id("task", "malmo", "3") in lanes["Försäkringskassan"]
    filed = [each for refs in lanes.values() for each in refs]
    assert sorted(filed) == sorted(nodes(root))


@pytest.mark.parametrize("ref", PACKAGED)
def test_the_same_handbook_gives_the_same_text(ref: str) -> None:
    assert bpmn.export(load(ref)) == bpmn.export(load(ref))


def test_the_export_speaks_the_language_asked_for_and_leaves_ours_alone() -> None:
    i18n.activate("sv")
    step = load("stockholm").step("soc-sjukskriven", "5")
    assert step is not None
    task = ET.fromstring(bpmn.export(load("stockholm"), "en")).find(f".//{B}userTask[@id='task_soc-sjukskriven_5']")
    assert task is not None
    assert task.get("name") == f"5 {step.title.en}"
    assert i18n.language() == "sv"
    with pytest.raises(ValueError):
        bpmn.export(load("malmo"), "xx")
    assert i18n.language() == "sv"


def test_ids_are_safe_and_never_meet() -> None:
    assert bpmn.xml_id("task", "jobbtorg", "6a") == "task_jobbtorg_6a"
    assert bpmn.xml_id("task", "å.b", "c") == "task_.e5..2e.b_c"
    assert bpmn.xml_id("task", "a_b", "c") != bpmn.xml_id("task", "a", "b_c")
