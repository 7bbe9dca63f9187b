"""What is a handbook? Frozen values and plain look-ups; no files, no clock.

Ids are strings, those of the source where it has any (DESIGN "The handbook", D31). A target is `"8"` (a step of the
same process), `"jobbtorg/1"` (a step of another process; `"jobbtorg"` is its first start), `"outcome:studies"`, or, for
requests only, `"party:halso-sjukvard"` (a party without a process of its own here).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol, TypeVar

from samordna.kernel.period import Period
from samordna.kernel.text import Text

PERSON = "individ"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands: for errors that point."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Target:
    """Where an exit or a request leads: kind is step, outcome or party; `process` is empty for the same process."""

    kind: str
    step: str = ""
    process: str = ""
    written: str = ""

    @classmethod
    def parse(cls, written: str, processes: frozenset[str] = frozenset()) -> Target:
        """Read a target as it is written in a handbook; a bare process id means its first start."""
        head, colon, tail = written.partition(":")
        if colon and head in ("outcome", "party"):
            return cls(head, tail, written=written)
        process, slash, step = written.partition("/")
        if slash:
            return cls("step", step, process, written)
        if written in processes:
            return cls("step", "", written, written)
        return cls("step", written, written=written)


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of a step. `categories`, `consent` and `ground` matter when it leads to another party (D7, D18-D19)."""

    id: str
    label: Text
    to: tuple[str, ...]
    categories: tuple[str, ...] = ()
    consent: str = ""
    ground: str = ""
    returns: bool = False
    when: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """A request to another party while the box stays open (D8); `consult` asks for advice only (D10)."""

    id: str
    label: Text
    to: str
    categories: tuple[str, ...] = ()
    consent: str = ""
    ground: str = ""
    consult: bool = False
    answered_by: str = ""
    escalation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """A reason to let the position rest in its box; `review` names the deadline that ends it (T16)."""

    id: str
    label: Text
    review: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What a step asks to be in place: kind is consent, meeting, form or fact. Without `law` it only warns (D17)."""

    kind: str
    id: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class TableUse:
    """A decision table offered in a step; `suggests` maps its outcomes to exits or waits of the step."""

    table: str
    suggests: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where our version mends a defect of the source: what it said, what it says now, and why."""

    was: str
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """One box. `lead` is empty when the run's starter leads (D4). `guidance` maps party (or "all") to Markdown.

    `guards` names the kinds of benefit that are applied for here: the re-application guard watches the box (D28).
    """

    id: str
    title: Text
    place: Place = Place()
    lead: str = ""
    phase: str = ""
    parties: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    label: str = ""
    question: Text | None = None
    choose: str = "one"
    guidance: Mapping[str, str] = field(default_factory=dict)
    checklist: tuple[str, ...] = ()
    exits: tuple[Exit, ...] = ()
    referrals: tuple[Referral, ...] = ()
    waits: tuple[Wait, ...] = ()
    asks: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    meetings: tuple[str, ...] = ()
    tables: tuple[TableUse, ...] = ()
    deadlines: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    law: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    source: str = ""
    deviation: tuple[Deviation, ...] = ()

    def exit(self, exit_id: str) -> Exit | None:
        """The exit with this id."""
        for chosen in self.exits:
            if chosen.id == exit_id:
                return chosen
        return None

    def referral(self, referral_id: str) -> Referral | None:
        """The request with this id."""
        return next((r for r in self.referrals if r.id == referral_id), None)


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def first_of(items: Iterable[N]) -> dict[str, N]:
    """Items by id, in their order; when an id stands twice the first counts (the doctor reports it)."""
    found: dict[str, N] = {}
    for item in items:
        found.setdefault(item.id, item)
    return found


@dataclass(frozen=True)
class Process:
    """A numbered sub-process. A `forum` process has one open run per case, whoever registers (D11)."""

    id: str
    number: str
    title: Text
    starters: tuple[str, ...]
    starts: tuple[str, ...]
    steps: tuple[Step, ...]
    place: Place = Place()
    forum: bool = False
    description: str = ""
    source: str = ""
    boxes: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Step]:
        """Steps by id, in the order they are written."""
        return first_of(self.steps)

    @property
    def first(self) -> str:
        """The id of the first start."""
        return self.starts[0] if self.starts else (self.steps[0].id if self.steps else "")


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who takes part: an authority, a unit, a forum or the person. A forum never holds the ball (D3)."""

    id: str
    name: Text
    role: Text
    sphere: str = ""
    aliases: tuple[str, ...] = ()
    forum: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a register (form, meeting, consent, deadline, fact, outcome …): an id, a title and its data."""

    id: str
    title: Text
    data: Mapping[str, Any] = field(default_factory=dict)
    place: Place = Place()


Register = Mapping[str, Entry]
REGISTERS = ("forms", "meetings", "consents", "deadlines", "facts", "outcomes", "phases", "grounds", "categories")


@dataclass(frozen=True)
class Handbook:
    """One readable, executable model of a municipality or an area, in one version."""

    id: str
    version: str
    title: Text
    owner: str
    source: str
    valid: Period
    processes: tuple[Process, ...]
    parties: Mapping[str, Party]
    registers: Mapping[str, Register] = field(default_factory=dict)
    terms: Mapping[str, Text] = field(default_factory=dict)
    concepts: tuple[Mapping[str, Any], ...] = ()
    claims: tuple[Mapping[str, Any], ...] = ()
    sections: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    based_on: str = ""
    reviewed: date | None = None
    review_every: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    accepted: tuple[Mapping[str, str], ...] = ()
    place: Place = Place()

    @cached_property
    def by_id(self) -> Mapping[str, Process]:
        """Processes by id."""
        return first_of(self.processes)

    @cached_property
    def process_ids(self) -> frozenset[str]:
        """The ids of all processes."""
        return frozenset(p.id for p in self.processes)

    @cached_property
    def _targets(self) -> dict[tuple[str, str], Target]:
        return {}

    @cached_property
    def routes(self) -> dict[Any, Any]:
        """What the journey has worked out about this handbook, which never changes; not part of its value."""
        return {}

    def target(self, process: str, written: str) -> Target:
        """Resolve a target as written in `process`: the process is always filled in, and a bare one gets its start."""
        key = (process, written)
        known = self._targets.get(key)
        if known is None:
            known = self._targets[key] = self._resolve(process, written)
        return known

    def _resolve(self, process: str, written: str) -> Target:
        own = self.by_id.get(process)
        if own and written in own.by_id:
            return Target("step", written, process, written)
        raw = Target.parse(written, self.process_ids)
        if raw.kind != "step":
            return raw
        to = self.by_id.get(raw.process or process)
        return Target("step", raw.step or (to.first if to else ""), raw.process or process, written)

    def step(self, process: str, step: str) -> Step | None:
        """The step, or None when the process or the step does not exist."""
        found = self.by_id.get(process)
        return found.by_id.get(step) if found else None

    def every_step(self) -> Iterator[tuple[Process, Step]]:
        """All steps with their processes, in the order they are written."""
        for process in self.processes:
            for step in process.steps:
                yield process, step

    def entry(self, register: str, entry_id: str) -> Entry | None:
        """An entry of a register, its own or a shared one."""
        return self.registers.get(register, {}).get(entry_id)

    def is_forum(self, party: str) -> bool:
        """True for forums (Finsamteam, Arena …), which never hold the ball (D3)."""
        known = self.parties.get(party)
        return bool(known and known.forum)

    def sphere(self, party: str) -> str:
        """The default secrecy sphere of a party (D5); the party's own id when it names none."""
        known = self.parties.get(party)
        return (known.sphere or party) if known else party
