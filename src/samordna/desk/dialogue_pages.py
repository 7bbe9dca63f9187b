"""How does a dialogue with health care through its rehabilitation coordinator go, step by step?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
