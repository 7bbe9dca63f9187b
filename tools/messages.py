"""Which texts does the code say, and which of them have no Swedish yet? Updates the catalogue from the source.

`python -m tools.messages` extracts every `_("…")`, `ngettext(…)` and `say("…")` of code and page templates, every help
text of the commands and the names of their values, keeps the translations that still fit, drops the others, and lists
what is missing. Exit code 1 when something is.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast
from typer.main import get_command

from samordna.cli import app, helps
from samordna.web.typer_words import metavars

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "samordna"
CATALOGUE = SOURCE / "web" / "locale" / "sv" / "LC_MESSAGES" / "samordna.po"
# What marks a text, and how many of its first arguments are texts: `ngettext` has one for one and one for many.
MARKS = {"_": 1, "say": 1, "ngettext": 2}
HEADERS = (
    "Project-Id-Version",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
)
Said = str | tuple[str, str]


def extracted() -> Catalog:
    """Everything the code says."""
    catalog = Catalog(locale="sv", project="Samordna", charset="utf-8", fuzzy=False, header_comment="")
    for file in sorted(SOURCE.rglob("*.py")):
        for said in texts(file.read_text("utf-8")):
            catalog.add(said)
    for file in sorted(SOURCE.glob("*/jinja2/**/*.*")):
        for said in template_texts(file.read_text("utf-8")):
            catalog.add(said)
    command = get_command(app)
    for _part, text in [*helps(command), *metavars(command)]:
        catalog.add(" ".join(text.split()))
    return catalog


def texts(code: str) -> Iterator[Said]:
    """The texts marked in one module: a text, or one text for one and one for many.

    The syntax tree is read, because a text may stand inside an f-string, where babel's own extractor does not look.
    """
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        wanted = MARKS.get(name, 0)
        said = [a.value for a in node.args[:wanted] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if wanted and len(said) == wanted and said[0]:
            yield said[0] if wanted == 1 else (said[0], said[1])


def template_texts(template: str) -> Iterator[Said]:
    """The texts marked in one page template."""
    marked = extract_from_ast(Environment().parse(template), tuple(MARKS), babel_style=False)
    for _line, name, said in marked:
        texts = [part for part in (said if isinstance(said, tuple) else (said,)) if part]
        if MARKS[name] == 1:
            yield texts[0]
        else:
            yield texts[0], texts[1]


def stored() -> Catalog:
    """The catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="sv")
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="sv")


def updated() -> Catalog:
    """What the code says now, with the translations that are there; no guesses."""
    template, known = extracted(), stored()
    for message in template:
        if message.id and (old := known.get(message.id)) is not None and type(old.id) is type(message.id):
            message.string = old.string
    return template


def as_text(catalog: Catalog) -> bytes:
    """The file: sorted by text, without line numbers, dates and names, so that it changes only when the texts do."""
    out = BytesIO()
    write_po(out, catalog, sort_output=True, no_location=True, omit_header=False, width=0, ignore_obsolete=True)
    head, _blank, body = out.getvalue().decode().partition("\n\n")
    kept = ['msgid ""', 'msgstr ""', *(f'"{name}: {_header(head, name)}\\n"' for name in HEADERS)]
    return "\n".join([*kept, "", body]).encode()


def _header(head: str, name: str) -> str:
    found = next(line for line in head.splitlines() if line.startswith(f'"{name}: '))
    value = found.removeprefix(f'"{name}: ').removesuffix('\\n"')
    return value.removesuffix(" VERSION")


def untranslated(catalog: Catalog) -> list[str]:
    """The texts without Swedish."""
    missing = []
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(strings):
            missing.append(str(message.id))
    return missing


def main() -> int:
    """Update the file and list what is missing."""
    catalog = updated()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(as_text(catalog))
    missing = untranslated(catalog)
    for text in missing:
        sys.stdout.write(f"{text}\n")
    sys.stdout.write(f"{len(catalog)} texts, {len(missing)} without Swedish\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
