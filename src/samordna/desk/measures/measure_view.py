"""How do the measures of a case look: where each stands, what is known of it, and what can be done next?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from samordna.cases.queries import Seen
from samordna.cases.sources import SOURCES, Source
from samordna.consents.domain import Preview
from samordna.desk.case_names import Names, at
from samordna.desk.facts_view import source_words
from samordna.desk.leaving.previewing import cited, spoken
from samordna.desk.typed import Error, Typed, Wrong
from samordna.handbooks.domain import Process, Step
from samordna.handbooks.pages.wording import Link
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.measures import registers
from samordna.measures.catalogue import Fit
from samordna.measures.domain import (
    APPLIED,
    CATEGORIES,
    DECLINED,
    ENDED,
    FROM,
    PLANNED,
    STARTED,
    WORK,
    MeasureKept,
    Offering,
    Wanted,
    beside,
)
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

Option = tuple[str, str]
PAGES = {"measures": "case-measures", "catalogue": "case-measure-find", "gathered": "case-gathered"}


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure on a page: its state in words with the colour of the tag, its time, and (term, description) pairs.

    `short` are those that tell it from others in a list.
    """

    id: int
    title: str
    href: str
    state: str
    tone: str
    when: str
    facts: tuple[Option, ...]
    short: tuple[Option, ...]
    beside: tuple[str, ...]
    own: bool
    steps: tuple[str, ...]


def shown(names: Names, one: MeasureKept, every: Iterable[MeasureKept] = ()) -> MeasureShown:
    """One measure with everything that the reader may see of it."""
    seen = names.seen
    own = bool(seen.scope.post and one.sphere == seen.scope.post.sphere) and not seen.state.closed
    pairs, short = _facts(names, one), (*_known(names, one), (_("Result"), one.result))
    return MeasureShown(
        one.id, one.title, at("case-measure", seen.id, one.id), *state(one), when(one), _said(pairs), _said(short),
        tuple(each.title for each in beside(one, every)), own,
        tuple(step for step, statuses in FROM.items() if one.status in statuses) if own else (),
    )  # fmt: skip


def _said(pairs: Iterable[Option]) -> tuple[Option, ...]:
    """What is known; the rest is left out."""
    return tuple(pair for pair in pairs if pair[1])


def state(one: MeasureKept) -> tuple[str, str]:
    """Where a measure stands in words, and the colour of its tag."""
    return {
        PLANNED: (_("Planned"), "neutral"), APPLIED: (_("Applied for"), "warning"), STARTED: (_("Going on"), "info"),
        ENDED: (_("Ended"), "success"), DECLINED: (_("Came to nothing"), "neutral"),
    }[one.status]  # fmt: skip


def when(one: MeasureKept) -> str:
    """The time of a measure, as far as it is known."""
    first, last = one.started_on or one.begins_on, one.ended_on or one.until
    if first and last:
        return _("{first} to {last}").format(first=day_words(first), last=day_words(last))
    if first:
        return _("from {first}").format(first=day_words(first))
    return _("until {last}").format(last=day_words(last)) if last else ""


def _known(names: Names, one: MeasureKept) -> Iterable[Option]:
    yield _("What it is to lead to"), one.purpose
    yield _("Provider"), one.provider
    yield _("Responsible"), ", ".join(filter(None, (names.party(one.party) if one.party else "", one.responsible)))
    yield _("Extent"), f"{one.extent} %" if one.extent else ""


def _facts(names: Names, one: MeasureKept) -> Iterable[Option]:
    yield from _known(names, one)
    yield _("Needs"), ", ".join(need_titles(one.needs))
    yield _("Asked for by"), one.ordered_by
    yield _("What has to be arranged"), one.adaptations
    yield _("Applied for"), _applied(one)
    yield _("How it ended"), title("measure-outcomes", one.outcome)
    yield _("Result"), one.result
    yield _("Why it came to nothing"), ": ".join(filter(None, (title("measure-declines", one.reason), one.words)))
    yield _("Source"), source_words(names, Source(one.source, one.source_words))
    yield _("Kind of information"), names.title("categories", one.category)
    yield _("Written down by"), names.who(one.worker, one.unit, one.sphere)


def _applied(one: MeasureKept) -> str:
    if one.applied_on is None:
        return ""
    by = _("by us") if one.applied_by == "us" else _("by the person")
    return f"{day_words(one.applied_on)}, {by}"


def title(register: str, code: str) -> str:
    """A code of one of the registers of measures, in words."""
    known = {"measure-outcomes": registers.outcomes, "measure-declines": registers.declines}[register]().get(code)
    return render(known.title) if known else code


