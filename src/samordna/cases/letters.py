"""What does the letter say that goes with a hand-over or a request? Plain words on paper (D1).

It holds what was sent and nothing more: facts of the sender's own sphere, in the categories that the transfer names and
that a consent or a ground opens to the receiver today (D18, D19). A protected identity closes addresses, phones and the
name of the unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from samordna.cases.models import Fact, Transfer
from samordna.cases.queries import Seen, happenings
from samordna.consents import queries as consents
from samordna.documents.markup import array, bullets, call, content, string, words
from samordna.documents.typesetting import typeset, typst_date
from samordna.handbooks.domain import Exit, Referral
from samordna.handbooks.journey.state import CONSULTATION, HANDOVER
from samordna.handbooks.words import citation_words, party_name
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import Text, say
from samordna.law.queries import load as load_law
from samordna.organisations import queries as organisations
from samordna.people import queries as people
from samordna.people.domain import PersonShown
from samordna.web.i18n import _, day_words, language, render

if TYPE_CHECKING:
    from samordna.organisations.models import Unit

TEMPLATE = "letter.typ"
TO_PERSON = "to-person"
CONTACT = "contact"
OVER = ("withdrawn", "declined")


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that a letter says, in words. Lines of addresses are empty where they are closed or not known.

    `facts` are (category, (question, answer)…); `grounds` why it may be told, one line each; `left_out` categories that
    nothing opens today, so that nobody believes they are empty.
    """

    title: str
    reference: str
    on: date
    sent_on: date
    due: date | None
    sender: tuple[str, ...]
    receiver: tuple[str, ...]
    person: tuple[tuple[str, str], ...]
    about: tuple[tuple[str, str], ...]
    note: str
    facts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    grounds: tuple[str, ...]
    left_out: tuple[str, ...]
    contact: tuple[str, ...]
    signed: tuple[str, str]
    handed_over: bool
    protected: bool


def letter(seen: Seen, transfer: int, on: date) -> bytes:
    """The letter as PDF (PDF/UA). Raises Refused when the reader's units did not send it, or it was taken back."""
    return typeset(compose(gather(seen, transfer, on)), {TEMPLATE: (files(__package__) / TEMPLATE).read_bytes()})


def gather(seen: Seen, transfer: int, on: date) -> Letter:
    """What the letter says. Raises Refused, in the same words whether it exists or is not ours to send (D21)."""
    row = Transfer.objects.filter(case_id=seen.id, no=transfer).first()
    if row is None or row.sender_unit_id not in seen.scope.units:
        raise Refused(refused("no-transfer", say("There is no such letter for you to see.")))
    if row.status in OVER:
        raise Refused(refused("taken-back", say("This has been taken back or declined: no letter goes with it.")))
    person = people.shown(seen.row.person_id, seen.scope)
    known = seen.state.transfers.get(transfer)
    categories = known.categories if known else ()
    by_person = bool(known and known.basis == TO_PERSON)
    grounds, told, left_out = _grounds(seen, row, categories, on, by_person=by_person)
    unit, to = organisations.unit(row.sender_unit_id), organisations.unit(row.receiver_unit_id)
    sender_name = unit.authority.name if person.protected else unit.name
    return Letter(
        title=_title(row.kind),
        reference=seen.number or str(seen.id),
        on=on,
        sent_on=row.sent_on,
        due=row.due if row.due.year < date.max.year else None,
        sender=_address(unit.authority.name, sender_name, unit.pk, on, closed=person.protected),
        receiver=_to_person(person) if by_person else _receiver(seen, row, to, on),
        person=_person(person, contact=CONTACT in told),
        about=_about(seen, transfer, to.name),
        note=_note(seen, row),
        facts=_facts(seen, row, told),
        grounds=grounds,
        left_out=left_out,
        contact=_contact(seen, unit.phone, unit.email, closed=person.protected),
        signed=(seen.scope.name, sender_name),
        handed_over=row.kind == HANDOVER,
        protected=person.protected,
    )


def _title(kind: str) -> str:
    return {HANDOVER: _("Hand-over of a case"), CONSULTATION: _("Question for advice")}.get(kind, _("Request"))


def _address(authority: str, name: str, unit: int, on: date, *, closed: bool = False) -> tuple[str, ...]:
    """The lines of the envelope on the day; the names alone when none are known, the authority alone when closed."""
    if closed:
        return (authority,)
    lines = organisations.address_on(unit, on)
    first = tuple(dict.fromkeys((authority, name)))
    return lines if lines and lines[0] in first else (*first, *lines)


