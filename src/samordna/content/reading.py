"""How is a content file read, so that an error names file, line and what to write instead?

YAML 1.2 by ruamel.yaml; the checked result is cached as JSON under the hash of the file (E14), because parsing a large
handbook takes half a second and reading the cache a millisecond.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from samordna import __version__
from samordna.kernel.system_words import reason
from samordna.kernel.text import Message, say

ROOT = Path(__file__).parent
# Raise when the normalised form changes: old cache files are then simply not found.
FORM = 2

Json = dict[str, Any]
Lines = dict[str, int]
Check = Callable[[Json, Path, Lines], Json]


class ContentError(ValueError):
    """A content file that cannot be used: where, what, and what to write instead."""

    def __init__(self, file: str, line: int, message: Message, mend: Message) -> None:
        super().__init__(f"{file}:{line}: {message} {mend}")
        self.file, self.line, self.message, self.mend = file, line, message, mend


@dataclass(frozen=True, slots=True)
class Document:
    """A checked file: plain data, and the line of each place in it ("steps.3.exits.0")."""

    file: str
    data: Json
    lines: Lines

    def line(self, *path: str | int) -> int:
        """The line of a place, or of the nearest place around it."""
        return nearest_line(self.lines, path)


def nearest_line(lines: Lines, path: Iterable[str | int]) -> int:
    """The line of a place, or of the nearest place around it; 1 when there is none."""
    keys = [str(part) for part in path]
    while keys:
        found = lines.get(".".join(keys))
        if found:
            return found
        keys.pop()
    return 1


def read(path: Path, kind: str, check: Check) -> Document:
    """Read and check one file; `kind` names the schema and takes part in the cache's key.

    Raises ContentError with file, line and a mend.
    """
    shown = shown_path(path)
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise ContentError(
            shown, 0, say("The file cannot be read: {why}.", why=reason(problem)), say("Check the path.")
        ) from None
    cached = _cache_file(f"{kind}-{form(check.name)}" if isinstance(check, BySchema) else kind, raw)
    stored = _stored(cached)
    if stored is not None:
        return Document(shown, stored["data"], stored["lines"])
    tree = _parse(shown, raw)
    lines, plain = dict(_lines(tree)), _plain(tree)
    data = check(plain, path, lines)
    _store(cached, {"data": data, "lines": lines})
    return Document(shown, data, lines)


def shown_path(path: Path) -> str:
    """The path as people should see it: relative to the content folder when it lies there."""
    try:
        return f"content/{path.resolve().relative_to(ROOT).as_posix()}"
    except ValueError:
        return path.as_posix()


@dataclass(frozen=True, slots=True)
class BySchema:
    """The check of the pydantic model `package.schema:Model`, loaded only when a file has changed (E14)."""

    name: str

    def __call__(self, data: Json, path: Path, lines: Lines) -> Json:
        """Plain, normalised data. Raises ContentError for the first thing that does not fit."""
        from samordna.content.schema import checker

        module, _, model = self.name.partition(":")
        return checker(getattr(import_module(module), model))(data, path, lines)


def by_schema(name: str) -> Check:
    """The check of the pydantic model `package.schema:Model`."""
    return BySchema(name)


@cache
def form(name: str) -> str:
    """A digest of the schema's source: a changed schema never meets a cache file of the old one."""
    own = ROOT.parent.joinpath(*name.partition(":")[0].split(".")[1:]).with_suffix(".py")
    try:
        return hashlib.sha256(own.read_bytes() + (ROOT / "schema.py").read_bytes()).hexdigest()[:8]
    except OSError:
        return ""


def _parse(shown: str, raw: bytes) -> Any:
    from ruamel.yaml import YAML  # a tenth of a second that a start from the cache does not need
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    yaml = YAML(typ="rt")
    yaml.version = (1, 2)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise ContentError(shown, line, say("The file is not UTF-8."), say("Save it as UTF-8.")) from None
    try:
        tree = yaml.load(text)
    except MarkedYAMLError as problem:
        raise _not_yaml(shown, problem) from None
    except RecursionError:
        raise ContentError(shown, 1, say("The file is nested too deep."), say("Close the brackets.")) from None
    except (YAMLError, ValueError) as problem:  # signs that YAML forbids, and days such as 2026-02-30
        why = str(problem).split("\n")[0]
        raise ContentError(
            shown, 1, say("This is not valid YAML: {why}.", why=why), say("Check dates, and signs that cannot be seen.")
        ) from None
    if not isinstance(tree, dict):
        raise ContentError(
            shown, 1, say("The file holds no mapping."), say("Begin with lines such as “id: …” and “title: …”.")
        )
    return tree


def _not_yaml(shown: str, problem: Any) -> ContentError:
    """The parser's complaint (a MarkedYAMLError), at its line."""
    from ruamel.yaml.constructor import DuplicateKeyError

    mark = problem.problem_mark or problem.context_mark
    line = mark.line + 1 if mark else 1
    why = (problem.problem or problem.context or "").split("\n")[0]
    if isinstance(problem, DuplicateKeyError):
        key = why.split('"')[1] if '"' in why else why
        return ContentError(shown, line, say("“{key}” stands more than once.", key=key), say("Keep one of them."))
    return ContentError(
        shown, line, say("This is not valid YAML: {why}.", why=why), say("Check indentation, colons and quotes.")
    )


def _lines(node: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Line numbers (from 1) of every mapping, list item and key."""
    if isinstance(node, dict):
        positions = node.lc.data if hasattr(node, "lc") else {}
        for key, value in node.items():
            here = f"{path}.{key}" if path else str(key)
            if key in (positions or {}):
                yield here, positions[key][0] + 1
            yield from _lines(value, here)
    elif isinstance(node, list):
        positions = node.lc.data if hasattr(node, "lc") else {}
        for index, value in enumerate(node):
            here = f"{path}.{index}"
            if index in (positions or {}):
                yield here, positions[index][0] + 1
            yield from _lines(value, here)


def _plain(node: Any) -> Any:
    """Plain dicts, lists, strings and numbers, without the parser's own types."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, bool) or node is None:
        return node
    if type(node).__name__ == "ScalarBoolean":  # the parser's own kind of a boolean that carries an anchor
        return bool(node)
    for kind in (str, int, float):
        if isinstance(node, kind):
            return kind(node)
    return node


@cache
def _cache_folder() -> Path | None:
    folder = user_cache_path("samordna", appauthor=False) / f"content-{__version__}-{FORM}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder


def _cache_file(kind: str, raw: bytes) -> Path | None:
    folder = _cache_folder()
    return folder / f"{kind}-{hashlib.sha256(raw).hexdigest()[:32]}.json" if folder else None


def _stored(file: Path | None) -> Json | None:
    """What an earlier reading kept; a cache file that is gone, cut short or foreign is as if there were none."""
    if file is None:
        return None
    try:
        stored = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    whole = isinstance(stored, dict) and isinstance(stored.get("data"), dict) and isinstance(stored.get("lines"), dict)
    return stored if whole else None


def _store(file: Path | None, stored: Json) -> None:
    """Write beside and move: a reader never meets half a file. A cache that cannot be written is no error."""
    if not file:
        return
    part = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        part.write_text(json.dumps(stored, ensure_ascii=False), "utf-8")
        part.replace(file)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
