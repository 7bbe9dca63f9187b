"""What has been tried, with which results, and what is missing: the whole road on two pages."""

from __future__ import annotations

from django.urls import URLPattern

urls: list[URLPattern] = []
