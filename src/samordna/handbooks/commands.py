"""How is a version of a handbook published, once and whole (E14), and how is it noted that somebody reviewed one?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.access.domain import Scope
from samordna.handbooks import policy, published, reviewing
from samordna.handbooks.doctor import examine
from samordna.handbooks.domain import Handbook
from samordna.handbooks.examination import examine_tables, surroundings
from samordna.handbooks.freezing import freeze
from samordna.handbooks.models import Published, Review
from samordna.handbooks.published import Edition
from samordna.handbooks.queries import load
from samordna.journal.acts import one_act
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.finding import Finding
from samordna.kernel.text import say
from samordna.rules.queries import ids, packaged


def publish(*, act: Act, scope: Scope, handbook: str) -> Edition:
    """Freeze the handbook (an id, an id with version, or the path of a file or folder) in the version that it says.

    The same version with the same content again changes nothing: the edition that comes back is the first, and its
    `act` is another. Raises ContentError when it cannot be read, Refused when it may not stand; then nothing changed.
    """
    insist(policy.may_publish(scope))
    book = load(handbook)
    insist(policy.is_named(book.id, book.version))
    insist(policy.is_sound(_findings(book, act.on)))
    frozen = freeze(handbook)
    with one_act():
        row, _new = Published.objects.get_or_create(
            handbook=frozen.handbook,
            version=frozen.version,
            defaults={
                "digest": frozen.digest, "act": act.id, "at": act.at, "by_id": act.by, "content": frozen.content,
            },
        )  # fmt: skip
        insist(policy.may_stand(frozen.version, row.digest, frozen.digest))
    published.forget()
    return Edition(row.handbook, row.version, row.digest, row.at, row.by_id, row.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A review: the day, who made it and who checked beside them; nothing was to be changed, every link was tried."""

    on: date
    who: str
    reviewer: str = ""
    unchanged: bool = True
    links: bool = False
    note: str = ""


def register_review(*, act: Act, scope: Scope, handbook: str, version: str, review: Reviewed) -> None:
    """Note that a version has been reviewed: its date of revision is another even when its text is not (Gävle).

    The same act again changes nothing (E12). Raises Refused, and ContentError when there is no such version.
    """
    insist(policy.may_review(scope))
    book = published.pinned(handbook, version)
    if not review.who.strip():
        raise Refused(refused("nobody", say("Write who made the review.")))
    with one_act():
        if Review.objects.filter(act=act.id).exists():
            return
        insist(policy.may_be_reviewed(review.on, act.on, reviewing.reviewed(book)))
        Review.objects.create(
            handbook=book.id, version=book.version, on=review.on, who=review.who.strip(),
            reviewer=review.reviewer.strip(), unchanged=review.unchanged, links=review.links, note=review.note.strip(),
            act=act.id, at=act.at, by_id=act.by,
        )  # fmt: skip


def _findings(book: Handbook, on: date) -> list[Finding]:
    """What the doctor finds in the handbook and in the tables that it offers."""
    offered = {use.table for _process, step in book.every_step() for use in step.tables}
    tables = [packaged(table) for table in ids() if table in offered]
    return [*examine(book, surroundings(on)), *examine_tables(tables, on)]
