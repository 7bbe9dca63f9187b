"""Which parts of the documentation are generated? `python3 dev.py docs` writes them; tests say when they are stale."""

from __future__ import annotations

import sys
from pathlib import Path

from samordna.forms.publishing import write_list
from samordna.forms.publishing import write_schema as write_form_schema
from samordna.handbooks.map import draw
from samordna.handbooks.publishing import write_schemas
from samordna.handbooks.queries import load
from samordna.packets.schema import write_schema as write_packet_schema
from samordna.web.i18n import activate

PICTURED = (("boras", "boras"),)


def write_pictures(folder: Path) -> list[Path]:
    """The maps that the README and the documentation show."""
    folder.mkdir(parents=True, exist_ok=True)
    activate("sv")
    written = []
    for handbook_id, process_id in PICTURED:
        file = folder / f"{handbook_id}.svg"
        handbook = load(handbook_id)
        file.write_text(draw(handbook, handbook.by_id[process_id], "sv").svg + "\n", "utf-8")
        written.append(file)
    return written


def main() -> None:
    """Write everything below `docs/`, or below the folder named."""
    docs = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs")
    schemas = [
        *write_schemas(docs / "reference"),
        write_form_schema(docs / "reference"),
        write_list(docs / "reference"),
        *write_packet_schema(docs / "reference"),
    ]
    for file in [*schemas, *write_pictures(docs / "images")]:
        sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    main()
