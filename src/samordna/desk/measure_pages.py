"""Which measures does the person of a case take part in, and how did they go?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
