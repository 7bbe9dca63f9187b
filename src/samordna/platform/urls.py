"""Which pages are there? Every room lists its own; this is their order."""

from __future__ import annotations

from django.urls import include, path

from samordna.desk import (
    case_pages,
    facts_pages,
    guard_pages,
    incoming_pages,
    many_pages,
    opening_pages,
    person_pages,
    worklist_pages,
)
from samordna.desk.boxes import box_pages, deciding_pages, working_pages
from samordna.desk.dates import dates_pages, radar_pages
from samordna.desk.dialogues import dialogue_pages
from samordna.desk.history import as_on_pages, log_pages
from samordna.desk.leaving import access_pages, consent_pages, transfer_pages
from samordna.desk.measures import catalogue_pages, measure_pages
from samordna.desk.meetings import meeting_pages, slot_pages
from samordna.desk.papers import attachment_pages, form_pages, gathered_pages, packet_pages
from samordna.desk.plans import link_pages, plan_pages
from samordna.forms.pages import urls as forms
from samordna.handbooks.pages import front
from samordna.handbooks.pages import urls as handbooks
from samordna.law.pages import urls as law
from samordna.notices.feed_pages import urls as calendar
from samordna.organisations.pages import urls as organisation
from samordna.platform.signing_in.pages import urls as signing_in
from samordna.rules.pages import urls as rules
from samordna.web.pages import urls as web

DESK = (
    worklist_pages, opening_pages, person_pages, incoming_pages, many_pages, log_pages, access_pages,
    case_pages, box_pages, deciding_pages, facts_pages, guard_pages, transfer_pages, consent_pages, working_pages,
    dates_pages, as_on_pages, form_pages, radar_pages,
    meeting_pages, slot_pages, plan_pages, link_pages, measure_pages, catalogue_pages, gathered_pages, attachment_pages,
    packet_pages, dialogue_pages,
)  # fmt: skip

urlpatterns = [
    path("", include(front)),
    path("", include(web)),
    path("", include(signing_in)),
    *(path("", include(pages.urls)) for pages in DESK),
    path("", include(calendar)),
    path("organisation/", include(organisation)),
    path("handbooks/", include(handbooks)),
    path("forms/", include(forms)),
    path("tables/", include(rules)),
    path("law/", include(law)),
]
handler429 = "samordna.web.pages.too_many"
handler400 = "samordna.web.pages.not_understood"
handler404 = "samordna.web.pages.not_found"
handler500 = "samordna.web.pages.went_wrong"
