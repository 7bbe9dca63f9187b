"""Is the law that a handbook cites in force on the day, and has the handbook been reviewed in time?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from samordna.handbooks.doctor.surroundings import Surroundings, about
from samordna.handbooks.domain import Handbook, Process, Step
from samordna.kernel.finding import Finding
from samordna.kernel.months import add_months
from samordna.kernel.text import Message, say
from samordna.law.domain import Confidence, Status

Cited = tuple[str, str]


def citations(handbook: Handbook, around: Surroundings) -> Iterator[Finding]:
    """Citations that do not exist, are repealed, are not yet in force, or rest on a secondary source."""
    for provision_id, place in _cited(handbook):
        status = around.law.status(provision_id, around.on)
        if status is Status.UNKNOWN:
            yield Finding(
                "citation-unknown",
                "error",
                place,
                say("“{law}” is not in the law register.", law=provision_id),
                say("Write an id such as “sol-2025:10:8”, or add the provision to content/law."),
            )
        elif status is Status.REPEALED:
            yield Finding(
                "law-repealed",
                "error",
                place,
                say("“{law}” is no longer in force on {day}.", law=provision_id, day=around.on.isoformat()),
                _successor(around, provision_id),
            )
        elif status is Status.NOT_YET:
            yield Finding(
                "law-not-yet",
                "warning",
                place,
                say("“{law}” is not in force on {day}.", law=provision_id, day=around.on.isoformat()),
                say("Keep it only if the box is about what is coming."),
            )
        elif around.law.provision(provision_id, around.on).confidence is Confidence.SECONDARY:
            yield Finding(
                "law-secondary",
                "info",
                place,
                say("“{law}” rests on a secondary source; the statute text has not been read.", law=provision_id),
                say("Check it against the statute."),
            )


def _successor(around: Surroundings, provision_id: str) -> Message:
    after = around.law.successors(provision_id, around.on)
    return (
        say("Cite {after} instead.", after=", ".join(after))
        if after
        else say("Nothing has replaced it: remove the citation.")
    )


def _cited(handbook: Handbook) -> Iterator[Cited]:
    for process, step in handbook.every_step():
        for provision_id in (*step.law, *(n.law for n in step.needs if n.law)):
            yield provision_id, _box(process, step)
    for register in handbook.registers.values():
        for entry in register.values():
            for provision_id in _laws(entry.data.get("law")):
                yield provision_id, f"{entry.place} ({entry.id})"
    free = {"concepts": handbook.concepts, "claims": handbook.claims, "sections": handbook.sections}
    for name, part in free.items():
        for provision_id in _deep(part):
            yield provision_id, f"{handbook.place} ({handbook.id} {name})"


def _laws(law: object) -> list[str]:
    """Ids as they may be written: one, or a list."""
    if isinstance(law, str):
        return [law]
    return [str(each) for each in law] if isinstance(law, list | tuple) else []


def _deep(part: object) -> Iterator[str]:
    """Every id under a key `law`, however deep, in content without boxes."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            yield from _laws(value) if key == "law" else _deep(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _deep(each)


def _box(process: Process, step: Step) -> str:
    return f"{step.place} ({process.id}/{step.id})"


def review(handbook: Handbook, around: Surroundings) -> Iterator[Finding]:
    """A handbook that nobody has looked at in time, or that is not valid on the day."""
    if around.on not in handbook.valid:
        yield about(
            "warning",
            "not-valid-today",
            handbook,
            say("The handbook is not valid on {day}.", day=around.on.isoformat()),
            say("Check “valid:”."),
        )
    due = _due(handbook)
    if due is None:
        yield about(
            "warning",
            "review-missing",
            handbook,
            say("Nothing says when the handbook is to be reviewed."),
            say("Add “reviewed:” and “review_every:”."),
        )
    elif due < around.on:
        yield about(
            "warning",
            "review-overdue",
            handbook,
            say("The handbook should have been reviewed by {due}.", due=due.isoformat()),
            say("Review it and set “reviewed:”, even when nothing changes."),
        )


def _due(handbook: Handbook) -> date | None:
    if handbook.reviewed is None or not handbook.review_every:
        return None
    every = handbook.review_every
    return add_months(handbook.reviewed, every.get("years", 0) * 12 + every.get("months", 0)) + timedelta(
        every.get("days", 0)
    )