def _receiver(seen: Seen, row: Transfer, unit: Unit, on: date) -> tuple[str, ...]:
    """The receiver's envelope; a forum without a unit of its own is named alone (D3)."""
    if row.receiver_party not in seen.seats and row.receiver_unit_id == row.sender_unit_id:
        return (party_name(seen.handbook, row.receiver_party),)
    return _address(unit.authority.name, unit.name, unit.pk, on)


def _to_person(person: PersonShown) -> tuple[str, ...]:
    return (person.name, *person.address.splitlines())


def _person(person: PersonShown, *, contact: bool) -> tuple[tuple[str, str], ...]:
    """Who it is about. Address and phone only when they are told at all, and never of a protected identity."""
    rows = [(_("Name"), person.name), (_("Personal number"), person.number)]
    if person.protected:
        rows.append((_("Address and phone"), _("Protected identity: not given here.")))
    elif contact:
        rows += [(_("Address"), ", ".join(person.address.splitlines())), (_("Phone"), person.phone)]
    if contact and person.language:
        need = _("{language}, needs an interpreter") if person.interpreter else "{language}"
        rows.append((_("Language"), need.format(language=person.language)))
    return tuple((name, value) for name, value in rows if value)


def _about(seen: Seen, transfer: int, receiver: str) -> tuple[tuple[str, str], ...]:
    """What is handed over or asked, in the handbook's words."""
    book, known = seen.handbook, seen.state.transfers.get(transfer)
    if known is None:
        return ((_("To"), receiver),)
    way = _way(seen, transfer)
    rows = [(_("What"), render(way.label))] if way else []
    to = [
        f"{render(step.title)} ({render(book.by_id[process].title)})"
        for process, box in known.targets
        if (step := book.step(process, box))
    ]
    rows += [(_("It is about"), each) for each in to]
    titles = [_register(seen, "categories", each) for each in known.categories]
    rows += [(_("Sent by"), party_name(book, known.sender)), (_("Kinds of information"), ", ".join(titles))]
    return tuple((name, value) for name, value in rows if value)


def _way(seen: Seen, transfer: int) -> Exit | Referral | None:
    """The exit or the request of the handbook by which it was sent."""
    known = seen.state.transfers[transfer]
    run = seen.state.runs.get(known.from_run)
    left = [v.position for v in seen.state.visits if v.position.id == known.position]
    position = seen.state.positions.get(known.position) or next(iter(left), None)
    step = seen.handbook.step(run.process, position.step) if run and position else None
    return (step.referral(known.via_exit) or step.exit(known.via_exit)) if step and known.via_exit else None


def _register(seen: Seen, register: str, entry: str) -> str:
    known = seen.handbook.entry(register, entry)
    return render(known.title) if known else entry


def _note(seen: Seen, row: Transfer) -> str:
    """What was written with it when it was sent: the question, or why."""
    sent = next((each for each in happenings(seen, seen.scope.on) if each.seq == row.sent_seq), None)
    return (sent.note or str(sent.journey.get("reason", ""))) if sent else ""


