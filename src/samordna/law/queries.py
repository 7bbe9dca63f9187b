"""What does the law say? Reads the packaged acts and values, or those of another folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import pairwise
from pathlib import Path

from samordna.content.reading import ROOT, ContentError, Document, by_schema, read, shown_path
from samordna.kernel.text import say
from samordna.law import building
from samordna.law.domain import Act, Law, Provision, Value

LAW = ROOT / "law"
VALUES = "values.yaml"

# Something read, with the file and line where it stands.
Placed = tuple[Provision | Value, str, int]


def load(folder: Path | None = None) -> Law:
    """The library of law in `folder` (default: the packaged one), read again only when a file has changed.

    Raises ContentError with file, line and a mend when a file cannot be used.
    """
    files = _files(folder or LAW)
    return _load(files, tuple(file.stat().st_mtime_ns for file in files))


_followed: dict[frozenset[str], tuple[Law, Law]] = {}


def following(follows: Mapping[str, bool]) -> Law:
    """The packaged law as an area follows it: without the unread rules that it has switched off (`Law.following`)."""
    law, off = load(), frozenset(ref for ref, follow in follows.items() if not follow)
    if not off:
        return law
    known = _followed.get(off)
    if known is None or known[0] is not law:
        known = _followed[off] = (law, law.following(dict.fromkeys(off, False)))
    return known[1]


@cache
def _load(files: tuple[Path, ...], _changed: tuple[int, ...]) -> Law:
    acts: dict[str, Act] = {}
    provisions: list[tuple[Provision, str, int]] = []
    values: list[tuple[Value, str, int]] = []
    for path in files:
        if path.name == VALUES:
            document = read(path, "law-values", by_schema("samordna.law.schema:ValuesFile"))
            values += [(value, document.file, line) for value, line in building.values(document)]
            continue
        document = read(path, "law-act", by_schema("samordna.law.schema:ActFile"))
        act = acts[path.stem] = building.act(document)
        _rightly_named(act, document, path)
        provisions += [(found, document.file, line) for found, line in building.provisions(document, act)]
    law = Law(acts, tuple(p for p, _, _ in provisions), tuple(v for v, _, _ in values))
    _check(law, [*provisions, *values])
    return law


def _rightly_named(act: Act, document: Document, path: Path) -> None:
    if act.id != path.stem:
        raise ContentError(
            document.file,
            document.line("id"),
            say("The act “{act}” stands in the file “{file}”.", act=act.id, file=path.name),
            say("Name the file “{name}”.", name=f"{act.id}.yaml"),
        )


def _files(folder: Path) -> tuple[Path, ...]:
    files = tuple(sorted(folder.glob("*.yaml")))
    if not files:
        raise ContentError(
            shown_path(folder),
            0,
            say("There are no law files here."),
            say("Name a folder with one file per act, such as “fvl.yaml”."),
        )
    return files


def _check(law: Law, placed: Sequence[Placed]) -> None:
    """Nothing points at what is not there, and no two versions count on the same day."""
    for item, file, line in placed:
        for wanted in _pointed_at(item):
            if wanted not in law.by_id:
                near = get_close_matches(wanted, law.by_id, n=1)
                raise ContentError(
                    file,
                    line,
                    say("“{id}” points at “{wanted}”, which is not in the law files.", id=_id(item), wanted=wanted),
                    say("Did you mean “{near}”?", near=near[0]) if near else say("Add it, or remove the pointer."),
                )
    groups: dict[str, list[Placed]] = {}
    for found in placed:
        groups.setdefault(_id(found[0]), []).append(found)
    for versions in groups.values():
        _no_overlap(versions)


def _no_overlap(versions: Sequence[Placed]) -> None:
    ordered = sorted(versions, key=lambda v: (v[0].valid.start is not None, v[0].valid.start))
    for (before, _, _), (after, file, line) in pairwise(ordered):
        if before.valid.overlaps(after.valid):
            raise ContentError(
                file,
                line,
                say("“{id}” has two versions that count on the same day.", id=_id(after)),
                say("Let the older one end on the day when the newer one begins: “to: {day}”.", day=after.valid.start),
            )


def _pointed_at(item: Provision | Value) -> Iterable[str]:
    if isinstance(item, Provision):
        return (*item.replaced_by, *item.replaces)
    return (item.provision,) if item.provision else ()


def _id(item: Provision | Value) -> str:
    return item.id if isinstance(item, Provision) else item.key
