"""How is a form of a case begun, filled in, handed over, answered, or thrown away? One act, one event (E3).

Every save is an event with the answers as they stood, so that the history of a form is its events. What is handed over
is frozen. Nothing reaches another party without a consent or a named ground for every category in it (D18, D19).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.access.domain import Scope
from samordna.access.rules import Action
from samordna.cases import engine
from samordna.cases.domain import Done, Extras
from samordna.cases.held import held
from samordna.consents import queries as consents
from samordna.forms import codes, definitions, policy
from samordna.forms.answering import by_category
from samordna.forms.documents import stored
from samordna.forms.domain import Form
from samordna.forms.kept import ANSWERED, DISCARDED, DRAFT, PRINTED, SENT, WAYS
from samordna.forms.models import Answers, Definition, Document
from samordna.forms.queries import content, load
from samordna.handbooks.domain import PERSON
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say

DOCUMENT, ANSWER = "forms.document", "forms.answers"
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a form is handed over and how: a party of the case by id, else a private receiver or the person."""

    party: str = ""
    name: str = ""
    how: str = ""
    to_person: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What was done, and to which form."""

    done: Done
    document: int


def begin(*, act: Act, scope: Scope, case: int, form: str, values: Values, to: str = "") -> Written:
    """A form for the case, with what is known or has been written so far. It is read as it is defined now (E14).

    `to` is the party of the case, or the person, that it is meant for; it reaches nobody before it is handed over.
    """
    with one_act():
        found, known = held(act, scope, case, Action.MOVE_CASE, also_closed=True), load(form)
        insist(policy.may_be_open(known, closed=found.state.closed))
        insist(policy.may_begin(known, act.on))
        receiver, sphere = _receiver(found, Given(to, to_person=to == PERSON)) if to else ("", None)
        defined, _new = Definition.objects.get_or_create(
            digest=known.digest, defaults={"form": known.id, "version": known.version, "content": content(form)}
        )
        row = Document.objects.create(
            case_id=case, person_id=found.person, sphere_id=act.sphere, category=known.category, unit_id=act.unit,
            form=known.id, version=known.version, definition=defined, code=_new_code(), status=DRAFT, worker_id=act.by,
            began_on=act.on, seq=found.row.seq + 1, receiver=receiver, receiver_sphere_id=sphere,
        )  # fmt: skip
        return _write(found, row, known, act, "form-begun", values)


def save(*, act: Act, scope: Scope, case: int, document: int, values: Values) -> Written:
    """The answers as they stand now, instead of those before."""
    with one_act():
        found, row = _own(act, scope, case, document)
        insist(policy.may_write(row.status, row.sphere_id, act.sphere))
        row.status = DRAFT
        return _write(found, row, definitions.of(row), act, "form-saved", values)


def mark_printed(*, act: Act, scope: Scope, case: int, document: int) -> Written:
    """Note that a form has been printed as it stands. It stops nothing: what is written afterwards is a draft again."""
    with one_act():
        found, row = _own(act, scope, case, document)
        insist(policy.may_write(row.status, row.sphere_id, act.sphere))
        row.status, row.printed_on = PRINTED, act.on
        return _note(found, row, act, "form-printed", {})


def send(*, act: Act, scope: Scope, case: int, document: int, given: Given) -> Written:
    """Hand a form over: from now on it is kept as it is. Raises Refused when law stops what it would tell (D18)."""
    with one_act():
        found, row = _own(act, scope, case, document)
        answers = stored(row.pk)
        insist(policy.may_send(row.status, row.sphere_id, act.sphere, answers))
        if given.how not in WAYS:
            raise Refused(refused("choose-way", say("Say how the form is handed over.")))
        row.receiver, row.receiver_sphere_id = _receiver(found, given)
        if not given.to_person:
            _insist_on_consent(found, row, policy.leaving(definitions.of(row), answers), act.on)
        row.status, row.how, row.sent_on = SENT, given.how, act.on
        return _note(found, row, act, "form-sent", {})


def answer(*, act: Act, scope: Scope, case: int, document: int, values: Values, on: date) -> Written:
    """What came back: the parts that somebody else fills in, written down with the day they came.

    None takes an answer away. What had come before is changed only with a reason (that of the act), and is then
    another version of the answer; its history keeps both.
    """
    with one_act():
        found, row = _own(act, scope, case, document)
        insist(policy.may_answer(row.status, row.sphere_id, act.sphere))
        if row.sent_on and on < row.sent_on:
            raise Refused(refused("before-sent", say("The answer cannot have come before the form was handed over.")))
        if on > act.on:
            raise Refused(refused("in-the-future", say("The answer cannot come on a day that has not been.")))
        form, before = definitions.of(row), stored(row.pk)
        _insist_on_theirs(form, [p for p, seat in found.seats.items() if seat.unit in scope.units], before, values)
        if row.status == ANSWERED and policy.corrects(before, values):
            insist(policy.may_correct(act.reason))
            row.revision += 1
        row.status, row.answered_on, row.revision = ANSWERED, on, max(row.revision, 1)
        kept = {name: value for name, value in {**before, **values}.items() if value is not None}
        return _write(found, row, form, act, "form-answered", kept)


def discard(*, act: Act, scope: Scope, case: int, document: int) -> Written:
    """Throw a form away that has not left; its history stays."""
    with one_act():
        found, row = _own(act, scope, case, document)
        insist(policy.may_write(row.status, row.sphere_id, act.sphere))
        row.status = DISCARDED
        return _note(found, row, act, "form-discarded", {})


def _own(act: Act, scope: Scope, case: int, document: int) -> tuple[engine.Loaded, Document]:
    found = held(act, scope, case, Action.MOVE_CASE, also_closed=True)
    row = Document.objects.filter(case_id=case, pk=document).exclude(status=DISCARDED).first()
    if row is None or row.sphere_id != act.sphere:
        raise Refused(refused("no-document", say("There is no such form for you to see.")))
    insist(policy.may_be_open(definitions.of(row), closed=found.state.closed))
    return found, row


def _new_code() -> str:
    """A code that no other form here has; two acts that drew the same would be stopped by the table."""
    while True:
        code = codes.make([secrets.randbelow(len(codes.SIGNS)) for _sign in range(codes.DRAWN)])
        if not Document.objects.filter(code=code).exists():
            return code


def _insist_on_theirs(form: Form, own: Iterable[str], before: Values, values: Values) -> None:
    """What the sender wrote stays as it left; a form that nobody else fills in is answered as a whole."""
    theirs = policy.others(form, own)
    mine = {field.id for part in form.parts if theirs and part.id not in theirs for field in part.fields}
    if any(name in mine and before.get(name) != value for name, value in values.items()):
        raise Refused(refused("form-sent", say("What you wrote yourself stays as it left. Begin a new form.")))


def _receiver(found: engine.Loaded, given: Given) -> tuple[str, int | None]:
    if given.to_person:
        return PERSON, None
    seat = found.seats.get(given.party)
    if given.party and seat is None:
        raise Refused(refused("no-party", say("The receiver has no part in the case.")))
    if seat:
        return given.party, seat.sphere
    if not given.name.strip():
        raise Refused(refused("choose-receiver", say("Say to whom the form is handed over.")))
    return given.name.strip()[:120], None


def _insist_on_consent(found: engine.Loaded, row: Document, categories: Iterable[str], on: date) -> None:
    """Every category with an answer needs a consent or a ground for this receiver, a private one by name (D18)."""
    if row.receiver_sphere_id:
        insist(consents.check(found.person, row.sphere_id, row.receiver_sphere_id, categories, on))
        return
    what = consents.preview(found.person, row.sphere_id, row.receiver, categories, on)
    if what.stopped:
        raise Refused(refused("consent-needed", what.stopped[0].reason, what.stopped[0].law))


def _write(found: engine.Loaded, row: Document, form: Form, act: Act, kind: str, values: Values) -> Written:
    """The answers apart by category; one that has none left is kept empty, so that its history shows it."""
    apart = by_category(form, values)
    before = {each.category: each for each in Answers.objects.filter(document_id=row.pk)}
    told: dict[str, dict[str, Any]] = {}
    for category in dict.fromkeys((*apart, *before)):
        data = apart.get(category, {})
        kept = before.get(category)
        if kept and kept.data == data:
            continue
        if kept is None:
            kept = Answers(
                document=row, case_id=row.case_id, person_id=row.person_id, sphere_id=row.sphere_id, category=category
            )
        kept.data, kept.seq = data, found.row.seq + 1
        kept.save()
        image = {
            "id": kept.pk, "document_id": row.pk, "case_id": row.case_id, "person_id": row.person_id,
            "sphere_id": row.sphere_id, "category": category, "data": data, "seq": kept.seq,
        }  # fmt: skip
        told[category] = {"rows": [[ANSWER, image]]}
    return _note(found, row, act, kind, told)


def _note(found: engine.Loaded, row: Document, act: Act, kind: str, told: dict[str, dict[str, Any]]) -> Written:
    """One event: the form's own row in the form's category, and each category's answers in theirs."""
    row.seq = found.row.seq + 1
    row.save()
    image = {
        "id": row.pk, "case_id": row.case_id, "person_id": row.person_id, "sphere_id": row.sphere_id,
        "category": row.category, "unit_id": row.unit_id, "form": row.form, "version": row.version,
        "definition_id": row.definition_id, "code": row.code, "status": row.status, "worker_id": row.worker_id,
        "receiver": row.receiver, "receiver_sphere_id": row.receiver_sphere_id, "how": row.how,
        "began_on": _iso(row.began_on), "printed_on": _iso(row.printed_on), "sent_on": _iso(row.sent_on),
        "answered_on": _iso(row.answered_on), "revision": row.revision, "seq": row.seq,
    }  # fmt: skip
    own = told.pop(row.category, {"rows": []})
    said = {
        "rows": [[DOCUMENT, image], *own["rows"]], "form": row.form, "document": row.pk, "receiver": row.receiver,
        "how": row.how, **({"reason": act.reason} if act.reason else {}),
    }  # fmt: skip
    done = engine.note(found, kind, act, Extras(), asked=engine.Asked(category=row.category, kept=told), said=said)
    return Written(done, row.pk)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
