"""Which pages outside does an area point to, and which of them has nobody looked at for too long?

Those of the register, those of the area's handbook, and the area's own; with the address that the area has given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from samordna.content.reading import ROOT, Json, by_schema, read
from samordna.handbooks.domain import Handbook
from samordna.kernel.months import add_months
from samordna.kernel.text import Text
from samordna.plans.models import LinkCheck

FILE = ROOT / "registers" / "links.yaml"
MONTHS = 12
# How the id of a page of the area's own begins.
OWN = "own-"


@dataclass(frozen=True, slots=True)
class Page:
    """A page outside: its id here, what it is, who answers for it, its address, and until when it counts as checked.

    `url` is "" when nobody has found the page yet. `source` says where the address was found; `moved` when the area
    has given it another.
    """

    id: str
    title: Text
    owner: str
    url: str
    months: int
    source: str = ""
    checked_on: date | None = None
    moved: bool = False
    own: bool = False

    @property
    def good_until(self) -> date | None:
        """The day from which it has to be looked at again."""
        return add_months(self.checked_on, self.months) if self.checked_on else None

    def overdue(self, on: date) -> bool:
        """True when nobody has looked at it, or not for too long."""
        return self.good_until is None or self.good_until <= on


def pages(area: int, book: Handbook) -> list[Page]:
    """The pages of an area. One query."""
    known = {row.link: row for row in LinkCheck.objects.filter(area_id=area)}
    given: dict[str, Page] = {}
    for each in (*_shared(FILE.stat().st_mtime_ns), *_of_handbook(book)):
        given.setdefault(each.url.rstrip("/") or each.id, each)
    own = (
        Page(row.link, Text(row.title, row.title), "", row.url, MONTHS, own=True)
        for row in known.values()
        if row.link.startswith(OWN)
    )
    found = [_as_known(each, known.get(each.id)) for each in (*given.values(), *own)]
    return [each for each in found if each is not None]


def _as_known(page: Page, row: LinkCheck | None) -> Page | None:
    if row is None:
        return page
    if row.removed_on:
        return None
    url = row.url or page.url
    return Page(
        page.id, page.title, page.owner, url, page.months, page.source, row.checked_on, url != page.url, page.own
    )  # fmt: skip


@cache
def _shared(_changed: int) -> tuple[Page, ...]:
    data = read(FILE, "links", by_schema("samordna.plans.schema:LinksFile")).data
    return tuple(_page(each) for each in data["entries"])


def _page(data: Json) -> Page:
    title = Text(data["title"]["sv"], data["title"]["en"])
    return Page(data["id"], title, data["owner"], data["url"], data.get("months", MONTHS), data["source"])


def _of_handbook(book: Handbook) -> Iterable[Page]:
    """The links of a handbook. One without an address has nothing to look at until somebody gives it one."""
    section: Any = book.sections.get("links") or ()
    entries: Iterable[Mapping[str, Any]] = section.get("items", ()) if isinstance(section, Mapping) else section
    for each in entries:
        title, url = str(each["title"]), str(each.get("url", ""))
        link = f"{book.id}/{each.get('id') or title}"[:200]
        yield Page(link, Text(title, title), str(each.get("owner", "")), url, MONTHS, book.source)
