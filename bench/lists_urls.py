"""Our addresses, and the plain page beside them."""

from typing import Any

from django.urls import path

from bench import plain
from samordna.platform.urls import *  # noqa: F403
from samordna.platform.urls import urlpatterns as ours

page: Any = plain.page
urlpatterns = [path("plain/", page, name="plain-worklist"), *ours]
