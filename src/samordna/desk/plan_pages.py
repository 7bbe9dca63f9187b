"""Which plans does a case have, and what stands in them?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
