"""Which files belong to a case: take one in, fetch it, take it away?"""

from __future__ import annotations

from datetime import date
from typing import BinaryIO, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.attachments import commands, policy, queries, registers
from samordna.attachments.domain import Upload
from samordna.consents.registers import known_categories
from samordna.desk import case_gather, case_pages, refusing
from samordna.desk.boxes.entering import DOCUMENT, enter
from samordna.desk.case_names import at
from samordna.desk.papers import attachment_view
from samordna.desk.typed import Error, Typed, Wrong, typed
from samordna.documents.uploading import too_large
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _

FILE = "file"


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest, case: int) -> HttpResponse:
    """The files of the case that the reader may see; one of one's own can be taken away, with a reason."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    errors: list[Error] = []
    wanted = typed(request).number("attachment")
    if request.method == "POST":
        try:
            act = act_of(request, typed(request).one(f"reason-{wanted}"))
            commands.discard(act=act, scope=scope(request), case=case, attachment=wanted)
        except DoneBefore:
            return refusing.done_before(request, at("case-attachments", case))
        except (Refused, MovedOn) as problem:
            errors = [refusing.problem(seen, problem, {"no-reason": f"field-reason-{wanted}"})]
        else:
            messages.info(request, _("The file is taken away. That it was here stays in the history of the case."))
            return HttpResponseRedirect(at("case-attachments", case))
    read = case_gather.acts(seen, day.today())
    forms = attachment_view.form_titles(read)
    data = {
        **case_pages.frame(read), "errors": errors, "opened": wanted if errors else 0, "closed": seen.state.closed,
        "files": [attachment_view.shown(read, each, forms) for each in queries.of_case(seen, read.on)],
    }  # fmt: skip
    return render_page(request, "desk/attachments.html", data, status=400 if errors else 200)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def new_page(request: HttpRequest, case: int) -> HttpResponse:
    """A file to keep, with what has to be said about it; what was typed stays when the file was not taken."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    on = day.today()
    given, errors = Typed({name: list(map(str, v)) for name, v in request.GET.lists()}), list[Error]()
    if request.method == "POST":
        given = typed(request)
        upload = _upload(request, given, on, errors)
        if upload and not errors:
            try:
                act = act_of(request, given.one("reason"))
                commands.keep(act=act, scope=scope(request), case=case, upload=upload)
            except DoneBefore:
                return refusing.done_before(request, at("case-attachments", case))
            except (Refused, MovedOn) as problem:
                errors = [refusing.problem(seen, problem, attachment_view.PLACES)]
            else:
                messages.success(request, _("The file is kept in the case. Nothing has left."))
                return HttpResponseRedirect(at("case-attachments", case))
    read = case_gather.acts(seen, on)
    data = {
        **case_pages.frame(read), **attachment_view.choices(read, given), "errors": errors, "today": on.isoformat(),
        "wrong": dict(errors), "back": at("case-attachments", case),
    }  # fmt: skip
    return render_page(request, "desk/attachment_new.html", data, status=400 if errors else 200)


@signed_in()
@require_safe
def fetch(request: HttpRequest, case: int, attachment: int) -> HttpResponse:
    """The file itself: always to be saved, never shown in the page's own name, and never kept by anything between."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    kept, file = queries.opened(seen, attachment, day.today())
    known = registers.type_of(kept.type)
    answer = FileResponse(file, as_attachment=True, filename=kept.name)
    answer["Content-Type"] = known.mime if known else "application/octet-stream"
    answer["Content-Length"] = str(kept.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, answer)


def _upload(request: HttpRequest, given: Typed, on: date, errors: list[Error]) -> Upload | None:
    """What was chosen and typed. Everything that is lacking is added to `errors`, at its field."""
    came = _day(given, "came", errors) or on
    dated = _day(given, "dated", errors)
    file = request.FILES.get(FILE)
    upload = Upload(
        file=cast(BinaryIO, file), name=str(getattr(file, "name", "")), kind=given.one("kind"),
        category=given.one("category"), sender=given.one("sender"), came_on=came, dated=dated, words=given.one("words"),
        incoming=given.number("incoming") or None, document=given.number("document") or None, fact=given.one("fact"),
    )  # fmt: skip
    lacking = policy.lacking(upload, registers.kinds().get(upload.kind), known_categories(), on)
    errors += [(attachment_view.PLACES[each.code], each.reason) for each in lacking if each.reason]
    wrong = _wrong_with(request, upload)
    if wrong:
        errors.append((f"field-{FILE}", wrong))
    return None if wrong else upload


def _wrong_with(request: HttpRequest, upload: Upload) -> Message | None:
    """Why the file itself is not taken, said together with everything else that is lacking."""
    if upload.file is None:
        largest = max(each.largest for each in registers.types())
        return policy.too_large(largest).reason if too_large(request, FILE) else say("Choose a file.")
    try:
        policy.examined(upload.file, upload.name, registers.types())
    except Refused as problem:
        return problem.decision.reason
    return None


def _day(given: Typed, name: str, errors: list[Error]) -> date | None:
    try:
        return given.day(name)
    except Wrong as problem:
        errors += problem.errors
        return None


urls: list[URLPattern] = [
    path("cases/<int:case>/attachments/", overview, name="case-attachments"),
    path("cases/<int:case>/attachments/new/", new_page, name="case-attachment-new"),
    path("cases/<int:case>/attachments/<int:attachment>/", fetch, name="case-attachment-file"),
]