def _grounds(
    seen: Seen, row: Transfer, categories: Sequence[str], on: date, *, by_person: bool
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Why it may be told (lines), which categories that opens, and the titles of those left out."""
    law = load_law()
    if by_person:
        return (
            (_("The person carries it on: {law}.").format(law=citation_words(law, "osl:12:1", on)),),
            tuple(categories),
            (),
        )
    wanted = tuple(categories) or (CONTACT,)
    what = consents.preview(seen.row.person_id, row.sender_sphere_id, row.receiver_sphere_id, wanted, on)
    why: dict[str, list[str]] = {}
    for each in what.leaves:
        cited = "; ".join(citation_words(law, ref, on) for ref in each.law)
        reason = render(each.reason).removesuffix(".")
        why.setdefault(f"{reason} ({cited})." if cited else f"{reason}.", []).append(render(each.title))
    lines = [f"{', '.join(titles)}: {reason}" for reason, titles in why.items()]
    if what.reservation:
        lines.append(_("Reservation: {reservation}").format(reservation=what.reservation))
    opened = tuple(each.category for each in what.leaves)
    return tuple(lines), opened, tuple(render(each.title) for each in what.stopped)


def _facts(seen: Seen, row: Transfer, categories: Iterable[str]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The sender's own latest answers in these categories, by category; nothing that came from others."""
    rows = Fact.objects.filter(case_id=seen.id, sphere_id=row.sender_sphere_id, category__in=tuple(categories))
    groups: dict[str, list[tuple[str, str]]] = {}
    for fact in rows.order_by("id"):
        if fact.value is None:
            continue
        entry = seen.handbook.entry("facts", fact.fact)
        title = render(entry.title) if entry else fact.fact
        groups.setdefault(fact.category, []).append((title, _value(entry.data if entry else {}, fact.value)))
    order = [each for each in seen.handbook.registers.get("categories", {}) if each in groups]
    return tuple((_register(seen, "categories", each), tuple(groups[each])) for each in order)


def _value(data: Mapping[str, Any], value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(data, each) for each in value)
    said = (data.get("values") or {}).get(str(value))
    if isinstance(said, Mapping):
        return render(Text(str(said.get("sv", "")), str(said.get("en", ""))))
    if data.get("type") == "date":
        with suppress(ValueError):
            return day_words(date.fromisoformat(str(value)))
    return f"{value} %" if data.get("type") == "percent" else str(value)


def _contact(seen: Seen, phone: str, email: str, *, closed: bool) -> tuple[str, ...]:
    """Whom to answer."""
    if closed:
        return (_("Answer by letter to the authority's registry, with the reference number."),)
    return tuple(each for each in (seen.scope.name, phone, email) if each)


# Typst


def compose(said: Letter) -> str:
    """The typst source of a letter."""
    return "\n\n".join(part for part in (_opening(said), _head(said), *_body(said)) if part)


def _opening(said: Letter) -> str:
    named = {
        "title": string(f"{said.title}, {said.reference}"),
        "author": string(said.sender[0]),
        "lang": string(language()),
        "made": typst_date(said.on),
        "foot": content(words(_("Reference {number}").format(number=said.reference))),
        "page_word": string(_("Page")),
    }
    arguments = ", ".join(f"{name.replace('_', '-')}: {value}" for name, value in named.items())
    return f'#import "{TEMPLATE}": *\n#show: letter.with({arguments})'


def _head(said: Letter) -> str:
    facts = [(_("Date"), said.on.isoformat()), (_("Our reference"), said.reference)]
    return call(
        "head", sender=_column(said.sender), receiver=_column(said.receiver),
        facts=array([array([content(words(name)), content(words(value))]) for name, value in facts]),
    )  # fmt: skip


def _column(lines: Iterable[str]) -> str:
    return array([content(words(line)) for line in lines])


def _body(said: Letter) -> Iterable[str]:
    yield call("heading", words(said.title), level="1")
    yield call("par", words(_opening_words(said)))
    yield _section(_("Whom it is about"), _pairs(said.person))
    yield _section(_("What it is about"), _pairs(said.about))
    yield _section(_("In our own words"), call("par", words(said.note)) if said.note else "")
    for title, rows in said.facts:
        yield _section(title, _pairs(rows))
    yield _section(_("Why this may be told"), bullets([words(line) for line in said.grounds]))
    if said.left_out:
        left = _("Left out, because nothing opens it today: {what}.").format(what=", ".join(said.left_out))
        yield call("par", call("small", words(left)))
    yield _section(
        _("Your answer"), call("par", words(_answer_words(said))) + bullets([words(e) for e in said.contact])
    )
    yield call("signature", name=content(words(said.signed[0])), unit=content(words(said.signed[1])))


def _opening_words(said: Letter) -> str:
    if said.handed_over:
        return _("We hand over the responsibility for the next step to you. It is ours until you have accepted.")
    return _("We ask for your help. The responsibility for the next step stays with us.")


def _answer_words(said: Letter) -> str:
    if said.due is None:
        return _("Answer by letter or phone and name our reference {number}.").format(number=said.reference)
    by = said.due.isoformat()
    return _("Answer at the latest {day}, by letter or phone, and name our reference {number}.").format(
        day=by, number=said.reference
    )


def _section(title: str, body: str) -> str:
    return call("heading", words(title), level="2") + "\n" + body if body else ""


def _pairs(rows: Iterable[tuple[str, str]]) -> str:
    made = [array([content(words(name)), content(words(value))]) for name, value in rows]
    return call("pairs", rows=array(made)) if made else ""
