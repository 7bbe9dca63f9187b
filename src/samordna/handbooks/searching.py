"""Where in the handbooks does something stand? Every word must occur; titles count most, then questions, then guidance.

Pure: an index is made from handbooks and asked, without files or screens. A word matches the words it begins (“läkar”
finds “läkarintyg”); å, ä and ö are letters of their own.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from samordna.handbooks.domain import Handbook, Process, Step
from samordna.kernel.text import Text

# A hit in a title outweighs any number of hits in a question, and so on: words are few, these steps are not.
WEIGHTS = {"title": 10_000, "question": 1_000, "guidance": 100, "exit": 10, "checklist": 10, "form": 10, "deadline": 10}
WHOLE_WORD = 2
BEFORE, AFTER = 60, 130
MOST_WORDS = 12
_WORD = re.compile(r"[^\W_]+")
_MARKS = re.compile(r"\*\*|__|`|^\s*(?:[-*]|\d+\.|#+|>)\s+|\[([^\]]*)\]\([^)]*\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a place: kind (a key of WEIGHTS), the text, its language, and its words as they are compared."""

    kind: str
    text: str
    lang: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Something that can be found: a box, or a section of a handbook (then `process` is empty and `step` its key).

    `inherited` is true for a section that stands in another handbook, where it is found when all are searched.
    """

    handbook: str
    process: str
    step: str
    parties: frozenset[str]
    said: tuple[Said, ...]
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found, and the text that shows why: pieces of it, each with whether it is what was sought."""

    place: Place
    score: int
    kind: str
    lang: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """How many places there are, and the best of them."""

    total: int = 0
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True)
class Index:
    """Places by the words that stand in them."""

    places: tuple[Place, ...] = ()
    words: tuple[str, ...] = ()
    found_in: Mapping[str, Mapping[int, int]] = field(default_factory=dict)


def folded(text: str) -> str:
    """Text as it is compared: letters in one form, without capitals; å, ä and ö are kept."""
    return unicodedata.normalize("NFC", text).casefold()


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return _WORD.findall(folded(text))


def index(handbooks: Iterable[Handbook]) -> Index:
    """An index of every box, and of every section without boxes."""
    places = tuple(place for handbook in handbooks for place in _places(handbook))
    found_in: dict[str, dict[int, int]] = {}
    for number, place in enumerate(places):
        for said in place.said:
            weight = WEIGHTS[said.kind]
            for word in said.words:
                known = found_in.setdefault(word, {})
                known[number] = max(known.get(number, 0), weight)
    return Index(places, tuple(sorted(found_in)), found_in)


def search(index: Index, query: str, handbook: str = "", party: str = "", most: int = 30) -> Found:
    """The places where every word of `query` stands, the `most` best. `party` keeps those where it takes part."""
    wanted = list(dict.fromkeys(words_of(query)))[:MOST_WORDS]
    if not wanted:
        return Found()
    scores = _all_of([_matches(index, word) for word in wanted])
    hits = []
    for number, score in scores.items():
        place = index.places[number]
        here = place.handbook == handbook if handbook else not place.inherited
        if here and (not party or party in place.parties):
            hits.append((-score, number, place))
    best = sorted(hits, key=lambda h: h[:2])[:most]
    return Found(len(hits), tuple(_hit(place, -score, wanted) for score, _number, place in best))


def _matches(index: Index, word: str) -> dict[int, int]:
    """How well each place matches a word: the weight of the text it stands in, more for the whole word."""
    found: dict[int, int] = {}
    for at in range(bisect_left(index.words, word), len(index.words)):
        known = index.words[at]
        if not known.startswith(word):
            break
        factor = WHOLE_WORD if known == word else 1
        for number, weight in index.found_in[known].items():
            found[number] = max(found.get(number, 0), weight * factor)
    return found


def _all_of(matches: list[dict[int, int]]) -> dict[int, int]:
    first, *rest = sorted(matches, key=len)
    return {
        number: score + sum(other[number] for other in rest)
        for number, score in first.items()
        if all(number in other for other in rest)
    }


