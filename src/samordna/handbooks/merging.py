"""What does a local handbook inherit from the county model it is based on?

Content merges by id, organisations never (D31). In a list, an entry written as the string `~id` removes the inherited
one; in a mapping, a key with the value `~` does. `origins` remembers which handbook each inherited part comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samordna.content.reading import Json
from samordna.handbooks.domain import REGISTERS

KEYED_LISTS = {"parties": "id", "concepts": "term", "claims": "subject", **dict.fromkeys(REGISTERS, "id")}
MAPPINGS = ("terms", "sections")
Origins = dict[str, str]


def take_removals(data: Json) -> Json:
    """Split `~id` entries out of lists into `_removed`, so that the rest fits the schema."""
    removed: dict[str, list[str]] = {}
    kept = dict(data)
    for name in KEYED_LISTS:
        entries = data.get(name)
        if isinstance(entries, list):
            gone = [e[1:] for e in entries if isinstance(e, str) and e.startswith("~")]
            if gone:
                removed[name] = gone
                kept[name] = [e for e in entries if not (isinstance(e, str) and e.startswith("~"))]
    for name in MAPPINGS:
        entries = data.get(name)
        if isinstance(entries, dict):
            gone = [key for key, value in entries.items() if value is None]
            if gone:
                removed[name] = gone
                kept[name] = {key: value for key, value in entries.items() if value is not None}
    return {**kept, "_removed": removed} if removed else kept


def inherit(base: Json, own: Json, base_origins: Mapping[str, str]) -> tuple[Json, Origins]:
    """`own` on top of `base`: returns the merged data and where each inherited part comes from."""
    merged = dict(own)
    origins: Origins = {}
    removed = own.get("_removed", {})
    for name, key in KEYED_LISTS.items():
        merged[name] = _merge_list(base, own, (name, key), removed.get(name, ()), (base_origins, origins))
    for name in MAPPINGS:
        mine, theirs = own.get(name, {}), base.get(name, {})
        kept = {k: v for k, v in theirs.items() if k not in mine and k not in removed.get(name, ())}
        for k in kept:
            origins[f"{name}.{k}"] = base_origins.get(f"{name}.{k}", base["id"])
        merged[name] = {**kept, **mine}
    return merged, origins


def _merge_list(
    base: Json, own: Json, named: tuple[str, str], removed: Any, origins: tuple[Mapping[str, str], Origins]
) -> list[Json]:
    """Inherited entries first, in their order; an own entry with the same key takes the place of the inherited one."""
    name, key = named
    mine = {entry.get(key): entry for entry in own.get(name, ())}
    result: list[Json] = []
    for entry in base.get(name, ()):
        known = entry.get(key)
        if known in removed:
            continue
        if known in mine:
            result.append(mine.pop(known))
            continue
        place = f"{name}.{known}"
        origins[1][place] = origins[0].get(place, base["id"])
        result.append(entry)
    return result + [e for e in own.get(name, ()) if e.get(key) in mine]
