"""How does an administrator say whose key it is? A key that is trusted opens the door for what it has sealed."""

from __future__ import annotations

from collections.abc import Iterable

from samordna.access.domain import Scope
from samordna.access.rules import About, Action, may
from samordna.documents import keys
from samordna.journal.acts import one_act
from samordna.journal.append import append_row, begin
from samordna.journal.domain import Act, Entry, Part
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.organisations import queries as organisations
from samordna.packets import own
from samordna.packets.models import TrustedKey
from samordna.people.images import image

NOBODY, CATEGORY = 0, "area"


def trust(*, act: Act, scope: Scope, fingerprint: str, name: str, authorities: Iterable[int] = ()) -> int:
    """Trust a key by its fingerprint, under the name of whose it is; `authorities` of the area have their staff there.

    A known key gets the new name and authorities, also one that was trusted no longer. Raises Refused, DoneBefore.
    """
    plain = keys.as_fingerprint(fingerprint)
    if not plain:
        raise Refused(
            refused("no-fingerprint", say("That is no fingerprint: it has 40 signs, 0–9 and a–f, in groups of four."))
        )
    if plain == own.fingerprint():
        raise Refused(refused("own-key", say("That is the key of this installation.")))
    if not name.strip():
        raise Refused(refused("no-name", say("Write whose key it is.")))
    chosen = sorted(set(authorities) & _authorities(act, scope))
    with one_act():
        row = TrustedKey.objects.select_for_update().filter(fingerprint=plain).first()
        if row is None:
            row = TrustedKey(id=begin("key", act), fingerprint=plain, since=act.on)
            row.name, row.authorities = name.strip()[:120], chosen
            row.save(force_insert=True)
        row.name, row.authorities, row.until = name.strip()[:120], chosen, None
        return _write("key-trusted", row, act)


def distrust(*, act: Act, scope: Scope, key: int) -> int:
    """Trust a key no longer; what has been taken in stays. Raises Refused, DoneBefore."""
    _authorities(act, scope)
    with one_act():
        row = TrustedKey.objects.select_for_update().filter(pk=key, until=None).first()
        if row is None:
            raise Refused(refused("no-such-key", say("The key is not trusted here.")))
        row.until = act.on
        return _write("key-distrusted", row, act)


def _authorities(act: Act, scope: Scope) -> set[int]:
    """The authorities of the acting unit's area; raises Refused for anybody but an administrator."""
    unit = organisations.unit(act.unit)
    insist(may(scope, Action.ADMINISTER, About(authority=unit.authority_id)))
    return {each.authority_id for each in organisations.units_of(unit.area_id, act.on)}


def _write(kind: str, row: TrustedKey, act: Act) -> int:
    append_row(row, Entry(kind=kind, parts=(Part(NOBODY, CATEGORY, {"rows": [image(row)]}),)), act)
    row.save()
    return row.id
