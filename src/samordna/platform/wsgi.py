"""The entry point of a web server: the application, with all content read before the first question."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from samordna.handbooks.queries import available, load
from samordna.law.queries import load as load_law
from samordna.platform.memory import settle
from samordna.rules.queries import load_all as load_tables


def warm() -> int:
    """Read every handbook, table and provision, and find every page. Returns how many handbooks there are.

    Raises ContentError when one cannot be read.
    """
    load_law()
    load_tables()
    _ = get_resolver().url_patterns
    handbooks = {found.id for found in available()}
    for handbook in handbooks:
        load(handbook)
    return len(handbooks)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samordna.platform.settings")
application = get_wsgi_application()
HANDBOOKS = warm()
settle()
