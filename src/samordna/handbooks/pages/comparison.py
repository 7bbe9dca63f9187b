"""What differs between two handbooks, or two versions? The boxes most alike side by side, then the rest by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.views.decorators.http import require_safe
from markupsafe import Markup

from samordna.handbooks.comparing import Difference, compare
from samordna.handbooks.pages import finding, wording
from samordna.handbooks.pages.finding import Book
from samordna.handbooks.pages.wording import Link
from samordna.handbooks.queries import available
from samordna.web.i18n import _, render


@dataclass
class Pair:
    """Two boxes about the same thing, what they share, and what only one of them has."""

    left: Link
    right: Link
    common: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One difference in words, with the box it is about."""

    words: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Group:
    """Differences of one kind, by what they are about."""

    title: str
    count: int
    parts: list[tuple[str, list[Line]]]


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """Pick two handbooks, and see how they differ."""
    a, b = request.GET.get("a", "").strip(), request.GET.get("b", "").strip()
    data: dict[str, object] = {"a": a, "b": b, "choices": _choices((a, b)), "same": bool(a) and a == b, "left": None}
    if a:
        finding.book(a)
    if b:
        finding.book(b)
    if a and b and a != b:
        data |= _compared(finding.book(a), finding.book(b))
    return render_page(request, "handbooks/compare.html", data)


def _choices(asked: Iterable[str]) -> list[tuple[str, str]]:
    """Every packaged handbook, older versions by their version too; and what is asked for, which may be published."""
    newest = {each.id: each.version for each in available()}
    found = []
    for each in available():
        ref = each.id if newest[each.id] == each.version else f"{each.id}@{each.version}"
        book = finding.book(ref).handbook
        found.append((ref, f"{render(book.title)}, {each.version}"))
    known = {ref for ref, _words in found}
    for ref in dict.fromkeys(each for each in asked if each and each not in known):
        book = finding.book(ref).handbook
        found.append((ref, f"{render(book.title)}, {book.version}"))
    return found


def _compared(left: Book, right: Book) -> dict[str, object]:
    differences = compare(left.handbook, right.handbook)
    pairs = _pairs(left, right, differences)
    rest = [each for each in differences if each.kind != "counterpart" and not _in_pair(each, pairs)]
    versions = left.handbook.id == right.handbook.id
    titles = {"left": _title(left, versions=versions), "right": _title(right, versions=versions)}
    kinds = (
        ("changed", _("Not the same")),
        ("removed", _("Gone") if versions else _("Only in {handbook}").format(handbook=titles["left"])),
        ("added", _("New") if versions else _("Only in {handbook}").format(handbook=titles["right"])),
    )
    groups = [_group(left, right, title, [each for each in rest if each.kind == kind]) for kind, title in kinds]
    return {
        **titles,
        "left_href": wording.address("handbook", left.ref),
        "right_href": wording.address("handbook", right.ref),
        "swap": wording.address("compare", a=right.ref, b=left.ref),
        "pairs": list(pairs.values()),
        "groups": [group for group in groups if group.count],
        "total": len(differences),
    }


def _title(found: Book, *, versions: bool) -> Markup:
    """What a side is called; two versions of one handbook by their version too."""
    title = wording.shown(found.handbook.title)
    return title + f", {found.handbook.version}" if versions else title


def _pairs(left: Book, right: Book, differences: Iterable[Difference]) -> dict[str, Pair]:
    """The boxes most alike, by the place of the left one, with what only one of the two has."""
    found: dict[str, Pair] = {}
    for each in differences:
        if each.kind == "counterpart":
            said = each.message.params
            common = ", ".join(str(render(word)) for word in said["common"])
            found[each.place] = Pair(_box(left, said["here"]), _box(right, said["there"]), common)
        elif _in_pair(each, found):
            found[each.place].notes.append(render(each.message))
    return found


def _in_pair(each: Difference, pairs: dict[str, Pair]) -> bool:
    return each.place in pairs and each.kind == "changed"


def _box(found: Book, place: str) -> Link:
    process, _slash, step = place.partition("/")
    there, box = found.handbook.by_id.get(process), found.handbook.step(process, step)
    if there is None or box is None:
        return Link(place)
    return wording.box_link(found, there, box, other=len(found.handbook.processes) > 1)


def _group(left: Book, right: Book, title: str, differences: list[Difference]) -> Group:
    parts: dict[str, list[Line]] = {}
    for each in differences:
        links = [_box(found, each.place) for found in (left, right) if _has(found, each.place)]
        # A whole box that only one of them has is said by its title; the heading says the rest.
        whole = each.kind in ("added", "removed") and len(links) == 1
        parts.setdefault(_part(each.place), []).append(Line("" if whole else render(each.message), links[-1:]))
    return Group(title, len(differences), list(parts.items()))


def _has(found: Book, place: str) -> bool:
    process, slash, step = place.partition("/")
    return bool(slash) and found.handbook.step(process, step) is not None


def _part(place: str) -> str:
    """What a difference is about, in words."""
    if "/" in place:
        return _("Boxes")
    return {
        "parties": _("Parties"),
        "terms": _("Words used here"),
        "sections": _("Content without boxes"),
        "claims": _("What the sources take a stand on"),
        "forms": _("Forms"),
        "meetings": _("Meetings"),
        "consents": _("Consents"),
        "deadlines": _("Time limits"),
        "facts": _("What is recorded"),
        "outcomes": _("Outcomes"),
        "phases": _("Phases"),
        "grounds": _("Grounds"),
        "categories": _("Kinds of information"),
    }.get(place, _("The handbook as a whole"))
