"""Which guides and pages outside does an area point to, and when was each looked at?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
