"""Does a case find its way in Malmö: advice, no consent, an application, silence and what it leads to? (D9, D16)

Försäkringskassan looks for the responsible social worker. Nobody answers within the week, and then the unit of the
contact person is told (D27): the days pass by serving the same data again on a later day.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, expect

from samordna.platform.demonstrating.building import number
from tests.browser.colleagues import Colleague
from tests.browser.conftest import Demonstration, served, settings, visitors

LATER = "2026-12-02"
CALL = "Handläggare söker ansvarig socialsekreterare"
NIGHT = """
from datetime import date, datetime, timezone
from samordna.web import starting
starting.django_ready()
from samordna.notices.commands import night
day = date.fromisoformat("{day}")
night(day, datetime(day.year, day.month, day.day, 2, 0, tzinfo=timezone.utc))
"""


def test_advice_application_refusal_and_silence(
    colleague: Callable[..., Colleague], demonstration: Demonstration, browser: Browser
) -> None:
    maja = colleague("Maja Nilsson")
    case = maja.open_case("malmo/1", "Siv", "Bergkvist", number_of())
    asks_for_advice(maja, case)
    applies(maja, case)
    refused_and_back(maja, case)
    somebody_calls(maja)
    a_night_passes(demonstration.folder, LATER)
    with (
        served(demonstration.folder / "log-later", "demo", day=LATER, data=demonstration.folder) as later,
        visitors(browser) as come,
    ):
        the_contact_person_is_told(Colleague(come(later)).sign_in("Ulrika Persson"))


def number_of() -> str:
    """A number of the Tax Agency's test series."""
    return number(date(1988, 2, 9), 0)


def asks_for_advice(maja: Colleague, case: int) -> None:
    """The consultation team advises: with something that points at the person only by consent, else noted here only."""
    maja.to_box(case, "1")
    maja.check("referral", "konsultationsteam")
    maja.fill(refer_note="Räcker underlaget för en ansökan?")
    page = maja.do("refer")
    expect(page.locator(".stopped")).to_contain_text("26 kap. 1 §")
    expect(page.locator("button[name=confirm][value=yes]")).to_have_count(0)
    maja.do("draft")
    maja.choose(adviser="konsultationsteam")
    maja.fill(consult_question="När räcker ett underlag för en ansökan?")
    maja.check("deidentified", "yes")
    maja.do("consult")
    assert "Norr" in maja.responsible(case)


def applies(maja: Colleague, case: int) -> None:
    """Without consent nothing leaves, and the paragraph is named; with it the application goes by letter."""
    maja.to_box(case, "1")
    page = maja.leave("ansok")
    expect(page.locator(".stopped")).to_contain_text("26 kap. 1 §")
    maja.consent("skriftligt-samtycke-fk")
    maja.leave("ansok")
    maja.confirm()
    assert "Norr" in maja.responsible(case)


def refused_and_back(maja: Colleague, case: int) -> None:
    """Försäkringskassan sends it back; the next time they accept, refuse, and the case comes home."""
    answers(maja, case, "decline", decline_reason="Läkarutlåtandet saknas.")
    page = maja.to_box(case, "1")
    assert "Läkarutlåtandet saknas." in maja.open(f"/cases/{case}/").content()
    maja.to_box(case, "1")
    maja.leave("ansok")
    maja.confirm()
    answers(maja, case, "accept")
    assert "Försäkringskassan" in maja.responsible(case)
    maja.to_box(case, "3")
    maja.leave("nej", via="letter")
    assert "Norr" in maja.responsible(case)
    page = maja.to_box(case, "2b")
    expect(page.locator("button[value=complete]")).to_be_visible()


def answers(maja: Colleague, case: int, do: str, **typed: str) -> None:
    """Register what Försäkringskassan has answered to what was sent last."""
    page = maja.open(f"/cases/{case}/")
    page.locator(".case-sent li:has(a[href$='letter.pdf'])", has_text="Försäkringskassan, samordning").locator(
        ".row-title a"
    ).first.click()
    maja.fill(**typed)
    maja.choose(**{f"{do}_via": "letter"})
    maja.do(do)


def somebody_calls(maja: Colleague) -> None:
    """A call for the responsible social worker stands in the inbox, with the day by which somebody has to answer."""
    maja.open("/desk/incoming/new/")
    maja.fill(what=CALL, sender="Försäkringskassan", on="2026-11-20")
    maja.choose(how="phone")
    maja.check("kind", "contact")
    maja.page.locator("main form .row button[type=submit]").last.click()
    expect(maja.main()).to_contain_text(CALL)
    row = maja.open("/desk/?view=incoming").locator("tr", has_text=CALL).last
    assert row.locator("time").get_attribute("datetime") == "2026-11-27"


def a_night_passes(data: Path, day: str) -> None:
    """The nightly job, on a later day."""
    there = {**settings(day, data), "DJANGO_SETTINGS_MODULE": "samordna.platform.demonstration"}
    subprocess.run([sys.executable, "-c", NIGHT.format(day=day)], env=there, check=True, timeout=60)


def the_contact_person_is_told(ulrika: Colleague) -> None:
    """It stands in her unit's inbox, says that nobody has answered, and leads to where somebody takes it."""
    row = ulrika.open("/desk/?view=incoming").locator("tr", has_text=CALL).last
    expect(row).to_contain_text("No answer in time")
    row.locator("a.line-place").click()
    expect(ulrika.main()).to_contain_text(CALL)
