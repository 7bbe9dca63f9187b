"""Which cases does a file ask for, and what is wrong with its lines? Read whole before anything is written (D15).

One line a case, with headings. `number` or names are needed, and `process` and `box`; the others may be left out:
number, given_name, family_name, process, box, since, protected, language, interpreter, note.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid5

from samordna.access.domain import Scope
from samordna.cases.commands import opening
from samordna.cases.commands.opening import Wanted
from samordna.cases.places import passed, read_place
from samordna.handbooks.domain import Handbook
from samordna.journal.acts import one_act
from samordna.journal.append import DoneBefore
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused
from samordna.kernel.personal_number import PersonalNumber
from samordna.kernel.text import Message, say
from samordna.people import queries as people
from samordna.people.commands import Duplicate, register_person
from samordna.people.domain import Details
from samordna.web.i18n import day_words

COLUMNS = (
    "number", "given_name", "family_name", "process", "box", "since", "protected", "language", "interpreter", "note",
)  # fmt: skip
YES, NO = ("yes", "ja", "x", "1"), ("", "no", "nej", "0")


@dataclass(frozen=True, slots=True)
class Line:
    """A case that a line asks for. `person` is 0 when they are to be written down."""

    line: int
    process: str
    box: str
    number: str = ""
    given_name: str = ""
    family_name: str = ""
    person: int = 0
    since: date | None = None
    protected: bool = False
    language: str = ""
    interpreter: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a line of the file (1 is that of the headings)."""

    line: int
    said: Message


def read(text: str, book: Handbook, own: frozenset[str], scope: Scope) -> tuple[list[Line], list[Problem]]:
    """The lines of a file and everything wrong with them; comma or semicolon between the columns."""
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",")
    headings = [(name or "").strip().lower() for name in rows.fieldnames or ()]
    unknown = [name for name in headings if name not in COLUMNS]
    missing = [name for name in ("process", "box") if name not in headings]
    if unknown or missing:
        return [], list(_headings(unknown, missing))
    rows.fieldnames = headings
    lines, wrong = [], []
    seen: dict[str, int] = {}
    for row in rows:
        written = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
        if not any(written.values()):
            continue
        found = _line(rows.line_num, written, book, own, scope)
        if isinstance(found, Problem):
            wrong.append(found)
        elif found.number and found.number in seen:
            wrong.append(Problem(found.line, say("The same number stands in line {line}.", line=seen[found.number])))
        else:
            lines.append(found)
            seen[found.number] = found.line
    return lines, wrong


def _headings(unknown: list[str], missing: list[str]) -> Iterator[Problem]:
    known = ", ".join(COLUMNS)
    for name in unknown:
        yield Problem(1, say("“{name}” is no column. There are: {known}.", name=name, known=known))
    for name in missing:
        yield Problem(1, say("The column “{name}” is missing.", name=name))


def _line(
    number: int, row: dict[str, str], book: Handbook, own: frozenset[str], scope: Scope
) -> Line | Problem:  # fmt: skip
    found = Line(number, row["process"], row["box"], note=row.get("note", ""), language=row.get("language", ""))
    place = read_place(book, f"{found.process}/{found.box}")
    if place is None:
        return Problem(number, say("“{process}/{box}” is no box.", process=found.process, box=found.box))
    if not own & set(place[0].starters):
        return Problem(number, say("The unit does not start “{process}”.", process=place[0].title))
    flags = {name: row.get(name, "").lower() for name in ("protected", "interpreter")}
    for name, value in flags.items():
        if value not in (*YES, *NO):
            return Problem(number, say("Write yes or no in “{name}”.", name=name))
    found = replace(found, protected=flags["protected"] in YES, interpreter=flags["interpreter"] in YES)
    try:
        since = date.fromisoformat(row["since"]) if row.get("since") else None
    except ValueError:
        return Problem(number, say("“{written}” is no day. Write YYYY-MM-DD.", written=row["since"]))
    if since and since > scope.on:
        return Problem(number, say("The day {day} lies ahead.", day=day_words(since)))
    return _whom(replace(found, since=since), row, scope)


def _whom(line: Line, row: dict[str, str], scope: Scope) -> Line | Problem:
    """Somebody the authority knows by the number, or somebody to write down."""
    given, family, written = (row.get(name, "") for name in ("given_name", "family_name", "number"))
    digits = ""
    if written:
        try:
            digits = PersonalNumber.parse(written, scope.on).digits
        except ValueError:
            return Problem(line.line, say("This is no personal number: check the digits."))
    assert scope.post is not None
    known = people.with_number(scope.post.authority, digits) if digits else None
    if known is None and not (given and family):
        return Problem(line.line, say("Nobody is known by the number: write given_name and family_name too."))
    return replace(line, number=digits, given_name=given, family_name=family, person=known or 0)


def open_lines(
    lines: Iterable[Line], book: Handbook, act: Act, scope: Scope, progress: Callable[[int], None]
) -> tuple[int, int, list[Problem]]:
    """Open the cases, each an act of its own under the file's: (opened, open already, refused)."""
    opened, before, wrong = 0, 0, list[Problem]()
    for n, line in enumerate(lines):
        mine = replace(act, id=uuid5(act.id, str(line.line)))
        try:
            _open(line, book, mine, scope)
            opened += 1
        except DoneBefore:
            before += 1
        except Duplicate:
            said = say("Somebody else has just written down the person with this number. Load the file once more.")
            wrong.append(Problem(line.line, said))
        except Refused as no:
            wrong.append(Problem(line.line, no.decision.reason or say("It is not allowed.")))
        progress(n + 1)
    return opened, before, wrong


def _open(line: Line, book: Handbook, act: Act, scope: Scope) -> None:
    place = read_place(book, f"{line.process}/{line.box}")
    assert place is not None
    process, step = place
    with one_act():
        person = line.person or _written_down(line, replace(act, id=uuid5(act.id, "person")), scope)
        wanted = Wanted(
            person=person, process=process.id, steps=(step,), before=passed(book, process, step), on=line.since,
            note=line.note,
        )  # fmt: skip
        opening.open_case(act=act, scope=scope, wanted=wanted)


def _written_down(line: Line, act: Act, scope: Scope) -> int:
    details = Details(
        given_name=line.given_name, family_name=line.family_name, language=line.language, interpreter=line.interpreter
    )
    made = register_person(act=act, scope=scope, details=details, number=line.number, protected=line.protected)
    return made.id
