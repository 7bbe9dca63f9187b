"""Our addresses, and the plain page beside them."""

from django.urls import path

from bench.lists import plain
from samordna.platform.urls import *  # noqa: F403
from samordna.platform.urls import urlpatterns as ours

urlpatterns = [path("plain/", plain, name="plain-worklist"), *ours]
