"""Which handbook and process does a reference such as “stockholm/jobbtorg” name?"""

from __future__ import annotations

from pathlib import Path

from samordna.content.reading import ContentError
from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.queries import load, no_such_process
from samordna.kernel.text import say


def process_of(ref: str) -> tuple[Handbook, Process]:
    """The handbook and the process; the first process when none is named or when `ref` is a path.

    Raises ContentError when there is no such handbook or process.
    """
    name, _, wanted = (ref, "", "") if Path(ref).exists() else ref.partition("/")
    handbook = load(name)
    if not handbook.processes:
        raise ContentError(
            str(handbook.place),
            0,
            say("{handbook} has no process: it is content that other handbooks build on.", handbook=handbook.id),
            say("Read it with “samordna show {handbook}”.", handbook=handbook.id),
        )
    process = handbook.by_id.get(wanted) if wanted else handbook.processes[0]
    if process is None:
        raise no_such_process(handbook, wanted)
    return handbook, process
