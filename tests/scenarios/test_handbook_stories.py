"""Every story beside every handbook goes as its author expects (DOMAIN D3-D15)."""

from __future__ import annotations

from pathlib import Path

import pytest

from samordna.handbooks.journey import fold
from samordna.handbooks.queries import available, load
from samordna.handbooks.scenarios import files, play

STORIES = [(a.id, file) for a in available() for file in files(a.path)]


@pytest.mark.parametrize(("handbook", "file"), STORIES, ids=[f"{h}-{f.stem}" for h, f in STORIES])
def test_story_goes_as_expected(handbook: str, file: Path) -> None:
    played = play(load(handbook), file)
    assert not played.wrong, "\n".join(played.wrong)
    assert fold(played.events) == played.state


def test_every_process_has_at_least_two_stories() -> None:
    told = [file.read_text("utf-8") for _, file in STORIES]
    for book in {a.id for a in available()}:
        for process in load(book).processes:
            count = sum(f"process: {process.id}\n" in text for text in told)
            assert count >= 2, f"{book}/{process.id} has {count} stories"
