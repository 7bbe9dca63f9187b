"""When a handbook file is wrong, does the reader learn which file, which line, and what to write instead?"""

from __future__ import annotations

import re

import pytest

from samordna.content import reading
from samordna.content.reading import ContentError
from samordna.handbooks.queries import load

TEXT = """\
id: prov
version: "1"
title: {sv: Prov, en: Trial}
source: {title: Källan}
valid: {from: 2026-01-01}
owner: Kommunen
parties:
  - {id: socialtjanst, name: {sv: Socialtjänsten, en: Social services}}
  - {id: individ, name: {sv: Individen, en: The person}}
forms:
  - {id: plan, title: {sv: Plan, en: Plan}}
processes:
  - id: prov
    number: "1"
    title: {sv: Vägen, en: The way}
    starters: [socialtjanst]
    starts: ["1"]
    steps:
      - id: "1"
        title: {sv: Kontakt, en: Contact}
        question: {sv: Behövs hjälp?, en: Is help needed?}
        exits:
          - {id: ja, label: {sv: Ja, en: "Yes"}, to: "outcome:work"}
          - {id: nej, label: {sv: Nej, en: "No"}, to: "outcome:studies"}
"""


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch):
    monkeypatch.setattr(reading, "_cache_folder", lambda: None)


def problem(tmp_path, content, name="handbook.yaml"):
    """The error that the content gives, with its file checked."""
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(ContentError) as found:
        load(str(file))
    assert found.value.file == file.as_posix()
    assert str(found.value).startswith(f"{file.as_posix()}:{found.value.line}: ")
    return found.value


def test_the_file_as_it_stands_is_read(tmp_path):
    (tmp_path / "handbook.yaml").write_text(TEXT, "utf-8")
    book = load(str(tmp_path))
    assert (book.id, [p.id for p in book.processes], book.place.line) == ("prov", ["prov"], 1)
    assert load(str(tmp_path / "handbook.yaml")).step("prov", "1") == book.step("prov", "1")
    step = book.step("prov", "1")
    assert step is not None
    assert step.place.line == TEXT[: TEXT.index('- id: "1"')].count("\n") + 1


@pytest.mark.parametrize(
    ("was", "now", "line", "said", "mend"),
    [
        ("question: {sv", "questoin: {sv", 21, "questoin", "“question”"),
        ("owner: Kommunen", "ovner: Kommunen", 6, "ovner", "“owner”"),
        ("        exits:", "        exist:", 22, "processes.0.steps.0.exist", "“exits”"),
        ("nej, label:", "nej, lable:", 24, "exits.1.lable", "“label”"),
        ("{id: plan, title", "{id: plan, titel", 11, "title", "Add “title: …”"),
        ("owner: Kommunen\n", "", 1, "owner", "Add “owner: …”"),
        ('    number: "1"\n', "", 13, "number", "Add “number: …”"),
        ('version: "1"', "version: 1", 2, "must be text, but is 1", "Put it in quotes"),
        ('version: "1"', "version: true", 2, "must be text, but is true", "Put it in quotes"),
        ('- id: "1"', "- id: 1", 19, "must be text, but is 1", "Put it in quotes"),
        ('starts: ["1"]', "starts: [1]", 17, "must be text, but is 1", "Put it in quotes"),
        ('starts: ["1"]', "starts: 1", 17, "must be text, but is 1", "Put it in quotes"),
        ("owner: Kommunen", "owner: {sv: Kommunen}", 6, "must be a text", "Write a text"),
        ("owner: Kommunen", "owner:", 6, "must be a text, but is ~", "Write a text"),
        ("    starters: [socialtjanst]", "    starters: {a: b}", 16, "must be a list", "one line with “-”"),
        ("{id: plan,", "{id: en plan,", 11, "“en plan” cannot be an id", "without spaces"),
        ("{id: plan,", "{id: a/b,", 11, "“a/b” cannot be an id", "letters, digits"),
        ("from: 2026-01-01", "from: januari", 5, "valid.from", "format page"),
        ("from: 2026-01-01", "from: 2026-01-01, to: 2025-12-31", 5, "“valid” ends before it begins", "a later day"),
        ("owner: Kommunen", "owner: K\nconcepts: [{means: Ett ord.}]", 7, "“concepts.0.term” is missing", "Add “term"),
        ("owner: Kommunen", "owner: K\nclaims: [{subject: [a]}]", 7, "“claims.0.subject” must be a text", "Write a"),
        ("sv: Behövs hjälp?,", "sv: Behövs hjälp, eller inte?,", 21, "“eller inte?” has come loose", "in quotes"),
        ("sv: Nej,", "sv: Nej, aldrig,", 24, "“aldrig” has come loose", "in quotes"),
        ("starts:", "choose: two\n    starts:", 17, "choose", "Write “"),
        ("        question", "        choose: two\n        question", 21, "cannot be “two”", "Write one of: one, any"),
        (
            "  - {id: individ,",
            "  - {id: socialtjanst,",
            9,
            "“socialtjanst” stands more than once in parties",
            "Keep one",
        ),
        ("forms:\n", "forms:\n  - {id: plan, title: Plan}\n", 12, "“plan” stands more than once in forms", "Keep one"),
        (
            "owner: Kommunen",
            "owner: K\nbased_on: jonkopings-lans",
            7,
            "no handbook “jonkopings-lans”",
            "Did you mean “jonkopings-lan”?",
        ),
        ("owner: Kommunen", "owner: K\nbased_on: .", 7, "The handbook is based on itself", "Name another"),
        ("forms:\n", 'forms:\n  - "~ansokan"\n', 11, "nothing of that name is inherited", "Remove the line"),
    ],
)
def test_a_mistake_names_its_line_and_the_mend(tmp_path, was, now, line, said, mend):
    assert was in TEXT
    found = problem(tmp_path, TEXT.replace(was, now, 1))
    assert said in str(found.message)
    assert mend in str(found.mend)
    assert found.line == line


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (TEXT.replace("owner: Kommunen", "owner: Kommunen: stad"), 6, "not valid YAML"),
        (TEXT.replace("title: {sv: Prov, en: Trial}", "title: {sv: Prov, en: Trial"), 3, "not valid YAML"),
        (TEXT.replace("owner:", "\towner:"), 6, "not valid YAML"),
        (TEXT.replace("owner: Kommunen", "owner: Kommunen\nowner: Staden"), 7, "“owner” stands more than once"),
        (TEXT.replace("{sv: Nej, en", "{sv: Nej, sv: Nä, en"), 24, "“sv” stands more than once"),
        (TEXT.replace("2026-01-01", "2026-02-30"), 1, "not valid YAML"),
        (TEXT.replace("Kommunen", "Kommu\x00nen"), 1, "not valid YAML"),
        (TEXT + "---\nid: en-till\n", 25, "not valid YAML"),
        ("", 1, "holds no mapping"),
        ("- id: prov\n", 1, "holds no mapping"),
        ("bara text\n", 1, "holds no mapping"),
        (TEXT.encode("latin-1"), 4, "not UTF-8"),
    ],
)
def test_a_file_that_is_no_yaml_mapping(tmp_path, content, line, said):
    found = problem(tmp_path, content)
    assert said in str(found.message)
    assert str(found.mend)
    assert abs(found.line - line) <= 1


