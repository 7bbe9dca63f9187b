"""Which pages does the demonstration have? All of them, and one where signing in is choosing who one is."""

from __future__ import annotations

from django.urls import path

from samordna.platform.one_click import personas
from samordna.platform.urls import handler400, handler404, handler429, handler500
from samordna.platform.urls import urlpatterns as real

urlpatterns = [
    *real,
    path("demo/", personas, name="demo"),
    # The later of two pages with the same name is the one that is linked to.
    path("demo/", personas, name="sign-in"),
]

__all__ = ["handler400", "handler404", "handler429", "handler500", "urlpatterns"]
