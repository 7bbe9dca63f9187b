"""What does a version hold when it is frozen, and how does it become a handbook again? (E14)

Frozen is all that a case reads from its handbook: the handbook with what it inherits, its processes, the shared
registers (forms, time limits, meetings …), and the decision tables that it offers with the facts they ask for. Law is
never frozen: it stays dated. Where in which file something stood is not content, so moving a line changes no digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property

from samordna.content.reading import Document, Json, by_schema, read
from samordna.handbooks import building
from samordna.handbooks.domain import REGISTERS, Entry, Handbook
from samordna.handbooks.queries import shared_registers, written
from samordna.rules import building as tables
from samordna.rules.domain import Table
from samordna.rules.queries import FACTS, TABLES

# What is stored says in which form it is; a later form is told apart by it and never rewrites what was published.
FORM = 1
TABLE_FILE, FACTS_FILE = "samordna.rules.schema:TableFile", "samordna.rules.schema:FactsFile"


@dataclass(frozen=True)
class Frozen:
    """A version as it is stored: its id, its number, and its content as JSON.

    Nothing is sorted: the order of sections, conditions and choices is content too.
    """

    handbook: str
    version: str
    content: str

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the content, in hex."""
        return digest(self.content)


def digest(content: str) -> str:
    """The SHA-256 of stored content, in hex."""
    return hashlib.sha256(content.encode()).hexdigest()


def freeze(ref: str) -> Frozen:
    """The handbook `ref` (an id, an id with version, a path) as it is now. Raises ContentError."""
    found = written(ref)
    content = {
        "form": FORM,
        "handbook": found.main,
        "processes": found.processes,
        "registers": {name: [_plain(e) for e in shared_registers().get(name, {}).values()] for name in REGISTERS},
        "origins": found.origins,
        **_tables(found.processes),
    }
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Frozen(found.main["id"], found.main["version"], text)


def thaw(content: Json) -> Handbook:
    """The handbook that was frozen; its places name the version, for there is no file to name."""
    main = content["handbook"]
    document = _document(main)
    return building.handbook(
        main,
        document,
        tuple(building.process(each, document) for each in content["processes"]),
        {name: building.register(entries, document) for name, entries in content["registers"].items()},
        (content["origins"], {}),
    )


def thaw_table(content: Json, table: str) -> Table | None:
    """A decision table that was frozen with its handbook; None when the handbook offers no such table."""
    data = content["tables"].get(table)
    if data is None:
        return None
    facts = {each["id"]: tables.fact(each) for each in content["facts"]}
    return tables.table(Document(_document(content["handbook"]).file, data, {}), facts)


def tables_of(processes: Iterable[Json]) -> list[str]:
    """The ids of the tables that boxes offer, each once, in order."""
    steps = (step for process in processes for step in process.get("steps", ()))
    return sorted({use["table"] for step in steps for use in step.get("tables", ())})


def _tables(processes: Iterable[Json]) -> Json:
    """The tables that boxes offer, and the facts that the tables ask for. A table that is missing is the doctor's."""
    files = {table: TABLES / f"{table}.yaml" for table in tables_of(processes)}
    used = {table: read(file, "table", by_schema(TABLE_FILE)).data for table, file in files.items() if file.is_file()}
    asked = {each["fact"] for data in used.values() for each in data["facts"]}
    register = read(FACTS, "facts", by_schema(FACTS_FILE)).data["entries"]
    return {"tables": used, "facts": [each for each in register if each["id"] in asked]}


def _plain(entry: Entry) -> Json:
    """An entry of a shared register as its file has it."""
    return {"id": entry.id, "title": asdict(entry.title), **entry.data}


def _document(main: Json) -> Document:
    return Document(f"{main['id']}@{main['version']}", main, {})
