"""Which handbook, process, box and role does an address name?

Only packaged and published handbooks: an address never opens a file or a folder, as a reference in the terminal may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.http import HttpRequest

from samordna.content.reading import ContentError
from samordna.handbooks import published
from samordna.handbooks.domain import PERSON, Handbook, Process, Step
from samordna.handbooks.queries import available, load, no_such_process
from samordna.kernel.text import Message, say
from samordna.web.terminal import QuestionError


@dataclass(frozen=True, slots=True)
class Book:
    """A handbook and how the address names it: "boras" or "boras@2026.1"."""

    ref: str
    handbook: Handbook


def book(ref: str) -> Book:
    """The handbook `ref`: with a version as it was published, else as it is packaged, else the newest published.

    Raises ContentError with the nearest one.
    """
    handbook_id, _at, version = ref.partition("@")
    ids = sorted({each.id for each in available()})
    if version or handbook_id not in ids:
        found = published.shown(handbook_id, version)
        if found:
            return Book(ref, found)
    if handbook_id not in ids:
        near = get_close_matches(ref, ids, n=1)
        raise ContentError(
            "",
            0,
            say("There is no handbook “{ref}”.", ref=ref),
            say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=", ".join(ids)),
        )
    return Book(ref, load(ref))


def process_in(found: Book, process: str) -> Process:
    """The process. Raises ContentError with the nearest one."""
    known = found.handbook.by_id.get(process)
    if known is None:
        raise no_such_process(found.handbook, process)
    return known


def step_in(process: Process, step: str) -> Step:
    """The box. Raises ContentError with those that there are."""
    known = process.by_id.get(step)
    if known is None:
        raise ContentError(
            "",
            0,
            say("{process} has no box {step}.", process=process.id, step=step),
            say("There are: {ids}.", ids=", ".join(process.by_id)),
        )
    return known


def role(request: HttpRequest, handbook: Handbook) -> str:
    """The party asked for with `?as=`, or "". Raises QuestionError for one that takes no part."""
    asked = request.GET.get("as", "").strip()
    if asked and asked not in handbook.parties:
        raise QuestionError(*no_party(asked, handbook))
    return asked


def no_party(asked: str, handbook: Handbook) -> tuple[Message, Message]:
    """What to say about a party that the handbook does not have."""
    known = ", ".join(handbook.parties)
    return say("There is no party “{party}” in the handbook.", party=asked), say("There are: {ids}.", ids=known)


def roles(handbook: Handbook, processes: Iterable[Process]) -> list[str]:
    """The parties with something of their own to read in these processes, in the order of the handbook."""
    seen: set[str] = set()
    for process in processes:
        seen |= set(process.starters)
        for step in process.steps:
            seen |= {step.lead, *step.guidance}
    return [party for party in handbook.parties if party in seen and (party != PERSON or _told(processes))]


def _told(processes: Iterable[Process]) -> bool:
    """True when some box has guidance for the person."""
    return any(PERSON in step.guidance for process in processes for step in process.steps)
