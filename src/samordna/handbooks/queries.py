"""Which handbooks are there, and what does one say? Reads packaged handbooks by id, or any file or folder by path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from samordna.content.reading import ROOT, Check, ContentError, Document, Json, Lines, by_schema, form, read, shown_path
from samordna.handbooks import building, merging
from samordna.handbooks.domain import REGISTERS, Handbook, Place, Process, Register
from samordna.kernel.text import Message, say

HANDBOOKS = ROOT / "handbooks"
MAIN = "handbook.yaml"
HANDBOOK_FILE, PROCESS_FILE = "samordna.handbooks.schema:HandbookFile", "samordna.handbooks.schema:ProcessFile"
REGISTER_FILE = "samordna.handbooks.schema:RegisterFile"
Stamp = tuple[tuple[Path, int, int], ...]


@dataclass(frozen=True, slots=True)
class Available:
    """A packaged handbook version."""

    id: str
    version: str
    path: Path


@dataclass(frozen=True, slots=True)
class Merged:
    """The main file with what it inherits: its data, where parts come from, where entries stand, the files read."""

    data: Json
    origins: Mapping[str, str]
    places: Mapping[tuple[str, str], Place]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A handbook as checked data: main file with what it inherits, processes in order, what comes from where."""

    main: Json
    processes: list[Json]
    origins: Mapping[str, str]


@cache
def available() -> tuple[Available, ...]:
    """Every packaged handbook, each in all its versions, oldest version first."""
    found = (path.parent for path in HANDBOOKS.glob(f"*/*/{MAIN}"))
    return tuple(
        sorted((Available(p.parent.name, p.name, p) for p in found), key=lambda a: (a.id, version_key(a.version)))
    )


