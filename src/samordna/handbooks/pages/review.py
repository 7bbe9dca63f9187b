"""What needs review? Per handbook: owner, reviewer, last and next review, law that has moved, links, unread sources.

For handbook owners. No case is shown here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render as render_page
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from samordna.access.domain import Scope
from samordna.handbooks import policy
from samordna.handbooks.commands import Reviewed, register_review
from samordna.handbooks.pages import review_view
from samordna.journal.domain import Act
from samordna.kernel.decision import Refused, insist, refused
from samordna.kernel.text import Message, say
from samordna.web import day
from samordna.web.i18n import render

LONGEST, NOTE_LONGEST = 120, 1000
UNCHANGED, TO_CHANGE = "unchanged", "to-change"


@dataclass(slots=True)
class Form:
    """What was typed in the form of one version, and what has to be mended in it."""

    handbook: str = ""
    version: str = ""
    sent: QueryDict = field(default_factory=QueryDict)
    errors: list[tuple[str, Message]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What tells the fields of one form on the page from those of the others."""
        return f"{self.handbook}-{self.version}"

    def wrong(self, name: str, message: Message) -> None:
        """Say what to mend in a field, or with an empty name in the form as a whole."""
        self.errors.append((f"field-{self.key}-{name}" if name else "", message))

    def text(self, name: str) -> str:
        """What was typed in a field, without space around."""
        return self.sent.get(f"{self.key}-{name}", "").strip()


@require_safe
def review_page(request: HttpRequest) -> HttpResponse:
    """Every handbook, what is late or near first; each with a form to register a review."""
    owner = _owner(request)
    return owner if isinstance(owner, HttpResponse) else _show(request, owner, Form())


@require_POST
def review_done(request: HttpRequest, handbook: str, version: str) -> HttpResponse:
    """Register a review; then the page again, or the form with what is to be mended."""
    owner = _owner(request)
    if isinstance(owner, HttpResponse):
        return owner
    form = Form(handbook, version, request.POST)
    review = _read(form)
    if review and not form.errors:
        try:
            register_review(act=_act(request, owner), scope=owner, handbook=handbook, version=version, review=review)
        except Refused as problem:
            form.wrong("", problem.decision.reason or say("It is not allowed."))
        else:
            messages.success(request, render(say("The review of {day} has been registered.", day=review.on)))
            return HttpResponseRedirect(reverse("handbook-review"))
    return _show(request, owner, form)


def _owner(request: HttpRequest) -> Scope | HttpResponse:
    """Who is asking, when they may see the page; the way to sign in when nobody is. Raises Refused."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('sign-in')}?next={quote(request.get_full_path())}")
    found: Scope | None = getattr(request, "scope", None)
    if not found or found.post is None:
        raise Refused(refused("no-post", say("You have no post in any unit today. Ask your local administrator.")))
    insist(policy.may_review(found))
    return found


def _read(form: Form) -> Reviewed | None:
    on = _day(form)
    who, reviewer, note = form.text("who"), form.text("reviewer"), form.text("note")
    if not who:
        form.wrong("who", say("“{label}” must be filled in.", label=say("Reviewed by")))
    for name, label, longest in (
        ("who", say("Reviewed by"), LONGEST), ("reviewer", say("Checked by"), LONGEST),
        ("note", say("Note"), NOTE_LONGEST),
    ):  # fmt: skip
        if len(form.text(name)) > longest:
            form.wrong(name, say("“{label}” is longer than {count} characters.", label=label, count=longest))
    found = form.text("found")
    if found not in (UNCHANGED, TO_CHANGE):
        form.wrong("found", say("Choose one under “{label}”.", label=say("What came of it")))
    if on is None:
        return None
    links = bool(form.text("links"))
    return Reviewed(on=on, who=who, reviewer=reviewer, unchanged=found == UNCHANGED, links=links, note=note)


def _day(form: Form) -> date | None:
    label, written = say("Day of the review"), form.text("on")
    try:
        return date.fromisoformat(written)
    except ValueError:
        form.wrong("on", say("“{label}” must be a date such as 2026-11-22.", label=label))
        return None


def _act(request: HttpRequest, owner: Scope) -> Act:
    """The act that the sent form asks for: its id is the form's, so that a double click is one act (E12)."""
    assert owner.post is not None
    try:
        form = UUID(request.POST.get("form", ""))
    except ValueError:
        form = uuid4()
    return Act(id=form, by=owner.worker, at=day.now(), on=day.today(), unit=owner.post.unit, sphere=owner.post.sphere)


def _show(request: HttpRequest, owner: Scope, form: Form) -> HttpResponse:
    said = {"form": form, "errors": form.errors, "who": owner.name, **review_view.shown(day.today())}
    return render_page(request, "handbooks/review.html", said, status=422 if form.errors else 200)
