"""What a PDF holds for programs: is it what is printed, in the published shape, and is a damaged file refused?"""

from __future__ import annotations

import io
import json
import zlib
from pathlib import Path

import pikepdf
import pytest

from samordna.documents import embedding
from samordna.documents.embedding import DamagedPdfError, Embedded, embedded
from samordna.documents.typesetting import typeset
from samordna.forms import data, printing, publishing, queries
from samordna.forms.data import Head, Paper
from samordna.forms.freezing import digest, thaw
from samordna.forms.schema import FormData
from tests.architecture.source import ROOT

SOURCE = '#set document(title: "X")\n#set text(lang: "sv")\n= Hej'
FILES = [
    Embedded("a.json", b'{"a": 1}' * 2000),
    Embedded("b.bin", b"", "application/octet-stream", relationship="source"),
]


def changed(pdf: bytes, **how: object) -> bytes:
    """The PDF written anew by another program."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, **how)
    return out.getvalue()


def with_stream(stream: bytes, **more: object) -> bytes:
    """A PDF with one attached file whose stream is as given, packed as it says."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(typeset(SOURCE, attached=FILES[:1]))) as opened:
        spec = opened.Root.Names.EmbeddedFiles.Names[1]
        spec.EF.F = pikepdf.Stream(opened, stream, **more)
        opened.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def test_what_lies_in_a_pdf_comes_out_as_it_went_in() -> None:
    """PDF/A-3a and PDF/UA-1 in one; also when another program has written the file anew."""
    made = typeset(SOURCE, attached=FILES)
    wanted = {each.name: each.data for each in FILES}
    assert embedded(made) == wanted
    assert embedded(changed(made, object_stream_mode=pikepdf.ObjectStreamMode.generate)) == wanted
    assert embedded(typeset(SOURCE)) == {}
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
        assert {str(each.AFRelationship) for each in opened.Root.AF} == {"/Data", "/Source"}


def test_a_damaged_locked_or_foreign_file_is_refused_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is unpacked beyond its limit: a bomb is a small file."""
    made = typeset(SOURCE, attached=FILES)
    monkeypatch.setattr(embedding, "LARGEST_PART", 100_000)
    bomb = with_stream(zlib.compress(b"0" * 10_000_000), Filter=pikepdf.Name.FlateDecode)
    short = with_stream(zlib.compress(b"hej" * 100)[:-9], Filter=pikepdf.Name.FlateDecode)
    odd = with_stream(b"ff>", Filter=pikepdf.Name.ASCIIHexDecode)
    assert len(bomb) < 100_000
    tries = {
        b"": "not a PDF", b"hello": "not a PDF", made[: len(made) // 2]: "damaged", made[:-600]: "damaged",
        changed(made, encryption=pikepdf.Encryption(owner="a", user="b")): "locked", bomb: "larger than",
        short: "damaged", odd: "not read here",
    }  # fmt: skip
    for pdf, said in tries.items():
        with pytest.raises(DamagedPdfError, match=said):
            embedded(pdf)
    monkeypatch.setattr(embedding, "LARGEST", 10)
    with pytest.raises(DamagedPdfError, match="larger than"):
        embedded(made)
    monkeypatch.undo()
    monkeypatch.setattr(embedding, "MOST", 1)
    with pytest.raises(DamagedPdfError, match="more than 1"):
        embedded(made)


def test_only_what_is_printed_is_there_for_programs() -> None:
    """A part that is left out, and an answer to what is not asked, are in neither."""
    form = queries.load("rehabiliteringsforfragan")
    values = {"question": "Går kurs?", "adaptations": "Pauser", "gone": "x"}
    said = data.read(printing.pdf(Paper(form, values, Head(code="123456ZM"), parts=("fragan",))))
    assert said["answers"] == {"question": "Går kurs?"}
    assert (said["parts"], said["code"], said["reference"]) == (["fragan"], "1234-56ZM", None)
    assert FormData.model_validate(said).form.digest == form.digest
    for made in (typeset(SOURCE), typeset(SOURCE, attached=[Embedded("form.json", b"{")])):
        with pytest.raises(DamagedPdfError, match="no answers"):
            data.read(made)


def test_the_published_schema_and_list_are_up_to_date(tmp_path: Path) -> None:
    for file in (publishing.write_list(tmp_path), publishing.write_schema(tmp_path)):
        published = ROOT / "docs/reference" / file.name
        assert published.read_text("utf-8") == file.read_text("utf-8"), "write it anew: python3 dev.py docs"
    assert json.loads(file.read_text("utf-8"))["additionalProperties"] is False


def test_a_frozen_definition_is_the_same_form() -> None:
    """E14: what is kept makes the form that was begun, whatever stands in the files later."""
    for form_id in queries.ids():
        form, kept = queries.load(form_id), queries.content(form_id)
        again = thaw(kept)
        assert digest(kept) == form.digest == again.digest
        assert again.parts == form.parts
        assert (again.title, again.to, again.law, again.valid) == (form.title, form.to, form.law, form.valid)
