"""`samordna goal`: can somebody else see whether this goal was reached? The review by SMARTA, in the terminal.

Exit codes: 0 reviewed, whatever it says: a review never stops anything; 2 the question could not be understood.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer

from samordna.kernel.text import say
from samordna.plans.domain import Goal, Remark
from samordna.plans.smarta import review
from samordna.plans.words import known
from samordna.web.i18n import render
from samordna.web.terminal import AsJson, Lang, QuestionError, emit_json, explains_errors, out, read_day

LETTERS = {
    "specific": say("Specific"), "measurable": say("Measurable"), "accepted": say("Accepted"),
    "realistic": say("Realistic"), "timed": say("Timed"), "responsible": say("Responsible"),
}  # fmt: skip


def register(app: typer.Typer, today: Callable[[], date]) -> None:
    """Add `goal` to a command line."""

    @app.command("goal")
    @explains_errors
    def command(
        text: Annotated[str, typer.Argument(metavar="GOAL", help="A goal in Swedish, without names.")],
        due: Annotated[str, typer.Option("--due", metavar="YYYY-MM-DD", help="The day to reach it by.")] = "",
        responsible: Annotated[list[str] | None, typer.Option("--responsible", help="Who is responsible.")] = None,
        accepted: Annotated[str, typer.Option("--accepted", metavar="YYYY-MM-DD", help="When it was agreed.")] = "",
        own_words: Annotated[str, typer.Option("--own-words", help="How the person says it.")] = "",
        rests_on: Annotated[str, typer.Option("--rests-on", help="An ability or adaptation it rests on.")] = "",
        as_json: AsJson = False,
        lang: Lang = None,
    ) -> None:
        """What could be clearer in a goal, letter by letter of SMARTA. Advice, never a stop."""
        if not text.strip():
            raise QuestionError(say("There is no goal to review."), say("Write it in quotes."))
        goal = Goal(
            text=text, due=read_day(due, today) if due else None, responsible=tuple(responsible or ()),
            accepted_on=read_day(accepted, today) if accepted else None, own_words=own_words, rests_on=rests_on,
        )  # fmt: skip
        remarks = review(goal, known())
        if as_json:
            emit_json([_plain(each) for each in remarks])
            return
        for each in remarks:
            mark = "✓" if each.holds else "–"
            out().print(f"{mark} {render(LETTERS[each.letter])}: {render(each.why)}", markup=False)
            if each.suggests:
                out().print(f"    {render(each.suggests)}", style="dim", markup=False)


def _plain(each: Remark) -> dict[str, object]:
    return {
        "letter": each.letter, "holds": each.holds, "why": render(each.why),
        "suggests": render(each.suggests) if each.suggests else None,
    }  # fmt: skip
