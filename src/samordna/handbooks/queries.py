"""Which handbooks are there, and what does one say? Reads packaged handbooks by id, or any file or folder by path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from samordna.content.reading import ROOT, Check, ContentError, Document, Json, Lines, by_schema, read
from samordna.handbooks import building, merging
from samordna.handbooks.domain import Handbook, Place, Process, Register
from samordna.kernel.text import say

HANDBOOKS = ROOT / "handbooks"
MAIN = "handbook.yaml"


@dataclass(frozen=True, slots=True)
class Available:
    """A packaged handbook version."""

    id: str
    version: str
    path: Path


@cache
def available() -> tuple[Available, ...]:
    """Every packaged handbook, each in all its versions, oldest version first."""
    found = (path.parent for path in HANDBOOKS.glob(f"*/*/{MAIN}"))
    return tuple(sorted((Available(p.parent.name, p.name, p) for p in found), key=lambda a: (a.id, a.version)))


def load(ref: str) -> Handbook:
    """The handbook `ref`: an id ("boras", its newest version), an id with version ("boras@2026.1"), a file or a folder.

    Raises ContentError when there is none or when it cannot be read.
    """
    path = _find(ref)
    return _load(path, path.stat().st_mtime_ns if path.is_file() else 0)


@cache
def _load(path: Path, _changed: int) -> Handbook:
    document, processes = _read(path)
    data, origins = _inherited(document)
    return building.handbook(data, document, processes, shared_registers(), origins)


def _find(ref: str) -> Path:
    wanted, _, version = ref.partition("@")
    versions = [a for a in available() if a.id == wanted and version in ("", a.version)]
    if versions:
        return versions[-1].path
    path = Path(ref)
    if path.exists() and (path.is_file() or (path / MAIN).is_file()):
        return path
    ids = sorted({a.id for a in available()})
    near = get_close_matches(wanted, ids, n=1)
    mend = say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=", ".join(ids))
    raise ContentError(ref, 0, say("There is no handbook “{ref}”.", ref=ref), mend)


def _read(path: Path) -> tuple[Document, tuple[Process, ...]]:
    """The main file and the processes: those written inside it, and one file each beside it."""
    main = path / MAIN if path.is_dir() else path
    document = read(main, "handbook", _handbook_check)
    inside = [
        building.process(data, document, "processes", index) for index, data in enumerate(document.data.get("processes", ()))
    ]
    files = sorted(p for p in path.glob("*.yaml") if p.name != MAIN) if path.is_dir() else []
    beside = [building.process(d.data, d) for d in (read(file, "process", by_schema("samordna.handbooks.schema:ProcessFile")) for file in files)]
    return document, tuple(sorted([*inside, *beside], key=lambda p: (len(p.number), p.number)))


def _inherited(document: Document) -> tuple[Json, Mapping[str, str]]:
    base_id = document.data.get("based_on", "")
    if not base_id:
        return document.data, {}
    try:
        base_path = _find(base_id)
    except ContentError as missing:
        raise ContentError(document.file, document.line("based_on"), missing.message, missing.mend) from None
    base, base_origins = _inherited(_read(base_path)[0])
    return merging.inherit(base, document.data, base_origins)


def _handbook_check(data: Json, path: Path, lines: Lines) -> Json:
    split = merging.take_removals(data)
    removed = split.pop("_removed", {})
    checked = by_schema("samordna.handbooks.schema:HandbookFile")(split, path, lines)
    return {**checked, "_removed": removed} if removed else checked


_registers: Check = by_schema("samordna.handbooks.schema:RegisterFile")


@cache
def shared_registers() -> Mapping[str, Register]:
    """The registers that all handbooks share, by name."""
    documents = [read(file, "register", _registers) for file in sorted((ROOT / "registers").glob("*.yaml"))]
    return {d.data["register"]: building.register(d.data["entries"], d, "entries") for d in documents}


def no_such_process(handbook: Handbook, process: str) -> ContentError:
    """The error for a process that is not there, with the nearest one."""
    ids = [p.id for p in handbook.processes]
    near = get_close_matches(process, ids, n=1)
    mend = say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=", ".join(ids) or "–")
    return ContentError(
        str(handbook.place or Place(handbook.id)), 0, say("{handbook} has no process “{process}”.", handbook=handbook.id, process=process), mend
    )
