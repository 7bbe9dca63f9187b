"""How is an exported process played in SpiffWorkflow? The few things that an engine must be told, and no more."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from samordna.handbooks import bpmn
from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.queries import load

try:
    from lxml import etree
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator
    from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser
    from SpiffWorkflow.bpmn.parser.util import full_tag
    from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
    from SpiffWorkflow.bpmn.util.event import BpmnEvent
    from SpiffWorkflow.specs.MultiChoice import MultiChoice
    from SpiffWorkflow.util.task import TaskState
except ModuleNotFoundError:
    if os.environ.get("CI") == "true":
        raise
    pytest.skip("SpiffWorkflow is not installed: uv sync --group peers", allow_module_level=True)


class Engine(PythonScriptEngine):  # type: ignore[misc]
    """BPMN writes durations plainly (P30D); SpiffWorkflow would read them as Python."""

    def __init__(self, duration: str = "") -> None:
        super().__init__()
        self.duration = duration

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> Any:
        """A duration as it stands (or the test's own), anything else as Python."""
        if re.fullmatch(r"P\d+[DWMY]", expression):
            return self.duration or expression
        return super().evaluate(task, expression, external_context)


class Split(MultiChoice, BpmnTaskSpec):  # type: ignore[misc]
    """An inclusive gateway that only splits, as all of ours do: they have one way in.

    SpiffWorkflow 3 also joins there: a second branch that comes to the same gateway erases what the first one led to.
    """


class SplittingParser(BpmnParser):  # type: ignore[misc]
    """SpiffWorkflow with that gateway."""

    OVERRIDE_PARSER_CLASSES = {full_tag("inclusiveGateway"): (ConditionalGatewayParser, Split)}  # noqa: RUF012


@cache
def parsed(ref: str, splitting: bool) -> Any:
    """The parser with the whole exported handbook; as it is, or with our inclusive gateway."""
    parser = SplittingParser() if splitting else BpmnParser()
    parser.add_bpmn_str(bpmn.export(load(ref)).encode())
    return parser


class Played:
    """One process instance. Boxes are step ids; `choose` completes one by exits."""

    def __init__(
        self, handbook: Handbook, process: Process, *, message: str = "", duration: str = "", splitting: bool = False
    ) -> None:
        parser = parsed(f"{handbook.id}@{handbook.version}", splitting)
        spec = parser.get_spec(bpmn.xml_id("process", process.id))
        self.process = process
        self.steps = {bpmn.xml_id("task", process.id, step.id): step for step in process.steps}
        self.flow = BpmnWorkflow(spec, script_engine=Engine(duration))
        if message:
            self._start_by(message)
        self.flow.do_engine_steps()

    def _start_by(self, message: str) -> None:
        """Start by a message instead of by the start event that waits for nothing."""
        for name in ("Start", "StartEventSplit"):
            self._run(name)
        entry = self._tell(message)
        self._run(entry)
        self._run("StartEventJoin")

    def _run(self, name: str) -> None:
        next(t for t in self.flow.get_tasks(state=TaskState.READY) if t.task_spec.name == name).run()

    def _tell(self, message: str) -> str:
        waiting = self.flow.get_tasks(state=TaskState.WAITING)
        task = next(t for t in waiting if t.task_spec.event_definition.name == message)
        self.flow.catch(BpmnEvent(task.task_spec.event_definition, {}))
        return str(task.task_spec.name)

    def tell(self, message: str) -> None:
        """A message arrives that an open box waits for."""
        self._tell(message)
        self.flow.do_engine_steps()

    def remind(self) -> list[str]:
        """Let timers that have run out remind; returns the reminders given."""
        self.flow.refresh_timers()
        self.flow.do_engine_steps()
        done = (task.task_spec.name for task in self.flow.get_tasks(state=TaskState.COMPLETED))
        return [name for name in done if name.startswith("reminded_")]

    def boxes(self) -> list[str]:
        """Open boxes, sorted."""
        ready = (task.task_spec.name for task in self.flow.get_tasks(state=TaskState.READY))
        return sorted(self.steps[name].id for name in ready if name in self.steps)

    def choose(self, box: str, exits: Sequence[str]) -> None:
        """Complete the task of a box; `choice` is all that its gateway asks for."""
        ready = self.flow.get_tasks(state=TaskState.READY)
        task = next(t for t in ready if t.task_spec.name == bpmn.xml_id("task", self.process.id, box))
        several = self.process.by_id[box].choose == "any"
        task.data["choice"] = list(exits) if several else exits[0]
        task.run()
        self.flow.do_engine_steps()

    def ends(self) -> list[str]:
        """The ids of the end events reached, sorted."""
        done = (task.task_spec.name for task in self.flow.get_tasks(state=TaskState.COMPLETED))
        return sorted(name for name in done if name.startswith("end_"))

    @property
    def completed(self) -> bool:
        """True when nothing is left to do."""
        return bool(self.flow.is_completed())


@cache
def _validator() -> Any:
    return BpmnValidator()


def invalid(document: str) -> str:
    """What the schema says against a document; empty when nothing."""
    try:
        _validator().validate(etree.fromstring(document.encode()))
    except ValidationException as problem:
        return str(problem)
    return ""
