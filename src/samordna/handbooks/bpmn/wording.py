"""What is said in the BPMN file: names, durations, and the documentation of a box as plain text?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from samordna.handbooks.domain import Entry, Handbook, Process, Referral, Step
from samordna.handbooks.words import kind_words, length_words, party_name, target_words
from samordna.law.domain import Law
from samordna.web.i18n import _, render

_UNITS = {"days": "P{}D", "weeks": "P{}W", "months": "P{}M", "years": "P{}Y"}


def number(step: Step) -> str:
    """The number of a box as people write it."""
    return step.label or step.id


def task_name(step: Step) -> str:
    """“5 Finns läkarintyg?”."""
    return f"{number(step)} {render(step.title)}"


def box_words(process: Process, step: Step) -> str:
    """“Jobbtorg, ruta 1”."""
    return f"{render(process.title)}, {_('box {number}').format(number=number(step))}"


def duration(entry: Entry) -> str:
    """The length of a time limit in ISO 8601, or "" when it has none that a timer could count from now on.

    Working days need a calendar, a time before a date needs the date, and a length set by law needs the day.
    """
    data = entry.data
    if data.get("direction") == "before" or "value" in data or "values" in data:
        return ""
    length: Mapping[str, Any] = data if any(unit in data for unit in _UNITS) else data.get("proposal") or {}
    for unit, written in _UNITS.items():
        if int(length.get(unit, 0)) > 0:
            return written.format(int(length[unit]))
    return ""


def limit_words(entry: Entry, law: Law) -> str:
    """A time limit on one line. Lengths that the law sets are not looked up: a file has no day of its own."""
    length = _("by dates in the law") if "value" in entry.data else length_words(entry.data, law, date.min)
    return f"{render(entry.title)}: {', '.join(part for part in (length, kind_words(entry)) if part)}"


def citation(law: Law, provision: str) -> str:
    """The citation of a provision as last known, or its id."""
    versions = law.by_id.get(provision, ())
    return versions[-1].citation if versions else provision


def process_text(process: Process) -> str:
    """What a process is for, and where it comes from."""
    return _text([process.description, _line(_("Source"), [process.source])])


def handbook_text(handbook: Handbook) -> str:
    """What the whole file is."""
    valid = f"{handbook.valid.start or ''} – {handbook.valid.last or ''}".strip(" –")
    return _text(
        [
            handbook.description,
            _line(_("Handbook"), [f"{handbook.id} {handbook.version}"]),
            _line(_("Owner"), [handbook.owner]),
            _line(_("Source"), [handbook.source]),
            _line(_("Valid from"), [valid]),
        ]
    )


def step_text(handbook: Handbook, process: Process, step: Step, law: Law) -> str:
    """All that a box says: guidance, what to check, ask, fill in and keep, the law and the source."""
    limits = [handbook.entry("deadlines", each) for each in step.deadlines]
    return _text(
        [
            *_guidance(handbook, step),
            _list(_("Checklist"), step.checklist),
            _list(_("Ways out"), [_exit_words(handbook, process, step, index) for index in range(len(step.exits))]),
            _list(_("Requests"), [referral_words(handbook, process, each) for each in step.referrals]),
            _list(_("May rest here"), [render(wait.label) for wait in step.waits]),
            _list(_("Time limits"), [limit_words(entry, law) for entry in limits if entry]),
            _line(_("Facts to record"), _titles(handbook, "facts", step.asks)),
            _line(_("Forms"), _titles(handbook, "forms", step.forms)),
            _line(_("Meetings"), _titles(handbook, "meetings", step.meetings)),
            _line(_("Should be in place"), [_need(handbook, need.kind, need.id) for need in step.needs]),
            _line(_("Takes part"), [party_name(handbook, party) for party in step.parties]),
            _line(_("Law"), [citation(law, each) for each in step.law]),
            _line(_("Source"), [step.source]),
            *(f"{_('Differs from the source')}: {d.was} → {d.now} ({d.why})" for d in step.deviation),
        ]
    )


def referral_words(handbook: Handbook, process: Process, asked: Referral) -> str:
    """A request on one line: its own words, where it goes, and what it rests on."""
    basis = asked.consent or asked.ground or asked.note
    words = f"{render(asked.label)} → {target_words(handbook, process.id, asked.to)}"
    return f"{words} ({basis})" if basis else words


def _exit_words(handbook: Handbook, process: Process, step: Step, index: int) -> str:
    way = step.exits[index]
    to = ", ".join(target_words(handbook, process.id, written) for written in way.to)
    words = f"{way.id}: {render(way.label)} → {to}"
    return f"{words}. {way.when}" if way.when else words


def _guidance(handbook: Handbook, step: Step) -> Iterable[str]:
    if step.question:
        yield render(step.question)
    for party, text in step.guidance.items():
        plain = text.replace("**", "").strip()
        yield plain if party == "all" else f"{party_name(handbook, party)}:\n{plain}"


def _need(handbook: Handbook, kind: str, entry_id: str) -> str:
    entry = handbook.entry(f"{kind}s", entry_id)
    return render(entry.title) if entry else entry_id


def _titles(handbook: Handbook, register: str, ids: Iterable[str]) -> list[str]:
    entries = ((each, handbook.entry(register, each)) for each in ids)
    return [render(entry.title) if entry else each for each, entry in entries]


def _list(head: str, items: Iterable[str]) -> str:
    rows = [f"- {item}" for item in items]
    return "\n".join([f"{head}:", *rows]) if rows else ""


def _line(head: str, items: Iterable[str]) -> str:
    words = "; ".join(item for item in items if item)
    return f"{head}: {words}" if words else ""


def _text(parts: Iterable[str]) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
