"""What does the source look like? Shared by the architecture tests."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "samordna"
# Migrations are written by Django.
MODULES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)


def name(path: Path) -> str:
    """The path below the package, as people say it."""
    return path.relative_to(SRC).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(path.read_text("utf-8"))


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that a module imports."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def one_by_one(cases: Iterable[T]) -> Callable[[Callable[[T], None]], Callable[[], None]]:
    """One test of all cases, which tells of every one that fails: thousands of small tests take minutes."""
    known = list(cases)

    def made(check: Callable[[T], None]) -> Callable[[], None]:
        def test() -> None:
            faults = []
            for case in known:
                try:
                    check(case)
                except AssertionError as fault:
                    faults.append(str(fault))
            assert known, "there is nothing to look at"
            assert not faults, "\n".join(faults)

        test.__name__, test.__doc__, test.__module__ = check.__name__, check.__doc__, check.__module__
        return test

    return made
