"""Which files does a demonstration case have? Plain texts by invented senders, kept by running the command."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from samordna.attachments import commands
from samordna.attachments.domain import Upload
from samordna.platform.demonstrating.player import Story


def keep(story: Story, each: Mapping[str, Any]) -> None:
    """Keep a file that came so many days ago, dated two days before that."""
    day = story.today - timedelta(days=each["days"])
    story.on = max(story.on, day)
    act, scope = story.act(story.worker)
    upload = Upload(
        file=io.BytesIO(each["text"].encode()), name=each["name"], kind=each["kind"], category=each["category"],
        sender=each["from"], came_on=story.on, dated=story.on - timedelta(days=2), words=each.get("about", ""),
    )  # fmt: skip
    commands.keep(act=act, scope=scope, case=story.case, upload=upload)
