"""Is a file what it says it is, and does it lie on the disk whole or not at all? No database."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from datetime import date
from pathlib import Path

import pytest

from samordna.attachments import policy, registers
from samordna.attachments.domain import MIB, Upload
from samordna.documents import sniffing, storing
from samordna.documents.sniffing import NotTakenError
from samordna.handbooks.queries import load, shared_registers

ON = date(2026, 11, 22)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def zipped(parts: dict[str, bytes | str], how: int = zipfile.ZIP_STORED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return made.getvalue()


def docx(**more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": f'<Override ContentType="{WORD}"/>', "word/document.xml": "<w/>", **more})


ODT = zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"})
REAL = {
    "pdf": PDF, "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "tiff": b"II*\x00\x08\x00\x00\x00\x01\x00", "docx": docx(), "odt": ODT, "text": "Kim är på väg.\n".encode(),
}  # fmt: skip


def looked_at(data: bytes, name: str) -> str:
    return sniffing.examined(io.BytesIO(data), name, registers.types()).id


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(NotTakenError) as problem:
        looked_at(data, name)
    return str(problem.value.said)


def test_every_type_is_known_by_what_it_holds() -> None:
    """Each type of the register, under every name that it may have, and under none."""
    assert set(REAL) == {each.id for each in registers.types()}
    for each in registers.types():
        for name in (*(f"intyg.{suffix}" for suffix in each.suffixes), "intyg", f"INTYG.{each.suffixes[0].upper()}"):
            assert looked_at(REAL[each.id], name) == each.id


def test_what_is_not_what_its_name_says_is_refused() -> None:
    """A program, a page with script, a picture called PDF, a sheet called Word: what it is decides."""
    sheet = zipped({"[Content_Types].xml": "spreadsheetml.sheet.main+xml", "xl/workbook.xml": "<x/>"})
    for data, name in ((b"MZ\x90\0" + b"\0" * 200, "intyg.pdf"), (sheet, "intyg.docx"), (b"\0\1\2", "intyg.txt")):
        assert "not taken here" in refusal(data, name)
    assert "ends in “.pdf”" in refusal(REAL["png"], "intyg.pdf")
    assert "ends in “.html”" in refusal(b"<html><script>alert(1)</script>", "brev.html")
    assert "empty" in refusal(b"", "intyg.pdf")


def test_what_could_harm_whoever_opens_it_is_refused() -> None:
    """Macros, ActiveX, bombs and locks, with words that say what to do."""
    assert "macro" in refusal(docx(**{"word/vbaProject.bin": b"x"}), "brev.docx")
    assert "macro" in refusal(docx(**{"word/activeX/activeX1.bin": b"x"}), "brev.docx")
    basic = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>", "Basic/Standard/a.xml": "x"}
    assert "macro" in refusal(zipped(basic), "brev.odt")
    bomb = zipped({"word/document.xml": b"\0" * 5_000_000, "[Content_Types].xml": WORD}, zipfile.ZIP_DEFLATED)
    assert "unpacks to far more" in refusal(bomb, "brev.docx")
    assert "damaged" in refusal(docx()[:60], "brev.docx")
    locked = bytearray(docx())
    for place in (locked.find(b"PK\x01\x02") + 8, 6):
        locked[place] |= 1
    assert "password" in refusal(bytes(locked), "brev.docx")


def test_names_mislead_nobody() -> None:
    """No folders, no signs that are not seen or turn the writing, never too long, always with a suffix."""
    pdf = next(each for each in registers.types() if each.id == "pdf")
    for name, shown in (
        ("Läkarintyg Kim.pdf", "Läkarintyg Kim.pdf"), ("../../etc/passwd", "passwd.pdf"), (r"C:\Scan\a.PDF", "a.pdf"),
        ("fdp.exe\u202e.pdf", "fdp.exe.pdf"), ("a\r\nb\0.pdf", "a b.pdf"), ("...", "fil.pdf"), ("", "fil.pdf"),
        ('"x"<y>.pdf', "_x__y_.pdf"), ("a\u0308.pdf", "ä.pdf"), ("å" * 300 + ".pdf", "å" * 116 + ".pdf"),
    ):  # fmt: skip
        assert sniffing.shown_name(name, pdf) == shown


def test_bytes_are_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    """Under a name drawn by lot, for its owner only; a file that is too large leaves nothing behind."""
    kept = storing.store(tmp_path / "files", [b"ab", b"", b"cd"], 4)
    assert (kept.size, kept.digest) == (4, hashlib.sha256(b"abcd").hexdigest())
    place = tmp_path / "files" / kept.name[:2] / kept.name
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    with storing.opened(tmp_path / "files", kept.name) as file:
        assert file.read() == b"abcd"
    with pytest.raises(storing.TooLargeError):
        storing.store(tmp_path / "files", [b"ab", b"cde"], 4)
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == [place]
    assert list(storing.names(tmp_path / "files", date(2999, 1, 1))) == [kept.name]
    assert list(storing.names(tmp_path / "files", date(1999, 1, 1))) == []
    for name in ("../x", kept.name.upper(), kept.name + "/..", ""):
        with pytest.raises(FileNotFoundError):
            storing.opened(tmp_path / "files", name)
    assert storing.remove(tmp_path / "files", kept.name)
    assert not storing.remove(tmp_path / "files", kept.name)


def test_everything_that_is_lacking_is_said_at_once() -> None:
    """D17: and what a handbook advises against needs a reason, never more."""
    kinds = registers.kinds()
    nothing = Upload(io.BytesIO(), "x", "", "", " ", came_on=date(2026, 11, 23), dated=date(2026, 11, 24))
    said = [each.code for each in policy.lacking(nothing, None, ("health",), ON)]
    assert said == ["choose-kind", "choose-category", "choose-sender", "came-later", "dated-later"]
    open_one = Upload(io.BytesIO(), "x", "certificate", "plan", "Dr Vik", came_on=ON)
    assert [each.code for each in policy.lacking(open_one, kinds["certificate"], ("plan",), ON)] == ["wrong-category"]
    gavle, stockholm = load("gavle").claims, load("stockholm").claims
    assert policy.may_keep_certificate(kinds["certificate"], gavle, "").code == "reason-needed"
    assert policy.may_keep_certificate(kinds["certificate"], gavle, "Till ansökan om samordning")
    assert policy.may_keep_certificate(kinds["certificate"], stockholm, "")
    assert policy.may_keep_certificate(kinds["letter"], gavle, "")


def test_an_installation_takes_fewer_types_and_smaller_files(settings) -> None:
    """And what stands in the registers is whole: every category exists."""
    settings.FILES_TYPES, settings.FILES_MB = "pdf, text", "2"
    assert [(each.id, each.largest // MIB) for each in registers.types()] == [("pdf", 2), ("text", 1)]
    settings.FILES_MB = "many"
    assert registers.types()[0].largest == 20 * MIB
    categories = set(shared_registers()["categories"])
    assert {each.category for each in registers.kinds().values()} - {""} <= categories
