"""The site with the pages of the logs and the access matrix, wherever else they are mounted."""

from __future__ import annotations

from django.urls import include, path

from samordna.desk.case_pages import urls as case
from samordna.desk.history.log_pages import urls as log
from samordna.desk.leaving.access_pages import urls as access
from samordna.platform.urls import handler404, handler429, handler500, urlpatterns

__all__ = ["handler404", "handler429", "handler500", "urlpatterns"]
urlpatterns = [*urlpatterns, path("", include(log)), path("", include(access)), path("", include(case))]
