"""How does the whole road look on paper? Two pages of A4, tagged (PDF/UA-1), each claim with its day and source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from samordna.documents.markup import array, bullets, call, content, string, words
from samordna.documents.typesetting import typeset, typst_date
from samordna.kernel.text import Message
from samordna.measures.gathered import Claim, Gathered, Section
from samordna.web.i18n import _, language, render

TEMPLATE = "gathered.typ"


@dataclass(frozen=True, slots=True)
class Printed:
    """A section as it is printed, in words: rows of (what is known, when, its day and source), and what is missing."""

    title: str
    rows: tuple[tuple[str, str, str], ...] = ()
    holes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: whose it is, whom it is about, what is handed over to whom ("" for a working paper).

    `on` is the day that it tells of. `left_out` are kinds of information that stand in the case and not on this paper.
    """

    title: str
    intro: str
    sections: tuple[Printed, ...]
    sender: tuple[str, ...]
    person: str
    reference: str
    on: date
    receiver: str = ""
    left_out: tuple[str, ...] = ()


def sections(found: Gathered, speak: Callable[[Message], str]) -> tuple[Printed, ...]:
    """The whole road in words; `speak` puts a message in words."""
    return tuple(printed(each, speak) for each in found.sections)


def printed(section: Section, speak: Callable[[Message], str], category: str = "") -> Printed:
    """A section in words, or only what is of one kind of information."""
    return Printed(
        render(section.title),
        tuple(_row(each) for each in section.claims if category in ("", each.category)),
        tuple(speak(each.said) for each in section.holes if category in ("", each.category)),
    )


def pdf(paper: Paper) -> bytes:
    """The paper as PDF (PDF/UA-1 and PDF/A-2a). Raises TypesettingError."""
    return typeset(compose(paper), {TEMPLATE: (files(__package__) / TEMPLATE).read_bytes()})


def compose(paper: Paper) -> str:
    """The typst source."""
    return "\n\n".join(part for part in (_opening(paper), *_body(paper)) if part)


def _opening(paper: Paper) -> str:
    title = paper.title
    named = {
        "title": string(f"{title}, {paper.reference}"),
        "author": string(paper.sender[0] if paper.sender else "Samordna"), "lang": string(language()),
        "made": typst_date(paper.on), "foot": content(words(f"{title}, {paper.reference}")),
        "page_word": string(_("Page")),
    }  # fmt: skip
    arguments = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    return f'#import "{TEMPLATE}": *\n#show: road.with({arguments})'


def _body(paper: Paper) -> Iterator[str]:
    facts = [
        (_("Date"), paper.on.isoformat()), (_("Our reference"), paper.reference), (_("About"), paper.person),
        (_("To"), paper.receiver or _("Working paper, not to be handed out")),
    ]  # fmt: skip
    yield call(
        "head", sender=array([content(words(line)) for line in paper.sender]),
        facts=array([array([content(words(name)), content(words(value))]) for name, value in facts if value]),
    )  # fmt: skip
    yield call("heading", words(paper.title), level="1")
    yield call("par", words(paper.intro))
    for each in paper.sections:
        if each.rows or each.holes:
            yield from _section(each)
    if paper.left_out:
        left = _("Other kinds of information stand in the case and are not on this paper: {what}.")
        yield call("par", words(left.format(what=", ".join(paper.left_out))))


def _section(section: Printed) -> Iterator[str]:
    yield call("heading", words(section.title), level="2")
    if section.rows:
        yield call(
            "claims", heads=array([content(words(each)) for each in (_("What"), _("When"), _("Day and source"))]),
            rows=array([array([content(words(cell)) for cell in row]) for row in section.rows]),
        )  # fmt: skip
    if section.holes:
        yield call(
            "holes", bullets([words(hole) for hole in section.holes]),
            label=content(words(_("Missing"))),
        )  # fmt: skip


def _row(claim: Claim) -> tuple[str, str, str]:
    said = f"{claim.title}: {claim.what}" if claim.title else claim.what
    return said, when(claim), ", ".join(filter(None, (claim.on.isoformat() if claim.on else "", claim.source)))


def when(claim: Claim) -> str:
    """The time that a claim is about."""
    if claim.since and claim.until:
        return f"{claim.since.isoformat()} – {claim.until.isoformat()}"
    return f"{claim.since.isoformat()} –" if claim.since else f"– {claim.until.isoformat()}" if claim.until else ""
