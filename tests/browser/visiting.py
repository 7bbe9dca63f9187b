"""Who is in front of the browser, and what does the browser complain of?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ConsoleMessage, Page, Request, Response


@dataclass
class Visitor:
    """Somebody in front of a browser. `wrong` gathers what the browser complains of."""

    site: str
    page: Page
    wrong: list[str] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)

    def watch(self) -> None:
        """Listen to everything that can go wrong in a page."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"page error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def open(self, path: str, status: int = 200) -> Page:
        """Go to a path of the site; `status` is the answer that is right."""
        address = f"{self.site}{path}"
        if status >= 400:
            self.expected.add(address)
        answer = self.page.goto(address)
        assert answer
        assert answer.status == status, f"{path} answers {answer.status}"
        return self.page

    def settle(self, width: int | None = None, **media: Any) -> None:
        """Another colour scheme, medium or width (px), on the same page, without animations in between."""
        self.page.emulate_media(reduced_motion="reduce", **media)
        if width:
            self.page.set_viewport_size({"width": width, "height": 900})

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and message.location.get("url") not in self.expected:
            self.wrong.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _failed(self, request: Request) -> None:
        # A download, and a page left before it was whole, are no faults of ours.
        if request.failure != "net::ERR_ABORTED":
            self.wrong.append(f"{request.failure}: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.url not in self.expected:
            self.wrong.append(f"{response.status}: {response.url}")
        if not response.url.startswith((self.site, "data:")):
            self.wrong.append(f"from elsewhere: {response.url}")
