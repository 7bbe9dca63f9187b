"""Does the terminal hold: narrow screens, other encodings, full disks, other programs, names instead of codes?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samordna.handbooks.journey.refusals import no_process, not_a_starter
from samordna.handbooks.queries import available, load
from samordna.handbooks.words import claim_words, named, section_title, sphere_words
from samordna.kernel.text import Message
from samordna.web.i18n import activate, language, render
from samordna.web.typer_words import translated


@pytest.fixture(autouse=True)
def swedish():
    before = language()
    activate("sv")
    yield
    activate(before)


def samordna(*args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    spoken = {"PATH": os.environ["PATH"], "LC_ALL": "sv_SE.UTF-8", **environment}
    command = [sys.executable, "-m", "samordna.cli", *args]
    return subprocess.run(command, env=spoken, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def test_nothing_is_cut_off_in_a_narrow_terminal():
    shown = samordna("show", "gavle/gavle", COLUMNS="40").stdout.decode()
    assert "…" not in shown
    card = samordna("show", "boras/boras/4c", COLUMNS="40").stdout.decode()
    assert "Tydligt behov av rehabilitering" in card


def test_a_box_is_shown_with_its_ways_on():
    shown = samordna("show", "boras/boras/4c", COLUMNS="100").stdout.decode()
    below = shown.rpartition("╯")[2]
    assert [word in below for word in ("ja ", "nej ", "refer:fraga-fk", "wait:for-sjuk")] == [True] * 4


def test_other_programs_get_utf_8():
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert "Boråsprocessen" in samordna("handbooks", **ascii_only).stdout.decode()
    assert b"Bor?sprocessen" in samordna("handbooks", PYTHONIOENCODING="ascii").stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full, as Linux has")
def test_a_full_disk_is_told_in_a_sentence():
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "samordna.cli", "show", "boras", "--lang", "sv"]
        left = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert left.returncode == 2
    assert "Svaret gick inte att skriva: det finns ingen plats kvar." in left.stderr.decode()


@pytest.mark.parametrize("wrong", [("shoow",), ("booklet", "boras"), ("export", "boras", "--format", "xml")])
def test_what_cannot_be_understood_is_said_as_json_too(wrong):
    left = samordna(*wrong, "--json")
    assert left.returncode == 2
    assert set(json.loads(left.stdout)["error"]) == {"message", "mend"}


def test_complaints_are_in_swedish():
    assert (
        translated("No such command 'shoow'. Did you mean 'show'?")
        == "Det finns inget kommando ”shoow”. Menade du show?"
    )
    assert translated("Missing option '-o' / '--output'.") == "Du behöver ange -o eller --output."


def test_refusals_name_parties_and_processes():
    """A person reads names; where one is to be chosen, the id stands beside."""
    boras = load("boras")
    reason = not_a_starter("forsakringskassan", "boras", ("socialtjanst", "arbetsformedlingen")).reason
    assert isinstance(reason, Message)
    said = render(named(boras, reason))
    assert said.startswith("Försäkringskassan får inte starta ”Från nedsatt")
    assert "Socialtjänsten (socialtjanst), Arbetsförmedlingen (arbetsformedlingen)" in said
    unknown = no_process("nope").reason
    assert isinstance(unknown, Message)
    assert "”nope”" in render(named(boras, unknown))


@pytest.mark.parametrize("book", sorted({a.id for a in available()}))
def test_sections_spheres_and_stands_have_names(book):
    handbook = load(book)
    for party in handbook.parties.values():
        assert sphere_words(handbook, party.sphere) not in ("", "socialtjanst", "halso-sjukvard", "kommunens-ovriga")
    titles = [render(section_title(key, section)) for key, section in handbook.sections.items()]
    assert [title for title in titles if "_" in title or title[0].islower()] == []
    for claim in handbook.claims:
        assert isinstance(claim_words(claim["subject"]), Message)
