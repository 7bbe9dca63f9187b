"""How does a box ask for its facts? One typed field each, with the latest answer of one's own filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from samordna.cases.queries import Seen
from samordna.desk.case_names import Names, day_words_of
from samordna.desk.typed import Typed
from samordna.handbooks.domain import Entry
from samordna.handbooks.pages import wording
from samordna.kernel.text import Message, Text
from samordna.web.i18n import _, render

if TYPE_CHECKING:
    from samordna.cases.models import Fact

PREFIX = "fact-"
# Beside a field that shows one's own answer: the event it is from. Empty fields take away only that very answer.
HELD = "held-"
INPUTS = {"date": "date", "percent": "number", "integer": "number", "choice": "radios", "set": "checks"}


@dataclass(frozen=True, slots=True)
class FactField:
    """One fact to answer. `input` is text, date, number, radios or checks; `name` is also the field's id on the page.

    `values` are what stands in it; `latest` says when one's own answer is from, and `held` its event when the
    field shows it, so that it can be emptied; `others` what other parties have said.
    """

    name: str
    title: str
    input: str
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    lowest: str = ""
    highest: str = ""
    unit: str = ""
    category: str = ""
    latest: str = ""
    held: int = 0
    others: str = ""
    error: Message | None = None

    @property
    def value(self) -> str:
        """The only value of a field that has one."""
        return next(iter(self.values), "")

    @property
    def anchor(self) -> str:
        """The id of the control that an error leads to."""
        return f"{self.name}-0" if self.options else self.name


@dataclass(frozen=True, slots=True)
class Asked:
    """What the fields of a box are made from: the latest answers, what has been typed, and what is wrong with it."""

    seen: Seen
    names: Names
    latest: Mapping[str, Fact]
    typed: Typed | None = None
    wrong: Mapping[str, Message] = field(default_factory=dict)


def fields(asked: Asked, wanted: Iterable[str]) -> list[FactField]:
    """The fields of the facts that a box asks for; one that the handbook does not know is left out."""
    book = asked.seen.handbook
    return [_field(asked, entry) for each in dict.fromkeys(wanted) if (entry := book.entry("facts", each))]


def _field(asked: Asked, entry: Entry) -> FactField:
    data, name = entry.data, f"{PREFIX}{entry.id}"
    kind = str(data.get("type", "text"))
    row = asked.latest.get(entry.id)
    row = row if row and row.value is not None else None
    own = row if row and row.sphere_id in asked.seen.scope.spheres else None
    other = row if row and not own else None
    held = own.seq if own and (not asked.typed or asked.typed.number(f"{HELD}{entry.id}") == own.seq) else 0
    stands = plain(own.value) if own else ()
    values = asked.typed.data.get(name, ()) if asked.typed else stands
    return FactField(
        name,
        wording.plain(entry.title),
        INPUTS.get(kind, "text"),
        tuple(values),
        options(data),
        *_limits(kind, data),
        unit="%" if kind == "percent" else "",
        category=_category(asked.seen, data),
        latest=_("Answered {day}.").format(day=day_words_of(own.on.isoformat())) if own else "",
        held=held,
        others=_told_by(asked, entry, other) if other else "",
        error=asked.wrong.get(entry.id),
    )


def plain(value: Any) -> tuple[str, ...]:
    """A kept answer as a form would send it; one that was taken away is empty."""
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def options(data: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The answers that there are, (code, words)."""
    if data.get("type") not in ("choice", "set"):
        return ()
    return tuple((str(code), _words(said)) for code, said in (data.get("values") or {}).items())


def _words(said: Any) -> str:
    if isinstance(said, Mapping):
        said = Text(str(said.get("sv", "")), str(said.get("en", "")))
    return render(said) if isinstance(said, Text) else str(said)


def _limits(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    if kind == "percent":
        return "0", "100"
    return str(data.get("min", "")), str(data.get("max", ""))


def _category(seen: Seen, data: Mapping[str, Any]) -> str:
    entry = seen.handbook.entry("categories", str(data.get("category") or "plan"))
    return wording.plain(entry.title) if entry else ""


def _told_by(asked: Asked, entry: Entry, row: Fact) -> str:
    party = next((p for p, seat in asked.seen.seats.items() if seat.sphere == row.sphere_id), "")
    return _("{party} has answered “{value}”, {day}.").format(
        party=asked.names.party(party),
        value=asked.names.value(entry.id, row.value),
        day=day_words_of(row.on.isoformat()),
    )


def changed(typed: Typed, wanted: Iterable[str], latest: Mapping[str, Fact], spheres: Iterable[int]) -> dict[str, Any]:
    """The answers that differ from one's own latest ones: only what is new is told anew. Sets are lists.

    None for an answer of one's own that stood in the field and has been emptied.
    """
    own = frozenset(spheres)
    found: dict[str, Any] = {}
    for fact in wanted:
        given = tuple(v.strip() for v in typed.data.get(f"{PREFIX}{fact}", ()) if v.strip())
        row = latest.get(fact)
        before = plain(row.value) if row and row.sphere_id in own else ()
        if given and sorted(given) != sorted(before):
            found[fact] = list(given) if len(given) > 1 else given[0]
        elif before and not given and row and typed.number(f"{HELD}{fact}") == row.seq:
            found[fact] = None
    return found


def overwritten(typed: Mapping[str, Any], latest: Mapping[str, Fact], seq: int, by: Iterable[int]) -> list[str]:
    """Facts among those typed that somebody in one's own sphere has answered otherwise since event `seq`."""
    own = frozenset(by)
    return [f for f in typed if (row := latest.get(f)) and row.seq > seq > 0 and row.sphere_id in own]
