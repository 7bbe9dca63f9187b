"""Is what stands here what happened? Every chain is computed again, every list built again from events (E4, E5, E10).

Chains are read in batches while others work. What looks wrong is looked at once more with its chain held still, so that
an act in between is no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from samordna.attachments import queries as attachments
from samordna.attachments.domain import CHANGED, MISSING, STRAY
from samordna.audit import counters, heads, reading
from samordna.audit.chains import Chain, check
from samordna.audit.comparing import Row, compare
from samordna.audit.domain import Difference, Found, Report
from samordna.audit.rebuilding import Unreadable, images, rebuilt
from samordna.cases import dating
from samordna.forms import definitions
from samordna.handbooks import published
from samordna.journal.acts import one_act
from samordna.web.day import today

BATCH = 300
VERSIONS, COUNTERS, FILES = "handbooks.published", "cases.counter", "attachments.attachment"
Progress = Callable[[int], None]


def verify(*, case: int | None = None, progress: Progress = lambda _chains: None) -> Report:
    """Look at everything, or at one case. The database is only read."""
    report = Report()
    if case is not None:
        _batch([case], report)
        progress(1)
    else:
        last = 0
        while batch := reading.streams(last, BATCH):
            _batch(batch, report)
            last = batch[-1]
            progress(report.chains)
        report.differences += [Difference(Found.ROW_EXTRA, pk, table=label, row="") for label, pk in reading.strays()]
        report.differences += _twice(common, reading.streams(0, 10**6, "area"))
        report.differences += [Difference(Found.VERSION, table=VERSIONS, row=name) for name in _altered()]
        report.differences += [Difference(Found.COUNTER, table=COUNTERS, row=name) for name in counters.wrong()]
    report.differences += _files(case)
    report.digests, broken = heads.compared(case)
    report.differences += broken
    return report


def _files(case: int | None) -> list[Difference]:
    """Files whose bytes are not those that were kept, and bytes of days before today that belong to nothing."""
    found = {MISSING: Found.FILE_MISSING, CHANGED: Found.FILE_CHANGED, STRAY: Found.FILE_EXTRA}
    return [
        Difference(found[each.what], each.case, table=FILES if each.case else "", row=each.name)
        for each in attachments.broken(case, today())
    ]


def _altered() -> list[str]:
    """Published versions of handbooks, and kept definitions of forms, that somebody has changed past the program."""
    return [*(f"{each.handbook}@{each.version}" for each in published.altered()), *definitions.altered()]


def _batch(ids: list[int], report: Report) -> None:
    chains = reading.read(ids)
    report.chains += len(chains)
    report.events += sum(len(chain.headers) for chain in chains.values())
    report.purged += sum(bool(chain.purged) for chain in chains.values())
    suspects = {difference.stream for difference in looked_at(chains)}
    if suspects:
        report.differences += _twice(lambda: looked_at(reading.read(suspects)), suspects)


def _twice(look: Callable[[], Iterable[Difference]], streams: Iterable[int]) -> list[Difference]:
    """Look; and when something is wrong, look again while nobody can write to the chains."""
    if not any(True for _ in look()):
        return []
    with one_act():
        reading.lock(streams)
        return list(look())


def looked_at(chains: Mapping[int, Chain]) -> Iterator[Difference]:
    """Everything wrong with these chains and the rows that they tell of."""
    for chain in chains.values():
        yield from check(chain)
    cases = reading.rows(reading.CASE, "id", chains)
    kept = {label: reading.rows(label, "case_id", cases) for label in reading.OF_CASE}
    for pk, (row,) in cases.items():
        yield from _case(chains[pk], row, {label: kept[label].get(pk, []) for label in kept})
    yield from _dates(pk for pk in cases if not chains[pk].purged)
    for label, field in reading.HOMES.items():
        yield from _told(label, field, chains)


def _case(chain: Chain, row: Row, kept: Mapping[str, list[dict[str, Any]]]) -> Iterator[Difference]:
    """A case's rows against the fold of its events; a case whose own parts are purged cannot be built again."""
    try:
        tables = rebuilt(chain)
    except Unreadable as problem:
        if not chain.purged:
            yield Difference(Found.UNREADABLE, chain.stream, problem.seq)
        return
    pk = chain.stream
    yield from compare(pk, reading.CASE, {pk: tables.case}, {pk: row})
    yield from compare(pk, "cases.run", tables.runs, _by(kept["cases.run"], "no"))
    for label, made in (("cases.transfer", tables.transfers), ("cases.position", tables.positions)):
        # `due` follows the clocks and not the events (E10).
        yield from compare(pk, label, made, _by(kept[label], "no"), leave_out=("due",))
    seats = {(row["party"], row["since_seq"]): row for row in kept["cases.involved"]}
    yield from compare(pk, "cases.involved", tables.involved, seats, named="since_seq")
    if not chain.purged:
        facts = {(row["sphere_id"], row["fact"]): row for row in kept["cases.fact"]}
        yield from compare(pk, "cases.fact", tables.facts, facts, named="seq")


def _dates(cases: Iterable[int]) -> Iterator[Difference]:
    for each in dating.outdated(cases, today()):
        yield Difference(Found.DUE, each.case, table=each.table, row=str(each.no))


def _by(rows: Iterable[dict[str, Any]], key: str) -> dict[int, dict[str, Any]]:
    return {row[key]: row for row in rows}


def _told(label: str, field: str, chains: Mapping[int, Chain]) -> Iterator[Difference]:
    """Rows of one table against the last after-image of each in its chain."""
    kept = reading.rows(label, field, chains)
    for pk, chain in chains.items():
        if chain.purged:
            continue
        last: dict[int, dict[str, Any]] = {}
        for _, name, row in images(chain):
            if name == label:
                last[row["id"]] = {**last.get(row["id"], {}), **row}
        left_out = reading.NOT_COMPARED | reading.DERIVED.get(label, frozenset())
        yield from compare(pk, label, last, _by(kept.get(pk, []), "id"), leave_out=left_out)


def common() -> Iterator[Difference]:
    """Rows that any area's chain may tell of: the latest image of each, whichever chain holds it."""
    told: dict[str, dict[int, list[tuple[Any, Row]]]] = {label: {} for label in reading.COMMON}
    for chain in reading.read(reading.streams(0, 10**6, "area")).values():
        moments = {header.seq: header.at for header, _ in chain.headers}
        last: dict[tuple[str, int], tuple[Any, Row]] = {}
        for seq, label, row in images(chain):
            if label in told:
                last[(label, row["id"])] = (moments[seq], row)
        for (label, pk), image in last.items():
            told[label].setdefault(pk, []).append(image)
    for label, rows in told.items():
        kept = reading.all_rows(label)
        if label in reading.UNTOLD:
            kept = {pk: row for pk, row in kept.items() if pk in rows}
        chosen = {pk: _latest(found, kept.get(pk)) for pk, found in rows.items()}
        left_out = reading.NOT_COMPARED | (reading.OF_WORKER if label == "organisations.worker" else frozenset())
        yield from compare(0, label, chosen, kept, leave_out=left_out)


def _latest(images: list[tuple[Any, Row]], kept: Row | None) -> Row:
    """The image told last. Two areas may tell of the same row in the same moment: then either will do."""
    moment = max(at for at, _ in images)
    last = [row for at, row in images if at == moment]
    fitting = (row for row in last if kept and not any(True for _ in compare(0, "", {0: row}, {0: kept})))
    return next(fitting, last[0])
