"""What does a handbook inherit from the one it is based on, and can it be told where each part comes from?"""

from __future__ import annotations

import pytest

from samordna.content import reading
from samordna.content.reading import ContentError
from samordna.handbooks.queries import load

COUNTY = """\
id: lan
version: "1"
title: {sv: Länet, en: The county}
source: {title: Länets modell}
valid: {}
owner: Länet
description: Länets egen text.
parties:
  - {id: socialtjanst, name: {sv: Socialtjänsten, en: Social services}}
  - {id: halso-sjukvard, name: {sv: Vården, en: Health care}}
terms:
  person: {sv: individ, en: person}
  worker: {sv: handläggare, en: case worker}
concepts:
  - {term: rehabilitering, party: socialtjanst, means: Länets ena}
  - {term: rehabilitering, party: halso-sjukvard, means: Länets andra}
  - {term: plan, means: Länets plan}
claims:
  - {subject: certificate, value: required}
sections:
  smarta: {title: Smarta mål}
  fragor: [Hur mår du?]
forms:
  - {id: plan, title: {sv: Länets plan, en: County plan}}
  - {id: kallelse, title: {sv: Kallelse, en: Invitation}}
processes:
  - {id: lan, number: "1", title: L, starters: [socialtjanst], starts: []}
"""
LOCAL = """\
id: kommun
version: "1"
title: {sv: Kommunen, en: The municipality}
source: {title: Kommunens modell}
valid: {}
owner: Kommunen
based_on: lan.yaml
"""


@pytest.fixture
def local(tmp_path, monkeypatch):
    """Loads a municipality's handbook on top of the county's."""
    monkeypatch.setattr(reading, "_cache_folder", lambda: None)
    (tmp_path / "lan.yaml").write_text(COUNTY, "utf-8")

    def build(more=""):
        (tmp_path / "kommun.yaml").write_text(LOCAL + more, "utf-8")
        return load(str(tmp_path / "kommun.yaml"))

    return build


def test_content_is_inherited_and_the_rest_is_not(local):
    book = local()
    assert list(book.parties) == ["socialtjanst", "halso-sjukvard"]
    assert book.terms["person"].sv == "individ"
    assert [c["means"] for c in book.concepts] == ["Länets ena", "Länets andra", "Länets plan"]
    assert list(book.sections) == ["smarta", "fragor"]
    assert (book.owner, book.source, book.description, book.processes) == ("Kommunen", "Kommunens modell", "", ())


def test_every_inherited_part_knows_where_it_comes_from(local):
    book = local("forms:\n  - {id: egen, title: Egen}\n")
    assert book.origins["forms.plan"] == "lan"
    assert book.origins["terms.person"] == "lan"
    assert book.origins["claims.certificate"] == "lan"
    assert "forms.egen" not in book.origins


def test_an_inherited_entry_stands_in_the_file_it_comes_from(local):
    book = local("forms:\n  - {id: egen, title: Egen}\n")
    places = {
        name: (p.file.rpartition("/")[2], p.line)
        for name in ("plan", "egen")
        if (p := book.registers["forms"][name].place)
    }
    assert places == {"plan": ("lan.yaml", 24), "egen": ("kommun.yaml", 9)}


def test_an_own_entry_takes_the_place_of_the_inherited_one(local):
    book = local("forms:\n  - {id: kallelse, title: Vår kallelse}\n  - {id: egen, title: Egen}\n")
    own = [name for name in book.registers["forms"] if name in ("plan", "kallelse", "egen")]
    assert own == ["plan", "kallelse", "egen"]
    assert book.registers["forms"]["kallelse"].title.sv == "Vår kallelse"
    assert "forms.kallelse" not in book.origins


def test_several_entries_of_one_key_are_replaced_together(local):
    one = local("concepts:\n  - {term: rehabilitering, means: Vår enda}\n")
    assert [c["means"] for c in one.concepts] == ["Vår enda", "Länets plan"]
    two = local("concepts:\n  - {term: rehabilitering, means: Vår ena}\n  - {term: rehabilitering, means: Vår andra}\n")
    assert [c["means"] for c in two.concepts] == ["Vår ena", "Vår andra", "Länets plan"]


def test_a_list_entry_is_removed_by_its_id(local):
    book = local(
        'forms:\n  - "~plan"\n  - {id: egen, title: Egen}\nclaims:\n  - "~certificate"\nparties: ["~halso-sjukvard"]\n'
    )
    assert "plan" not in book.registers["forms"]
    assert book.registers["forms"]["egen"].place.line == 10
    assert book.claims == ()
    assert list(book.parties) == ["socialtjanst"]
    assert "forms.plan" not in book.origins


def test_a_key_of_a_mapping_is_removed_by_a_tilde(local):
    book = local("sections:\n  smarta: ~\n  eget: {a: b}\nterms: {worker: ~}\n")
    assert list(book.sections) == ["fragor", "eget"]
    assert list(book.terms) == ["person"]


@pytest.mark.parametrize(
    ("more", "line", "mend"),
    [
        ('forms:\n  - {id: egen, title: E}\n  - "~plann"\n', 10, "Did you mean “plan”?"),
        ("sections:\n  smart: ~\n", 9, "Did you mean “smarta”?"),
        ('parties: ["~polisen"]\n', 8, "Remove the line."),
    ],
)
def test_removing_what_is_not_inherited_is_a_mistake(local, more, line, mend):
    with pytest.raises(ContentError, match=mend[:12].replace("?", r"\?")) as found:
        local(more)
    assert (found.value.line, str(found.value.mend)) == (line, mend)


def test_an_error_after_a_removal_still_names_its_own_line(local):
    with pytest.raises(ContentError) as found:
        local('forms:\n  - "~plan"\n  - {id: egen, title: Egen}\n  - {id: fel id, title: Fel}\n')
    assert found.value.line == 11


def test_a_base_may_itself_be_based_on_another(local, tmp_path):
    text = LOCAL.replace("id: kommun", "id: stadsdel").replace("lan.yaml", "kommun.yaml")
    (tmp_path / "stadsdel.yaml").write_text(text, "utf-8")
    local("terms: {person: kund}\n")
    book = load(str(tmp_path / "stadsdel.yaml"))
    assert (book.terms["person"].sv, book.terms["worker"].sv) == ("kund", "handläggare")
    assert (book.origins["terms.person"], book.origins["terms.worker"]) == ("kommun", "lan")


def test_a_ring_of_bases_is_refused(local, tmp_path):
    (tmp_path / "lan.yaml").write_text(COUNTY + "based_on: kommun.yaml\n", "utf-8")
    with pytest.raises(ContentError, match="based on itself"):
        local()


@pytest.mark.parametrize("name", ["tranas", "jonkoping", "gavle"])
def test_the_county_model_is_inherited_by_its_municipalities(name):
    book, county = load(name), load("jonkopings-lan")
    inherited = [place for place, source in book.origins.items() if source == "jonkopings-lan"]
    assert any(place.startswith("sections.") for place in inherited)
    for place in inherited:
        part, _, key = place.partition(".")
        if part == "sections":
            assert book.sections[key] == county.sections[key]
