"""What does a program say before it knows who is listening?

A `Message` is a sentence with holes, in English, that is translated only when it is shown (`web.i18n.render`).
A `Text` is content that its author wrote in Swedish and English.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence in English with named holes, and what fills them. Translated when shown."""

    template: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """The English sentence, for logs and tests."""
        return self.template.format(**self.params) if self.params else self.template


def say(template: str, **params: Any) -> Message:
    """Make a `Message`; the extractor of translations looks for this name."""
    return Message(template, params)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Swedish and English; English falls back to Swedish, which is always there."""

    sv: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.sv

    def in_language(self, lang: str) -> str:
        """The text in `lang` ("sv" or "en")."""
        return (self.en or self.sv) if lang == "en" else self.sv
