"""Two installations that share nothing but files: what leaves one is read by the other, and its answer moves the case.

The other one is a process of its own with another database (SQLite, also when this one is PostgreSQL) and another key.
Nothing goes over a network.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from samordna.cases.models import Transfer
from samordna.packets import commands, own
from tests.architecture.source import ROOT
from tests.cases_world import World
from tests.data.test_packets import asked, sealed, world, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.data]
__all__ = ("asked", "world")


@pytest.mark.once
def test_a_hand_over_goes_out_and_its_reply_comes_home(
    world: World, asked: tuple[int, int], tmp_path: Path, settings: Any
) -> None:
    case, transfer = asked
    command = [sys.executable, "-m", "tests.packets_elsewhere", own.fingerprint()]
    packet, reply = tmp_path / "packet.pdf", tmp_path / "reply.pdf"
    with subprocess.Popen(
        command, env=elsewhere(tmp_path / "database"), cwd=ROOT, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as there:  # fmt: skip
        assert there.stdin
        assert there.stdout
        key = there.stdout.readline().strip()
        assert key not in ("", own.fingerprint())
        kassan = [world.units["fk"].authority_id]
        commands.trust(**world.by("ada"), fingerprint=key, name="Kassan", authorities=kassan)
        packet.write_bytes(sealed(world, case, transfer))
        said, _nothing = there.communicate(f"{packet} {reply}\n", timeout=120)
        assert there.returncode == 0
    assert json.loads(said) == {"name": "Kim", "told": ["Praktik", "Svårt att stå"]}
    commands.take_reply(**world.by("sara"), data=reply.read_bytes())
    assert Transfer.objects.get(case_id=case, no=transfer).status == "accepted"
    assert wrong() == []


def elsewhere(folder: Path) -> dict[str, str]:
    """The environment of the other installation."""
    folder.mkdir()
    own_ = ("SAMORDNA_", "DJANGO_", "DATABASE_URL")
    others = {name: value for name, value in os.environ.items() if not name.startswith(own_)}
    return {
        **others, "SAMORDNA_DATA": str(folder), "SAMORDNA_TODAY": "2026-11-22", "LANG": "en_GB.UTF-8",
        "LANGUAGE": "en", "DJANGO_SETTINGS_MODULE": "samordna.platform.settings",
    }  # fmt: skip