def test_the_number_of_further_errors_is_told(tmp_path):
    found = problem(tmp_path, TEXT.replace("owner: Kommunen\n", "").replace('version: "1"\n', ""))
    assert "1 more error" in str(found.message)


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    (tmp_path / "handbook.yaml").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert load(str(tmp_path)).id == "prov"


def test_a_process_file_is_named_when_it_is_the_one_that_is_wrong(tmp_path):
    head, _, process = TEXT.partition("processes:\n")
    (tmp_path / "handbook.yaml").write_text(head, "utf-8")
    own = re.sub(r"(?m)^(  - |    )", "", process)
    (tmp_path / "vagen.yaml").write_text(own, "utf-8")
    assert load(str(tmp_path)).step("prov", "1")
    (tmp_path / "vagen.yaml").write_text(own.replace("starters", "starter"), "utf-8")
    with pytest.raises(ContentError) as found:
        load(str(tmp_path))
    assert found.value.file.endswith("vagen.yaml")
    assert "“starters”" in str(found.value)


@pytest.mark.parametrize(
    ("ref", "said", "mend"),
    [
        ("boros", "There is no handbook “boros”", "Did you mean “boras”?"),
        ("xyzzy", "There is no handbook “xyzzy”", "boras, gavle"),
        ("boras@1999.1", "There is no such version", "2026.1"),
        ("x" * 400, "There is no handbook", "There are"),
        ("a\x00b", "There is no handbook", "There are"),
    ],
)
def test_a_handbook_that_is_not_there(ref, said, mend):
    with pytest.raises(ContentError) as found:
        load(ref)
    assert said in str(found.value.message)
    assert mend in str(found.value.mend)


def test_a_folder_without_a_handbook(tmp_path):
    with pytest.raises(ContentError, match=r"holds no handbook.*handbook\.yaml"):
        load(str(tmp_path))


def test_a_file_that_cannot_be_read(tmp_path, monkeypatch):
    file = tmp_path / "handbook.yaml"
    file.write_text(TEXT, "utf-8")

    def refuse(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(file), "read_bytes", refuse)
    with pytest.raises(ContentError, match=r"cannot be read: Permission denied.*Check the path"):
        load(str(file))


def test_a_version_is_picked_by_number_not_by_letter():
    assert load("boras@2026.1") is load("boras")
