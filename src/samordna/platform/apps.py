"""What happens when the application starts? Ports are filled, and guards put back after every migrate (E2, E6)."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PlatformConfig(AppConfig):
    """The application as a whole."""

    name = "samordna.platform"
    label = "platform"

    def ready(self) -> None:
        """Fill the ports; watch for migrations, which on SQLite drop triggers."""
        from samordna.platform import wiring
        from samordna.platform.clock import now, today
        from samordna.web import day

        day.fill(today, now)
        wiring.wire()
        # The signal comes once for every application that has tables, after all of them have been migrated.
        post_migrate.connect(_guard, sender=apps.get_app_config("journal"))


def _guard(**_about: Any) -> None:
    from samordna.journal import guards

    guards.install()
