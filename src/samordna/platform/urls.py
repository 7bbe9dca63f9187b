"""Which pages are there? Every room lists its own; this is their order."""

from __future__ import annotations

from django.urls import include, path

from samordna.desk import (
    access_pages,
    box_pages,
    case_pages,
    consent_pages,
    incoming_pages,
    log_pages,
    many_pages,
    opening_pages,
    person_pages,
    transfer_pages,
    working_pages,
    worklist_pages,
)
from samordna.handbooks.pages import front
from samordna.handbooks.pages import urls as handbooks
from samordna.law.pages import urls as law
from samordna.organisations.pages import urls as organisation
from samordna.platform.signing_in.pages import urls as signing_in
from samordna.rules.pages import urls as rules
from samordna.web.pages import urls as web

DESK = (
    worklist_pages, opening_pages, person_pages, incoming_pages, many_pages, log_pages, access_pages,
    case_pages, box_pages, transfer_pages, consent_pages, working_pages,
)  # fmt: skip

urlpatterns = [
    path("", include(front)),
    path("", include(web)),
    path("", include(signing_in)),
    *(path("", include(pages.urls)) for pages in DESK),
    path("organisation/", include(organisation)),
    path("handbooks/", include(handbooks)),
    path("tables/", include(rules)),
    path("law/", include(law)),
]
handler429 = "samordna.web.pages.too_many"
handler404 = "samordna.web.pages.not_found"
handler500 = "samordna.web.pages.went_wrong"
