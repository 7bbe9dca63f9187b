"""Whatever stands in a content file: is it either read, or refused with its file, a line in it, and a mend?"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samordna.content import reading
from samordna.content.reading import ContentError
from samordna.handbooks import merging
from samordna.handbooks.queries import load

SOUND = Path(__file__).parents[1] / "fixtures/sound/handbook.yaml"
# The head alone: quick to parse, and it has one of everything that a main file may hold.
HEAD = SOUND.read_text("utf-8").partition("processes:\n")[0]
LINES = HEAD.splitlines(keepends=True)
quick = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
scraps = st.sampled_from(
    ["{", "}", "[", "]", ":", ": ", "- ", "~", '"', "'", "#", "&a", "*a", "!", "|", "\t", "\x00", "å", ","]
)


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    monkeypatch.setattr(reading, "_cache_folder", lambda: None)


def refusal(content: bytes) -> ContentError | None:
    """What loading the content is refused with; None when it is read."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "handbook.yaml"
        file.write_bytes(content)
        try:
            load(str(file))
        except ContentError as refused:
            return refused
        return None


def read_or_refused(content: bytes) -> None:
    """A refusal must point into the file and say what to do."""
    refused = refusal(content)
    if refused is not None:
        assert refused.file.endswith("/handbook.yaml")
        assert 0 <= refused.line <= content.count(b"\n") + 2
        assert str(refused.message)
        assert str(refused.mend)


@quick
@given(index=st.integers(0, len(LINES) - 1), at=st.integers(0, 200), scrap=scraps)
def test_a_scrap_put_in_anywhere(index, at, scrap):
    line = LINES[index]
    at = min(at, len(line))
    read_or_refused("".join([*LINES[:index], line[:at] + scrap + line[at:], *LINES[index + 1 :]]).encode())


@quick
@given(start=st.integers(0, len(LINES) - 1), count=st.integers(1, 6))
def test_lines_left_out_anywhere(start, count):
    read_or_refused("".join(LINES[:start] + LINES[start + count :]).encode())


@quick
@given(cut=st.integers(0, len(HEAD.encode())))
def test_a_file_cut_short_anywhere(cut):
    read_or_refused(HEAD.encode()[:cut])


@quick
@given(content=st.binary(max_size=200))
def test_bytes_of_any_kind(content):
    read_or_refused(content)


ids = st.sampled_from("abcdef")
entries = st.lists(ids, unique=True).map(lambda names: [{"id": name, "title": {"sv": name}} for name in names])


@quick
@given(theirs=entries, mine=entries, removed=st.lists(ids, unique=True))
def test_what_is_merged_is_what_both_have_less_what_is_removed(theirs, mine, removed):
    own = {"id": "kommun", "forms": [dict(e, own=True) for e in mine], merging.REMOVED: {"forms": removed}}
    data, origins = merging.inherit({"id": "lan", "forms": theirs}, own, {})
    mine_ids, their_ids = {e["id"] for e in mine}, {e["id"] for e in theirs}
    result = {e["id"]: e for e in data["forms"]}
    assert len(result) == len(data["forms"])
    assert set(result) == mine_ids | (their_ids - set(removed))
    assert {i for i, e in result.items() if e.get("own")} == mine_ids
    assert set(origins) == {f"forms.{i}" for i in set(result) - mine_ids}
    assert list(result) == [
        *(i for i in (e["id"] for e in theirs) if i in result),
        *(e["id"] for e in mine if e["id"] not in their_ids),
    ]
