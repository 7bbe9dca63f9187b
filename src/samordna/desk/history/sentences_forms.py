"""How is an act on a form said in a sentence? Which form, and to whom it was handed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from samordna.forms.queries import ids, load
from samordna.handbooks.domain import PERSON
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told


def _said(pattern: Callable[[], str]) -> Callable[[Told], str]:
    def sentence(told: Told) -> str:
        part: dict[str, Any] = next((each for each in told.act.said.values() if "form" in each), {})
        form = str(part.get("form", ""))
        title = render(load(form).title) if form in ids() else _("a form")
        return pattern().format(form=title, whom=_whom(told, str(part.get("receiver", ""))))

    return sentence


def _whom(told: Told, receiver: str) -> str:
    if receiver == PERSON:
        return _("the person")
    return told.names.party(receiver) if receiver in told.names.handbook.parties else receiver


SENTENCES: dict[str, Callable[[Told], str]] = {
    "form-begun": _said(lambda: _("began the form “{form}”.")),
    "form-saved": _said(lambda: _("wrote in the form “{form}”.")),
    "form-printed": _said(lambda: _("printed the form “{form}”.")),
    "form-sent": _said(lambda: _("handed over the form “{form}” to {whom}.")),
    "form-answered": _said(lambda: _("wrote down the answer to the form “{form}”.")),
    "form-discarded": _said(lambda: _("threw away the form “{form}”.")),
}
