"""Does an area file hold together: does everything it names exist, and does every party have a unit that plays it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any, NoReturn

from samordna.access.domain import CASE_ROLES, Role
from samordna.content.reading import ContentError, Document, Json
from samordna.handbooks.domain import PERSON, Handbook
from samordna.handbooks.queries import load
from samordna.kernel.decision import Decision
from samordna.kernel.text import Message, say
from samordna.law.queries import load as load_law
from samordna.organisations import deciding
from samordna.organisations.domain import Span
from samordna.rules.limits import UNITS

Path = tuple[str | int, ...]


def check(document: Document) -> None:
    """Raises ContentError for the first thing that does not hold together."""
    data = document.data
    found = _Checked(document)
    found.once("authorities", "id")
    found.once("spheres", "id")
    found.once("units", "id")
    found.once("units", "prefix")
    found.once("workers", "username")
    found.named("spheres", "authority", [body["id"] for body in data["authorities"]])
    found.named("units", "sphere", [sphere["id"] for sphere in data["spheres"]])
    found.periods()
    handbook = found.handbook()
    found.parties(handbook)
    found.workers()
    found.choices(handbook)


class _Checked:
    def __init__(self, document: Document) -> None:
        self.document, self.data = document, document.data
        self.start = date.fromisoformat(document.data["from"])
        self.units: dict[str, Json] = {unit["id"]: unit for unit in self.data["units"]}

    def fail(self, path: Path, message: Message, mend: Message) -> NoReturn:
        raise ContentError(self.document.file, self.document.line(*path), message, mend)

    def once(self, part: str, key: str) -> None:
        seen: set[str] = set()
        for index, each in enumerate(self.data.get(part, ())):
            if each[key] in seen:
                said = say("“{entry}” stands more than once in {part}.", entry=each[key], part=part)
                self.fail((part, index, key), said, say("Keep one, or give them different ids."))
            seen.add(each[key])

    def named(self, part: str, key: str, known: list[str]) -> None:
        for index, each in enumerate(self.data.get(part, ())):
            self.must_know((part, index, key), each[key], known)

    def must_know(self, path: Path, name: str, known: Iterable[str]) -> None:
        ids = list(known)
        if name not in ids:
            near = get_close_matches(name, ids, n=1)
            mend = say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=_listed(ids))
            self.fail(path, say("“{name}” is not in the file.", name=name), mend)

    def periods(self) -> None:
        """Nothing ends before it starts, also when the start is inherited; letters have one address at a time."""
        for path, each, start in _dated(self.data, self.start):
            period = span(each, start)
            if period.end is not None and period.end < period.start:
                said = say("“{where}” ends before it begins.", where=".".join(map(str, path)))
                mend = say("Write a later day after “to:”; it is the first day that no longer counts.")
                self.fail((*path, "to"), said, mend)
        for index, unit in enumerate(self.data["units"]):
            first = span(unit, self.start).start
            held: list[Span] = []
            for no, address in enumerate(unit.get("addresses", ())):
                own = span(address, first)
                if any(own.overlaps(other) for other in held):
                    said = say("{unit} has two addresses on the same day.", unit=unit["name"])
                    mend = say("End the first with “to:” where the next begins.")
                    self.fail(("units", index, "addresses", no), said, mend)
                held.append(own)

    def handbook(self) -> Handbook:
        """The version that the area names: a packaged one, or one that has been published."""
        try:
            return load(f"{self.data['handbook']}@{self.data['version']}")
        except ContentError as missing:
            if missing.line:
                raise
            found = _published(self.data["handbook"], self.data["version"])
            if found:
                return found
            key = "version" if "version" in str(missing.message) else "handbook"
            self.fail((key,), missing.message, missing.mend)

    def parties(self, book: Handbook) -> None:
        """Every party of the handbook but the person is played by a unit (D1)."""
        wanted = [party for party in book.parties if party != PERSON]
        firsts: dict[str, str] = {}
        for index, unit in enumerate(self.data["units"]):
            for no, plays in enumerate(unit.get("plays", ())):
                path, party = ("units", index, "plays", no), plays["party"]
                if party not in wanted:
                    self.not_a_party(path, party, book, wanted)
                if plays.get("first") and firsts.setdefault(party, unit["name"]) != unit["name"]:
                    said = say("Both {one} and {other} are first for “{party}”.", one=firsts[party], other=unit["name"],
                               party=party)  # fmt: skip
                    self.fail(path, said, say("Write “first: true” for one of them."))
        played = {plays["party"] for unit in self.data["units"] for plays in unit.get("plays", ())}
        for party in wanted:
            if party not in played:
                name = book.parties[party].name
                said = say("No unit plays “{party}” ({name}) of the handbook.", party=party, name=name)
                self.fail(("units",), said, say("Add it after “plays:” of a unit; an outside unit will do."))

    def not_a_party(self, path: Path, party: str, book: Handbook, wanted: list[str]) -> NoReturn:
        if party == PERSON:
            self.fail(path, say("No unit plays the person."), say("Remove “{party}”.", party=party))
        near = get_close_matches(party, wanted, n=1)
        said = say("“{party}” is not a party of the handbook {handbook}.", party=party, handbook=book.id)
        self.fail(path, said, say("Did you mean “{near}”?", near=near[0]) if near
                  else say("There are: {ids}.", ids=_listed(wanted)))  # fmt: skip

    def workers(self) -> None:
        """Posts are in units that are here; a substitute meets cases in the same secrecy sphere (D5)."""
        people = {worker["username"]: worker for worker in self.data.get("workers", ())}
        for index, worker in enumerate(self.data.get("workers", ())):
            for no, post in enumerate(worker.get("posts", ())):
                path: Path = ("workers", index, "posts", no, "unit")
                self.must_know(path, post["unit"], self.units)
                if self.units[post["unit"]]["where"] != "here":
                    said = say("{unit} is outside: nobody there signs in.", unit=self.units[post["unit"]]["name"])
                    mend = say("Write “where: here” for the unit, or list the person among its contacts.")
                    self.fail(path, said, mend)
        for index, worker in enumerate(self.data.get("workers", ())):
            for no, absence in enumerate(worker.get("absences", ())):
                if absence.get("substitute"):
                    path = ("workers", index, "absences", no, "substitute")
                    self.must_know(path, absence["substitute"], people)
                    self.substitute(path, worker, people[absence["substitute"]])

    def substitute(self, path: Path, worker: Json, other: Json) -> None:
        if worker is other:
            self.fail(path, say("Nobody stands in for themselves."), say("Name somebody else, or remove the line."))
        if not self.spheres(worker) <= self.spheres(other):
            names = {"other": other["name"], "name": worker["name"]}
            said = say("{other} does not meet cases in the secrecy sphere of {name}.", **names)
            self.fail(path, said, say("Name somebody who works with cases in the same sphere."))

    def choices(self, handbook: Handbook) -> None:
        """What the area decides itself is its to decide, and says one thing a day."""
        law = load_law() if self.data.get("follows") else None
        for index, each in enumerate(self.data.get("limits", ())):
            path: Path = ("limits", index)
            self.allow((*path, "deadline"), deciding.may_set_length(handbook, each["deadline"]))
            if len(deciding.units_in(each)) != 1:
                said = say("A time limit has one length, such as “weeks: 2”.")
                self.fail(path, said, say("Write one of: {units}.", units=_listed(UNITS)))
        for index, each in enumerate(self.data.get("closed_days", ())):
            if ("day" in each) == ("from" in each and "to" in each):
                said = say("“{name}” does not say which days are closed.", name=each["name"])
                self.fail(("closed_days", index), said, say("Write “day:”, or both “from:” and “to:”."))
        for index, each in enumerate(self.data.get("follows", ())):
            self.allow(("follows", index, "law"), deciding.may_choose(law or load_law(), each["law"]))
        self.one_a_day("limits", "deadline")
        self.one_a_day("follows", "law")
        self.one_a_day("closed_days", "name")

    def allow(self, path: Path, decision: Decision) -> None:
        if not decision and decision.reason:
            self.fail(path, decision.reason, say("Name another, or remove the line."))

    def one_a_day(self, part: str, key: str) -> None:
        """No two lines of a part about the same thing count on the same day."""
        held: dict[str, list[Span]] = defaultdict(list)
        for index, each in enumerate(self.data.get(part, ())):
            own = closed_span(each) if part == "closed_days" else span(each, self.start)
            if any(own.overlaps(other) for other in held[each[key]]):
                said = say("“{name}” stands twice for the same day.", name=each[key])
                self.fail((part, index), said, say("End the first with “to:” where the next begins."))
            held[each[key]].append(own)

    def spheres(self, worker: Json) -> set[str]:
        posts = (post for post in worker.get("posts", ()) if Role(post["role"]) in CASE_ROLES)
        return {self.units[post["unit"]]["sphere"] for post in posts}


def _published(handbook: str, version: str) -> Handbook | None:
    from samordna.handbooks.published import shown  # a file can be checked where there is no database

    return shown(handbook, version)


def _dated(data: Json, start: date) -> Iterator[tuple[Path, Json, date]]:
    """Everything with a period: where it stands, what it says, and when it starts unless it says so itself."""
    starts: dict[str, date] = defaultdict(lambda: start)
    for index, unit in enumerate(data["units"]):
        path: Path = ("units", index)
        yield path, unit, start
        starts[unit["id"]] = span(unit, start).start
        for part in ("plays", "addresses", "contacts"):
            for no, each in enumerate(unit.get(part, ())):
                yield (*path, part, no), each, starts[unit["id"]]
    for part in ("limits", "follows"):
        for index, each in enumerate(data.get(part, ())):
            yield (part, index), each, start
    for index, worker in enumerate(data.get("workers", ())):
        for no, post in enumerate(worker.get("posts", ())):
            yield ("workers", index, "posts", no), post, starts[post["unit"]]
        for no, absence in enumerate(worker.get("absences", ())):
            yield ("workers", index, "absences", no), absence, start


def span(data: Mapping[str, Any], start: date) -> Span:
    """The period that is written, from `start` when it names no first day."""
    first, end = data.get("from"), data.get("to")
    return Span(date.fromisoformat(first) if first else start, date.fromisoformat(end) if end else None)


def closed_span(data: Mapping[str, Any]) -> Span:
    """The days on which the offices are closed: one `day`, or those from `from` up to `to`."""
    if "day" in data:
        day = date.fromisoformat(data["day"])
        return Span(day, day + timedelta(days=1))
    return Span(date.fromisoformat(data["from"]), date.fromisoformat(data["to"]))


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(ids) or "–"
