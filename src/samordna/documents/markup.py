"""How is text that people wrote put into typst source so that it can never be taken for markup?

Every piece of text is a string literal; every function call ends with a semicolon. Nothing that a person wrote stands
outside quotation marks.
"""

from __future__ import annotations

import re

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": " ", "\r": " ", "\t": " "}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def string(text: str) -> str:
    """A typst string literal."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in _CONTROL.sub("", text)) + '"'


def words(text: str) -> str:
    """Text as content."""
    return f"#{string(text)};" if text else ""


def call(function: str, *content: str, **named: str) -> str:
    """`#function(name: value)[content]…;` where values are typst expressions and content is markup."""
    arguments = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    bodies = "".join(f"[{body}]" for body in content)
    return f"#{function}({arguments}){bodies};" if arguments or not content else f"#{function}{bodies};"


def array(items: list[str]) -> str:
    """A typst array of expressions."""
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def content(body: str) -> str:
    """Markup as an expression."""
    return f"[{body}]"


def bullets(items: list[str], function: str = "list") -> str:
    """A list of markup items; nothing when there are none."""
    return call(function, *items) if items else ""
