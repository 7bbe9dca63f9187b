"""How is a part of a handbook said in words, in the language spoken: a party, a target, a time limit, a citation?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from samordna.handbooks.domain import Entry, Handbook, Party, Process, Step
from samordna.kernel.text import Message, Text, say
from samordna.law.domain import Confidence, Law, Status
from samordna.rules.limits import UNITS
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


def short_target(handbook: Handbook, process: str, written: str) -> str:
    """A target as briefly as a table needs it: “8”, “jobbtorg/1”, the title of an outcome or the name of a party."""
    return target_words(handbook, process, written) if written.startswith(("outcome:", "party:")) else written


def sphere_words(handbook: Handbook, sphere: str) -> str:
    """The name of a secrecy sphere (D5): one that the models share, else the party that has it to itself."""
    known = _SPHERES.get(sphere)
    return render(known) if known else party_name(handbook, sphere) if sphere else "–"


_SPHERES = {
    "socialtjanst": say("Social services"),
    "halso-sjukvard": say("Health care"),
    "forsakringskassan": say("Försäkringskassan"),
    "arbetsformedlingen": say("Arbetsförmedlingen"),
    "arbetsmarknad": say("The labour-market unit"),
    "skola": say("School"),
    "kommunens-ovriga": say("The municipality's other units"),
    "annan-part": say("Another party"),
    "ovriga": say("Others"),
}


def section_title(key: str, section: object) -> Message | Text | str:
    """What a section without boxes is called: its own title, else the name of its key."""
    title = section.get("title") if isinstance(section, Mapping) else None
    if isinstance(title, Mapping):
        return Text(str(title.get("sv", "")), str(title.get("en", "")))
    return str(title) if title else _SECTIONS.get(key, key.replace("_", " "))


_SECTIONS = {
    "abbreviations": say("Abbreviations"),
    "links": say("Links"),
    "annexes": say("Annexes"),
    "instruments": say("Instruments"),
    "addresses": say("Addresses"),
}


def claim_words(written: object) -> Message | str | list[Message | str]:
    """A subject on which handbooks take a stand, or what they say of it; words that are not codes as they stand."""
    if isinstance(written, list | tuple):
        return [_CLAIMS.get(str(each), str(each)) for each in written]
    return "–" if written is None else _CLAIMS.get(str(written), str(written))


_CLAIMS = {
    "fk-criteria": say("the criteria for coordination by Försäkringskassan"),
    "insured": say("insured in Sweden"),
    "reduced-by-illness": say("work capacity reduced by illness"),
    "needs-rehabilitation": say("needs rehabilitation"),
    "applied": say("has applied"),
    "rehabilitation-word": say("the word for the rehabilitation that is needed"),
    "degree-needed": say("how much work capacity must be reduced"),
    "none-stated": say("nothing is said"),
    "no-degree": say("no degree is required"),
    "certificate": say("a doctor's certificate"),
    "required": say("is required"),
    "not-taken": say("is not taken in"),
    "application-way": say("the way to an application"),
    "direct": say("apply directly"),
    "consultation-first": say("consult first"),
    "sip-name": say("what SIP stands for"),
}


def named(handbook: Handbook, message: Message) -> Message:
    """The message with the names of parties and processes where it holds their ids; where one is to be chosen, both."""
    return Message(message.template, {hole: _named(handbook, hole, value) for hole, value in message.params.items()})


def _named(handbook: Handbook, hole: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if hole in ("party", "by") and value in handbook.parties:
        return handbook.parties[value].name
    if hole == "process" and value in handbook.by_id:
        return quoted(handbook.by_id[value].title)
    listed = value.split(", ")
    if hole in ("starters", "known", "parties") and all(each in handbook.parties for each in listed):
        return [_with_id(handbook.parties[each]) for each in listed]
    return value


def quoted(title: Text) -> Text:
    """A title inside a sentence."""
    return Text(f"”{title.sv}”", f"“{title.in_language('en')}”")


def _with_id(party: Party) -> Text:
    return Text(f"{party.name.sv} ({party.id})", f"{party.name.in_language('en')} ({party.id})")


def length_words(data: Mapping[str, Any], law: Law, on: date) -> str:
    """The length of a time limit: “at most 2 months”, “more than 30 days”, or the source's word and our proposal.

    A length that the law sets (`value`) is looked up on the day.
    """
    if "value" in data:
        found = law.value(str(data["value"]), on)
        data = {**data, found.unit: found.value}
    if "local" in data:
        proposal = data.get("proposal", {})
        if _amount(proposal):
            each_area = _("“{word}” (each area decides how long; proposal: {amount})")
            return each_area.format(word=data["local"], amount=_proposed(data, proposal))
        return _("“{word}” (each area decides how long)").format(word=data["local"])
    amount = _amount(data)
    if not amount:
        return _("by dates in the law")
    if _is_nothing(data):
        return _("no later than that day")
    length = _pattern(data).format(amount=amount)
    return _("{length}, the first day counted").format(length=length) if data.get("day_one") else length


def _pattern(data: Mapping[str, Any]) -> str:
    count = str(data.get("count", "at-most"))
    if data.get("direction") == "before":
        return _("at least {amount} before") if count == "at-least" else _("at the latest {amount} before")
    return {"more-than": _("more than {amount}"), "at-least": _("at least {amount}")}.get(count, _("at most {amount}"))


def _proposed(data: Mapping[str, Any], proposal: Mapping[str, Any]) -> str:
    if _is_nothing(proposal):
        return _("that day")
    amount = _amount(proposal)
    return _("{amount} before").format(amount=amount) if data.get("direction") == "before" else amount


def _is_nothing(data: Mapping[str, Any]) -> bool:
    return any(data.get(unit) == 0 for unit in UNITS)


def start_words(entry: Entry, length: str) -> str:
    """The length of a time limit with what it is counted from, where the handbook says that in words."""
    title = entry.data.get("starts_title")
    if not isinstance(title, Mapping) or length == _("by dates in the law"):
        return length
    start = render(Text(str(title.get("sv", "")), str(title.get("en", ""))))
    return _("{length}, counted from: {start}").format(length=length, start=start)


def _amount(data: Mapping[str, Any]) -> str:
    for unit in UNITS:
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
    """A time limit on one line: its title, length, what it is counted from, and its kind."""
    length = length_words(entry.data, law, on)
    known = length == _("by dates in the law")
    parts = [length] if known else [start_words(entry, length), kind_words(entry)]
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
