"""Which pages show the handbooks? Without sign-in, everything in the address; and what needs review, for owners."""

from __future__ import annotations

from django.urls import URLPattern, path

from samordna.handbooks.pages.box import box_page
from samordna.handbooks.pages.comparison import compare_page
from samordna.handbooks.pages.downloads import booklet_file, map_file
from samordna.handbooks.pages.front import help_page, start_page
from samordna.handbooks.pages.library import handbook_page, handbooks_page
from samordna.handbooks.pages.process import process_page
from samordna.handbooks.pages.rehearsal import rehearse_page
from samordna.handbooks.pages.review import review_done, review_page
from samordna.handbooks.pages.search import search_page
from samordna.handbooks.pages.versions import versions_page

# Fixed words come before the ids of handbooks, processes and boxes.
urls: list[URLPattern] = [
    path("", handbooks_page, name="handbooks"),
    path("search/", search_page, name="search"),
    path("compare/", compare_page, name="compare"),
    path("review/", review_page, name="handbook-review"),
    path("review/<handbook>/<version>/", review_done, name="handbook-reviewed"),
    path("<handbook>/", handbook_page, name="handbook"),
    path("<handbook>/booklet.pdf", booklet_file, name="booklet"),
    path("<handbook>/versions/", versions_page, name="versions"),
    path("<handbook>/<process>/", process_page, name="process"),
    path("<handbook>/<process>/map.svg", map_file, name="map"),
    path("<handbook>/<process>/rehearse/", rehearse_page, name="rehearse"),
    path("<handbook>/<process>/<box>/", box_page, name="box"),
]

front: list[URLPattern] = [
    path("", start_page, name="start"),
    path("help/", help_page, name="help"),
]
