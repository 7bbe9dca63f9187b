"""What does a local handbook inherit from the county model it is based on?

Content merges by id, organisations never (D31). In a list, an entry written as the string `~id` removes the inherited
one; in a mapping, a key with the value `~` does. `origins` remembers which handbook each inherited part comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from samordna.content.reading import Json, Lines
from samordna.handbooks.domain import REGISTERS

KEYED_LISTS = {"parties": "id", "concepts": "term", "claims": "subject", **dict.fromkeys(REGISTERS, "id")}
MAPPINGS = ("terms", "sections")
REMOVED = "_removed"
Origins = dict[str, str]


def take_removals(data: Json, lines: Lines) -> Json:
    """Split what removes something out of lists and mappings into `_removed`, so that the rest fits the schema.

    `lines` follows: the entries that stay are renumbered, and each removal is found under `_removed.<list>.<id>`.
    """
    removed: dict[str, list[str]] = {}
    kept = dict(data)
    for name in KEYED_LISTS:
        entries = data.get(name)
        if isinstance(entries, list) and any(_removes(entry) for entry in entries):
            removed[name] = [entry[1:] for entry in entries if _removes(entry)]
            kept[name] = [entry for entry in entries if not _removes(entry)]
            _renumber(name, entries, lines)
    for name in MAPPINGS:
        entries = data.get(name)
        if isinstance(entries, dict) and any(value is None for value in entries.values()):
            removed[name] = [key for key, value in entries.items() if value is None]
            kept[name] = {key: value for key, value in entries.items() if value is not None}
            lines |= {f"{REMOVED}.{name}.{key}": lines.get(f"{name}.{key}", 1) for key in removed[name]}
    return {**kept, REMOVED: removed} if removed else kept


def _removes(entry: object) -> bool:
    return isinstance(entry, str) and entry.startswith("~")


def _renumber(name: str, entries: list[Any], lines: Lines) -> None:
    """Give the entries that stay the numbers they have once the removals are gone."""
    old = {key: lines.pop(key) for key in list(lines) if key.startswith(f"{name}.")}
    new = 0
    for index, entry in enumerate(entries):
        here = f"{name}.{index}"
        if _removes(entry):
            lines[f"{REMOVED}.{name}.{entry[1:]}"] = old.get(here, 1)
            continue
        for key, line in old.items():
            if key == here or key.startswith(f"{here}."):
                lines[f"{name}.{new}{key.removeprefix(here)}"] = line
        new += 1


def idle_removals(base: Json | None, own: Json) -> Iterator[tuple[str, str, list[str]]]:
    """Removals of something that is not inherited: list, id, and the ids that are."""
    for name, ids in own.get(REMOVED, {}).items():
        inherited = (base or {}).get(name, ())
        known = list(inherited) if name in MAPPINGS else [entry[KEYED_LISTS[name]] for entry in inherited]
        for entry_id in ids:
            if entry_id not in known:
                yield name, entry_id, known


def inherit(base: Json, own: Json, base_origins: Mapping[str, str]) -> tuple[Json, Origins]:
    """`own` on top of `base`: returns the merged data and where each inherited part comes from."""
    merged = dict(own)
    origins: Origins = {}
    removed = own.get(REMOVED, {})
    for name, key in KEYED_LISTS.items():
        merged[name] = _merge_list(base.get(name, ()), own.get(name, ()), key, removed.get(name, ()))
        kept = [entry[key] for entry in merged[name] if not any(entry is mine for mine in own.get(name, ()))]
        origins |= {f"{name}.{k}": base_origins.get(f"{name}.{k}", base["id"]) for k in kept}
    for name in MAPPINGS:
        mine, theirs = own.get(name, {}), base.get(name, {})
        inherited = {k: v for k, v in theirs.items() if k not in mine and k not in removed.get(name, ())}
        origins |= {f"{name}.{k}": base_origins.get(f"{name}.{k}", base["id"]) for k in inherited}
        merged[name] = {**inherited, **mine}
    return merged, origins


def _merge_list(inherited: Any, own: Any, key: str, removed: Any) -> list[Json]:
    """Inherited entries first, in their order; own ones with the same key stand where the first inherited one stood."""
    mine: dict[str, list[Json]] = {}
    for entry in own:
        mine.setdefault(entry[key], []).append(entry)
    replaced: set[str] = set()
    result: list[Json] = []
    for entry in inherited:
        known = entry[key]
        if known in mine and known not in replaced:
            result += mine[known]
            replaced.add(known)
        elif known not in mine and known not in removed:
            result.append(entry)
    return result + [entry for known, entries in mine.items() if known not in replaced for entry in entries]
