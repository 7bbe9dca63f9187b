"""How did a party that does not sign in tell us? The ways to choose among, and who to ask when it is silent (D1)."""

from __future__ import annotations

from samordna.cases.domain import FAX, IN_PERSON, LETTER, PHONE, SDK
from samordna.web.i18n import _

Option = tuple[str, str]


def channels() -> list[Option]:
    """The ways in which somebody outside tells something, as a choice of a form."""
    return [
        (LETTER, _("Letter")),
        (PHONE, _("Phone")),
        (IN_PERSON, _("In person")),
        (SDK, _("Secure digital communication (SDK)")),
        (FAX, _("Fax")),
    ]
