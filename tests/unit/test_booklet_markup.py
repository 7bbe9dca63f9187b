"""Can anything that a person writes break the printed guide, or be taken for markup?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.documents.markdown import inline, to_typst
from samordna.documents.markup import bullets, call, string, words
from samordna.documents.typesetting import TypesettingError, typeset

HEAD = '#set document(title: "Prov")\n#set text(font: "Inter", lang: "sv")\n'
WRITABLE = st.text(st.sampled_from("aåÄ1 \n\t\\\"'#*_`$@<>[](){}/=-+~:;,.!?%&|^–§") | st.characters(max_codepoint=126))


def test_a_string_keeps_its_text_and_nothing_else() -> None:
    assert string('a"b\\c\nd') == '"a\\"b\\\\c d"'
    assert words("") == ""
    assert call("strong", words("Ja")) == '#strong[#"Ja";];'
    assert bullets([]) == ""


def test_markdown_keeps_its_meaning() -> None:
    assert to_typst("**Varför.** Ett *skäl*.") == '#par[#strong[#"Varför.";];#" Ett ";#emph[#"skäl";];#".";];'
    assert to_typst("- ett\n- två") == '#list[#"ett";][#"två";];'
    assert to_typst("3. tre\n4. fyra") == '#enum(start: 3)[#"tre";][#"fyra";];'
    assert inline("[FK](https://www.forsakringskassan.se)") == '#link("https://www.forsakringskassan.se")[#"FK";];'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_only_links_to_the_web_and_mail_are_links(address: str) -> None:
    assert "#link" not in inline(f"[här]({address})")


def test_html_is_shown_as_it_is_written() -> None:
    assert to_typst("<b>fet</b>") == '#par[#"<b>fet</b>";];'


def test_a_picture_is_never_fetched() -> None:
    assert "#image" not in to_typst("![alt](https://example.org/bild.png)")


@settings(max_examples=40, deadline=None)
@given(WRITABLE)
def test_whatever_is_written_can_be_printed(text: str) -> None:
    assert typeset(f"{HEAD}{words(text)}\n\n{to_typst(text)}").startswith(b"%PDF")


def test_a_character_that_the_font_lacks_is_told_and_not_dropped() -> None:
    with pytest.raises(TypesettingError, match="could not be displayed"):
        typeset(HEAD + words("中"))
