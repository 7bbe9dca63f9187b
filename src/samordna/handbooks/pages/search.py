"""Where in the handbooks is it? The page of the search: words, handbook and role in, boxes out."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.views.decorators.http import require_safe
from markupsafe import Markup

from samordna.handbooks import searching
from samordna.handbooks.domain import PERSON
from samordna.handbooks.pages import content, finding, wording
from samordna.handbooks.queries import available
from samordna.handbooks.searching import Hit, Index
from samordna.handbooks.words import section_title
from samordna.web.i18n import _, language, ngettext, render

SHOWN, EVERYTHING, LONGEST = 30, 500, 200


@cache
def _index() -> Index:
    """Made at the first search; what is packaged never changes while the program is up."""
    return searching.index(finding.book(handbook_id).handbook for handbook_id in _ids())


def _ids() -> list[str]:
    return sorted({each.id for each in available()})


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """The search: its form, and what was found."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    handbook, party = request.GET.get("handbook", "").strip(), request.GET.get("as", "").strip()
    if handbook:
        finding.book(handbook)
    most = EVERYTHING if request.GET.get("all") else SHOWN
    found = searching.search(_index(), asked, handbook, party, most)
    names = {each: finding.book(each).handbook for each in _ids()}
    wanted = searching.words_of(asked)
    data = {
        "asked": asked,
        "handbook": handbook,
        "party": party,
        "handbooks": [(each, wording.shown(book.title)) for each, book in names.items()],
        "parties": _parties(),
        "hits": [_shown(hit, wanted, party) for hit in found.hits],
        "count": ngettext("{count} hit", "{count} hits", found.total).format(count=found.total),
        "total": found.total,
        "more": wording.address("search", q=asked, handbook=handbook, as_=party, all="1")
        if found.total > len(found.hits)
        else "",
        "wider": wording.address("search", q=asked) if (handbook or party) and not found.total else "",
        "fewer": _fewer(wanted, handbook, party) if not found.total else [],
        "examples": [(word, wording.address("search", q=word)) for word in _examples()],
    }
    return render_page(request, "handbooks/search.html", data)


def _examples() -> list[str]:
    """What others look for."""
    if language() == "en":
        return ["certificate", "SIP", "rehabilitation", "refused"]
    return ["läkarintyg", "samtycke", "SIP", "avslag", "förändringsplan"]


def _parties() -> list[tuple[str, str]]:
    """Every party of every handbook, once, by name."""
    found: dict[str, str] = {}
    for handbook_id in _ids():
        book = finding.book(handbook_id).handbook
        for party in book.parties.values():
            if party.id != PERSON:
                found.setdefault(party.id, wording.party(book, party.id))
    return sorted(found.items(), key=lambda each: each[1].casefold())


def _fewer(wanted: list[str], handbook: str, party: str) -> list[tuple[str, str]]:
    """The single words that are found, when all of them together are not."""
    if len(wanted) < 2:
        return []
    alone = [word for word in wanted if searching.search(_index(), word, handbook, party, 1).total]
    return [(word, wording.address("search", q=word, handbook=handbook, as_=party)) for word in alone]


def _shown(hit: Hit, wanted: list[str], role: str) -> dict[str, Any]:
    """A hit as it stands in the list."""
    found = finding.book(hit.place.handbook)
    book = found.handbook
    kinds = {
        "question": _("Question"),
        "guidance": _("Guidance"),
        "exit": _("Way on"),
        "checklist": _("To tick"),
        "form": _("Form"),
        "deadline": _("Time limit"),
    }
    data = {
        "book": wording.shown(book.title),
        "kind": kinds.get(hit.kind, ""),
        "snippet": _pieces(hit.pieces, hit.lang) if hit.kind != "title" else "",
    }
    if not hit.place.process:
        key = hit.place.step
        href = f"{wording.address('handbook', found.ref)}#{content.anchor(key)}"
        title = _pieces(tuple(searching.marked(render(section_title(key, book.sections[key])), wanted)), language())
        return {**data, "title": title, "number": "", "where": "", "href": href}
    process = book.by_id[hit.place.process]
    step = process.by_id[hit.place.step]
    name, lang = step.title.in_language(language()), "en" if step.title.en and language() == "en" else "sv"
    return {
        **data,
        "number": wording.number(step),
        "title": _pieces(tuple(searching.marked(name, wanted)), lang),
        "where": wording.shown(process.title),
        "href": wording.address("box", found.ref, process.id, step.id, as_=role if role in book.parties else ""),
    }


def _pieces(pieces: tuple[tuple[str, bool], ...], lang: str) -> Markup:
    """Text with what was sought marked, in its own language."""
    made = Markup("").join(Markup("<mark>{}</mark>").format(text) if hit else text for text, hit in pieces)
    return made if lang == language() else Markup('<span lang="{}">{}</span>').format(lang, made)
