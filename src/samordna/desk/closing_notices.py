"""Who is told that a case is closed, what does each notice say, and whom may it not reach? (D14, D18)

The person is told everything. An involved party is told what it may know of the planning: that it has ended, when, and
who drives it on. A party that consent closes is not told, and the page says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from samordna.cases.domain import PLAN, Seat
from samordna.cases.queries import Seen
from samordna.consents import queries as consents
from samordna.desk.case_gather import Read, closed_on
from samordna.desk.case_names import Names, at, listed
from samordna.desk.history.sentences import outcome
from samordna.desk.measures.measure_view import leaving_words
from samordna.forms import documents, filling, policy
from samordna.forms import queries as forms
from samordna.forms.kept import Kept
from samordna.handbooks.domain import PERSON
from samordna.web.i18n import _
from samordna.web.templates import day_words

TO_PERSON, TO_PARTY = "avslutsmeddelande", "avslutsmeddelande-parter"
CONTACT, OPENED_AGAIN = "contact", "case-reopened"


@dataclass(frozen=True, slots=True)
class Notice:
    """A closing notice: to whom, its paragraphs, and the form that it is.

    `stopped` are the kinds of information that may not reach the receiver (what, why, law): then nothing is told.
    `begun` is the form when it has been begun, with the way to it in `href`; `form` is "" for a colleague's unit.
    """

    party: str
    to: str
    paragraphs: tuple[str, ...] = ()
    stopped: tuple[tuple[str, str, str], ...] = ()
    form: str = ""
    begun: Kept | None = None
    href: str = ""


def notices(read: Read) -> list[Notice]:
    """The notices to the person and to every involved party: that the case is closed, and who drives on (D14)."""
    seen = read.seen
    begun = _begun(read)
    found = [_to_person(read, begun.get((TO_PERSON, PERSON)))]
    post = seen.scope.post
    assert post is not None, "a page is read in a post"
    for party, seat in seen.seats.items():
        if party in read.names.known and seat.unit != post.unit:
            found.append(_to_party(read, party, seat, begun.get((TO_PARTY, party))))
    return found


def _begun(read: Read) -> Mapping[tuple[str, str], Kept]:
    """One's own notices by form and receiver, the newest of each; what told of an earlier closing is not this one's."""
    again = max((each.seq for each in read.happened if each.kind == OPENED_AGAIN), default=0)
    every, spheres = documents.of_case(read.seen, read.on), read.seen.scope.spheres
    own = [each for each in every if each.sphere in spheres and each.form.after_closing and each.seq > again]
    return {(each.form.id, each.receiver): each for each in reversed(own)}


def _to_person(read: Read, begun: Kept | None) -> Notice:
    name = read.person.name if read.person else _("the person")
    return Notice(PERSON, name, _paragraphs(read), form=TO_PERSON, begun=begun, href=_href(read, begun))


def _to_party(read: Read, party: str, seat: Seat, begun: Kept | None) -> Notice:
    sphere, to = read.seen.scope.post.sphere if read.seen.scope.post else 0, read.names.party(party)
    if seat.sphere == sphere:
        return Notice(party, to, _paragraphs(read, party))
    what = consents.preview(read.seen.row.person_id, sphere, seat.sphere, (CONTACT, PLAN), read.on)
    if what.stopped:
        return Notice(party, to, stopped=tuple(leaving_words(what, read.on)["stopped"]))
    return Notice(party, to, _paragraphs(read, party), form=TO_PARTY, begun=begun, href=_href(read, begun))


def _paragraphs(read: Read, to: str = "") -> tuple[str, ...]:
    return (*_opening(read), _drives(read.names, _driving(read.seen), to=to), _again(read))


def _href(read: Read, begun: Kept | None) -> str:
    return at("case-form", read.seen.id, begun.id) if begun else ""


def may_begin(read: Read, notice: Notice) -> bool:
    """Can the notice be begun as a form now?"""
    return bool(notice.form and not notice.begun and policy.may_begin(forms.load(notice.form), read.on))


def values(read: Read, notice: Notice) -> dict[str, Any]:
    """The answers that its form begins with: the day, who drives on, and for the person what came of it."""
    form, on, driving = forms.load(notice.form), closed_on(read) or read.on, _driving(read.seen)
    parties = listed(read.names.party(each) for each in sorted(driving))
    goes_on = _("{parties}, from {day}.").format(parties=parties, day=day_words(on))
    own = {
        "date": on.isoformat(),
        "drives_on": _("You drive it on.") if driving == {notice.party} else goes_on,
        "outcome": _outcomes(read) if notice.party == PERSON else "",
        "again": _again(read),
    }  # fmt: skip
    told = {name: value for name, value in own.items() if value and name in form.fields}
    return {**filling.beginning(read.seen, form, read.on), **told}


def _outcomes(read: Read) -> str:
    """What it led to, as far as the worker may know."""
    runs, seen = read.seen.state.runs, read.seen
    reached = [each for each in seen.state.outcomes if each.run in runs and seen.sees_party(runs[each.run].party)]
    return "\n".join(outcome(read.names, each) for each in reached)


def _driving(seen: Seen) -> set[str]:
    """Who drives on: as the outcomes say, else whoever has the next step, who by then is the owner."""
    return {each.driver for each in seen.state.outcomes if each.driver} or {seen.state.ball or seen.state.owner}


def _sender(read: Read) -> str:
    return read.names.party(next(iter(read.seen.own_parties), ""))


def _opening(read: Read) -> tuple[str, ...]:
    on = closed_on(read) or read.on
    return (
        _("{sender} has closed the case with our reference number {number}.").format(
            sender=_sender(read), number=read.number
        ),
        _("It was closed on {day}.").format(day=day_words(on)),
    )


def _drives(names: Names, driving: Iterable[str], *, to: str = "") -> str:
    if set(driving) == {to}:
        return _("You drive it on.")
    return _("Who drives it on from here: {parties}.").format(parties=listed(names.party(p) for p in sorted(driving)))


def _again(read: Read) -> str:
    return _("If something changes, get in touch with {sender}. The case can be opened again.").format(
        sender=_sender(read)
    )
