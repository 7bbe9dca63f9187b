"""What does law need to be told by rooms above it? Ports that only `platform/wiring.py` fills (E2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

# Who cites a provision, act or value: from its id to (label in the language spoken, address of the page).
CitedBy = Callable[[str], list[tuple[str, str]]]
cited_by: list[CitedBy] = []


def citing(ref: str) -> Iterator[tuple[str, str]]:
    """Everything that cites `ref`, in the order of the functions that know."""
    for find in cited_by:
        yield from find(ref)
