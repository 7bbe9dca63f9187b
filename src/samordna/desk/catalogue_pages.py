"""What is there to apply for in the area, for whom, and is there room?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
