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
class Paper:
    """What is printed: whose it is, whom it is about, what is handed over to whom ("" for a working paper).

    `left_out` are kinds of information that stand in the case and not on this paper.
    """

    found: Gathered
    sender: tuple[str, ...]
    person: str
    reference: str
    on: date
    receiver: str = ""
    left_out: tuple[str, ...] = ()


def pdf(paper: Paper, speak: Callable[[Message], str]) -> bytes:
    """The paper as PDF (PDF/UA-1 and PDF/A-2a); `speak` puts a message in words. Raises TypesettingError."""
    return typeset(compose(paper, speak), {TEMPLATE: (files(__package__) / TEMPLATE).read_bytes()})


def compose(paper: Paper, speak: Callable[[Message], str]) -> str:
    """The typst source."""
    return "\n\n".join(part for part in (_opening(paper), *_body(paper, speak)) if part)


def _opening(paper: Paper) -> str:
    title = render(paper.found.title)
    named = {
        "title": string(f"{title}, {paper.reference}"),
        "author": string(paper.sender[0] if paper.sender else "Samordna"), "lang": string(language()),
        "made": typst_date(paper.on), "foot": content(words(f"{title}, {paper.reference}")),
        "page_word": string(_("Page")),
    }  # fmt: skip
    arguments = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    return f'#import "{TEMPLATE}": *\n#show: road.with({arguments})'


def _body(paper: Paper, speak: Callable[[Message], str]) -> Iterator[str]:
    facts = [
        (_("Date"), paper.on.isoformat()), (_("Our reference"), paper.reference), (_("About"), paper.person),
        (_("To"), paper.receiver or _("Working paper, not to be handed out")),
    ]  # fmt: skip
    yield call(
        "head", sender=array([content(words(line)) for line in paper.sender]),
        facts=array([array([content(words(name)), content(words(value))]) for name, value in facts if value]),
    )  # fmt: skip
    yield call("heading", words(render(paper.found.title)), level="1")
    yield call("par", words(render(paper.found.intro)))
    for each in paper.found.sections:
        if not each.empty:
            yield from _section(each, speak)
    if paper.left_out:
        left = _("Other kinds of information stand in the case and are not on this paper: {what}.")
        yield call("par", words(left.format(what=", ".join(paper.left_out))))


def _section(section: Section, speak: Callable[[Message], str]) -> Iterator[str]:
    yield call("heading", words(render(section.title)), level="2")
    if section.claims:
        yield call(
            "claims", heads=array([content(words(each)) for each in (_("What"), _("When"), _("Day and source"))]),
            rows=array([array([content(words(cell)) for cell in _row(claim)]) for claim in section.claims]),
        )  # fmt: skip
    if section.holes:
        yield call(
            "holes", bullets([words(speak(hole.said)) for hole in section.holes]),
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
