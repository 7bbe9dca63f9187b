"""Does a case find its way between two installations that share no database and no network? Only files go (D1, D18).

Maja in Malmö applies to Försäkringskassan. Elsewhere, on another server with another database and another key, Sara
takes the packet in, opens a case from it and seals a reply; Maja takes that in, and her case has gone on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, expect

from samordna.platform.demonstrating.building import number
from tests.browser.colleagues import Colleague
from tests.browser.conftest import Demonstration, served, visitors
from tests.browser.test_desk_accessibility import LOOKS, look

KEYS, TAKE = "/desk/packets/keys/", "/desk/packets/new/"


def test_a_packet_there_and_a_reply_back(
    colleague: Callable[..., Colleague], demonstration: Demonstration, browser: Browser, tmp_path: Path
) -> None:
    maja, admin = colleague("Maja Nilsson"), colleague("Karin Sundberg")
    case = applies(maja)
    with (
        served(tmp_path / "log", "demo", "--cases", "0", "--lang", "en", data=tmp_path) as elsewhere,
        visitors(browser) as come,
    ):
        karin = Colleague(come(elsewhere)).sign_in("Karin Sundberg")
        trusts(admin, key_of(karin), "Kassans installation", "Försäkringskassan")
        trusts(karin, key_of(admin), "Malmö stad")
        sara = Colleague(come(elsewhere)).sign_in("Sara Lind")
        reply = taken_in_and_answered(sara, seals(maja, case), tmp_path)
    comes_home(maja, case, reply)


def applies(maja: Colleague) -> int:
    """The application waits for Försäkringskassan, who does not sign in."""
    case = maja.open_case("malmo/1", "Tove", "Ahlgren", number(date(1991, 3, 4), 1))
    maja.to_box(case, "1")
    maja.leave("ansok")
    maja.consent("skriftligt-samtycke-fk")
    maja.leave("ansok")
    maja.confirm()
    return case


def key_of(someone: Colleague) -> str:
    """The fingerprint that they read aloud."""
    return someone.open(KEYS).locator("#own ~ .panel code").inner_text()


def trusts(someone: Colleague, fingerprint: str, name: str, works_there: str = "") -> None:
    page = someone.open(KEYS)
    someone.fill(fingerprint=fingerprint, name=name)
    if works_there:
        page.get_by_label(works_there, exact=True).check()
    with page.expect_navigation():
        page.get_by_role("button", name="Trust the key").click()
    expect(someone.main()).to_contain_text(fingerprint)


def seals(maja: Colleague, case: int) -> bytes:
    """What leaves is shown first; then there is a file."""
    page = maja.open(f"/cases/{case}/packets/")
    page.locator("a[href*='/packets/seal/']").first.click()
    expect(maja.main()).to_contain_text("Their key is known")
    expect(maja.main().locator(".leaves")).to_contain_text("Contact")
    with page.expect_navigation():
        page.get_by_role("button", name="Seal the packet").click()
    return download(maja, page.locator("a[href$='packet.pdf']").first.get_attribute("href"))


def download(someone: Colleague, path: str | None) -> bytes:
    assert path
    answer = someone.page.request.get(someone.visitor.site + path)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def upload(someone: Colleague, file: bytes) -> None:
    page = someone.open(TAKE)
    page.locator("#field-file").set_input_files({"name": "brev.pdf", "mimeType": "application/pdf", "buffer": file})
    with page.expect_navigation():
        page.get_by_role("button", name="Look at it").click()


def taken_in_and_answered(sara: Colleague, file: bytes, folder: Path) -> bytes:
    """A damaged copy is refused; the whole one is shown, taken in, becomes a case, and is answered."""
    sara.visitor.expected.add(sara.visitor.site + TAKE)
    upload(sara, file[:-1] + b"?")
    expect(sara.main()).to_contain_text("changed or damaged")
    upload(sara, file)
    expect(sara.main()).to_contain_text("Tove Ahlgren")
    expect(sara.main()).to_contain_text("Malmö stad")
    press(sara, "Take it in")
    where = sara.page.url.removeprefix(sara.visitor.site)
    for each in LOOKS:
        assert look(sara, where, each) == []
    sara.open(f"{where}?lang=en")
    sara.choose(place="soc-sjukskriven/3")
    press(sara, "Open the case")
    assert "Tove" in sara.open(f"/cases/{sara.case()}/").content()
    sara.open(where)
    sara.check("answer", "accept")
    press(sara, "Seal the reply")
    return download(sara, sara.page.locator("a[href*='/replies/']").get_attribute("href"))


def press(someone: Colleague, name: str) -> None:
    with someone.page.expect_navigation():
        someone.page.get_by_role("button", name=name).click()


def comes_home(maja: Colleague, case: int, reply: bytes) -> None:
    """The reply is taken in once, and the next step has moved."""
    upload(maja, reply)
    expect(maja.main()).to_contain_text("the box goes on, in one act")
    press(maja, "Take in the reply")
    assert maja.case() == case
    assert "Försäkringskassan" in maja.responsible(case)
    upload(maja, reply)
    expect(maja.main()).to_contain_text("It has been taken in already")
