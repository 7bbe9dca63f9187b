"""What has been sent, by whom to whom, what does it share, and what can this reader do about it? (D7, D8, D10, D1)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from samordna.cases import queries as cases
from samordna.cases.domain import FAR
from samordna.cases.queries import Happening, Seen
from samordna.consents import queries as consents
from samordna.consents.domain import Preview
from samordna.desk.case_names import Names, names_of
from samordna.desk.history import timeline
from samordna.desk.leaving.previewing import Group, Line, cited, consent_address, groups, kind_words
from samordna.desk.outside import channels
from samordna.desk.typed import Error, Typed
from samordna.handbooks.journey.state import (
    ACCEPTED,
    ANSWERED,
    CONSULTATION,
    DECLINED,
    HANDOVER,
    PERSON_SAYS_NO,
    SENT,
    WITHDRAWN,
    Transfer,
)
from samordna.handbooks.pages import wording
from samordna.kernel.decision import Refused, refused
from samordna.kernel.text import say
from samordna.law.queries import load as load_law
from samordna.organisations import queries as organisations
from samordna.people import queries as people
from samordna.web.i18n import _

if TYPE_CHECKING:
    from samordna.cases.models import Transfer as Row

Option = tuple[str, str]
RECEIVER, SENDER, BOTH, READER = "receiver", "sender", "both", "reader"


@dataclass(frozen=True, slots=True)
class Shared:
    """What goes with it on one basis: whether the receiver can read it now, and what of it is kept."""

    group: Group
    open: bool


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom to ask when the other side is silent."""

    name: str
    role: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferView:
    """The page of a hand-over, a request or a question. `side` is receiver, sender, both or reader.

    `reached` is false for what a team is to be asked, as long as no box of its own is open (D11).
    """

    case: int
    no: int
    number: str
    kind: str
    kind_words: str
    label: str
    asked: tuple[str, ...]
    note: str
    reason: str
    sender: str
    receiver: str
    receiver_here: bool
    reached: bool
    side: str
    status: str
    status_words: str
    tone: str
    sent_on: date
    due: date | None
    late: bool
    days: int
    answered: timeline.Line | None
    answer: str
    shared: tuple[Shared, ...]
    through_person: bool
    back: tuple[Group, ...]
    back_href: str
    whom: tuple[Whom, ...]
    escalate_to: list[Option]
    workers: list[Option]
    me: str
    channels: list[Option]
    box: int
    can_accept: bool
    can_decline: bool
    can_answer: bool
    can_withdraw: bool
    escalated: bool
    typed: Typed
    do: str
    errors: list[Error]


def no_transfer() -> Refused:
    """The same answer for one that is not there and for one that is not ours to know of (D21)."""
    return Refused(refused("no-transfer-here", say("There is no such request for you to see.")))


