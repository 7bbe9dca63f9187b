"""Which times does a forum offer, and what waits to be taken up in it?"""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