def version_key(version: str) -> list[tuple[int, str]]:
    """Sorts versions as people count: 2026.2 before 2026.10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", version) if part]


_loaded: dict[Path, tuple[Stamp, Handbook]] = {}


def load(ref: str) -> Handbook:
    """The handbook `ref`: an id ("boras", its newest version), an id with version ("boras@2026.1"), a file or a folder.

    Kept until one of its files changes. Raises ContentError when there is none or when it cannot be read.
    """
    path = _find(ref)
    known = _loaded.get(path)
    if known and known[0] == _stamp(file for file, _, _ in known[0]):
        return known[1]
    document, processes = _read(path)
    merged = _inherited(path, document)
    book = building.handbook(merged.data, document, processes, shared_registers(), (merged.origins, merged.places))
    _loaded[path] = _stamp(merged.files), book
    return book


def written(ref: str) -> Written:
    """The handbook `ref` as data, before it is built. Raises ContentError when there is none or it cannot be read."""
    path = _find(ref)
    document = _main(path)
    merged = _inherited(path, document)
    main = {key: value for key, value in merged.data.items() if key not in ("processes", merging.REMOVED)}
    beside = (read(file, "process", by_schema(PROCESS_FILE)).data for file in _files(path))
    processes = [*document.data.get("processes", ()), *beside]
    return Written(main, sorted(processes, key=lambda p: version_key(p["number"])), dict(merged.origins))


def _stamp(files: Iterable[Path]) -> Stamp:
    """When each file (and each folder, for files that come and go) last changed."""
    seen = []
    for file in files:
        try:
            known = file.stat()
        except OSError:
            continue
        seen.append((file, known.st_mtime_ns, known.st_size))
    return tuple(seen)


def _find(ref: str, beside: Path = Path()) -> Path:
    """Where a handbook lies; a relative path counts from `beside`."""
    wanted, _, version = ref.partition("@")
    versions = [a for a in available() if a.id == wanted]
    fitting = [a for a in versions if version in ("", a.version)]
    if fitting:
        return fitting[-1].path
    path = beside / ref
    try:
        if path.is_file() or (path / MAIN).is_file():
            return path
        folder = path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        folder = False
    raise ContentError(ref, 0, *_not_found(ref, versions, folder=folder))


def _not_found(ref: str, versions: list[Available], *, folder: bool) -> tuple[Message, Message]:
    if versions:
        known = ", ".join(a.version for a in versions)
        return say("There is no such version: “{ref}”.", ref=ref), say("There are: {versions}.", versions=known)
    if folder:
        return say("The folder “{ref}” holds no handbook.", ref=ref), say(
            "A handbook folder has a file “{main}”.", main=MAIN
        )
    ids = sorted({a.id for a in available()})
    near = get_close_matches(ref.partition("@")[0], ids, n=1)
    mend = say("Did you mean “{near}”?", near=near[0]) if near else say("There are: {ids}.", ids=", ".join(ids))
    return say("There is no handbook “{ref}”.", ref=ref), mend


def _files(path: Path) -> list[Path]:
    """The process files beside the main file."""
    return sorted(p for p in path.glob("*.yaml") if p.name != MAIN) if path.is_dir() else []


def _read(path: Path) -> tuple[Document, tuple[Process, ...]]:
    """The main file and the processes: those written inside it, and one file each beside it."""
    document = _main(path)
    inside = [
        building.process(data, document, "processes", index)
        for index, data in enumerate(document.data.get("processes", ()))
    ]
    beside = [
        building.process(d.data, d) for d in (read(file, "process", by_schema(PROCESS_FILE)) for file in _files(path))
    ]
    return document, tuple(sorted([*inside, *beside], key=lambda p: version_key(p.number)))


def _main(path: Path) -> Document:
    return read(path / MAIN if path.is_dir() else path, f"handbook-{form(HANDBOOK_FILE)}", _handbook_check)


def _inherited(path: Path, document: Document, above: tuple[Path, ...] = ()) -> Merged:
    own = {
        (name, entry["id"]): Place(document.file, document.line(name, index))
        for name in REGISTERS
        for index, entry in enumerate(document.data.get(name, ()))
    }
    files = (path, *([path / MAIN, *_files(path)] if path.is_dir() else []))
    base_id = document.data.get("based_on", "")
    if not base_id:
        _refuse_idle(document, None)
        return Merged(document.data, {}, own, files)
    base_path = _base(path, document, base_id, above)
    base = _inherited(base_path, _main(base_path), (*above, path))
    _refuse_idle(document, base.data)
    data, origins = merging.inherit(base.data, document.data, base.origins)
    return Merged(data, origins, {**base.places, **own}, (*files, *base.files))


def _base(path: Path, document: Document, base_id: str, above: tuple[Path, ...]) -> Path:
    try:
        base = _find(base_id, path if path.is_dir() else path.parent)
    except ContentError as missing:
        raise ContentError(document.file, document.line("based_on"), missing.message, missing.mend) from None
    if base.resolve() in {each.resolve() for each in (*above, path)}:
        raise ContentError(
            document.file,
            document.line("based_on"),
            say("The handbook is based on itself."),
            say("Name another one under “based_on:”, or remove the line."),
        )
    return base


def _refuse_idle(document: Document, base: Json | None) -> None:
    """A removal that removes nothing is a slip of the pen."""
    for name, entry_id, known in merging.idle_removals(base, document.data):
        near = get_close_matches(entry_id, known, n=1)
        raise ContentError(
            document.file,
            document.line(merging.REMOVED, name, entry_id),
            say("“~” removes “{entry}” from {part}, but nothing of that name is inherited.", entry=entry_id, part=name),
            say("Did you mean “{near}”?", near=near[0]) if near else say("Remove the line."),
        )


def _handbook_check(data: Json, path: Path, lines: Lines) -> Json:
    split = merging.take_removals(data, lines)
    removed = split.pop(merging.REMOVED, {})
    checked = by_schema(HANDBOOK_FILE)(split, path, lines)
    _refuse_doubles(checked, path, lines)
    return {**checked, merging.REMOVED: removed} if removed else checked


def _refuse_doubles(data: Json, path: Path, lines: Lines) -> None:
    """An id that stands twice in a list would silently lose one of the two."""
    for name in ("parties", *REGISTERS):
        seen: set[str] = set()
        for index, entry in enumerate(data.get(name, ())):
            if entry["id"] in seen:
                raise ContentError(
                    shown_path(path),
                    lines.get(f"{name}.{index}", 1),
                    say("“{entry}” stands more than once in {part}.", entry=entry["id"], part=name),
                    say("Keep one, or give them different ids."),
                )
            seen.add(entry["id"])


_registers: Check = by_schema(REGISTER_FILE)


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
        str(handbook.place or Place(handbook.id)),
        0,
        say("{handbook} has no process “{process}”.", handbook=handbook.id, process=process),
        mend,
    )
