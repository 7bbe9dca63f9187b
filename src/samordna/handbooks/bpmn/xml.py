"""How is a diagram written as BPMN 2.0 XML? With the standard library; the order of elements follows the schema."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable

from samordna.handbooks.bpmn.model import Diagram, Flow, Node, Pool
from samordna.handbooks.bpmn.placing import Places
from samordna.handbooks.geometry import Rect

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OWN = "urn:samordna:handbook"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PREFIXES = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "samordna": OWN}


def write(diagram: Diagram, places: Places, lang: str, version: str) -> str:
    """The document, in UTF-8 and indented, with its XML declaration."""
    for prefix, uri in PREFIXES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(_bpmn("definitions"), {"id": "definitions", "name": diagram.name, "targetNamespace": OWN})
    root.attrib |= {"exporter": "Samordna", "exporterVersion": version, _LANG: lang}
    for message, name in diagram.messages:
        _add(root, "message", id=message, name=name)
    _collaboration(root, diagram)
    for pool in diagram.pools:
        if pool.process:
            _process(root, pool)
    _interchange(root, diagram, places)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _bpmn(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, _bpmn(tag), {key: value for key, value in attributes.items() if value})
    made.text = _clean(text) or None
    return made


def _clean(text: str) -> str:
    """Without control characters that XML 1.0 has no way to write."""
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32)


def _documented(element: ET.Element, text: str) -> None:
    if text:
        _add(element, "documentation", text)


def _collaboration(root: ET.Element, diagram: Diagram) -> None:
    whole = _add(root, "collaboration", id=diagram.id, name=diagram.name)
    _documented(whole, diagram.documentation)
    for pool in diagram.pools:
        _add(whole, "participant", id=pool.id, name=pool.name, processRef=pool.process)
    for mail in diagram.message_flows:
        ends = {"sourceRef": mail.source, "targetRef": mail.target}
        _documented(_add(whole, "messageFlow", id=mail.id, name=mail.name, **ends), mail.documentation)


def _process(root: ET.Element, pool: Pool) -> None:
    process = _add(root, "process", id=pool.process, name=pool.name, isExecutable="true")
    _documented(process, pool.documentation)
    if pool.lanes:
        lanes = _add(process, "laneSet", id=f"lanes_{pool.process}")
        for lane in pool.lanes:
            made = _add(lanes, "lane", id=lane.id, name=lane.name)
            for node in _nodes_in(pool, lane.id):
                _add(made, "flowNodeRef", node.id)
    coming: dict[str, list[str]] = {}
    going: dict[str, list[str]] = {}
    for flow in pool.flows:
        going.setdefault(flow.source, []).append(flow.id)
        coming.setdefault(flow.target, []).append(flow.id)
    for node in pool.nodes():
        _node(process, node, coming.get(node.id, ()), going.get(node.id, ()))
    for flow in pool.flows:
        _flow(process, flow)


def _nodes_in(pool: Pool, lane: str) -> Iterable[Node]:
    for group in pool.groups:
        if group.lane == lane:
            yield from group.nodes
            for hanging in group.hanging:
                yield hanging.event
                if hanging.end:
                    yield hanging.end


def _node(process: ET.Element, node: Node, coming: Iterable[str], going: Iterable[str]) -> None:
    attributes = {"id": node.id, "name": node.name}
    if node.attached:
        attributes |= {"attachedToRef": node.attached, "cancelActivity": "false"}
    element = _add(process, node.tag, **attributes)
    if node.ref:
        element.set(f"{{{OWN}}}ref", node.ref)
    _documented(element, node.documentation)
    for flow in coming:
        _add(element, "incoming", flow)
    for flow in going:
        _add(element, "outgoing", flow)
    if node.message:
        _add(element, "messageEventDefinition", id=f"when_{node.id}", messageRef=node.message)
    if node.duration:
        timer = _add(element, "timerEventDefinition", id=f"when_{node.id}")
        _add(timer, "timeDuration", node.duration).set(f"{{{XSI}}}type", "bpmn:tFormalExpression")


def _flow(process: ET.Element, flow: Flow) -> None:
    element = _add(process, "sequenceFlow", id=flow.id, name=flow.name, sourceRef=flow.source, targetRef=flow.target)
    if flow.ref:
        element.set(f"{{{OWN}}}exit", flow.ref)
    if flow.condition:
        _add(element, "conditionExpression", flow.condition).set(f"{{{XSI}}}type", "bpmn:tFormalExpression")


def _interchange(root: ET.Element, diagram: Diagram, places: Places) -> None:
    drawn = ET.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(drawn, f"{{{BPMNDI}}}BPMNPlane", {"id": "plane", "bpmnElement": diagram.id})
    for pool in diagram.pools:
        _shape(plane, places, pool.id, isHorizontal="true")
        for lane in pool.lanes:
            _shape(plane, places, lane.id, isHorizontal="true")
        for node in pool.nodes():
            _shape(plane, places, node.id, **({"isMarkerVisible": "true"} if node.tag == "exclusiveGateway" else {}))
        for flow in pool.flows:
            _edge(plane, places, flow.id)
    for mail in diagram.message_flows:
        _edge(plane, places, mail.id)


def _shape(plane: ET.Element, places: Places, element: str, **attributes: str) -> None:
    named = {"id": f"di_{element}", "bpmnElement": element}
    shape = ET.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", {**named, **attributes})
    _bounds(shape, places.shapes[element])
    _words(shape, places, element)


def _edge(plane: ET.Element, places: Places, element: str) -> None:
    edge = ET.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"di_{element}", "bpmnElement": element})
    for x, y in places.lines[element]:
        ET.SubElement(edge, f"{{{DI}}}waypoint", {"x": _number(x), "y": _number(y)})
    _words(edge, places, element)


def _words(parent: ET.Element, places: Places, element: str) -> None:
    if element in places.words:
        _bounds(ET.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel"), places.words[element])


def _bounds(parent: ET.Element, rect: Rect) -> None:
    sizes = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
    ET.SubElement(parent, f"{{{DC}}}Bounds", {key: _number(value) for key, value in sizes.items()})


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
