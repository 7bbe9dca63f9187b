"""Does a story that cannot be played say which line is wrong, and why?"""

from __future__ import annotations

from pathlib import Path

import pytest

from samordna.content import reading
from samordna.content.reading import ContentError
from samordna.handbooks.queries import load
from samordna.handbooks.scenarios import play

SOUND = load(str(Path(__file__).parents[1] / "fixtures/sound"))
HEAD = "title: Prov\nprocess: sund\nparty: socialtjanst\nmoves:\n"


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    monkeypatch.setattr(reading, "_cache_folder", lambda: None)


def played(tmp_path, *lines, after="", head=HEAD):
    file = tmp_path / "saga.yaml"
    file.write_text(head + "".join(f"  - {{{line}}}\n" for line in lines) + after, "utf-8")
    return play(SOUND, file)


def test_a_story_that_goes_as_told(tmp_path):
    story = played(
        tmp_path,
        'box: "1", choose: vidare, expect: {boxes: ["2"]}',
        'box: "2", choose: ja',
        'box: "3", choose: sjalva',
        'box: "5", choose: vidare',
        'box: "6", choose: [arbete, studier], degree: 50, driver: socialtjanst',
        after="expect: {outcomes: [studies, work], boxes: []}\n",
    )
    assert story.wrong == []
    assert len(story.events) == 6


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('box: "9", choose: vidare', "sund/9"),
        ('box: "1", choose: nej', "Complete"),
        ('box: "1"', "gör ingenting"),
        ("accept: forsakringskassan", "forsakringskassan"),
        ("end: team", "team"),
        ('correct: "1"', "1"),
        ('box: "1", choose: nej, expect: {boxes: ["3"]}', "Complete"),
        ('box: "1", choose: vidare, expect: {boxes: ["3"]}', "boxes"),
        ('box: "1", choose: vidare, expect: {ball: forsakringskassan}', "ball"),
        ('box: "1", choose: vidare, expect: {ended: true}', "ended"),
    ],
)
def test_a_line_that_cannot_be_played_is_named(tmp_path, line, said):
    (wrong,) = played(tmp_path, line, 'box: "2", choose: ja').wrong
    _file, place, words = wrong.partition("saga.yaml:5: ")
    assert place
    assert said in words


def test_what_is_expected_at_the_end_is_named_by_its_line(tmp_path):
    (wrong,) = played(tmp_path, 'box: "1", choose: vidare', after="expect: {outcomes: [work]}\n").wrong
    assert "saga.yaml:6: outcomes" in wrong


def test_a_start_that_is_refused_is_the_first_line(tmp_path):
    (wrong,) = played(tmp_path, 'box: "1", choose: vidare', head=HEAD.replace("socialtjanst", "halso-sjukvard")).wrong
    assert "saga.yaml:1: Start" in wrong


def test_a_misspelt_key_is_an_error_of_the_file(tmp_path):
    with pytest.raises(ContentError, match="Write “choose”"):
        played(tmp_path, 'box: "1", chose: vidare')
