"""What has been tried, what is known, what is missing: the whole road of one case in one variant, for one reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from samordna.cases.queries import Happening, Seen
from samordna.cases.sources import Source
from samordna.content.values import text
from samordna.desk.case_gather import Read
from samordna.desk.case_names import Names
from samordna.desk.facts_view import source_words
from samordna.desk.leaving.previewing import spoken
from samordna.desk.measures import measure_view
from samordna.desk.papers import gathered_sources
from samordna.desk.papers.gathered_sources import Around
from samordna.forms import filling
from samordna.forms import queries as forms
from samordna.handbooks.domain import PERSON, Entry
from samordna.kernel.text import Message
from samordna.measures import gathered, gathered_form, gathered_kept, gathered_printing, leaving, registers
from samordna.measures.domain import MeasureKept
from samordna.measures.gathered import Claim, Gathered, Section
from samordna.measures.gathered_printing import Paper, Printed
from samordna.measures.leaving import To
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ClaimShown:
    """A claim on the page; `who` is the party when it is not one's own."""

    title: str
    what: str
    when: str
    day: str
    source: str
    href: str


@dataclass(frozen=True, slots=True)
class HoleShown:
    """Something that is missing, what to do, and where."""

    said: str
    mend: str
    href: str


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A section on the page."""

    id: str
    title: str
    claims: tuple[ClaimShown, ...]
    holes: tuple[HoleShown, ...]


def variant(name: str) -> Entry:
    """The variant that an address names; the first when there is none such."""
    known = registers.variants()
    return known.get(name) or next(iter(known.values()))


def gather(about: Around, chosen: Entry) -> Gathered:
    """The whole road in a variant, from everything that the reader may see."""
    titles = registers.sections()
    made = [_section(about, titles[each]) for each in chosen.data["sections"]]
    return Gathered(chosen.id, chosen.title, text(chosen.data.get("intro")), about.on, tuple(made))


def _section(about: Around, entry: Entry) -> Section:
    source = gathered_sources.SOURCES.get(entry.id, gathered_sources.told)
    part = source(about, entry)
    claims = gathered.in_time(part.claims)
    holes = (*part.holes, *gathered.unsourced(claims, about.sphere))
    return Section(entry.id, entry.title, claims, holes)


def sections(found: Gathered) -> list[SectionShown]:
    """The sections in words."""
    return [
        SectionShown(
            each.id, render(each.title), tuple(_claim(claim) for claim in each.claims),
            tuple(HoleShown(speak(hole.said), speak(hole.mend), hole.href) for hole in each.holes),
        )
        for each in found.sections
    ]  # fmt: skip


def _claim(claim: Claim) -> ClaimShown:
    return ClaimShown(
        claim.title, claim.what, _when(claim), day_words(claim.on) if claim.on else "", claim.source, claim.href
    )


def _when(claim: Claim) -> str:
    if claim.since and claim.until:
        return _("{first} to {last}").format(first=day_words(claim.since), last=day_words(claim.until))
    if claim.since:
        return _("from {first}").format(first=day_words(claim.since))
    return _("until {last}").format(last=day_words(claim.until)) if claim.until else ""


def speak(said: Message) -> str:
    """A message with its days as people say them."""
    return render(spoken(said))


# To hand over, to print, to fill in a form


def open_to(about: Around, found: Gathered, to: To) -> frozenset[str]:
    """The kinds of information that may leave for the receiver. Raises Refused when nobody is named."""
    kinds = found.categories(about.sphere)
    if to.person:
        return frozenset(kinds)
    receiver = leaving.receiver(about.seen.seats, to)
    return leaving.open_categories(
        leaving.preview(about.seen.row.person_id, about.sphere, receiver, kinds, about.on)
    )  # fmt: skip


def preview(about: Around, found: Gathered, to: To) -> dict[str, Any]:
    """What would leave for the receiver and what is stopped, in words. Raises Refused when nobody is named."""
    kinds, names = found.categories(about.sphere), about.read.names
    if to.person:
        said = _("It is the person's own information, and the person decides whom to show it to.")
        return {"leaves": [(names.title("categories", each), said) for each in kinds], "stopped": []}
    receiver = leaving.receiver(about.seen.seats, to)
    seen = leaving.preview(about.seen.row.person_id, about.sphere, receiver, kinds, about.on)
    return measure_view.leaving_words(seen, about.on)


def receiver_words(names: Names, seen: Seen, receiver: str) -> str:
    """A receiver in words."""
    if receiver == PERSON:
        return _("The person")
    return names.party(receiver) if receiver in seen.handbook.parties else receiver


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of a paper, the day that it tells of, and who signs it for which unit (else the reader)."""

    title: str
    intro: str
    sections: tuple[Printed, ...]
    on: date
    who: str = ""
    unit: int = 0


