"""Which decision tables are there, and what does one say? Packaged tables by id, or a file by path."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from samordna.content.reading import ROOT, ContentError, by_schema, read
from samordna.kernel.text import say
from samordna.rules import building
from samordna.rules.domain import Fact, Table

TABLES = ROOT / "tables"
FACTS = ROOT / "registers" / "facts.yaml"


def ids() -> tuple[str, ...]:
    """The ids of all packaged tables; no file is opened."""
    return tuple(sorted(path.stem for path in TABLES.glob("*.yaml")))


def load(ref: str) -> Table:
    """The table `ref`: an id or the path of a file. Raises ContentError with file, line and what to write instead."""
    known = ids()
    path = TABLES / f"{ref}.yaml" if ref in known else Path(ref)
    if ref not in known and not (path.suffix in (".yaml", ".yml") and path.is_file()):
        raise _missing(ref, known)
    return _load(path, path.stat().st_mtime_ns)


def packaged(table_id: str) -> Table:
    """The packaged table with this id, for those who must not name files. Raises ContentError when there is none."""
    known = ids()
    if table_id not in known:
        raise _missing(table_id, known)
    return load(table_id)


def _missing(ref: str, known: tuple[str, ...]) -> ContentError:
    near = get_close_matches(ref, known, n=1)
    mend = say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=", ".join(known))
    return ContentError(ref, 0, say("There is no table “{ref}”.", ref=ref), mend)


def is_table(ref: str) -> bool:
    """True for the id of a packaged table and for a file that says how its rows are hit, as only tables do."""
    if ref in ids():
        return True
    try:
        return any(line.startswith("hit:") for line in Path(ref).read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return False


def load_all() -> tuple[Table, ...]:
    """Every packaged table, by id."""
    return tuple(load(table_id) for table_id in ids())


def facts() -> Mapping[str, Fact]:
    """The register of facts, by id."""
    return _facts(FACTS, FACTS.stat().st_mtime_ns)


@cache
def _load(path: Path, _changed: int) -> Table:
    document = read(path, "table", by_schema("samordna.rules.schema:TableFile"))
    if path.parent == TABLES and document.data["id"] != path.stem:
        raise ContentError(
            document.file,
            document.line("id"),
            say("The table “{table}” stands in the file “{file}”.", table=document.data["id"], file=path.name),
            say("Name the file “{name}”.", name=f"{document.data['id']}.yaml"),
        )
    return building.table(document, facts())


@cache
def _facts(path: Path, _changed: int) -> Mapping[str, Fact]:
    document = read(path, "facts", by_schema("samordna.rules.schema:FactsFile"))
    return {entry["id"]: building.fact(entry) for entry in document.data["entries"]}
