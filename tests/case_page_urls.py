"""The pages of a case for its tests: those that the site has, and a stand-in for each that is made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from samordna.desk.boxes.working_pages import urls as working_urls
from samordna.desk.case_pages import urls as case_urls
from samordna.platform.urls import handler404, handler429, handler500
from samordna.platform.urls import urlpatterns as site

__all__ = ["handler404", "handler429", "handler500", "urlpatterns"]
BESIDE = {
    "worklist": "desk/",
    "person": "people/<int:a>/",
    "case-box": "cases/<int:a>/boxes/<int:b>/",
    "transfer": "cases/<int:a>/transfers/<int:b>/",
    "consents": "cases/<int:a>/consents/",
    "case-log": "cases/<int:a>/log/",
}


def stand_in(_request: HttpRequest, **_where: int) -> HttpResponse:
    """A page of another part."""
    return HttpResponse("")


def names(patterns: Iterable[URLPattern | URLResolver]) -> set[str]:
    """The names of all pages in the patterns."""
    found: set[str] = set()
    for each in patterns:
        found |= names(each.url_patterns) if isinstance(each, URLResolver) else {str(each.name)}
    return found


_own = [*case_urls, *working_urls]
urlpatterns = [
    *site,
    *_own,
    *(path(where, stand_in, name=name) for name, where in BESIDE.items() if name not in names(site)),
]
