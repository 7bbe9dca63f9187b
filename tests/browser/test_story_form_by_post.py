"""Does a form find its way out by post and back: filled in, printed, handed over, written down by its code? (D1, D19)

Sara asks Rut's doctor what Rut can take part in. Health care is outside: the answer comes on paper, in two letters.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pikepdf
from playwright.sync_api import expect

from samordna.forms import data
from samordna.platform.demonstrating.building import number
from tests.browser.colleagues import Colleague

FORM, QUESTION = "rehabiliteringsforfragan", "Kan Rut gå en kurs två förmiddagar i veckan?"


def test_a_rehabilitation_enquiry_by_post(colleague: Callable[..., Colleague]) -> None:
    sara, johan = colleague("Sara Lind"), colleague("Johan Bergström")
    case = sara.open_case("soc-sjukskriven/9", "Rut", "Holmgren", number(date(1990, 3, 14), 1))
    document = fills_in(sara, case)
    code = prints(sara, case, document)
    by_post(sara, case, document)
    nobody_else_finds_it(johan, code)
    first_letter(sara, case, code)
    second_letter(sara, case, document)


def fills_in(sara: Colleague, case: int) -> int:
    """From the box to the form; what is known stands there, and what is missing can be asked for first."""
    page = sara.to_box(case, "9")
    page.locator(f'main a[href*="/forms/begin/{FORM}/"]').first.click()
    expect(page.locator("[name=person_name]")).to_have_value("Rut Holmgren")
    sara.do("check")
    expect(page.locator("[name=person_name]")).to_have_value("Rut Holmgren")
    sara.fill(question=QUESTION)
    sara.check("consent_enclosed", "on")
    sara.do("save")
    found = re.search(r"/forms/(\d+)/", page.url)
    assert found, page.url
    return int(found[1])


def prints(sara: Colleague, case: int, document: int) -> str:
    """Printing is written down; the paper has the code, and the same answers for programs."""
    page = sara.page
    token = page.locator("form:has(button[value=print]) input[name=csrfmiddlewaretoken]").input_value()
    sent = page.locator("form:has(button[value=print]) input[name=form]").input_value()
    answer = page.request.post(
        page.url, form={"csrfmiddlewaretoken": token, "form": sent, "do": "print"}, headers={"Referer": page.url}
    )
    assert answer.headers["content-type"] == "application/pdf"
    said = data.read(answer.body())
    assert said["answers"]["question"] == QUESTION
    with pikepdf.open(io.BytesIO(answer.body())) as opened:
        assert opened.Root.MarkInfo.Marked
    page = sara.open(f"/cases/{case}/forms/{document}/")
    expect(sara.main()).to_contain_text(said["code"])
    expect(sara.main()).to_contain_text("Printed")
    return str(said["code"])


def by_post(sara: Colleague, case: int, document: int) -> None:
    """To the person, by post: everything may go, and from now on it is kept as it was."""
    page = sara.open(f"/cases/{case}/forms/{document}/hand-over/")
    sara.check("to", "individ")
    sara.check("how", "letter")
    send = page.locator("main form .ds-button").last
    send.click()
    expect(page.locator("#what")).to_be_visible()
    page.locator("main form .ds-button").last.click()
    expect(page.locator("main form button[value=save]")).to_have_count(0)


def nobody_else_finds_it(johan: Colleague, code: str) -> None:
    """A unit of the same authority that has no part in the case is told what a stranger is told (D21)."""
    refused = johan.open(f"/desk/forms/code/?code={code}", 404)
    expect(refused.locator("main")).to_contain_text("No form at your authority has that code")


def first_letter(sara: Colleague, case: int, code: str) -> None:
    """The activities have come: the code on the paper leads to the answer, from where what comes in is registered."""
    page = sara.open("/desk/incoming/new/")
    page.locator("summary", has_text="form that has come back").click()
    page.locator("[name=code]").fill(code.lower())
    page.locator("form:has([name=code]) button").click()
    page.locator('main a[href$="part=aktiviteter"]').click()
    page.locator("[name=adaptations]").fill("Pauser varje timme")
    page.locator('[name="activities-sprak-extent"]').fill("25")
    page.locator("main form .ds-button").last.click()
    expect(sara.main()).to_contain_text("25 %")
    assert sara.case() == case


def second_letter(sara: Colleague, case: int, document: int) -> None:
    """The doctor's own part came later: one click from the case page, and one to save it. Then nothing waits."""
    page = sara.open(f"/cases/{case}/")
    waits = page.locator(".now a[href*='/answer/?part=']")
    expect(waits).to_have_count(1)
    waits.click()
    page.locator("[name=answered_by]").fill("Dr Vik")
    page.locator("main form .ds-button").last.click()
    expect(sara.main()).to_contain_text("Dr Vik")
    page = sara.open(f"/cases/{case}/")
    expect(page.locator(".now a[href*='/answer/?part=']")).to_have_count(0)
    assert "Dr Vik" in sara.open(f"/cases/{case}/forms/{document}/").locator("main").inner_text()
