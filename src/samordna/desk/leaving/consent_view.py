"""How do a person's consents stand, what can be registered, and what would a withdrawal end? (D18-D20)"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from samordna.cases.queries import Seen
from samordna.cases.withdrawn import Cancelled, would_cancel
from samordna.consents import queries as consents
from samordna.consents.domain import PERSON as TO_PERSON_RECEIVER
from samordna.consents.domain import SELF, Form, Received, Standing, Status, Way
from samordna.desk.leaving.previewing import Cited, cited
from samordna.handbooks.domain import Entry
from samordna.handbooks.pages import wording
from samordna.handbooks.words import party_name
from samordna.kernel.text import Text
from samordna.law.queries import load as load_law
from samordna.organisations import queries as organisations
from samordna.people import queries as people
from samordna.web.i18n import _, render

Option = tuple[str, str]
# Which ways a form opens: ours to those named, both ways between us and them, or all among each other.
OURS, BOTH, ALL = "ours", "both", "all"
TONES = {
    Status.GIVEN: "success", Status.NARROWED: "success", Status.EXPIRES: "warning", Status.COMING: "info",
    Status.EXPIRED: "neutral", Status.WITHDRAWN: "danger",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """A consent or a ground as it is read: the direction, what, until when, and how it stands."""

    id: int
    direction: str
    sender: str
    receiver: str
    what: str
    title: Text
    status: str
    tone: str
    starts: date | None
    ends: date | None
    purpose: str
    given: str
    evidence: str
    reservation: str
    ground: bool
    withdrawn_on: date | None
    narrowed_on: date | None
    law: tuple[Cited, ...]
    changeable: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class Story:
    """Who could read, or was sent, what, and when."""

    on: date
    until: date | None
    sender: str
    receiver: str
    what: str
    how: str


def form_words(form: str) -> str:
    """How a consent was given."""
    return {
        Form.WRITTEN: _("on paper"), Form.ORAL: _("by word of mouth"), Form.E_SIGN: _("with an electronic signature"),
        Form.GROUND: _("a ground in law"),
    }.get(Form(form), form)  # fmt: skip


def rows(seen: Seen, on: date) -> list[Row]:
    """Everything that this reader may see of the person's consents, those in force first."""
    return [_row(seen, each, on) for each in consents.standing(seen.row.person_id, on, seen.scope)]


def _row(seen: Seen, each: Standing, on: date) -> Row:
    receiver = _("the person") if each.receiver == TO_PERSON_RECEIVER else each.receiver
    what = ", ".join(render(title) for title in each.categories)
    giver = _("the person") if each.given_by == SELF else each.given_by
    given = (
        form_words(each.form) if each.ground
        else _("{form}, by {giver}").format(form=form_words(each.form), giver=giver)
    )  # fmt: skip
    touchable = bool({each.from_sphere, each.to_sphere} & seen.scope.spheres) or bool(each.evidence)
    return Row(
        each.id, f"{each.sender} → {receiver}", each.sender, receiver, what, each.title, render(each.words),
        TONES[each.status], each.valid.start, each.valid.end, each.purpose, given, each.evidence, each.reservation,
        bool(each.ground), each.withdrawn_on, each.narrowed_on, cited(load_law(), each.law, on),
        touchable and each.status not in (Status.WITHDRAWN, Status.EXPIRED), each.status.in_force,
    )  # fmt: skip


