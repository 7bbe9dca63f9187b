"""How does an area keep the pages outside that its people need? One event on the area's chain for each act (E3).

A page is looked at and marked, gets the area's own address when it has moved, or is added; none is forgotten.
"""

from __future__ import annotations

import re

from samordna.access.domain import Scope
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.organisations.commands.recording import changing
from samordna.plans import policy
from samordna.plans.library import OWN
from samordna.plans.models import LinkCheck

ADDRESS = re.compile(r"https?://[^\s<>\"]{3,390}")
TITLE, ID = 120, 200


def check_link(*, act: Act, scope: Scope, area: int, link: str) -> None:
    """Somebody has looked at the page today, and it is right. Raises Refused."""
    with changing(area, act, "link.checked") as changes:
        insist(policy.may_keep_links(scope, area))
        row = _row(area, link)
        row.checked_on = act.on
        changes.save(row)


def change_link(*, act: Act, scope: Scope, area: int, link: str, url: str) -> None:
    """The page has another address in this area; it has been looked at there. Raises Refused."""
    with changing(area, act, "link.changed") as changes:
        insist(policy.may_keep_links(scope, area))
        row = _row(area, link)
        row.url, row.checked_on = _address(url), act.on
        changes.save(row)


def add_link(*, act: Act, scope: Scope, area: int, title: str, url: str) -> str:
    """A page that the area needs beside the others; returns its id. Raises Refused."""
    with changing(area, act, "link.added") as changes:
        insist(policy.may_keep_links(scope, area))
        if not title.strip():
            raise Refused(refused("link-title", say("Write what the page is about.")))
        link = f"{OWN}{act.id.hex[:12]}"
        row = LinkCheck(area_id=area, link=link, title=title.strip()[:TITLE], url=_address(url), checked_on=act.on)
        changes.save(row)
        return link


def remove_link(*, act: Act, scope: Scope, area: int, link: str) -> None:
    """The area has no use for the page. It can be taken in again by being looked at. Raises Refused."""
    with changing(area, act, "link.removed") as changes:
        insist(policy.may_keep_links(scope, area))
        row = _row(area, link)
        row.removed_on = act.on
        changes.save(row)


def _row(area: int, link: str) -> LinkCheck:
    """What the area knows of the page. That the page exists is asked by those who show it."""
    row = LinkCheck.objects.filter(area_id=area, link=link).first() or LinkCheck(area_id=area, link=link[:ID])
    row.removed_on = None
    return row


def _address(url: str) -> str:
    if not ADDRESS.fullmatch(url.strip()):
        raise Refused(refused("link-address", say("Write the whole address, beginning with https://.")))
    return url.strip()
