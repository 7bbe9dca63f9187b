"""How is the data of a packet written, and what is refused when it is read? Bounded in size and depth (E13)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from samordna.packets.domain import FORMAT, OLDEST, VERSION, Packet
from samordna.packets.naming import code_of

LARGEST, DEEPEST = 2_000_000, 16
DRAFT = "https://json-schema.org/draft/2020-12/schema"
_PACKET = TypeAdapter(Packet)

NOT_DATA, TOO_OLD, TOO_NEW = "not-data", "too-old", "too-new"


class NotAPacket(ValueError):
    """The data is none that we read; `code` is one of the three above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def write(packet: Packet) -> bytes:
    """The packet as JSON, UTF-8."""
    return _PACKET.dump_json(packet)


def read(data: bytes) -> Packet:
    """The packet in JSON. Raises NotAPacket; version first, so that an old one is not called broken."""
    plain = _plain(data)
    if not isinstance(plain, dict) or plain.get("format") != FORMAT or type(plain.get("version")) is not int:
        raise NotAPacket(NOT_DATA)
    if plain["version"] < OLDEST:
        raise NotAPacket(TOO_OLD)
    if plain["version"] > VERSION:
        raise NotAPacket(TOO_NEW)
    try:
        packet = _PACKET.validate_json(data, strict=True)
    except ValidationError:
        raise NotAPacket(NOT_DATA) from None
    if not packet.whole or packet.code != code_of(packet.uid):
        raise NotAPacket(NOT_DATA)
    return packet


def _plain(data: bytes) -> Any:
    if len(data) > LARGEST:
        raise NotAPacket(NOT_DATA)
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        raise NotAPacket(NOT_DATA) from None
    if _deeper(plain, DEEPEST):
        raise NotAPacket(NOT_DATA)
    return plain


def _deeper(value: Any, left: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return left == 0 or any(_deeper(each, left - 1) for each in inner)


def json_schema() -> dict[str, Any]:
    """The published shape."""
    return {"$schema": DRAFT, **_PACKET.json_schema()}


def write_schema(folder: Path) -> list[Path]:
    """Write `packet.schema.json` into `folder`; returns the file, as the other schemas are written."""
    file = folder / "packet.schema.json"
    file.write_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n", "utf-8")
    return [file]
