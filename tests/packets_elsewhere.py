"""Another installation, in a process of its own with another database and key: what the tests ask it to do.

begin KEY       make the database and its people, trust a key; says its own fingerprint
answer IN OUT   take in the packet, open Kim's case from it, and seal a reply that accepts
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.cases_world import World


def begin(key: str) -> World:
    """A database of its own, and who works there."""
    from samordna.packets import commands, own
    from samordna.platform import readiness
    from tests.cases_world import build

    readiness.migrate()
    world = build()
    commands.trust(**world.by("ada"), fingerprint=key, name="Staden")  # type: ignore[arg-type]
    say(own.fingerprint())
    return world


def answer(world: World, came: str, goes: str) -> None:
    """What the one who gets a packet does."""
    from samordna.cases.commands import incoming, opening
    from samordna.cases.commands.opening import Wanted
    from samordna.packets import commands, queries
    from samordna.packets.commands import Said
    from samordna.people import commands as people
    from samordna.people.domain import Details

    taken = commands.take_in(**world.by("jonas"), data=Path(came).read_bytes())
    kept = queries.taken_in(world.scope("jonas"), taken)
    packet = queries.contents(kept).packet
    assert packet.person
    details = Details(given_name=packet.person.given_name, family_name=packet.person.family_name)
    person = people.register_person(**world.by("jonas"), details=details).id
    case = opening.open_case(**world.by("jonas"), wanted=Wanted(person=person, process="jobbtorg")).case
    incoming.link(**world.by("jonas"), incoming=kept.incoming, case=case)
    reply = commands.reply(**world.by("jonas"), packet=taken, said=Said("accept", "Välkommen på måndag.", True))
    Path(goes).write_bytes(queries.reply_file(world.scope("jonas"), taken, reply))
    say(json.dumps({"told": [each.words for each in packet.told], "name": packet.person.given_name}))


def say(line: str) -> None:
    """To whoever started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    django.setup()
    here = begin(sys.argv[1])
    answer(here, *sys.stdin.readline().split())