def sheet(found: Gathered) -> Sheet:
    """The whole road as it is today."""
    return Sheet(render(found.title), render(found.intro), gathered_printing.sections(found, speak), found.on)


def as_given(read: Read, act: Happening, said: Mapping[str, Any], on: date) -> Sheet | None:
    """The whole road as it was handed over; None when that was not kept."""
    paper = said.get("paper")
    if not paper:
        return None
    who = read.names.who(act.by, act.unit, act.sphere)
    return Sheet(paper["title"], paper["intro"], gathered_kept.again(paper, act.said.values()), on, who, act.unit)


def to_keep(about: Around, found: Gathered) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The words that are handed over: the head of the paper, and its lines by kind of information."""
    own = gathered.leaving(found, about.sphere, found.categories(about.sphere))
    return gathered_kept.head(own), gathered_kept.lines(own, speak)


def printed(read: Read, page: Sheet, receiver: str, left_out: Iterable[str] = ()) -> bytes:
    """The paper as PDF. A protected identity keeps the unit off it. Raises TypesettingError."""
    seen, names = read.seen, read.names
    sender: tuple[str, ...] = ()
    number = page.unit or (seen.scope.post.unit if seen.scope.post else 0)
    if number:
        unit = organisations.unit(number)
        closed = read.person is None or read.person.protected
        sender = (unit.authority.name,) if closed else tuple(dict.fromkeys((unit.authority.name, unit.name)))
    person = " ".join(filter(None, (read.person.name, read.person.number))) if read.person else ""
    titles = tuple(names.title("categories", each) for each in left_out)
    sender = (*sender, page.who or seen.scope.name)
    return gathered_printing.pdf(
        Paper(page.title, page.intro, page.sections, sender, person, read.number, page.on, receiver, titles)
    )


def form_values(about: Around, found: Gathered, form_id: str) -> dict[str, Any]:
    """A form filled in from what is one's own of the whole road, beside what every form begins with."""
    form = forms.load(form_id)
    own = gathered.leaving(found, about.sphere, found.categories(about.sphere))
    mine = [each for each in about.measures if each.sphere == about.sphere]
    made = gathered_form.values(form, own, mine, lambda each: _row(about.read.names, each), speak)
    return {**filling.beginning(about.seen, form, about.on), **made}


def _row(names: Names, one: MeasureKept) -> dict[str, Any]:
    """A measure as a row of the summary."""
    first, last = one.started_on, one.ended_on
    result = ". ".join(filter(None, (measure_view.title("measure-outcomes", one.outcome), one.result)))
    source = source_words(names, Source(one.source, one.source_words)) or _own(names, one.last)
    row = {
        "what": ", ".join(filter(None, (one.title, one.provider))), "extent": one.extent, "result": result,
        "when": " – ".join((first.isoformat() if first else "", last.isoformat() if last else "")), "source": source,
    }  # fmt: skip
    return {name: value for name, value in row.items() if value not in ("", None)}


def _own(names: Names, on: date) -> str:
    party = next(iter(names.seen.own_parties), "")
    return ", ".join(filter(None, (names.party(party) if party else "", on.isoformat())))
