"""Is anything but a whole packet refused, clearly and without an accident? Every byte of the file counts."""

from __future__ import annotations

import io
import json
import subprocess
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from samordna.documents import keys, sealing
from samordna.documents.embedding import Embedded
from samordna.documents.typesetting import typeset
from samordna.kernel.decision import Refused
from samordna.packets import reading, schema
from samordna.packets.domain import DATA, Asked, Packet, Paper, Side, Told, Whom
from samordna.packets.naming import as_code, code_of
from samordna.packets.reading import Trusted
from tests.architecture.source import ROOT

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
OURS = keys.fingerprint(keys.public(OTHER))
THEIRS = keys.fingerprint(keys.public(KEY))
TRUSTED = Trusted(OURS, {THEIRS: "Staden"})
UID = UUID("0fb04f48-64ef-4961-b750-4cdc80e30cee")
DAY = date(2026, 11, 22)


def packet(**more: Any) -> Packet:
    said: dict[str, Any] = {
        "uid": UID, "kind": "handover", "code": code_of(UID), "sealed_on": DAY,
        "sender": Side(authority="Staden", unit="Öster", reference="OST-2026-0001"),
        "receiver": Side(authority="Försäkringskassan", unit="Kontoret", key=OURS),
        "person": Whom(given_name="Kim", family_name="Ek"),
        "asked": Asked(sent_on=DAY, handbook="stockholm", version="2026.1"),
        "told": (Told(fact="f", category="work", title="F", value=["a", {"b": 2}], words="a"),), **more,
    }  # fmt: skip
    return Packet(**said)


@cache
def bare(data: bytes) -> bytes:
    source = (
        '#set document(title: "Brev", date: datetime(year: 2026, month: 11, day: 22))\n#set text(lang: "sv")\n= Hej'
    )
    return typeset(source, attached=[Embedded(DATA, data)])


def sealed(data: bytes, key: Ed25519PrivateKey = KEY) -> bytes:
    return sealing.seal(bare(data), key)


@cache
def whole() -> bytes:
    return sealed(schema.write(packet()))


def refusal(data: bytes, trusted: Trusted = TRUSTED) -> str:
    with pytest.raises(Refused) as no:
        reading.opened(data, trusted)
    assert str(no.value.decision.reason)
    return no.value.decision.code


def test_a_whole_packet_says_what_was_put_in() -> None:
    found = reading.opened(whole(), TRUSTED)
    assert found.packet == packet()
    assert (found.key_name, found.fingerprint, found.hash) == ("Staden", THEIRS, sha256(whole()).hexdigest())
    # It is still a PDF that others read, tagged and archival.
    with pikepdf.open(io.BytesIO(whole())) as opened:
        assert opened.Root.MarkInfo.Marked
        xmp = opened.Root.Metadata.read_bytes()
    assert b"<pdfaid:part>3</pdfaid:part>" in xmp
    assert whole().count(b"\nendstream") == whole().count(b"endstream")
    assert b"Hej" in subprocess.run(["pdftotext", "-", "-"], input=whole(), capture_output=True, check=True).stdout


@settings(max_examples=150)
@given(st.data())
def test_a_changed_byte_is_always_seen(data: st.DataObject) -> None:
    """Flipped, cut, lengthened, doubled, mixed up: always a refusal, never an accident, never taken for good."""
    made = bytearray(whole())
    place = data.draw(st.integers(0, len(made) - 1))
    how = data.draw(st.sampled_from(["flip", "cut", "add", "drop", "swap"]))
    if how == "flip":
        made[place] ^= 1 << data.draw(st.integers(0, 7))
    elif how == "cut":
        del made[place:]
    elif how == "add":
        made[place:place] = data.draw(st.binary(min_size=1, max_size=9))
    elif how == "drop":
        del made[place]
    else:
        made = made[place:] + made[:place] if place else made + made
    assert refusal(bytes(made)) in {"damaged", "not-a-packet", "too-old", "too-new"}


def test_the_seal_itself_has_no_byte_to_spare() -> None:
    """Version, key and signature: one bit anywhere, or another way to write the same digits, is refused."""
    start = whole().index(b"samordna-seal:")
    for place in range(start, start + 14 + 2 + 65 + 128):
        for bit in (1, 32):
            made = bytearray(whole())
            made[place] ^= bit
            assert refusal(bytes(made)) in {"damaged", "not-a-packet", "too-old", "too-new"}
    assert refusal(whole() + b"\n") == "damaged"
    assert refusal(b"%PDF-1.7 " + whole()) == "damaged"


TREES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=60)
@given(st.one_of(st.binary(max_size=300), TREES.map(lambda value: json.dumps(value).encode())))
def test_whatever_lies_under_a_good_seal_is_read_or_refused(data: bytes) -> None:
    """A trusted key can seal nonsense too."""
    with pytest.raises(schema.NotAPacket):
        schema.read(data)


def test_each_refusal_says_what_is_wrong() -> None:
    good = json.loads(schema.write(packet()))
    named = {
        "damaged": whole()[:-20],
        "not-a-packet": bare(b"{}"),
        "too-large": b"%PDF-" + bytes(sealing.LARGEST),
        "too-old": sealed(json.dumps({**good, "version": 0}).encode()),
        "too-new": sealed(json.dumps({**good, "version": 2}).encode()),
        "for-somebody-else": sealed(schema.write(packet(receiver=Side(authority="AF", key="0" * 40)))),
    }
    assert {each: refusal(file) for each, file in named.items()} == {each: each for each in named}
    unreadable = [
        b"", b"[]", b"[" * 100_000, b'{"a":' * 50 + b"1" + b"}" * 50, {**good, "surplus": 1}, {**good, "person": None},
        {**good, "kind": "reply"}, {**good, "code": "2222-2222"}, {**good, "sealed_on": "22 nov"},
        json.loads(schema.write(packet(papers=(Paper(
            form="jobbplan", version="1", title="J", file="j.pdf", sha256="0" * 64, values={}),)))),
    ]  # fmt: skip
    for each in unreadable:
        assert refusal(sealed(each if isinstance(each, bytes) else json.dumps(each).encode())) == "unreadable"
    for each in (b"", b"%PDF-", b"hej", whole().replace(b"samordna-seal:1", b"samordna-seal:9")):
        assert refusal(each) in {"not-a-packet", "too-new"}


def test_an_unknown_key_is_named_and_nothing_of_the_file_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "embedded", lambda _pdf: pytest.fail("opened before the key is trusted"))
    with pytest.raises(Refused) as no:
        reading.opened(whole(), Trusted(OURS, {}))
    assert no.value.decision.code == "unknown-key"
    assert keys.spaced(THEIRS) in str(no.value.decision.reason)
    assert refusal(whole()[:-1], Trusted(OURS, {})) == "damaged"


def test_codes_and_fingerprints_are_read_as_people_type_them() -> None:
    assert as_code(code_of(UID).lower().replace("-", " ")) == code_of(UID)
    assert as_code("hej") == ""
    assert keys.as_fingerprint(keys.spaced(OURS).upper()) == OURS
    assert keys.as_fingerprint(OURS[:-1]) == ""
    assert keys.from_pem(keys.as_pem(keys.public(KEY))) == keys.public(KEY)
    assert keys.from_pem(b"hej") is None


def test_the_published_shape_is_the_one_that_is_read() -> None:
    """`dev.py docs` writes it."""
    kept = (ROOT / "docs" / "reference" / "packet.schema.json").read_text("utf-8")
    assert json.loads(kept) == schema.json_schema()
