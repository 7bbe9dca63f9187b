"""What meetings does a case have: who is called, who came, what was decided?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
