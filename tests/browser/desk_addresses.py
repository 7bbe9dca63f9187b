"""Which pages of those who are signed in are there to look at? Found by following the links of the served pages.

Every named page has to be reached by somebody, or to stand among the reasons below.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.browser.colleagues import Colleague

# Who looks, and where they begin; between them they reach everything.
LOOKERS = {
    "Sara Lind": (
        "/desk/",
        "/desk/?view=incoming",
        "/desk/?view=waiting",
        "/desk/open/",
        "/access/",
        "/account/",
        "/catalogue/",
        "/desk/dates/",
    ),
    "Ingrid Holm": ("/desk/log/", "/desk/?view=unit", "/desk/radar/unit/"),
    "Karin Sundberg": ("/organisation/", "/catalogue/"),
    "Gunnar Moberg": ("/handbooks/review/",),
    "Lovisa Ström": ("/desk/",),
    "Annika Forsman": ("/desk/team/",),
}
# What the others look at: the rest is as the first one sees it.
OWN = {"Ingrid Holm": ("unit-log", "log-review", "give-many", "unit-radar"),
       "Karin Sundberg": ("organisation", "catalogue-"), "Gunnar Moberg": ("handbook-review",),
       "Lovisa Ström": ("case-dialogue",),
       "Annika Forsman": ("forum",)}  # fmt: skip
# Pages for everybody are looked at in `test_accessibility.py`.
PUBLIC = ("samordna.web.", "samordna.handbooks.", "samordna.rules.", "samordna.law.", "samordna.forms.")
# What needs review is for handbook owners.
OWNERS = "samordna.handbooks.pages.review"
DEEP = 4
# Of these more than the first are opened, for the pages that only some of them lead to.
MORE = {"case": 6, "consents": 6, "case-forms": 6, "case-form": 4, "case-measures": 6, "case-measure": 8,
        "case-plans": 6, "case-plan": 6, "case-meetings": 4,
        "case-meeting": 6, "case-packets": 6}  # fmt: skip
LINK = re.compile(r'<(?:a|form|button)\b[^>]*?\s(?:href|formaction|action)="(/[^"#]*)')
# No page to read: files, and what only redirects or answers to a form.
NOT_PAGES = {
    "case-meeting-calendar": "a calendar file, read in the story of a SIP",
    "called-meeting-calendar": "a calendar file, read in the tests of meetings",
    "letter": "a PDF, read in the story",
    "packet-file": "a sealed PDF, taken in by the other installation of the story",
    "packet-file-in": "a sealed PDF, as it came",
    "packet-reply": "a sealed PDF, taken in by the first installation of the story",
    "packet": "takes a packet from another installation: looked at in the story of one",
    "case-questions": "takes the form of a box, and shows that box again",
    "case-attachment-file": "a file, fetched in the tests of attachments",
    "case-form-paper": "a PDF, read in the tests of forms",
    "case-gathered-paper": "a PDF, read in the tests of the whole road",
    "case-gathered-given": "a PDF, read in the tests of the whole road",
    "calendar-feed": "a calendar file, read without a session",
    "case-tick": "takes a form, and shows no page",
    "mfa_download_recovery_codes": "a file",
    "account_signup": "answers that nobody signs up by themselves",
    "account_login": "the same address as sign-in, looked at without being signed in",
    "sign-out": "takes a form, from every page",
    "account_logout": "takes a form, from every page",
    "account_inactive": "shown to an account that has been closed",
    "mfa_authenticate": "the second step of signing in with a second factor",
    "mfa_reauthenticate": "the second step with a second factor",
    "mfa_deactivate_totp": "for those who have a second factor",
    "mfa_view_recovery_codes": "for those who have a second factor",
    "mfa_generate_recovery_codes": "for those who have a second factor",
    "account_change_password": "for those who have a password, and nobody in the demonstration has",
    "account_reauthenticate": "asked of those who have a password",
    "organisation-change": "takes the forms of a unit's page, and shows that page again",
    "organisation-decide": "takes the forms of what an area decides itself, and shows that page again",
    "handbook-reviewed": "takes the form of a review, and shows that page again",
    "sign-in": "looked at without being signed in",
    "account_set_password": "for an account without a password",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A page that a worker reaches: its name, and the path."""

    who: str
    name: str
    path: str


def crawl(colleague: Colleague, who: str, begin: Iterable[str]) -> list[Found]:
    """The first page of each name and shape of query that one worker reaches from where they begin."""
    found: dict[tuple[str, ...], Found] = {}
    waiting = [(path, 0) for path in begin]
    opened: Counter[str] = Counter()
    been = set()
    while waiting:
        path, deep = waiting.pop(0)
        shape = _shape(path)
        if shape is None or path in been or (shape in found and opened[shape[0]] >= MORE.get(shape[0], 0)):
            continue
        been.add(path)
        opened[shape[0]] += 1
        answer = colleague.page.request.get(colleague.visitor.site + path)
        if answer.status != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        found.setdefault(shape, Found(who, shape[0], path))
        if deep < DEEP:
            waiting += [(link.replace("&amp;", "&"), deep + 1) for link in LINK.findall(answer.text())]
    own = OWN.get(who, ("",))
    return [each for each in found.values() if each.name.startswith(own)]


def _shape(path: str) -> tuple[str, ...] | None:
    """What makes a page one of its kind: its name, the fields asked, and the view of a list; None when not ours."""
    parts = urlsplit(path)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    name = found.url_name or ""
    if _is_public(found.func.__module__) or name in NOT_PAGES:
        return None
    fields = sorted(part for part in parts.query.split("&") if part)
    keep = [f if f.startswith(("view=", "kind=", "show=")) else f.partition("=")[0] for f in fields]
    more = [found.kwargs["verb"]] if "verb" in found.kwargs else []
    return (name, *(k for k in keep if not k.startswith(("lang", "after", "before"))), *more)


def _is_public(module: str) -> bool:
    return module.startswith(PUBLIC) and module != OWNERS


def named(of: URLResolver | None = None) -> set[str]:
    """Every named page for those who are signed in."""
    names: set[str] = set()
    for each in (of or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            names |= named(each)
        elif isinstance(each, URLPattern) and not _is_public(each.callback.__module__):
            names.add(each.name or "")
    return names
