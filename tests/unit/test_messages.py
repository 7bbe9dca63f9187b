"""Is the program spoken in Swedish throughout? The catalogue against the source, and what the commands say."""

from __future__ import annotations

import gettext
import importlib.util
import io
import re
import sys
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo

from samordna import cli
from samordna.web import i18n, typer_words

ROOT = Path(__file__).resolve().parents[2]
HOLE = re.compile(r"\{\w*\}")
# Words of the program that no Swedish screen says (D30), besides the English ones that would not be Swedish at all.
NEVER = re.compile(r"\b(boll\w*|position\w*|payload\w*|holder|run|transfer)\b", re.IGNORECASE)


def _tool():
    """`tools/messages.py`, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
CATALOGUE = [message for message in TOOL.stored() if message.id]


def _pairs(message):
    """Each English text of a message with its Swedish one."""
    if isinstance(message.id, tuple):
        return list(zip(message.id, message.string, strict=True))
    return [(message.id, message.string)]


PAIRS = [pair for message in CATALOGUE for pair in _pairs(message)]


@pytest.fixture
def say_in(monkeypatch, capsys):
    """Run a command with its arguments: exit code, output and complaints. Speaks by the catalogue as it stands."""
    compiled = io.BytesIO()
    write_mo(compiled, TOOL.stored())
    swedish = gettext.GNUTranslations(io.BytesIO(compiled.getvalue()))
    spoken = {"sv": swedish, "en": gettext.NullTranslations()}
    monkeypatch.setattr(i18n, "_catalog", spoken.__getitem__)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["samordna", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        seen = capsys.readouterr()
        return stop.value.code, seen.out, seen.err

    yield run
    i18n.activate("sv")


def english_in(text: str) -> list[str]:
    """The English sentences and headings of the catalogue that stand in a text."""
    plain = " ".join(text.split())
    found = []
    for english, swedish in PAIRS:
        for part in HOLE.split(english):
            words = part.strip(" .,:;!?()")
            if " " in words and words not in swedish and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", plain):
                found.append(words)
    return found


def test_the_catalogue_says_what_the_code_says():
    assert TOOL.as_text(TOOL.updated()) == TOOL.CATALOGUE.read_bytes(), "run: python -m tools.messages"


def test_every_text_has_its_swedish():
    assert TOOL.untranslated(TOOL.stored()) == []


def test_nothing_obsolete_or_guessed_is_kept():
    catalog = TOOL.stored()
    assert not catalog.obsolete
    assert not [message.id for message in catalog if message.id and message.fuzzy]


def test_the_head_of_the_file_names_nobody():
    head = TOOL.CATALOGUE.read_text("utf-8").partition("\n\n")[0]
    assert "Language: sv" in head
    assert "nplurals=2" in head
    assert not re.search(r"AUTHOR|EMAIL|FULL NAME|ORGANIZATION|VERSION|Date", head)


def test_holes_are_the_same_in_both_languages():
    assert [
        english for english, swedish in PAIRS if sorted(HOLE.findall(english)) != sorted(HOLE.findall(swedish))
    ] == []


def test_plural_texts_have_both_forms():
    plural = [message for message in CATALOGUE if isinstance(message.id, tuple)]
    assert plural
    assert all(len(message.string) == 2 and all(message.string) for message in plural)


def test_swedish_has_swedish_quotes():
    assert [swedish for _english, swedish in PAIRS if "“" in swedish] == []


def test_swedish_never_uses_the_words_of_the_program():
    assert [swedish for _english, swedish in PAIRS if NEVER.search(HOLE.sub("", swedish))] == []


def test_texts_inside_f_strings_are_found():
    code = 'x = f"{_(\'inside\')}: {ngettext(\'one\', \'many\', 2)}"\nsay(f"not {this}")\nsay("plain", to=_("too"))'
    assert set(TOOL.texts(code)) == {"inside", ("one", "many"), "plain", "too"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("handbooks",),
        ("--help",),
        ("walk", "--help"),
        ("show", "boras"),
        ("show", "boras/boras/4c"),
        ("walk", "boras", "--choose", "ja"),
        ("walk", "boras", "--choose", "nothing-such"),
        ("doctor", "tests/fixtures/as-written/gavle.yaml"),
        ("doctor", "nothing-such.yaml"),
        ("decide",),
        ("decide", "ersattning"),
        ("law", "sol-2025:10:8"),
        # It counts running cases.
        pytest.param(("law", "--changed-since", "2026-01-01"), marks=pytest.mark.django_db),
        ("law", "nothing-such"),
        ("diff", "boras", "malmo"),
        ("walk",),
        ("nothing-such",),
    ],
    ids=" ".join,
)
def test_swedish_runs_say_nothing_in_english(say_in, monkeypatch, arguments):
    monkeypatch.chdir(ROOT)
    _code, out, err = say_in(*arguments, "--lang", "sv")
    assert english_in(out + err) == []


def test_headings_of_one_word_are_swedish_too(say_in):
    _code, out, _err = say_in("handbooks")
    assert out.split()[:4] == ["Handbok", "Version", "Titel", "Processer"]


def test_a_walk_tells_who_has_the_next_step(say_in):
    _code, out, _err = say_in("walk", "boras", "--choose", "ja")
    assert "Ansvarig för nästa steg: Socialtjänsten" in out
    assert "Vägen hit: boras/1" in out


def test_the_doctor_says_how_bad_it_is_in_swedish(say_in, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, _err = say_in("doctor", "tests/fixtures/as-written/gavle.yaml")
    assert code == 1
    assert out.startswith("fel: ")


def test_english_when_asked_for(say_in):
    _code, out, _err = say_in("walk", "boras", "--choose", "ja", "--lang", "en")
    assert "Responsible for the next step" in out
    assert "Ansvarig" not in out
    _code, out, _err = say_in("--lang", "en", "handbooks")
    assert out.split()[0] == "Handbook"


def test_english_when_the_locale_says_so(say_in, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    _code, out, _err = say_in("handbooks")
    assert out.split()[0] == "Handbook"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("walk",), "Du behöver ange HANDBOK[/PROCESS]."),
        (("nothing-such",), "Det finns inget kommando ”nothing-such”."),
        (("show", "--nothing-such"), "Det finns inget val --nothing-such."),
        (("show", "boras", "malmo"), "För många ord: malmo"),
        (("law", "--lang", "tlh"), "Språket ”tlh” finns inte. Skriv sv eller en."),
    ],
)
def test_wrong_arguments_are_told_in_swedish(say_in, arguments, complaint):
    code, _out, err = say_in(*arguments)
    assert code == 2
    assert complaint in err
    assert "--help” för hjälp." in err


def test_the_command_alone_shows_its_help(say_in):
    code, out, err = say_in()
    assert code == 2
    assert "Kommandon:" in out + err
    assert "Fel:" not in out + err


def test_a_complaint_that_is_not_known_stays_as_it_is():
    assert typer_words.translated("Something quite new.") == "Something quite new."
