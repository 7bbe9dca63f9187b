"""How is content without boxes printed: responsibilities, questions for dialogue, abbreviations, links …?

A handbook may hold any section it likes. Titles and texts are printed; ids that point to forms, facts and tables are
not, because they mean something to the program only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from samordna.documents.markdown import SAFE, inline, to_typst
from samordna.documents.markup import bullets, call, string, words
from samordna.handbooks.booklet.boxes import Print
from samordna.handbooks.booklet.names import name_of
from samordna.handbooks.words import citation_words, party_name
from samordna.web.i18n import _, language

_HIDDEN = frozenset(
    """id fact facts form forms table tables deadline deadlines boxes used_in last_checked confidence valid_from
    status subject register_id age_bands""".split()  # noqa: SIM905 - easier to read than eighteen lines
)
_LEAD = ("title", "ask", "word", "name", "party", "label", "term")
_PLAIN = ("text", "means", "description", "value")
_LINKS = ("url", "link")
_UNNAMED = frozenset(["items", "parties", "letters", "questions", "principles", "groups", "figures", "kinds", "parts"])
_CODE = re.compile(r"[0-9A-ZÅÄÖ]{1,4}[a-z]?$")


def sections(shown: Print) -> str:
    """All sections, each with its heading."""
    found = [_section(shown, key, value) for key, value in shown.handbook.sections.items() if key not in _HIDDEN]
    return "\n".join(each for each in found if each)


def _section(shown: Print, key: str, value: Any) -> str:
    title = _said(value["title"]) if isinstance(value, Mapping) and "title" in value else name_of(key)
    rest = {k: v for k, v in value.items() if k != "title"} if isinstance(value, Mapping) else value
    body = _abbreviations(rest) if key == "abbreviations" else _value(shown, rest)
    return call("heading", words(title), level="2") + "\n" + body if body else ""


def _abbreviations(value: Mapping[str, Any]) -> str:
    return bullets([call("strong", words(short)) + words(f": {_said(long)}") for short, long in value.items()])


def _value(shown: Print, value: Any) -> str:
    if _is_text(value):
        return to_typst(_said(value))
    if isinstance(value, Mapping):
        return _fields(shown, value)
    if isinstance(value, Sequence):
        return _items(shown, value)
    return words(str(value))


def _fields(shown: Print, value: Mapping[str, Any]) -> str:
    """Each field with its name; plain text without."""
    parts = []
    for key, each in value.items():
        if key in _HIDDEN or each in (None, "", [], {}):
            continue
        if key == "law":
            parts.append(_law(shown, each))
        elif key in _LINKS and isinstance(each, str):
            parts.append(call("par", _link(each, each)))
        elif key in _PLAIN and _is_text(each):
            parts.append(to_typst(_said(each)))
        elif _is_text(each):
            parts.append(call("par", call("strong", words(f"{name_of(key)}: ")) + inline(_said(each))))
        else:
            parts.append((call("label-line", words(name_of(key))) if key not in _UNNAMED else "") + _value(shown, each))
    return "\n".join(parts)


def _items(shown: Print, value: Sequence[Any]) -> str:
    """A list of texts, or of things with a name and more."""
    large = any(isinstance(each, Mapping) and any(_is_list(v) for k, v in each.items() if k != "law") for each in value)
    if large:
        return "\n".join(_block(shown, each) for each in value)
    return bullets([_item(shown, each) for each in value])


def _block(shown: Print, value: Any) -> str:
    if _is_text(value):
        return call("par", inline(_said(value)))
    lead, rest = _lead(shown, value)
    return call("label-line", words(lead)) + _fields(shown, rest) if lead else _fields(shown, rest)


def _item(shown: Print, value: Any) -> str:
    if _is_text(value) or not isinstance(value, Mapping):
        return inline(_said(value))
    lead, rest = _lead(shown, value)
    address = next((str(rest[key]) for key in _LINKS if rest.get(key)), "")
    head = _link(address, lead or address) if address else call("strong", words(lead)) if lead else ""
    texts = []
    for key, each in rest.items():
        if key in _HIDDEN or key in _LINKS or each in (None, "", [], {}) or _flat(shown, key, each) == lead:
            continue
        if key == "law":
            texts.append(call("small", words("; ".join(_citations(shown, each)))))
        else:
            name = "" if key in _PLAIN else f"{name_of(key)}: "
            texts.append(
                call("emph", words(name)) + inline(_flat(shown, key, each)) if name else inline(_flat(shown, key, each))
            )
    return "#linebreak();".join(part for part in [head, *texts] if part)


def _lead(shown: Print, value: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The words that name an item, and the rest of it; a letter or a label stands before them."""
    key = next((each for each in _LEAD if value.get(each)), "")
    code = str(value.get("id", ""))
    before = str(
        value.get("letter") or (value.get("label") if key != "label" else "") or (code if _CODE.match(code) else "")
    )
    said = _flat(shown, key, value[key]) if key else ""
    rest = {k: v for k, v in value.items() if k not in (key, "letter", "label")}
    return " – ".join(filter(None, [before, said])), rest


def _flat(shown: Print, key: str, value: Any) -> str:
    if key in ("party", "owner", "who") and not isinstance(value, Mapping):
        return ", ".join(party_name(shown.handbook, _said(each)) for each in (value if _is_list(value) else [value]))
    if isinstance(value, Mapping) and not _is_text(value):
        return ", ".join(_said(v) for k, v in value.items() if k not in _HIDDEN)
    return ", ".join(_said(each) for each in value) if _is_list(value) else _said(value)


def _law(shown: Print, ids: Any) -> str:
    return call("par", call("small", words("; ".join(_citations(shown, ids)))))


def _citations(shown: Print, ids: Any) -> list[str]:
    listed = ids if _is_list(ids) else [ids]
    return [citation_words(shown.law, str(each), shown.on) for each in listed]


def _link(address: str, said: str) -> str:
    return call(f"link({string(address)})", words(said)) if address.startswith(SAFE) else words(said)


def _is_text(value: Any) -> bool:
    """True for a string, a number, and a text in two languages."""
    return isinstance(value, str | int | float) or (
        isinstance(value, Mapping) and bool(value) and set(value) <= {"sv", "en"}
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get(language()) or value.get("sv") or value.get("en") or "")
    return (_("yes") if value else _("no")) if isinstance(value, bool) else str(value)
