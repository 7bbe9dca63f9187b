"""Can the decision in every box be made? Questions with all answers, waits that end, nothing that stands twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from samordna.handbooks.doctor.surroundings import Surroundings, about, at
from samordna.handbooks.domain import Handbook, Process, Step
from samordna.kernel.finding import Finding
from samordna.kernel.text import say

YES, NO = "ja", "nej"


def answers(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """A question has all its answers; answers have a question; a choice has a test."""
    for process, step in handbook.every_step():
        yield from _answers((process, step), {e.id for e in step.exits})


def _answers(where: tuple[Process, Step], exits: set[str]) -> Iterator[Finding]:
    step = where[1]
    yes_no = exits & {YES, NO}
    if step.question is None and yes_no:
        yield at(
            "error",
            "answer-without-question",
            where,
            say("The box has answers but no question."),
            say("Add “question:”, the question that is answered by yes or no."),
        )
    elif step.question is None and len(exits) > 1 and step.choose == "one":
        yield at(
            "error",
            "choice-without-test",
            where,
            say("Several ways lead on, and nothing says how to choose."),
            say("Add a question and “when” on each exit, or “choose: any” when more than one may be taken."),
        )
    unsaid = [e.id for e in step.exits if not e.when and e.id not in (YES, NO)]
    if step.question is not None and unsaid and len(exits) > 1:
        yield at(
            "warning",
            "exit-without-when",
            where,
            say("Nothing says which case {exits} is for.", exits=", ".join(f"“{e}”" for e in unsaid)),
            say("Add “when:”, one sentence, where the answers are more than yes and no."),
        )
    if step.question is not None and (len(exits) + len(step.waits) < 2 or len(yes_no) == 1):
        missing = next(iter({YES, NO} - yes_no)) if len(yes_no) == 1 else "–"
        yield at(
            "error",
            "answer-missing",
            where,
            say("The question lacks an answer ({missing}).", missing=missing),
            say("Add an exit for every answer."),
        )


def waits(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """A wait says when it is looked at again."""
    for process, step in handbook.every_step():
        for wait in step.waits:
            if not wait.review:
                yield at(
                    "error",
                    "wait-without-review",
                    (process, step),
                    say("“{wait}” has no date for when it is looked at again.", wait=wait.label),
                    say("Add “review: avvakta-omprovning” or a deadline of your own."),
                )


def doubles(handbook: Handbook, _: Surroundings) -> Iterator[Finding]:
    """Ids that stand twice."""
    names = Counter(process.id for process in handbook.processes)
    for process in handbook.processes:
        if names.pop(process.id, 1) > 1:
            yield about(
                "error",
                "process-twice",
                process,
                say("There is more than one process “{process}”.", process=process.id),
                say("Keep one, or give them different ids."),
            )
        counted = Counter(step.id for step in process.steps)
        for step in process.steps:
            if counted.pop(step.id, 1) > 1:
                yield at(
                    "error",
                    "step-twice",
                    (process, step),
                    say("Box {step} stands more than once.", step=step.id),
                    say("Keep one, or give them different ids."),
                )
    for process, step in handbook.every_step():
        for ids in ([e.id for e in step.exits], [r.id for r in step.referrals], [w.id for w in step.waits]):
            for entry_id, times in Counter(ids).items():
                if times > 1:
                    yield at(
                        "error",
                        "id-twice",
                        (process, step),
                        say("“{entry}” stands {times} times in the box.", entry=entry_id, times=times),
                        say("Give each an id of its own."),
                    )
