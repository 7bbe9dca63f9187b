"""How does somebody work at the desk, in a browser? By the names and values of the forms, so in any language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.visiting import Visitor


@dataclass
class Colleague:
    """A worker who is signed in, in front of a browser of their own."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        """The page they look at."""
        return self.visitor.page

    def sign_in(self, name: str, language: str = "en") -> Colleague:
        """Be a persona of the demonstration, by one click."""
        self.visitor.open(f"/demo/?lang={language}")
        self.page.locator("li", has=self.page.get_by_role("heading", name=name, exact=True)).get_by_role(
            "button"
        ).click()
        expect(self.page.locator(".account strong")).to_have_text(name)
        return self

    def open(self, path: str, status: int = 200) -> Page:
        """Go to a path."""
        return self.visitor.open(path, status)

    def main(self) -> Locator:
        """What the page is about."""
        return self.page.locator("main")

    # Cases

    def open_case(self, place: str, given: str, family: str, number: str = "") -> int:
        """Write down a person and open their case in `process/box`; returns the number in its address."""
        page = self.open("/desk/open/")
        for name, value in {"number": number, "given_name": given, "family_name": family}.items():
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=place]").select_option(place)
        page.locator(".if-yes button[type=submit]").last.click()
        return self.case()

    def case(self) -> int:
        """Which case the page is about."""
        found = re.search(r"/cases/(\d+)/", self.page.url)
        assert found, f"{self.page.url}: {self.main().inner_text()[:400]}"
        return int(found[1])

    def to_box(self, case: int, number: str) -> Page:
        """Open the box with a number in the handbook from the page of the case."""
        page = self.open(f"/cases/{case}/")
        page.locator(".now-where dd", has=page.locator(f".box-number:text-matches('(^|\\\\s){number}$')")).locator(
            "a"
        ).first.click()
        expect(page.locator("h1 .box-number")).to_contain_text(number)
        return page

    def do(self, value: str) -> Page:
        """Press the button that does this, in whichever fold it lies."""
        button = self.page.locator(f"button[name=do][value={value}]").first
        fold = button.locator("xpath=ancestor::details")
        if fold.count() and not fold.evaluate("node => node.open"):
            fold.locator("summary").click()
        with self.page.expect_navigation():
            button.click()
        return self.page

    def fill(self, **fields: str) -> None:
        """Type into fields by name (`_` for `-`), opening the folds that they lie in."""
        for name, value in fields.items():
            self._field(name.replace("_", "-")).fill(value)

    def choose(self, **fields: str) -> None:
        """Choose in lists, by name (`_` for `-`)."""
        for name, value in fields.items():
            self._field(name.replace("_", "-")).select_option(value)

    def check(self, name: str, *values: str) -> None:
        """Tick, or choose among radio buttons."""
        for value in values:
            self._field(name, f'[value="{value}"]').check()

    def _field(self, name: str, more: str = "") -> Locator:
        found = self.main().locator(f'[name="{name}"]:not([type=hidden]){more}').first
        fold = found.locator("xpath=ancestor::details")
        if fold.count() and not fold.evaluate("node => node.open"):
            fold.locator("summary").click()
        return found

    def leave(self, *exits: str, **choices: str) -> Page:
        """Leave the box by these ways."""
        self.check("exit", *exits)
        self.choose(**choices)
        # A meeting that the box asks for and that nobody has written down: asked for once, softly (D17).
        why = self.main().locator('[name="complete-reason"]')
        if why.count():
            why.fill("Mötet hölls utan anteckning")
        return self.do("complete")

    # What leaves

    def confirm(self, value: str = "yes") -> Page:
        """Answer the preview: `yes` sends, `consent` goes to register one."""
        with self.page.expect_navigation():
            self.page.locator(f"button[name=confirm][value={value}]").click()
        return self.page

    def consent(self, kind: str) -> Page:
        """Register the consent that the preview proposes, for both to tell each other, and come back to the box."""
        page = self.confirm("consent")
        link = page.locator(f'main a[href*="kind={kind}"]')
        if link.count():
            link.first.click()
        self.check("ways", "both")
        self.fill(purpose="Planera nästa steg tillsammans.", evidence="Blankett i akten, i dag.")
        with page.expect_navigation():
            page.locator("main form .do-row button[type=submit]").click()
        return page

    # What is to be seen

    def said(self) -> str:
        """Everything the page says."""
        return self.main().inner_text()

    def responsible(self, case: int) -> str:
        """What the case page answers to who has the next step: once, and for one party."""
        page = self.open(f"/cases/{case}/")
        label = page.locator(".now dt").get_by_text("Responsible for the next step", exact=True)
        expect(label).to_have_count(1)
        answer = label.locator("xpath=following-sibling::dd")
        expect(answer).to_have_count(1)
        return answer.inner_text()
