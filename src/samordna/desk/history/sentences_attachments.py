"""How is an act on a file said in a sentence? What the file is, and what it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from samordna.attachments.registers import kinds
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told


def _said(pattern: Callable[[], str]) -> Callable[[Told], str]:
    def sentence(told: Told) -> str:
        part: dict[str, Any] = next((each for each in told.act.said.values() if "file" in each), {})
        kind = kinds().get(str(part.get("what", "")))
        return pattern().format(
            file=part.get("file", ""), kind=render(kind.title) if kind else _("file"), sender=part.get("sender", "")
        )

    return sentence


SENTENCES: dict[str, Callable[[Told], str]] = {
    "attachment-kept": _said(lambda: _("kept the file “{file}” ({kind}, from {sender}).")),
    "attachment-discarded": _said(lambda: _("took away the file “{file}” ({kind}).")),
}
