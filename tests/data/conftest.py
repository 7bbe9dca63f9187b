"""What most stories about cases begin with: the world, and Sara at her desk."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.cases_world import World, build, signed_in


@pytest.fixture
def world(settings: Any) -> World:
    """The area with its units and people; a password is enough to sign in."""
    settings.SECOND_FACTOR_REQUIRED = False
    return build()


@pytest.fixture
def sara(world: World) -> Client:
    """Sara of social services, signed in."""
    return signed_in(world, "sara")
