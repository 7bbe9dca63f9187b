"""What do we answer, as plain data with stable keys, when somebody asks about the law?

These dictionaries are the `--json` output of `samordna law`; a key is never renamed or left out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from samordna.kernel.period import Period
from samordna.kernel.text import Message, Text, say
from samordna.law import affected
from samordna.law.domain import Act, Change, Law, Provision, Status, Value

Answer = dict[str, Any]


def acts(law: Law, on: date) -> Answer:
    """Every act, with its standing on the day."""
    return {"on": on.isoformat(), "acts": [_act(law, act, on) for act in law.acts.values()]}


def act(law: Law, act_id: str, on: date) -> Answer:
    """One act and its provisions, each with its standing on the day."""
    found = law.acts[act_id]
    provisions = [provision(law, i, on) for i in provisions_of(law, act_id)]
    return {"on": on.isoformat(), **_act(law, found, on), "provisions": provisions}


def provision(law: Law, provision_id: str, on: date) -> Answer:
    """A provision as it stands on the day; when nothing is in force then, its nearest version and what replaced it."""
    shown = on_or_near(law, provision_id, on)
    return {
        "on": on.isoformat(),
        "id": shown.id,
        "citation": shown.citation,
        "status": law.status(provision_id, on).value,
        "title": _text(shown.title),
        "says": _text(shown.says),
        "valid": _period(shown.valid),
        "confidence": shown.confidence.value,
        "source": shown.source,
        "address": shown.address,
        "note": shown.note,
        "replaces": list(shown.replaces),
        "replaced_by": list(shown.replaced_by),
        "successors": list(law.successors(provision_id, on)),
        "versions": [
            {"valid": _period(version.valid), "confidence": version.confidence.value}
            for version in law.versions(provision_id)
        ],
    }


def value(law: Law, key: str, on: date) -> Answer:
    """A rule value and all its periods; `now` is null when none counts on the day."""
    periods = law.values(key)
    now = next((v for v in periods if on in v.valid), None)
    return {
        "on": on.isoformat(),
        "key": key,
        "title": _text(periods[0].title),
        "now": _value(now) if now else None,
        "periods": [_value(v) for v in periods],
    }


def changes(law: Law, since: date, within: str = "") -> Answer:
    """What begins, changes or ends from a day on, and what rests on it; `within` keeps one act, provision or value."""
    found = changed(law, since, within)
    return {
        "since": since.isoformat(),
        "changes": [{**_change(each), **affected.as_data(affected.users(each))} for each in found],
        "running": affected.running_as_data(affected.running(found)),
    }


def changed(law: Law, since: date, within: str = "") -> tuple[Change, ...]:
    """The changes from a day on, in order of time; of one act, provision or value when `within` names it."""
    found = law.changed_since(since)
    return tuple(c for c in found if not within or c.id == within or c.id.startswith(f"{within}:"))


def on_or_near(law: Law, provision_id: str, on: date) -> Provision:
    """The version in force on the day, else the first one before it begins and the last one after it has ended."""
    versions = law.versions(provision_id)
    if law.in_force(provision_id, on):
        return law.provision(provision_id, on)
    return versions[0] if law.status(provision_id, on) is Status.NOT_YET else versions[-1]


def standing(of: Period, on: date) -> Status:
    """How something with one period, such as an act, stands on a day."""
    if on in of:
        return Status.IN_FORCE
    return Status.NOT_YET if of.start and on < of.start else Status.REPEALED


def provisions_of(law: Law, act_id: str) -> tuple[str, ...]:
    """The ids of an act's provisions, in the order of its file."""
    return tuple(known for known in law.by_id if known.startswith(f"{act_id}:"))


def unknown(law: Law, what: str) -> tuple[Message, Message | None]:
    """That nothing has this id, and ids that look like it."""
    near = law.near(what)
    missing = say("There is no provision, act or value “{what}”.", what=what)
    return missing, say("Did you mean: {near}?", near=", ".join(near)) if near else None


def _act(law: Law, of: Act, on: date) -> Answer:
    return {
        "id": of.id,
        "sfs": of.sfs,
        "name": _text(of.name),
        "short": of.short,
        "valid": _period(of.valid),
        "in_force": on in of.valid,
        "count": len(provisions_of(law, of.id)),
        "address": of.address,
        "note": of.note,
    }


def _value(of: Value) -> Answer:
    return {
        "value": list(of.value) if isinstance(of.value, tuple) else of.value,
        "unit": of.unit,
        "valid": _period(of.valid),
        "provision": of.provision,
        "confidence": of.confidence.value,
        "source": of.source,
        "note": of.note,
    }


def _change(of: Change) -> Answer:
    now = of.now or of.was
    return {
        "on": of.on.isoformat(),
        "kind": of.kind,
        "id": of.id,
        "title": _text(now.title if now else Text()),
        "was": _briefly(of.was),
        "now": _briefly(of.now),
        "confidence": now.confidence.value if now else None,
    }


def _briefly(of: Provision | Value | None) -> Any:
    if of is None:
        return None
    if isinstance(of, Provision):
        return of.citation
    return list(of.value) if isinstance(of.value, tuple) else of.value


def _text(of: Text) -> Answer:
    return {"sv": of.sv, "en": of.en}


def _period(of: Period) -> Answer:
    return {
        "from": of.start.isoformat() if of.start else None,
        "to": of.end.isoformat() if of.end else None,
    }
