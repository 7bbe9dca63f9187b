"""How does a command that needs the database get one? Django is set up late, because most commands do without."""

from __future__ import annotations

import os

import django

SETTINGS = "DJANGO_SETTINGS_MODULE"


def django_ready() -> None:
    """Read the settings and fill the ports; twice does the same as once."""
    os.environ.setdefault(SETTINGS, "samordna.platform.settings")
    django.setup()
