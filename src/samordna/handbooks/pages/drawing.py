"""Which map does a page show? Boxes are links to their pages, and a map once drawn is kept."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

from samordna.handbooks.domain import Handbook, Process
from samordna.handbooks.map import Drawing, Highlight, Hrefs, draw
from samordna.handbooks.pages.finding import Book
from samordna.web.i18n import language

PLAIN = Highlight()


def drawing(found: Book, process: Process, role: str = "", highlight: Highlight = PLAIN) -> Drawing:
    """The map in the language spoken; links keep the chosen role."""
    return _drawn(found.handbook.id, found.handbook.version, process.id, language(), _Drawn(found, role, highlight))


class _Drawn:
    """What a drawing depends on; equal when the links and the highlighted boxes are."""

    def __init__(self, found: Book, role: str, highlight: Highlight) -> None:
        self.handbook: Handbook = found.handbook
        base, query = reverse("handbook", args=[found.ref]), f"?as={role}" if role else ""
        self.hrefs = Hrefs(f"{base}{{process}}/{{step}}/{query}", f"{base}{{process}}/{{step}}/{query}")
        self.highlight = highlight
        self._key = (self.hrefs, highlight)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=128)
def _drawn(_handbook: str, _version: str, process: str, lang: str, wanted: _Drawn) -> Drawing:
    return draw(wanted.handbook, wanted.handbook.by_id[process], lang, wanted.hrefs, wanted.highlight)
