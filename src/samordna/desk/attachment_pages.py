"""Which files belong to a case: take one in, fetch it, take it away?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
