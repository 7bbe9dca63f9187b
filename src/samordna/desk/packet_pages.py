"""How does a hand-over leave as a sealed packet, and how is one that came taken in?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