def need_titles(needs: Iterable[str]) -> list[str]:
    """Needs in words."""
    titles = registers.need_titles()
    return [render(titles[each]) for each in needs if each in titles]


def groups(found: Iterable[MeasureShown], every: Iterable[MeasureKept]) -> list[tuple[str, list[MeasureShown]]]:
    """The measures under the heading that one would look for them under."""
    status = {each.id: each.status for each in every}
    kept = list(found)
    headings = (
        (_("Going on"), (STARTED,)), (_("Planned and applied for"), (PLANNED, APPLIED)),
        (_("Ended measures"), (ENDED,)), (_("Came to nothing"), (DECLINED,)),
    )  # fmt: skip
    named = [(heading, [each for each in kept if status[each.id] in wanted]) for heading, wanted in headings]
    return [(heading, rows) for heading, rows in named if rows]


# Forms


def options(names: Names) -> dict[str, list[Option]]:
    """What can be chosen in the forms of measures."""
    known = [party for party in names.handbook.parties if party in names.known]
    return {
        "needs": [(each.id, render(each.title)) for each in registers.needs().values()],
        "categories": [(each, names.title("categories", each)) for each in CATEGORIES],
        "parties": [("", _("Not said")), *((party, names.party(party)) for party in known)],
        "outcomes": [("", _("Choose")), *((e.id, render(e.title)) for e in registers.outcomes().values())],
        "declines": [("", _("Choose")), *((e.id, render(e.title)) for e in registers.declines().values())],
        "sources": [("", _("Not said")), *((code, render(said)) for code, said in SOURCES.items())],
    }  # fmt: skip


def as_typed(one: MeasureKept) -> Typed:
    """A measure as the form of it has it."""
    days = {"begins_on": one.begins_on, "until": one.until}
    plain = {
        name: str(getattr(one, name))
        for name in ("title", "category", "purpose", "provider", "party", "responsible", "ordered_by", "adaptations")
    }
    return Typed({
        **{name: [value] for name, value in plain.items()}, "needs": list(one.needs),
        "extent": [str(one.extent or "")], "offer": [str(one.offer or "")],
        **{name: [day.isoformat() if day else ""] for name, day in days.items()},
    })  # fmt: skip


def from_offer(offer: Offering, needs: Iterable[str]) -> Typed:
    """The form of a measure that is planned from an offer."""
    chosen = [each for each in needs if each in offer.needs] or list(offer.needs)
    return Typed({
        "title": [offer.title], "provider": [offer.provider], "party": [offer.party], "category": [offer.category],
        "needs": chosen, "offer": [str(offer.id)],
    })  # fmt: skip


def wanted(given: Typed) -> Wanted:
    """What was typed, as what is wanted. Raises Wrong."""
    return Wanted(
        title=given.one("title"), category=given.one("category", WORK), purpose=given.one("purpose"),
        needs=given.many("needs"), offer=given.number("offer"), provider=given.one("provider"),
        party=given.one("party"), responsible=given.one("responsible"), ordered_by=given.one("ordered_by"),
        extent=extent(given), begins_on=given.day("begins_on"), until=given.day("until"),
        adaptations=given.one("adaptations"),
    )  # fmt: skip


def extent(given: Typed) -> int | None:
    """Per cent of full time; None when nothing is written. Raises Wrong for what is no number."""
    written = given.one("extent")
    if written and not given.number("extent"):
        raise Wrong(("field-extent", say("Write the extent as a whole number from 1 to 100.")))
    return given.number("extent") or None


# What leaves, and where boxes lead


def spoken_fits(found: Iterable[Fit]) -> list[Fit]:
    """What was found in the catalogue, with its days as people say them."""
    return [replace(each, warnings=tuple(spoken(said) for said in each.warnings)) for each in found]


def leaving_words(found: Preview, on: date) -> dict[str, Any]:
    """What would leave, on which ground, and what is stopped: title, reason and law of each."""
    law = load_law()
    stopped = [
        (render(e.title), render(spoken(e.reason)), ", ".join(words for _id, words in cited(law, e.law, on)))
        for e in found.stopped
    ]
    return {"leaves": [(render(e.title), render(spoken(e.reason))) for e in found.leaves], "stopped": stopped}


def links(seen: Seen, process: Process, step: Step) -> list[Link]:
    """Where a box of the case leads: its measures, the catalogue, the whole road."""
    places = registers.leading(seen.handbook.id, process.id, step)
    return [Link(render(each.title), at(PAGES[each.id], seen.id), "") for each in places]


def places(errors: Iterable[Error]) -> dict[str, str]:
    """What is wrong by field, for the macros."""
    return {name: render(said) for name, said in errors}
