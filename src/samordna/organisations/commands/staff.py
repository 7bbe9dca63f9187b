"""How is somebody appointed, how does a post end, and how is an absence with a substitute set?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.access.domain import CASE_ROLES, Role, Scope
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import say
from samordna.organisations import policy
from samordna.organisations.commands.loading import end_row
from samordna.organisations.commands.recording import Changes, changing
from samordna.organisations.domain import Span
from samordna.organisations.models import Absence, Post, Unit, Worker
from samordna.organisations.queries import on_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody to appoint: known by username, or new with a name."""

    username: str
    name: str
    title: str = ""
    email: str = ""


def appoint(*, act: Act, scope: Scope, unit: int, who: Who, role: Role, span: Span) -> int:
    """Give somebody a role in a unit, with an account when they have none; returns the post's id. Raises Refused."""
    row = Unit.objects.get(pk=unit)
    with changing(row.area_id, act, "post.begun") as changes:
        insist(policy.may_change(scope, row.area_id, row.authority_id, here=row.here))
        known = Worker.objects.filter(username=who.username).first()
        insist(policy.may_appoint(scope, known.pk if known else 0, role, here=row.here))
        _in_order(span)
        worker = _worker(changes, known, who)
        held = Post.objects.filter(worker=worker, unit=row, role=role)
        same = held.filter(valid_from=span.start).first()
        if held.filter(on_day(span.start)).exists():
            raise Refused(refused("post-held", say("{name} has that role in the unit already.", name=worker.name)))
        post = same or Post(worker=worker, unit=row, role=role, valid_from=span.start)
        post.valid_to = span.end
        changes.save(post)
    return post.pk


def _worker(changes: Changes, known: Worker | None, who: Who) -> Worker:
    if known is None:
        worker = Worker(username=who.username, name=who.name, title=who.title, email=who.email)
        worker.set_unusable_password()
        changes.save(worker)
        return worker
    insist(policy.may_be_same(known.username, known.name, who.name))
    return known


def end_post(*, act: Act, scope: Scope, post: int, on: date) -> None:
    """Let a post no longer count from `on`. Raises Refused."""
    row = Post.objects.select_related("unit").get(pk=post)
    with changing(row.unit.area_id, act, "post.ended") as changes:
        insist(policy.may_change(scope, row.unit.area_id, row.unit.authority_id, here=row.unit.here))
        end_row(changes, row, on)


def set_absence(*, act: Act, scope: Scope, unit: int, worker: int, span: Span, substitute: int = 0) -> int:
    """A worker of the unit is away during `span`; returns the absence's id. Raises Refused."""
    row = Unit.objects.get(pk=unit)
    with changing(row.area_id, act, "absence.set") as changes:
        insist(policy.may_change(scope, row.area_id, row.authority_id, here=row.here))
        _in_order(span)
        if not Post.objects.filter(on_day(span.start), unit=row, worker_id=worker).exists():
            raise Refused(refused("not-here", say("The worker has no post in the unit on that day.")))
        if substitute == worker:
            raise Refused(refused("own-substitute", say("Nobody stands in for themselves.")))
        if substitute:
            insist(policy.may_stand_in(row.sphere_id, case_spheres(substitute, span.start)))
        absence = Absence.objects.filter(worker_id=worker, valid_from=span.start).first()
        absence = absence or Absence(worker_id=worker, valid_from=span.start)
        absence.valid_to, absence.substitute_id = span.end, substitute or None
        changes.save(absence)
    return absence.pk


def end_absence(*, act: Act, scope: Scope, unit: int, absence: int, on: date) -> None:
    """The worker is back from `on`. Raises Refused."""
    row = Unit.objects.get(pk=unit)
    with changing(row.area_id, act, "absence.ended") as changes:
        insist(policy.may_change(scope, row.area_id, row.authority_id, here=row.here))
        away = Absence.objects.get(pk=absence, worker__post__unit=row)
        end_row(changes, away, on)


def case_spheres(worker: int, on: date) -> frozenset[int]:
    """The secrecy spheres in which a worker meets cases on the day, by posts of their own."""
    rows = Post.objects.filter(on_day(on), on_day(on, "unit__"), worker_id=worker, role__in=CASE_ROLES)
    return frozenset(rows.values_list("unit__sphere_id", flat=True))


def _in_order(span: Span) -> None:
    if span.end is not None and span.end <= span.start:
        raise Refused(refused("ends-before", say("The last day must not come before the first.")))
