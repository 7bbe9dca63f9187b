"""The rules of the house that a machine can hold: sizes, purity, the clock, the order of rooms (E1, E9, E13)."""

from __future__ import annotations

import ast
import sys
from functools import cache
from pathlib import Path

from importlinter.application.use_cases import read_user_options
from importlinter.cli import lint_imports

from tests.architecture.source import MODULES, ROOT, SRC, imported, name, one_by_one, tree

FILE_LINES, FUNCTION_LINES = 400, 60
PURE = [p for p in MODULES if p.name == "domain.py" or "journey" in p.parts or "kernel" in p.relative_to(SRC).parts]
CLOCK = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("time", "time"),
    ("time", "localtime"),
}


@one_by_one(MODULES)
def test_files_and_functions_stay_small(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= FILE_LINES, f"{name(path)} has {lines} lines; split it"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{name(path)}:{node.lineno} {node.name} has {length} lines"


@one_by_one(MODULES)
def test_every_module_states_its_question(path: Path) -> None:
    assert ast.get_docstring(tree(path)), f"{name(path)} has no docstring"


@one_by_one(MODULES)
def test_only_platform_reads_the_clock(path: Path) -> None:
    if "platform" in path.relative_to(SRC).parts:
        return
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in CLOCK, f"{name(path)}:{node.lineno} reads the clock"


@one_by_one(PURE)
def test_the_domain_imports_the_standard_library_and_the_kernel_only(path: Path) -> None:
    """E13: a pure module may also use pure modules of its own room."""
    pure = {"samordna." + name(p).removesuffix(".py").replace("/", ".").removesuffix(".__init__") for p in PURE}
    room = path.relative_to(SRC).parts[0]
    for module in imported(path):
        top = module.split(".")[0]
        if top in sys.stdlib_module_names:
            continue
        own_pure = any(module == p or module.startswith(p + ".") for p in pure | _pure_helpers(room))
        assert module.startswith("samordna.kernel") or own_pure, f"{name(path)} imports {module}"


@cache
def _pure_helpers(room: str) -> set[str]:
    """Modules of a room that import the standard library and the kernel only, found by looking."""
    found = set()
    for path in (SRC / room).rglob("*.py"):
        if all(m.split(".")[0] in sys.stdlib_module_names or m.startswith("samordna.kernel") for m in imported(path)):
            found.add("samordna." + name(path).removesuffix(".py").replace("/", "."))
    return found


@one_by_one(MODULES)
def test_pydantic_meets_content_only_in_schemas(path: Path) -> None:
    """E13: pydantic in schema.py (and api.py later) only."""
    if path.name not in ("schema.py", "api.py"):
        assert not any(m.split(".")[0] == "pydantic" for m in imported(path)), f"{name(path)} imports pydantic"


def test_rooms_depend_only_downwards() -> None:
    """E1 and E9, as contracts of import-linter in pyproject.toml."""
    assert read_user_options(config_filename=str(ROOT / "pyproject.toml")).contracts_options
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_every_dependency_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for line in text.splitlines():
        if line.strip().startswith('"') and (">=" in line or "==" in line):
            assert "#" in line, f"say why: {line.strip()}"
