"""Which pages does a local administrator have? Units, what the area decides; no page here shows a case."""

from __future__ import annotations

from django.urls import URLPattern, path

from samordna.organisations.pages.adding import add_page
from samordna.organisations.pages.local import decide, local_page
from samordna.organisations.pages.overview import overview_page
from samordna.organisations.pages.unit import change, unit_page

urls: list[URLPattern] = [
    path("", overview_page, name="organisation"),
    path("units/new/<int:area>/", add_page, name="organisation-add-unit"),
    path("areas/<int:area>/", local_page, name="organisation-local"),
    path("areas/<int:area>/<slug:verb>/", decide, name="organisation-decide"),
    path("units/<int:unit>/", unit_page, name="organisation-unit"),
    path("units/<int:unit>/<slug:verb>/", change, name="organisation-change"),
]
