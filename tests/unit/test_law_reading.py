"""Reading law files: does every mistake name file and line and say what to write instead?"""

from __future__ import annotations

from textwrap import dedent

import pytest

from samordna.content.reading import ContentError
from samordna.law.queries import load

ACT = """\
id: prov
sfs: "2020:1"
name: {sv: Provlag, en: Trial act}
short: ProvL
valid: {from: 2020-01-01}
address: https://www.riksdagen.se/x
confidence: statute
source: lagtext
provisions:
  - id: "1:1"
    title: {sv: Ett, en: One}
    says: {sv: Något., en: Something.}
    valid: {from: 2020-01-01, to: 2021-01-01}
    replaced_by: ["prov:1:2"]
  - id: "1:2"
    title: {sv: Två, en: Two}
    says: {sv: Något., en: Something.}
    valid: {from: 2021-01-01}
"""


def folder(tmp_path, text, name="prov.yaml"):
    (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_a_sound_file_is_read(tmp_path):
    law = load(folder(tmp_path, ACT))
    assert [p.citation for p in law.provisions] == ["ProvL (2020:1) 1 kap. 1 §", "ProvL (2020:1) 1 kap. 2 §"]


def test_a_changed_file_is_read_again(tmp_path):
    assert load(folder(tmp_path, ACT)).acts["prov"].short == "ProvL"
    assert load(folder(tmp_path, ACT.replace("ProvL", "NyL"))).acts["prov"].short == "NyL"


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ('replaced_by: ["prov:1:2"]', 'replaced_by: ["prov:1:3"]', 10, "Did you mean “prov:1:2”?"),
        ('id: "1:2"', 'id: "1:1"', 10, "prov:1:2"),
        ("title: {sv: Två, en: Two}", "titel: {sv: Två, en: Two}", 16, "Write “title”"),
        ('id: "1:2"', 'id: "1:2 §"', 15, "1:2 §"),
        ("sfs: ", "number: ", 1, "sfs"),
        ("id: prov", "id: annan", 1, "annan.yaml"),
        ("confidence: statute", "confidence: sure", 7, "statute"),
        ("from: 2020-01-01}", "from: januari}", 5, "valid"),
        ("to: 2021-01-01}", "to: 2019-01-01}", 13, "ends before it begins"),
        ('replaced_by: ["prov:1:2"]', 'replaced_by: ["ett två"]', 14, "ett två"),
    ],
)
def test_a_mistake_names_file_and_line_and_says_what_to_write(tmp_path, was, now, line, said):
    assert was in ACT
    with pytest.raises(ContentError) as found:
        load(folder(tmp_path, ACT.replace(was, now, 1)))
    assert said in str(found.value)
    assert found.value.file.endswith("prov.yaml")
    assert found.value.line == line


def test_two_versions_on_one_day_are_an_error(tmp_path):
    mistaken = ACT.replace('id: "1:2"', 'id: "1:1"').replace("to: 2021-01-01}", "to: 2021-06-01}")
    mistaken = mistaken.replace('    replaced_by: ["prov:1:2"]\n', "")
    with pytest.raises(ContentError, match=r"prov\.yaml:14: .*“to: 2021-01-01”"):
        load(folder(tmp_path, mistaken))


def test_a_value_that_points_nowhere_is_an_error(tmp_path):
    values = """\
    confidence: statute
    source: lagtext
    values:
      - key: prov.days
        title: {sv: Dagar, en: Days}
        unit: days
        provision: "prov:1:9"
        periods: [{value: 3}]
    """
    folder(tmp_path, dedent(values), "values.yaml")
    with pytest.raises(ContentError, match=r"values\.yaml:8: .*prov:1:9"):
        load(folder(tmp_path, ACT))


def test_two_values_on_one_day_are_an_error(tmp_path):
    values = """\
    confidence: statute
    source: lagtext
    values:
      - key: prov.days
        title: {sv: Dagar, en: Days}
        unit: days
        periods:
          - {to: 2022-01-01, value: 3}
          - {from: 2021-01-01, value: 4}
    """
    folder(tmp_path, dedent(values), "values.yaml")
    with pytest.raises(ContentError, match=r"values\.yaml:9: .*same day"):
        load(folder(tmp_path, ACT))


def test_an_empty_folder_says_what_belongs_there(tmp_path):
    with pytest.raises(ContentError, match=r"fvl\.yaml"):
        load(tmp_path)
