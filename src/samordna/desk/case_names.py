"""What are the parties, boxes, people and answers of a case called, for this reader?

A party that the reader may not know of is never named (D21), and a protected identity closes the names of units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse

from samordna.cases.queries import Seen
from samordna.handbooks.domain import Handbook
from samordna.handbooks.words import party_name
from samordna.kernel.text import Text
from samordna.organisations import queries as organisations
from samordna.web.i18n import _, render
from samordna.web.templates import day_words

if TYPE_CHECKING:
    from samordna.cases.models import Transfer


@dataclass(frozen=True)
class Names:
    """Names for one reader of one case. `known` are the parties that they may know of; ids map to names."""

    seen: Seen
    known: frozenset[str]
    workers: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)

    @property
    def handbook(self) -> Handbook:
        """The version that the case follows."""
        return self.seen.handbook

    def party(self, party: str) -> str:
        """A party, with its unit where that says more."""
        if party not in self.known:
            return _("another party")
        name, seat = party_name(self.handbook, party), self.seen.seats.get(party)
        unit = self.units.get(seat.unit, "") if seat else ""
        if not unit or unit.split()[0].casefold() == name.split()[0].casefold():
            return unit or name
        return f"{name}, {unit}"

    def receiver(self, sender: str, receiver: str, targets: Iterable[tuple[str, str]]) -> str:
        """Whom something is for. A request to a forum opens one's own process (D11): then the forum's own name."""
        process = next((self.handbook.by_id.get(process) for process, _step in targets), None)
        if sender != receiver or process is None:
            return self.party(receiver)
        forum = next((step.lead for step in process.steps if self.handbook.is_forum(step.lead)), "")
        return party_name(self.handbook, forum) if forum else render(process.title)

    def who(self, worker: int, unit: int, sphere: int) -> str:
        """Who did something: colleagues by name, others as their unit."""
        if sphere in self.seen.scope.spheres and worker in self.workers:
            return self.workers[worker]
        party = self.party_of_unit(unit)
        if party:
            return self.party(party)
        return self.units.get(unit) or (_("Samordna") if not worker else _("another party"))

    def party_of_unit(self, unit: int) -> str:
        """The party that a unit plays in the case; "" when none that the reader knows of."""
        seats = self.seen.seats.items()
        return next((party for party, seat in seats if seat.unit == unit and party in self.known), "")

    def process(self, process: str) -> str:
        """The title of a process."""
        known = self.handbook.by_id.get(process)
        return render(known.title) if known else process

    def box(self, process: str, step: str, home: str = "") -> str:
        """A box by number and title; with its process when that is not `home`."""
        known = self.handbook.step(process, step)
        number, title = (known.label or known.id, render(known.title)) if known else (step, "")
        words = _("box {number} “{title}”").format(number=number, title=title) if title else number_only(number)
        if home and process != home:
            return _("{box} in {process}").format(box=words, process=self.process(process))
        return words

    def title(self, register: str, entry: str) -> str:
        """The title of an entry of the handbook's registers, or its id."""
        known = self.handbook.entry(register, entry)
        return render(known.title) if known else entry

    def value(self, fact: str, value: Any) -> str:
        """An answer to a fact in words; None when it was taken away."""
        if value is None:
            return _("the answer was taken away")
        known = self.handbook.entry("facts", fact)
        data = known.data if known else {}
        if isinstance(value, list):
            return listed([_one(data, each) for each in value])
        return _one(data, value)


def number_only(number: str) -> str:
    """A box of which only the number is known."""
    return _("box {number}").format(number=number)


def _one(data: Mapping[str, Any], value: Any) -> str:
    said = (data.get("values") or {}).get(str(value))
    if isinstance(said, Mapping):
        return render(Text(str(said.get("sv", "")), str(said.get("en", ""))))
    if isinstance(said, Text):
        return render(said)
    kind = data.get("type", "")
    if kind == "percent":
        return f"{value} %"
    if kind == "date" and isinstance(value, str):
        return day_words_of(value)
    return str(said or value)


def day_words_of(written: str) -> str:
    """A day written as ISO, as people say it; what is no day stands as it is."""
    try:
        return day_words(date.fromisoformat(written))
    except ValueError:
        return written


def listed(words: Iterable[str]) -> str:
    """“a, b and c”."""
    found = [each for each in words if each]
    if len(found) < 2:
        return "".join(found)
    return _("{some} and {last}").format(some=", ".join(found[:-1]), last=found[-1])


def known_parties(seen: Seen, sent: Iterable[Transfer]) -> frozenset[str]:
    """The parties that the reader may know are in the case: their own, those they have written with, and those whose
    information something opens to them (D21)."""
    found = set(seen.own_parties)
    for each in sent:
        found |= {each.sender_party, each.receiver_party}
    opened = {sphere for sphere, _category in seen.open} | seen.scope.spheres
    found |= {party for party, seat in seen.seats.items() if seat.sphere in opened}
    found |= {each for each in seen.handbook.parties if seen.handbook.is_forum(each) and each not in seen.seats}
    return frozenset(found)


def names_of(seen: Seen, sent: Iterable[Transfer], workers: Iterable[int], *, protected: bool = False) -> Names:
    """The names that a page of the case needs, in two look-ups; none of units when the identity is protected."""
    ids = {each for each in workers if each} | {seen.row.watcher_id}
    ids |= {seat.worker for seat in seen.seats.values() if seat.worker}
    units = {seat.unit for seat in seen.seats.values()}
    return Names(
        seen,
        known_parties(seen, sent),
        organisations.worker_names(ids),
        {} if protected else organisations.unit_names(units),
    )


def many_at(name: str, holes: int) -> Callable[..., str]:
    """`at` for a page of rows: the address is looked up once, and filled with the numbers of each row."""
    numbers = [10**15 + n for n in range(holes)]
    pattern = at(name, *numbers)
    for n, number in enumerate(numbers):
        pattern = pattern.replace(str(number), f"{{{n}}}")
    return pattern.format


def at(name: str, *args: Any) -> str:
    """The address of a page, or "" where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