def view(
    seen: Seen, no: int, on: date, typed: Typed | None = None, do: str = "", errors: tuple[Error, ...] = ()
) -> TransferView:
    """Everything the page shows. Raises Refused when it is not for this reader to see."""
    rows = cases.transfers(seen)
    row = next((each for each in rows if each.no == no), None)
    sent = seen.state.transfers.get(no)
    if row is None or sent is None:
        raise no_transfer()
    protected = people.by_id(seen.row.person_id).protected
    happened = cases.happenings(seen, on)
    names = names_of(seen, rows, timeline.worker_ids(happened), protected=protected)
    lines = {line.seq: line for line in timeline.lines(names, happened, {})}
    side, told = _side(seen, row), _asked_in(lines, happened, row)
    # A team that has no part in the case yet is here all the same, unless the case says otherwise (D1, D11).
    receiver = seen.seats.get(sent.receiver)
    here = receiver.here if receiver else sent.receiver not in seen.state.outside
    may = _may(sent, side, here)
    # What a team is asked has been taken on by nobody else: it awaits its answer (D11).
    forum = sent.status == ACCEPTED and seen.handbook.is_forum(sent.receiver)
    words, tone = (_("Awaits an answer"), "warning") if forum else status_words(sent)
    waiting = sent.status == SENT
    sender = seen.seats.get(sent.sender)
    back = _back(seen, sent, row, on) if side == RECEIVER and here and sender and sender.here else ()
    return TransferView(
        case=seen.id, no=no, number=seen.number, kind=sent.kind, kind_words=kind_words(sent.kind),
        label=_label(seen, sent), asked=_asked(names, sent), note=told.note if told else "",
        reason=told.reason if told else "", sender=names.party(sent.sender),
        receiver=names.receiver(sent.sender, sent.receiver, sent.targets),
        receiver_here=here, reached=reached(seen, row), side=side, status=sent.status, status_words=words, tone=tone,
        sent_on=row.sent_on,
        due=row.due if waiting and row.due != FAR else None, late=waiting and row.due < on,
        days=(on - row.sent_on).days, answered=lines.get(0 if forum else row.answered_seq or 0), answer=_answer(sent),
        shared=_shared(seen, names, sent, row, on), through_person=sent.basis == "to-person",
        back=back, back_href=_back_href(seen, sent, row, back),
        whom=() if protected else _whom(row.receiver_unit_id if side != RECEIVER else row.sender_unit_id, on),
        escalate_to=_escalations(seen, row, on) if waiting and side in (SENDER, BOTH) else [],
        workers=_workers(row.receiver_unit_id, on) if "accept" in may and here else [], me=str(seen.scope.worker),
        channels=channels(), box=row.position_no if row.position_no in seen.state.positions else 0,
        can_accept="accept" in may, can_decline="decline" in may, can_answer="answer" in may,
        can_withdraw="withdraw" in may, escalated=bool(row.escalated_seq), typed=typed or Typed(), do=do,
        errors=list(errors),
    )  # fmt: skip


def _asked_in(lines: Mapping[int, timeline.Line], happened: Iterable[Happening], row: Row) -> timeline.Line | None:
    """The act that says what is asked: the sender's, or the one by which it reached a team later (D11)."""
    reached = (each.seq for each in happened if any(said.get("transfer") == row.no for said in each.told))
    return lines.get(row.sent_seq) or lines.get(next(reached, 0))


def reached(seen: Seen, row: Row) -> bool:
    """Has it come to whom it is for? What a team is asked in a process of one's own comes with its first box (D11)."""
    return row.receiver_party in seen.seats or row.sender_unit_id != row.receiver_unit_id or row.status == SENT


def _side(seen: Seen, row: Row) -> str:
    unit = seen.scope.post.unit if seen.scope.post else 0
    if unit == row.sender_unit_id:
        return BOTH if unit == row.receiver_unit_id and reached(seen, row) else SENDER
    return RECEIVER if unit == row.receiver_unit_id else READER


def _may(sent: Transfer, side: str, here: bool) -> frozenset[str]:
    """What this side can do about it as it stands: the receiver answers, for one outside the sender registers it."""
    found: set[str] = set()
    answers = side in (RECEIVER, BOTH) or (side == SENDER and not here)
    if sent.status == SENT:
        found |= {"decline"} if answers else set()
        found |= {"accept"} if answers and sent.kind != CONSULTATION else set()
        found |= {"withdraw"} if side in (SENDER, BOTH) else set()
    if sent.kind != HANDOVER and sent.status in (SENT, ACCEPTED) and (answers or side == SENDER):
        found.add("answer")
    return frozenset(found)


def status_words(sent: Transfer) -> tuple[str, str]:
    """How it stands, in words, and the tone of the tag."""
    if sent.status == DECLINED and sent.answer == PERSON_SAYS_NO:
        return _("The person said no"), "neutral"
    return {
        SENT: (_("Awaits an answer"), "warning"), ACCEPTED: (_("Accepted"), "success"),
        ANSWERED: (_("Answered"), "success"), DECLINED: (_("Declined"), "danger"),
        WITHDRAWN: (_("Taken back"), "neutral"),
    }.get(sent.status, (sent.status, "neutral"))  # fmt: skip


