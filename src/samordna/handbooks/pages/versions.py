"""Which versions of a handbook are there, since when, and what has changed from one to the next?

Published versions never change; a packaged one that is not published is shown as such. Without a database there are
only packaged ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_page
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe
from markupsafe import Markup

from samordna.handbooks import published
from samordna.handbooks.pages import finding, wording
from samordna.handbooks.pages.wording import Link
from samordna.handbooks.published import Edition
from samordna.handbooks.queries import available, version_key
from samordna.web.i18n import _

# Enough to tell two versions apart; the whole is in the title.
SHORT = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """A version in the list; `since` compares it with the one before it."""

    link: Link
    published: str
    owner: Markup
    digest: str
    whole: str
    since: Link | None


@require_safe
def versions_page(request: HttpRequest, handbook: str) -> HttpResponse:
    """The versions of a handbook, newest first, each with what has changed; and other areas to compare with."""
    found = finding.book(handbook)
    handbook_id = found.handbook.id
    known = {each.version: each for each in published.seen(handbook_id)}
    data = {
        "title": wording.shown(found.handbook.title),
        "handbook": wording.address("handbook", handbook),
        "versions": _versions(handbook_id, known),
        "others": _others(handbook_id),
    }
    return render_page(request, "handbooks/versions.html", data)


def _versions(handbook_id: str, known: Mapping[str, Edition]) -> list[Shown]:
    packaged = [each.version for each in available() if each.id == handbook_id]
    ordered = sorted({*packaged, *known}, key=version_key)
    # What is not published has the address of the files, which has no version for the newest.
    bare = packaged[-1] if packaged and packaged[-1] not in known else ""
    refs = {each: handbook_id if each == bare else f"{handbook_id}@{each}" for each in ordered}
    before = {later: earlier for earlier, later in pairwise(ordered)}
    return [_shown(refs, each, before.get(each, ""), known.get(each)) for each in reversed(ordered)]


def _shown(refs: Mapping[str, str], version: str, before: str, edition: Edition | None) -> Shown:
    since = None
    if before:
        words = _("What has changed since {version}").format(version=before)
        since = Link(words, wording.address("compare", a=refs[before], b=refs[version]))
    return Shown(
        link=Link(version, wording.address("handbook", refs[version])),
        published=localdate(edition.at).isoformat() if edition else "",
        owner=wording.swedish(finding.book(refs[version]).handbook.owner),
        digest=edition.digest[:SHORT] if edition else "",
        whole=edition.digest if edition else "",
        since=since,
    )


def _others(handbook_id: str) -> list[Link]:
    """The other areas' handbooks, each compared with this one."""
    return [
        Link(wording.plain(finding.book(other).handbook.title), wording.address("compare", a=handbook_id, b=other))
        for other in sorted({each.id for each in available()} - {handbook_id})
    ]