def stories(seen: Seen, found: Iterable[Received]) -> list[Story]:
    """What somebody has received, in words."""
    every = list(found)
    names = organisations.sphere_names({s for r in every for s in (r.from_sphere, r.to_sphere) if s})
    known = seen.handbook.registers.get("categories", {})
    return [
        Story(
            each.on, each.until if each.until and each.until <= seen.scope.on else None,
            names.get(each.from_sphere, ""), names.get(each.to_sphere or 0) or each.receiver,
            ", ".join(wording.plain(known[c].title) if c in known else c for c in each.categories),
            _("could read") if each.how == "opened" else _("was sent"),
        )
        for each in every
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of consent that the handbook's register has: what it opens, for what, how it may be given."""

    id: str
    title: str
    opens: str
    purpose: str
    period: str
    forms: tuple[Option, ...]
    categories: tuple[str, ...]
    owner: str
    ways: str


def kinds(seen: Seen) -> list[Kind]:
    """The kinds to choose among."""
    return [_kind(seen, each) for each in seen.handbook.registers.get("consents", {}).values()]


def _kind(seen: Seen, entry: Entry) -> Kind:
    """What a team or a meeting is named after opens everybody's way to everybody; another consent only ours (D18).

    A purpose stands in the register only where it also says which form or which categories; else it is to be written.
    """
    together = seen.handbook.is_forum(entry.id) or seen.handbook.entry("meetings", entry.id) is not None
    data = entry.data
    forms = [str(f) for f in wording.listed(data.get("forms")) or ("written", "oral")]
    if "written" in forms:
        forms.append("e-sign")
    return Kind(
        entry.id, wording.plain(entry.title), str(data.get("opens", "")),
        str(data.get("purpose", "")) if data.get("form") or data.get("categories") else "",
        str(data.get("period", "")), tuple((f, _capital(form_words(f))) for f in forms),
        tuple(map(str, data.get("categories", ()))), str(data.get("owner", "")), ALL if together else OURS,
    )  # fmt: skip


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def categories(seen: Seen) -> list[Option]:
    """The kinds of information, in the order of the register."""
    known = seen.handbook.registers.get("categories", {}).values()
    return [(each.id, wording.plain(each.title)) for each in known]


def spheres(seen: Seen) -> list[tuple[int, str, bool]]:
    """The secrecy spheres of the area that can be named: (id, name, the actor's own); those of the case first."""
    found = organisations.spheres_of(seen.row.area_id)
    here = {seat.sphere for seat in seen.seats.values()}
    several = {s.name for s in found if sum(o.name == s.name for o in found) > 1}
    named = [
        (s.pk, f"{s.name} ({s.authority.name})" if s.name in several else s.name, s.pk in seen.scope.spheres)
        for s in found
    ]
    return sorted(named, key=lambda each: (not each[2], each[0] not in here))


def givers(seen: Seen) -> list[Option]:
    """Who may give it: the person, and those who speak for them today."""
    shown = people.shown(seen.row.person_id, seen.scope)
    speakers = [f"{each.name}, {each.kind}" for each in shown.speakers]
    return [(SELF, _("The person")), *((each, each) for each in speakers)]


def ground_kinds(seen: Seen) -> list[tuple[str, str, tuple[Cited, ...]]]:
    """The named grounds that open something between parties: (id, title, law). Never OSL 10:15 a (D19)."""
    law, on = load_law(), seen.scope.on
    known = seen.handbook.registers.get("grounds", {}).values()
    return [
        (each.id, wording.plain(each.title), cited(law, wording.listed(each.data.get("law")), on))
        for each in known
        if each.id not in ("within-sphere", "to-person")
    ]


@dataclass(frozen=True, slots=True)
class Ending:
    """What a withdrawal would do: ways that close, requests that are cancelled, and who has received what before."""

    closes: tuple[str, ...]
    cancels: tuple[str, ...]
    comes_home: tuple[str, ...]
    received: list[Story]


def ending(seen: Seen, consent: int, on: date) -> Ending:
    """Told before anything is taken back (D20): the consent, and its opposite on the same form."""
    standing = {each.id: each for each in consents.standing(seen.row.person_id, on, seen.scope)}
    chosen = standing[consent]
    meant = [
        each for each in standing.values()
        if each.revocable and (
            each.id == consent
            or (each.set == chosen.set and (each.from_sphere, each.to_sphere) == (chosen.to_sphere, chosen.from_sphere))
        )
    ]  # fmt: skip
    ways: list[Way] = [(each.from_sphere, each.to_sphere) for each in meant if each.to_sphere is not None]
    closes = tuple(
        _("{sender} may no longer tell {receiver}: {what}").format(
            sender=each.sender, receiver=each.receiver, what=", ".join(render(t) for t in each.categories)
        )
        for each in meant
    )
    cancelled = would_cancel(seen.row.person_id, ways, seen.scope, _still(seen, standing.values(), meant))
    received = stories(seen, consents.already_received(seen.row.person_id, ways, on))
    return Ending(closes, _cancels(seen, cancelled), _homes(seen, cancelled), received)


def _still(seen: Seen, every: Iterable[Standing], meant: Iterable[Standing]) -> dict[Way, frozenset[str]]:
    """What the other consents and grounds go on opening, by way."""
    gone = {each.id for each in meant}
    kept = [each.id for each in every if each.id not in gone and each.status.in_force]
    found: dict[Way, frozenset[str]] = {}
    for row in consents.by_ids(seen.row.person_id, kept):
        if row.to_sphere_id is not None:
            way = (row.from_sphere_id, row.to_sphere_id)
            found[way] = found.get(way, frozenset()) | frozenset(row.categories)
    return found


def _cancels(seen: Seen, found: Iterable[Cancelled]) -> tuple[str, ...]:
    return tuple(
        _("What was sent to {party} and is not answered").format(party=party_name(seen.handbook, sent.receiver))
        for each in found
        for sent in each.transfers
    )


def _homes(seen: Seen, found: Iterable[Cancelled]) -> tuple[str, ...]:
    return tuple(
        _("{owner} is responsible for the next step again, instead of {party}").format(
            owner=party_name(seen.handbook, each.ball_to), party=party_name(seen.handbook, each.ball_from)
        )
        for each in found
        if each.ball_from
    )