def _label(seen: Seen, sent: Transfer) -> str:
    """What the handbook calls it: the request, or the exit that it came by."""
    run = seen.state.runs.get(sent.from_run)
    place = seen.state.positions.get(sent.position)
    left = next((v.position.step for v in reversed(seen.state.visits) if v.position.id == sent.position), "")
    step = seen.handbook.step(run.process, place.step if place else left) if run else None
    asked = (step.referral(sent.via_exit) or step.exit(sent.via_exit)) if step and sent.via_exit else None
    return wording.plain(asked.label) if asked else ""


def _asked(names: Names, sent: Transfer) -> tuple[str, ...]:
    """The boxes that it would open at the receiver's, in words."""
    return tuple(
        _("{process}: {box}").format(process=names.process(process), box=names.box(process, step))
        for process, step in sent.targets
    )


def _answer(sent: Transfer) -> str:
    """The text of an answer; codes of the journey are no text."""
    return sent.answer if sent.status == ANSWERED and sent.answer != "returned" else ""


def _shared(seen: Seen, names: Names, sent: Transfer, row: Row, on: date) -> tuple[Shared, ...]:
    law = load_law()
    found = _preview(seen, sent, row, on)
    kept: dict[str, list[tuple[str, str]]] = {}
    for fact in cases.facts(seen, on).values():
        if fact.sphere_id == row.sender_sphere_id:
            words = (names.title("facts", fact.fact), names.value(fact.fact, fact.value))
            kept.setdefault(fact.category, []).append(words)
    return tuple(
        Shared(group, is_open)
        for some, is_open in ((found.leaves, True), (found.stopped, False))
        for group in groups(
            Line(each.title, tuple(kept.get(each.category, ())), each.reason, cited(law, each.law, on)) for each in some
        )
    )


def _preview(seen: Seen, sent: Transfer, row: Row, on: date) -> Preview:
    return consents.preview(
        seen.row.person_id, row.sender_sphere_id, row.receiver_sphere_id, sent.categories or ("contact",), on
    )


def _back(seen: Seen, sent: Transfer, row: Row, on: date) -> tuple[Group, ...]:
    """What nothing lets the receiver tell the sender about: an answer is refused then, so it is said before."""
    asked = sent.categories or ("contact",)
    found = consents.preview(seen.row.person_id, row.receiver_sphere_id, row.sender_sphere_id, asked, on)
    law = load_law()
    return tuple(groups(Line(each.title, (), each.reason, cited(law, each.law, on)) for each in found.stopped))


def _back_href(seen: Seen, sent: Transfer, row: Row, back: tuple[Group, ...]) -> str:
    """Where the consent is registered that lets the receiver answer."""
    if not back:
        return ""
    return consent_address(seen, 0, "", row.sender_sphere_id, sent.categories or ("contact",), transfer=row.no)


def _whom(unit: int, on: date) -> tuple[Whom, ...]:
    known = organisations.unit(unit)
    own = [Whom(known.name, "", known.phone, known.email)] if known.phone or known.email else []
    return (*(Whom(c.name, c.role, c.phone, c.email) for c in organisations.contacts(unit, on)), *own)


def _escalations(seen: Seen, row: Row, on: date) -> list[Option]:
    """The units that can be told that no answer has come: other units of the silent party's branch, and one's own."""
    units = [u for u in organisations.units_of(seen.row.area_id, on) if u.here]
    fitting = [u for u in units if u.sphere_id == row.receiver_sphere_id or u.pk == row.sender_unit_id]
    return [(str(u.pk), u.name) for u in fitting]


def _workers(unit: int, on: date) -> list[Option]:
    return [(str(worker.pk), worker.name) for worker in organisations.workers_in(unit, on)]
