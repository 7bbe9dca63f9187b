"""How does checked file data become a decision table? Plain dictionaries in, frozen values out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches

from samordna.content.reading import ContentError, Document, Json
from samordna.content.values import period, text
from samordna.kernel.text import Text, say
from samordna.rules.domain import (
    PLAN,
    Chain,
    Comparison,
    Condition,
    Fact,
    LawRef,
    Operand,
    Outcome,
    Reason,
    Rule,
    Table,
    When,
    Window,
)
from samordna.rules.fitting import refuse_misfits


def fact(data: Json) -> Fact:
    """A fact of the register."""
    return Fact(
        id=data["id"],
        title=text(data["title"]),
        kind=data["type"],
        values={code: text(title) for code, title in data.get("values", {}).items()},
        lowest=data.get("min"),
        highest=data.get("max"),
        past=data.get("past", False),
        max_years=data.get("max_years"),
        category=data["category"],
    )


def table(document: Document, register: Mapping[str, Fact]) -> Table:
    """A table from its file.

    Raises ContentError for a fact that the register does not have or no table can judge, for a condition that does
    not fit its fact, and for a question or a link of the chain about something that the table does not ask.
    """
    data = document.data
    facts = tuple(_use(each, document, index, register) for index, each in enumerate(data["facts"]))
    derived = tuple(_window(each) for each in data.get("derived", ()))
    kinds = {**dict.fromkeys((window.id for window in derived), "choice"), **{known.id: known.kind for known in facts}}
    refuse_misfits(document, kinds)
    _refuse_strangers(document, {known.id: known for known in facts})
    rules = tuple(_rule(each, kinds) for each in data["rules"])
    return Table(
        id=data["id"],
        title=text(data["title"]),
        question=text(data["question"]),
        facts=tuple(
            replace(f, asked_if=_when(u.get("asked_if", {}), kinds)) for f, u in zip(facts, data["facts"], strict=True)
        ),
        outcomes=tuple(Outcome(o["code"], text(o["title"]), text(o["says"])) for o in data["outcomes"]),
        rules=rules,
        hit=data["hit"],
        windows=derived,
        source=data["source"]["title"],
        box=data["source"].get("box", ""),
        valid=period(data.get("valid")),
        note=text(data.get("note")),
        category=data.get("category", PLAN),
        questions={name: {v: text(q) for v, q in by.items()} for name, by in data.get("questions", {}).items()},
        chain=_chain(data.get("chain")),
        records=data.get("records", ""),
        file=document.file,
        lines={rule.id: document.line("rules", index) for index, rule in enumerate(rules)},
    )


def _use(data: Json, document: Document, index: int, register: Mapping[str, Fact]) -> Fact:
    known = register.get(data["fact"])
    if known is None:
        near = get_close_matches(data["fact"], register, n=1)
        raise ContentError(
            document.file,
            document.line("facts", index),
            say("There is no fact “{fact}” in content/registers/facts.yaml.", fact=data["fact"]),
            say("Did you mean “{near}”?", near=near[0]) if near else say("Add it to the register first."),
        )
    if known.kind == "text":
        raise ContentError(
            document.file,
            document.line("facts", index),
            say("“{fact}” is free text, which no table can judge by.", fact=known.id),
            say("Ask for a fact with answers to choose among, a number or a date."),
        )
    values = {code: known.values.get(code, Text(code, code)) for code in data.get("values", ())} or known.values
    title = text(data["title"]) if data.get("title") else known.title
    return replace(known, title=title, values=values, default=data.get("default", ""))


def _chain(data: Json | None) -> Chain | None:
    return Chain(tuple(data["links"]), data.get("together", "")) if data else None


def _refuse_strangers(document: Document, facts: Mapping[str, Fact]) -> None:
    """Raises ContentError for the first question or link about a fact or value that the table does not ask."""
    chain = document.data.get("chain") or {}
    asked = [("questions", name) for name in document.data.get("questions", {})]
    asked += [("chain", name) for name in (*chain.get("links", ()), chain.get("together", "")) if name]
    for place, name in asked:
        if name not in facts:
            raise ContentError(
                document.file,
                document.line(place),
                say("“{place}” names “{fact}”, which the table does not ask.", place=place, fact=name),
                say("Write one of: {facts}.", facts=", ".join(facts)),
            )
    for name, by_value in document.data.get("questions", {}).items():
        strange = next((value for value in by_value if value not in facts[name].values), None)
        if strange is not None:
            raise ContentError(
                document.file,
                document.line("questions", name),
                say("“{fact}” cannot be “{value}”, so nothing is to be asked about it.", fact=name, value=strange),
                say("Write one of: {values}.", values=", ".join(facts[name].values)),
            )


def _rule(data: Json, kinds: Mapping[str, str]) -> Rule:
    return Rule(
        id=data["id"],
        when=_when(data.get("when", {}), kinds),
        any_of=tuple(_when(each, kinds) for each in data.get("any_of", ())),
        then=tuple(data["then"]),
        because=tuple(Reason(text(each["say"]), _when(each.get("when", {}), kinds)) for each in data["because"]),
        law=tuple(data.get("law", ())),
        valid=period(data.get("valid")),
        source=data.get("source", ""),
        while_law=tuple(data.get("while", ())),
        unless_law=tuple(data.get("unless", ())),
    )


def _when(data: Json, kinds: Mapping[str, str]) -> When:
    return tuple(
        Condition(
            name,
            tuple(
                Comparison(op, tuple(_operand(o, kinds.get(name, "")) for o in operands))
                for op, operands in tests.items()
            ),
        )
        for name, tests in data.items()
    )


def _operand(written: str | int | float, kind: str) -> Operand:
    if isinstance(written, str) and written.startswith("@"):
        return _law_ref(written)
    if kind == "date" and isinstance(written, str):
        return date.fromisoformat(written)
    return written


def _law_ref(written: str) -> LawRef:
    key, bracket, index = written.removeprefix("@").partition("[")
    return LawRef(key, int(index.removesuffix("]"))) if bracket else LawRef(key)


def _window(data: Json) -> Window:
    keys = (data["from"].removeprefix("@"), data["to"].removeprefix("@"))
    return Window(data["id"], text(data["title"]), data["birth"], *keys)