def _hit(place: Place, score: int, wanted: list[str]) -> Hit:
    """The text that holds most of the words, and of those the weightiest that is not the title alone."""

    def worth(said: Said) -> tuple[int, bool, int]:
        held = sum(any(word.startswith(each) for word in said.words) for each in wanted)
        return held, said.kind != "title", WEIGHTS[said.kind]

    said = max(place.said, key=worth)
    return Hit(place, score, said.kind, said.lang, tuple(marked(said.text, wanted, around=True)))


def marked(text: str, wanted: Iterable[str], *, around: bool = False) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it begins as a wanted word does; `around` keeps what is near the first."""
    text = unicodedata.normalize("NFC", text)
    # Casefolding may change the length of a text, so words are compared one by one and never by place.
    hits = [m.span() for m in _WORD.finditer(text) if folded(m.group()).startswith(tuple(wanted))]
    start, end = _window(text, hits[0][0]) if around and hits else (0, BEFORE + AFTER if around else len(text))
    if start:
        yield "… ", False
    at = start
    for first, last in hits:
        if first < start or last > end:
            continue
        if first > at:
            yield text[at:first], False
        yield text[first:last], True
        at = last
    if text[at:end]:
        yield text[at:end], False
    if end < len(text):
        yield " …", False


def _window(text: str, first: int) -> tuple[int, int]:
    """Where to cut, between words."""
    start = 0 if first <= BEFORE else text.rfind(" ", 0, first - BEFORE + 15) + 1
    end = first + AFTER
    cut = text.rfind(" ", first, end)
    return start, len(text) if end >= len(text) else max(cut, first + 1)


def plain(markdown: str) -> str:
    """Guidance without its marks, on one line."""
    return " ".join(_MARKS.sub(lambda found: found.group(1) or "", markdown).split())


def _places(handbook: Handbook) -> Iterator[Place]:
    for process in handbook.processes:
        for step in process.by_id.values():
            said = tuple(each for each in _box(handbook, step) if each.text.strip())
            yield Place(handbook.id, process.id, step.id, _parties(process, step), said)
    for key, value in handbook.sections.items():
        texts = tuple(_section(value))
        if texts:
            inherited = f"sections.{key}" in handbook.origins
            yield Place(handbook.id, "", key, frozenset(), texts, inherited)


def _parties(process: Process, step: Step) -> frozenset[str]:
    leads = {step.lead} if step.lead else set(process.starters)
    return frozenset(leads | set(step.parties) | (set(step.guidance) - {"all"}))


def _box(handbook: Handbook, step: Step) -> Iterator[Said]:
    yield from _both("title", step.title)
    yield _said("title", step.label or step.id)
    if step.question:
        yield from _both("question", step.question)
    for text in step.guidance.values():
        yield _said("guidance", plain(text))
    for label in [each.label for ways in (step.exits, step.referrals, step.waits) for each in ways]:
        yield from _both("exit", label)
    for way in step.exits:
        yield _said("exit", way.when)
    for tick in step.checklist:
        yield _said("checklist", tick)
    for kind, register, ids in (("form", "forms", step.forms), ("deadline", "deadlines", step.deadlines)):
        for entry in filter(None, (handbook.entry(register, each) for each in ids)):
            yield from _both(kind, entry.title)
            yield _said(kind, str(entry.data.get("label", "")))


def _both(kind: str, text: Text) -> Iterator[Said]:
    """A text in the languages it has."""
    yield _said(kind, text.sv)
    if text.en:
        yield _said(kind, text.en, "en")


def _said(kind: str, text: str, lang: str = "sv") -> Said:
    return Said(kind, text, lang, frozenset(words_of(text)))


_NO_WORDS = frozenset(
    ["id", "url", "link", "fact", "form", "table", "deadline", "law", "used_in", "confidence", "party"]
)


def _section(value: Any, kind: str = "guidance", depth: int = 0) -> Iterator[Said]:
    """Every text in a section; ids and addresses say nothing to people. The section's own title counts as one."""
    if isinstance(value, Mapping) and value and set(value) <= {"sv", "en"}:
        yield from _both(kind, Text(str(value.get("sv", "")), str(value.get("en", ""))))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name not in _NO_WORDS:
                yield from _section(each, "title" if name == "title" and not depth else "guidance", depth + 1)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _section(each, depth=depth + 1)
    elif isinstance(value, str):
        yield _said(kind, plain(value))
