"""Is every export valid by the schema of BPMN 2.0 (OMG, formal/2011-01-03)? SpiffWorkflow carries the schema files."""

from __future__ import annotations

from pathlib import Path

import pytest

from samordna.handbooks import bpmn
from samordna.handbooks.queries import available, load
from tests.peers.engine import invalid

AS_WRITTEN = sorted((Path(__file__).parents[1] / "fixtures" / "as-written").iterdir())
ALL = [*(f"{ref.id}@{ref.version}" for ref in available()), *map(str, AS_WRITTEN)]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("ref", ALL)
def test_the_export_follows_the_schema(ref: str, lang: str) -> None:
    """Also of handbooks with every defect of their source: the file shows the defects, it is not one."""
    assert invalid(bpmn.export(load(ref), lang)) == ""


def test_the_schema_would_notice() -> None:
    assert invalid(bpmn.export(load("malmo")).replace("bpmn:userTask", "bpmn:userTsk")) != ""
