"""Two boxes and their decisions in viewflow, on the same databases with the same durability as ours."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from samordna.platform import databases


def set_up(address: str) -> None:
    """Django with viewflow and nothing of ours but how a database is opened; the tables made."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        DATABASES={"default": databases.configured(address)},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "viewflow", "viewflow.workflow", "bench",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True, SECRET_KEY=os.urandom(20).hex(),
    )  # fmt: skip
    django.setup()
    call_command("migrate", verbosity=0)


def contender(cases: int, boxes: int, rounds: int) -> tuple[Callable[[], int], Callable[[], float]]:
    """Work: every box of a case is found, assigned, started and executed, with its decision, in one transaction."""
    from django.contrib.auth.models import User
    from django.db import transaction
    from viewflow import this
    from viewflow.workflow import flow
    from viewflow.workflow.models import Process, Task

    def decided(activation: Any) -> bool:
        return bool(activation.process.data["choice"] == "ja")

    class BoxesFlow(flow.Flow):  # type: ignore[misc]
        process_class = Process
        start = flow.StartHandle(this.begin).Next(this.nine)
        nine = flow.View(None).Next(this.nine_decided)
        nine_decided = flow.If(decided).Then(this.ten).Else(this.end)
        ten = flow.View(None).Next(this.ten_decided)
        ten_decided = flow.If(decided).Then(this.end).Else(this.nine)
        end = flow.End()

        def begin(self, activation: Any) -> Any:
            return activation.process

    globals()["BoxesFlow"] = BoxesFlow
    BoxesFlow.__qualname__ = "BoxesFlow"
    user = User.objects.create(username="sara")

    def step(process: int, choice: str) -> None:
        with transaction.atomic():
            task = Task.objects.select_related("process").get(process_id=process, finished=None, flow_task_type="HUMAN")
            with task.activation() as activation:
                activation.assign(user)
                activation.start(None)
                activation.process.data = {"choice": choice}
                activation.process.save()
                activation.execute()

    pool = iter([BoxesFlow.start.run().pk for _ in range(cases * (rounds + 1))])

    def work() -> int:
        for _ in range(cases):
            process = next(pool)
            for n in range(boxes):
                step(process, "ja" if n % 2 == 0 else "nej")
        return cases * boxes

    return work, lambda: 0.0
