"""How is one box printed? Number and title, who leads, guidance, what to tick, where to go next, and the sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samordna.documents.markdown import inline, to_typst
from samordna.documents.markup import bullets, call, string, words
from samordna.handbooks.domain import Exit, Handbook, Process, Referral, Step, Target
from samordna.handbooks.map.palette import NOBODY, Look, looks
from samordna.handbooks.words import citation_words, deadline_words, leads, party_name, target_words
from samordna.law.domain import Law
from samordna.web.i18n import _, render


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed: the handbook, the law on the day `on`, and for whom ("" is everybody)."""

    handbook: Handbook
    law: Law
    on: date
    party: str = ""

    def colour(self, party: str) -> str:
        """A party's colour as a typst expression; the same as on the map."""
        look: Look | None = looks(self.handbook).get(party) if party else None
        return f"rgb({string(look.colour if look else NOBODY)})"

    def titles(self, register: str, ids: tuple[str, ...]) -> list[str]:
        """The titles of register entries, or their ids."""
        entries = [(each, self.handbook.entry(register, each)) for each in ids]
        return [render(entry.title) if entry else each for each, entry in entries]


def anchor(process: str, step: str) -> str:
    """The name of a box inside the document."""
    return f"box:{process}/{step}"


def box(shown: Print, process: Process, step: Step) -> str:
    """One box as typst markup."""
    lead = step.lead or (process.starters[0] if len(process.starters) == 1 else "")
    heading = call(
        "box-heading",
        words(render(step.title)),
        number_text=string(step.label or step.id),
        colour=shown.colour(lead),
    )
    parts = [
        f"{heading}#label({string(anchor(process.id, step.id))});",
        call("meta", words(_meta(shown, process, step))),
        call("asked", words(render(step.question))) if step.question else "",
        *_guidance(shown, step),
        _titled(_("To tick"), bullets([words(each) for each in step.checklist], "ticks")),
        _titled(_("To record"), bullets([words(each) for each in shown.titles("facts", step.asks)])),
        _titled(_next_title(step), bullets([_exit(shown, process, way) for way in step.exits])),
        _titled(
            _("Ask another party meanwhile"), bullets([_referral(shown, process, each) for each in step.referrals])
        ),
        _titled(_("Rest here"), bullets([_wait(shown, wait.review, render(wait.label)) for wait in step.waits])),
        _titled(_("Time limits"), bullets([words(each) for each in _deadlines(shown, step.deadlines)])),
        _titled(_("Should be in place"), bullets([words(each) for each in _needs(shown, step)])),
        _titled(_("Forms"), bullets([words(each) for each in shown.titles("forms", step.forms)])),
        _titled(_("Meetings"), bullets([words(each) for each in shown.titles("meetings", step.meetings)])),
        _titled(_("In law"), bullets([words(citation_words(shown.law, each, shown.on)) for each in step.law])),
        *(_deviation(each.was, each.now, each.why) for each in step.deviation),
        call("small", words(_("Source: {source}").format(source=step.source))) if step.source else "",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _titled(title: str, body: str) -> str:
    return call("label-line", words(title)) + body if body else ""


def _meta(shown: Print, process: Process, step: Step) -> str:
    parts = [_("Led by {party}").format(party=_(" or ").join(leads(shown.handbook, process, step)))]
    if step.parties:
        names = ", ".join(party_name(shown.handbook, each) for each in step.parties)
        parts.append(_("with {parties}").format(parties=names))
    if step.phase:
        parts.append(_("Phase: {phase}").format(phase=shown.titles("phases", (step.phase,))[0]))
    return " · ".join(parts)


def _guidance(shown: Print, step: Step) -> list[str]:
    """The text for everybody, then each party's own; for one party only its own."""
    found = [to_typst(step.guidance["all"])] if "all" in step.guidance else []
    for party, text in step.guidance.items():
        if party == "all" or (shown.party and party != shown.party):
            continue
        title = _("For {party}").format(party=party_name(shown.handbook, party))
        found.append(call("for-party", to_typst(text), title=string(title), colour=shown.colour(party)))
    return found


def _next_title(step: Step) -> str:
    return _("Next – more than one may be chosen") if step.choose == "any" else _("Next")


def _exit(shown: Print, process: Process, way: Exit) -> str:
    targets = words(", ").join(_target(shown, process, written) for written in way.to)
    lines = [call("strong", words(render(way.label))) + words(" → ") + targets]
    if way.when:
        lines.append(inline(way.when))
    notes = [_("Back to the party that handed over; it cannot be declined.")] if way.returns else []
    return _lines([*lines, *_small([*notes, *_shares(shown, way)])])


def _target(shown: Print, process: Process, written: str) -> str:
    to: Target = shown.handbook.target(process.id, written)
    said = words(target_words(shown.handbook, process.id, written))
    known = to.kind == "step" and shown.handbook.step(to.process, to.step)
    return call(f"link(label({string(anchor(to.process, to.step))}))", said) if known else said


def _referral(shown: Print, process: Process, asked: Referral) -> str:
    first = call("strong", words(render(asked.label))) + words(" → ") + _target(shown, process, asked.to)
    notes = [_("Consultation: advice only.")] if asked.consult else []
    if asked.escalation:
        limit = shown.titles("deadlines", (asked.escalation,))[0]
        notes.append(_("Time limit for the answer: {limit}.").format(limit=limit))
    return _lines([first, inline(asked.note) if asked.note else "", *_small([*notes, *_shares(shown, asked)])])


def _shares(shown: Print, way: Exit | Referral) -> list[str]:
    """What leaves, and on what it rests."""
    parts = []
    if way.categories:
        parts.append(_("Shares: {what}.").format(what=", ".join(shown.titles("categories", way.categories))))
    basis = shown.handbook.entry("consents", way.consent) or shown.handbook.entry("grounds", way.ground)
    if basis:
        parts.append(_("Rests on: {basis}.").format(basis=render(basis.title)))
    return parts


def _wait(shown: Print, review: str, label: str) -> str:
    ends = shown.titles("deadlines", (review,))[0] if review else ""
    return _lines([words(label), *_small([_("Until: {limit}.").format(limit=ends)] if ends else [])])


def _deadlines(shown: Print, ids: tuple[str, ...]) -> list[str]:
    entries = [(each, shown.handbook.entry("deadlines", each)) for each in ids]
    return [deadline_words(entry, shown.law, shown.on) if entry else each for each, entry in entries]


def _needs(shown: Print, step: Step) -> list[str]:
    return [
        shown.titles(f"{need.kind}s", (need.id,))[0]
        + (f" ({citation_words(shown.law, need.law, shown.on)})" if need.law else "")
        for need in step.needs
    ]


def _small(notes: list[str]) -> list[str]:
    return [call("small", words(" ".join(notes)))] if notes else []


def _lines(parts: list[str]) -> str:
    return "#linebreak();".join(part for part in parts if part)


def _deviation(was: str, now: str, why: str) -> str:
    rows = [(_("The source"), was), (_("Here"), now), (_("Why"), why)]
    body = _lines([call("strong", words(f"{name}: ")) + inline(said) for name, said in rows])
    return call("mended", body, title=string(_("Mended here")))
