"""How is an explanation told: as data for programs, as lines for a terminal? The language is the one spoken now."""

from __future__ import annotations

from datetime import date
from typing import Any

from rich.console import Console

from samordna.kernel.text import Message, Text, say
from samordna.law.domain import Law, Status
from samordna.law.wording import CONFIDENCE, of_period
from samordna.rules.conditions import shown
from samordna.rules.domain import COLLECT, Derived, Explanation, Fact, Facts, FactsError, Outcome, Table
from samordna.rules.facts import example
from samordna.web.i18n import _, render

ADVICE = say("The table advises. It is the worker who decides, with all that is known of the person.")


def as_data(table: Table, said: Explanation, law: Law) -> dict[str, Any]:
    """The explanation for programs: "outcome", or "outcomes" for a table that collects."""
    codes: dict[str, Any] = {"outcomes": list(said.codes)} if said.hit == COLLECT else {"outcome": said.outcome}
    return {
        "table": said.table,
        "on": said.on.isoformat(),
        **codes,
        "says": [{"code": o.code, "title": render(o.title), "says": render(o.says)} for o in said.outcomes],
        "because": [render(text) for text in said.because],
        "law": list(said.law),
        "citations": [citation(law, cited, said.on) for cited in said.law],
        "category": table.category,
        "derived": {d.id: {"value": d.value, "from": d.period.start, "to": d.period.end} for d in said.derived},
        "assumed": {fact.id: fact.default for fact in said.assumed},
        "trail": [
            {
                "rule": t.rule,
                "applied": t.applied,
                "state": t.state,
                "then": list(t.then),
                "why": [render(w) for w in t.why],
            }
            for t in said.trail
        ],
        "source": {"title": table.source, "box": table.box},
        "note": render(ADVICE),
    }


def citation(law: Law, cited: str, on: date) -> dict[str, str]:
    """A provision that a row cites, as it stands on the day; only id and status when it is not in force."""
    status = law.status(cited, on)
    if status is not Status.IN_FORCE:
        return {"id": cited, "status": status.value}
    found = law.provision(cited, on)
    return {
        "id": cited,
        "status": status.value,
        "citation": found.citation,
        "title": render(found.title),
        "confidence": found.confidence.value,
    }


def questions(table: Table, facts: Facts) -> tuple[Text, ...]:
    """What the table prepares to ask another party, with these facts, in the order of its facts."""
    prepared = ((fact.id, table.questions.get(fact.id, {})) for fact in table.facts)
    return tuple(by_value[value] for name, by_value in prepared if (value := str(facts.get(name, ""))) in by_value)


def tables_as_data(tables: tuple[Table, ...]) -> list[dict[str, Any]]:
    """What tables there are, what they ask for and what they may answer."""
    return [
        {
            "id": table.id,
            "title": render(table.title),
            "question": render(table.question),
            "hit": table.hit,
            "facts": [_fact(fact) for fact in table.facts],
            "outcomes": [{"code": o.code, "title": render(o.title)} for o in table.outcomes],
            "source": {"title": table.source, "box": table.box},
        }
        for table in tables
    ]


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "title": render(fact.title),
        "type": fact.kind,
        "values": {code: render(title) for code, title in fact.values.items()},
        "default": fact.default or None,
        "always_asked": not fact.asked_if,
    }


def problems_as_data(error: FactsError) -> list[dict[str, str]]:
    """Every problem with the facts."""
    return [
        {"code": p.code, "fact": p.place, "message": render(p.message), "mend": render(p.mend)} for p in error.problems
    ]


def tell(console: Console, table: Table, said: Explanation, law: Law) -> None:
    """The explanation for a reader: the answer, why, what did not apply, the law, and who decides."""
    console.print(render(table.title), style="bold", markup=False)
    console.print(render(table.question), markup=False)
    _line(console, say("As it counts on {on}.", on=said.on), "dim")
    for outcome in said.outcomes:
        _outcome(console, outcome)
    _heading(console, _("Why"))
    for text in said.because:
        console.print(f"• {render(text)}", markup=False)
    for derived in said.derived:
        _line(console, _window(table, derived))
    if said.assumed:
        names = ", ".join(render(fact.title) for fact in said.assumed)
        _line(console, say("Left out, and counted as unknown: {facts}.", facts=names), "yellow")
    _did_not_apply(console, said)
    _law(console, said, law)
    console.print()
    _line(console, ADVICE, "bold")
    if table.note.sv:
        console.print(render(table.note), style="dim", markup=False)
    _line(console, say("Source: {source}, {box}", source=table.source, box=table.box), "dim")


def _outcome(console: Console, outcome: Outcome) -> None:
    console.print()
    console.print(f"→ {render(outcome.title)}", style="bold green", end=" ", markup=False)
    console.print(f"({outcome.code})", style="dim", markup=False)
    console.print(f"  {render(outcome.says)}", markup=False)


def _window(table: Table, derived: Derived) -> Message:
    place = shown(table, derived.id, derived.value)
    return say(
        "• {window}: {period}; the day is {place}.", window=derived.title, period=of_period(derived.period), place=place
    )


def _did_not_apply(console: Console, said: Explanation) -> None:
    others = [trail for trail in said.trail if not trail.applied]
    if not others:
        return
    _heading(console, _("What did not apply"))
    for trail in others:
        console.print(f"{trail.rule} → {', '.join(trail.then)}", style="dim", markup=False)
        for why in trail.why:
            console.print(f"   {render(why)}", style="dim", markup=False)


def _law(console: Console, said: Explanation, law: Law) -> None:
    if not said.law:
        return
    _heading(console, _("Law"))
    for cited in said.law:
        if not law.in_force(cited, said.on):
            _line(console, say("{id} is not in force on {on}.", id=cited, on=said.on), "bold red")
            continue
        found = law.provision(cited, said.on)
        console.print(f"{found.citation}  {render(found.title)}", end=" ", markup=False)
        console.print(f"({cited})", style="dim", markup=False)
        console.print(f"   {render(CONFIDENCE[found.confidence])}", style="dim", markup=False)


def tell_tables(console: Console, tables: tuple[Table, ...]) -> None:
    """The tables with what they ask for."""
    for table in tables:
        console.print(table.id, style="bold", end="  ", markup=False)
        console.print(render(table.question), markup=False)
        for fact in table.facts:
            kind = " | ".join(fact.values) if fact.kind == "choice" else example(fact).partition(": ")[2]
            tail = f" ({render(say('left out counts as {value}', value=fact.default))})" if fact.default else ""
            console.print(f"   {fact.id}: {kind}{tail}", style="dim", markup=False)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(text, style="bold", markup=False)


def _line(console: Console, message: Message, style: str = "") -> None:
    console.print(render(message), style=style or None, markup=False)
