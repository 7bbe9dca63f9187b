"""How is an act on a packet said in a sentence? To whom it was sealed, and what was answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from samordna.packets.telling import ours
from samordna.web.i18n import _

if TYPE_CHECKING:
    from samordna.desk.history.sentences import Told


def _part(told: Told) -> dict[str, Any]:
    return next((each for each in told.act.said.values() if "packet" in each), {})


def _sealed(told: Told) -> str:
    part = _part(told)
    receiver = str(part.get("receiver", ""))
    return _("sealed a packet to {whom}, reference code {code}.").format(
        whom=told.names.party(receiver) if receiver else _("another party"), code=part.get("packet", "")
    )


def _replied(told: Told) -> str:
    part = _part(told)
    return _("sealed a reply to {sender}: {answer}.").format(
        sender=part.get("sender", ""), answer=ours(str(part.get("answer", ""))).lower()
    )


SENTENCES: dict[str, Callable[[Told], str]] = {"packet-sealed": _sealed, "packet-replied": _replied}
