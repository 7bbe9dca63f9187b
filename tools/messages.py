"""Which texts does the code say, and which of them have no Swedish yet? Updates the catalogue from the source.

`python -m tools.messages` extracts every `_("…")`, `ngettext(…)` and `say("…")` and every help text of the commands, keeps the translations that still fit,
drops the others, and lists what is missing. Exit code 1 when something is.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from typer.main import get_command

from samordna.cli import app, helps

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "samordna"
CATALOGUE = SOURCE / "web" / "locale" / "sv" / "LC_MESSAGES" / "samordna.po"
KEYWORDS = {"_": None, "ngettext": (1, 2), "say": None}


def extracted() -> Catalog:
    """Everything the code says, with where."""
    catalog = Catalog(locale="sv", project="Samordna", charset="utf-8", fuzzy=False)
    found = extract_from_dir(str(SOURCE), [("**.py", "python")], {}, KEYWORDS, ("Translators:",))
    for file, line, message, comments, context in found:
        catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    for _part, text in helps(get_command(app)):
        catalog.add(" ".join(text.split()))
    return catalog


def stored() -> Catalog:
    """The catalogue as it stands."""
    if not CATALOGUE.exists():
        return Catalog(locale="sv")
    return read_po(BytesIO(CATALOGUE.read_bytes()), locale="sv")


def updated() -> Catalog:
    """What the code says now, with the translations that are there; no guesses."""
    template, known = extracted(), stored()
    for message in template:
        if message.id and (old := known.get(message.id)) is not None:
            message.string = old.string
    return template


def as_text(catalog: Catalog) -> bytes:
    """The file: sorted by text, without line numbers, so that it changes only when the texts do."""
    out = BytesIO()
    write_po(out, catalog, sort_output=True, no_location=True, omit_header=False, width=0, ignore_obsolete=True)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(('"POT-Creation', '"PO-Revision'))).encode()


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
