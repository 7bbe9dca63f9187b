"""Which provisions, values and acts speak of this? Search by id, by citation, or by words in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from samordna.kernel.text import Text
from samordna.law.domain import Act, Law, Value

# "SoL (2025:400) 10 kap. 8 §" and "sol-2025:10:8" come to much the same words.
_WORD = re.compile(r"[0-9a-zåäöéü]+")


def search(law: Law, wanted: str) -> tuple[str, ...]:
    """Ids of what holds every word of `wanted`: the id itself first, then titles, then the rest. Empty for no words.

    A number must be there as a number ("8" does not find "28"); other words may be a part of a longer one.
    """
    words = _words(wanted)
    if not words:
        return ()
    whole = wanted.strip().casefold()
    found = []
    for ref, names, texts in _everything(law):
        if whole == ref or _holds(words, names) or _holds(words, [*names, *texts]):
            found.append((ref != whole, not _holds(words, names), ref))
    # Sorting keeps the order of the library among equals, so ids are not compared.
    return tuple(ref for _exact, _named, ref in sorted(found, key=lambda hit: hit[:2]))


def _everything(law: Law) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each id with the texts that name it and those that say more."""
    for ref, act in law.acts.items():
        yield ref, _act(act), [act.note]
    for ref, versions in law.by_id.items():
        act = law.acts[versions[0].act]
        names = [ref, *_both(act.name), *(text for v in versions for text in (v.citation, *_both(v.title)))]
        yield ref, names, [text for v in versions for text in (*_both(v.says), v.note)]
    for ref, periods in law.by_key.items():
        yield ref, [ref, *_both(periods[0].title)], [text for v in periods for text in _told(v)]


def _act(act: Act) -> list[str]:
    return [act.id, act.sfs, act.short, *_both(act.name)]


def _told(value: Value) -> list[str]:
    return [value.provision, value.note, value.source]


def _both(text: Text) -> tuple[str, str]:
    return text.sv, text.en


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _holds(words: Iterable[str], texts: Iterable[str]) -> bool:
    joined = " ".join(texts).casefold()
    known = set(_WORD.findall(joined))
    return all(word in known if word[0].isdigit() else word in joined for word in words)
