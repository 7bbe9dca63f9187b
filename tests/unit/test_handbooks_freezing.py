"""Is what is frozen all that there was, and nothing that does not matter? (E14)"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from shutil import copytree

import pytest

from samordna.handbooks.domain import Place
from samordna.handbooks.freezing import freeze, tables_of, thaw, thaw_table
from samordna.handbooks.queries import HANDBOOKS, available, load
from samordna.rules.queries import packaged

BOOKS = sorted({each.id for each in available()})


def said(value: object) -> str:
    """A value as text, its order included, without where it stood in which file."""
    return json.dumps(plain(value), ensure_ascii=False, default=str)


def plain(value: object) -> object:
    """Plain data, without places."""
    if isinstance(value, Place):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in ("file", "lines")}
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, tuple | list) else value


@pytest.mark.parametrize("book", BOOKS)
def test_what_is_thawed_is_what_was_frozen(book: str) -> None:
    """E14: handbook, processes, registers and origins; then also frozen again it is the same."""
    frozen = freeze(book)
    assert said(thaw(json.loads(frozen.content))) == said(load(book))
    assert freeze(f"{book}@{frozen.version}").digest == frozen.digest


@pytest.mark.parametrize("book", BOOKS)
def test_the_tables_that_boxes_offer_are_frozen_too(book: str) -> None:
    content = json.loads(freeze(book).content)
    for table in tables_of(content["processes"]):
        assert said(thaw_table(content, table)) == said(packaged(table))
    assert thaw_table(content, "nothing-such") is None


def test_where_something_stands_is_not_content(tmp_path: Path) -> None:
    """A remark or an empty line changes no digest; a word does."""
    folder = copytree(HANDBOOKS / "boras" / "2026.1", tmp_path / "boras")
    before = freeze(str(folder))
    assert before.digest == freeze("boras").digest
    file = folder / "boras.yaml"
    file.write_text("# a remark\n\n" + file.read_text("utf-8"), "utf-8")
    assert freeze(str(folder)).digest == before.digest
    main = folder / "handbook.yaml"
    main.write_text(main.read_text("utf-8").replace("Boråsprocessen", "Boråsvägen"), "utf-8")
    assert freeze(str(folder)).digest != before.digest
