"""Which pages are there? Every room lists its own; this is their order."""

from __future__ import annotations

from django.urls import include, path

from samordna.handbooks.pages import front
from samordna.handbooks.pages import urls as handbooks
from samordna.law.pages import urls as law
from samordna.platform import wiring
from samordna.platform.clock import today
from samordna.rules.pages import urls as rules
from samordna.web import day
from samordna.web.pages import urls as web

day.fill(today)
wiring.wire()

urlpatterns = [
    path("", include(front)),
    path("", include(web)),
    path("handbooks/", include(handbooks)),
    path("tables/", include(rules)),
    path("law/", include(law)),
]
handler404 = "samordna.web.pages.not_found"
handler500 = "samordna.web.pages.went_wrong"
