"""How is a part of a handbook said in words, in the language spoken: a party, a target, a time limit, a citation?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samordna.handbooks.domain import Entry, Handbook, Process, Step
from samordna.law.domain import Confidence, Law, Status
from samordna.web.i18n import _, ngettext, render


def party_name(handbook: Handbook, party: str) -> str:
    """The name of a party, or its id when it is not declared."""
    known = handbook.parties.get(party)
    return render(known.name) if known else party


def leads(handbook: Handbook, process: Process, step: Step) -> list[str]:
    """The names of those who may lead a box: its own lead, else the starters of the process (D4)."""
    return [party_name(handbook, p) for p in ([step.lead] if step.lead else process.starters)]


def target_words(handbook: Handbook, process: str, written: str) -> str:
    """Where a target leads: “ruta 8: Finns rätt?”, “Jobbtorg, ruta 1: …”, an outcome or a party."""
    target = handbook.target(process, written)
    if target.kind == "outcome":
        entry = handbook.entry("outcomes", target.step)
        return render(entry.title) if entry else target.step
    if target.kind == "party":
        return party_name(handbook, target.step)
    step = handbook.step(target.process, target.step)
    title = f": {render(step.title)}" if step else ""
    box = _("box {step}").format(step=target.step)
    if target.process == process:
        return f"{box}{title}"
    other = handbook.by_id.get(target.process)
    return f"{render(other.title) if other else target.process}, {box}{title}"


def length_words(data: Mapping[str, Any], law: Law, on: date) -> str:
    """The length of a time limit: “at most 2 months”, “more than 30 days”, or the source's word and our proposal.

    A length that the law sets (`value`) is looked up on the day.
    """
    if "value" in data:
        found = law.value(str(data["value"]), on)
        data = {**data, found.unit: found.value}
    if "local" in data:
        proposal = data.get("proposal", {})
        asked = _("“{word}”, a number that each area sets").format(word=data["local"])
        return f"{asked} ({_('proposal')}: {_amount(proposal)})" if _amount(proposal) else asked
    amount = _amount(data)
    if not amount:
        return _("by dates in the law")
    pattern = {"more-than": _("more than {amount}"), "at-least": _("at least {amount}")}.get(
        str(data.get("count", "at-most")), _("at most {amount}")
    )
    return pattern.format(amount=amount)


def _amount(data: Mapping[str, Any]) -> str:
    for unit in ("days", "working_days", "weeks", "months", "years"):
        if unit in data:
            n = int(data[unit])
            words = {
                "days": ngettext("{n} day", "{n} days", n),
                "working_days": ngettext("{n} working day", "{n} working days", n),
                "weeks": ngettext("{n} week", "{n} weeks", n),
                "months": ngettext("{n} month", "{n} months", n),
                "years": ngettext("{n} year", "{n} years", n),
            }
            return words[unit].format(n=n)
    return ""


def kind_words(entry: Entry) -> str:
    """What kind of time limit: statute, agreement, service target or guidance."""
    return {
        "statute": _("statute"),
        "agreed": _("agreed in the model"),
        "service-target": _("service target, not statute"),
        "guidance": _("guidance"),
    }.get(str(entry.data.get("kind", "")), "")


def deadline_words(entry: Entry, law: Law, on: date) -> str:
    """A time limit on one line: its title, length, kind and source."""
    parts = [length_words(entry.data, law, on), kind_words(entry)]
    return f"{render(entry.title)}: {', '.join(p for p in parts if p)}"


def citation_words(law: Law, provision_id: str, on: date) -> str:
    """A citation as in force on the day, with how sure we are; a repealed one names what has taken its place."""
    status = law.status(provision_id, on)
    if status is Status.UNKNOWN:
        return provision_id
    if status is not Status.IN_FORCE:
        after = [law.provision(p, on).citation for p in law.successors(provision_id, on)]
        versions = law.versions(provision_id)
        gone = _("not in force on {day}").format(day=on.isoformat())
        now = f"; {_('now')} {', '.join(after)}" if after else ""
        return f"{versions[-1].citation} ({gone}{now})"
    provision = law.provision(provision_id, on)
    title = f" – {render(provision.title)}" if render(provision.title) else ""
    return f"{provision.citation}{title}{_confidence(provision.confidence)}"


def _confidence(confidence: Confidence) -> str:
    """Only what is less than the statute text read is marked."""
    marks = {
        Confidence.AUTHORITY_PAGE: _("authority's page"),
        Confidence.SECONDARY: _("secondary source"),
        Confidence.SOURCE_ONLY: _("the source document only"),
    }
    return f" [{marks[confidence]}]" if confidence in marks else ""
