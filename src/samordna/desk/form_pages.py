"""The forms of a case: begin one, fill it in, print it, hand it over, and write down what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render as render_page
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samordna.cases.queries import Seen
from samordna.consents import queries as consents
from samordna.desk import case_gather, case_pages, form_view, refusing
from samordna.desk.case_names import at
from samordna.desk.entering import DOCUMENT, enter
from samordna.desk.form_view import Writing
from samordna.desk.previewing import cited
from samordna.desk.typed import MACHINERY, Error
from samordna.documents.typesetting import TypesettingError
from samordna.forms import answering, commands, documents, filling, policy, printing, queries
from samordna.forms.commands import Given
from samordna.forms.domain import Form
from samordna.forms.kept import ANSWERED, BY_HAND, DRAFT, FAX, LETTER, SDK, SENT, Kept
from samordna.handbooks.domain import PERSON
from samordna.journal.append import DoneBefore, MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.law.queries import load as load_law
from samordna.organisations.signed_in import act_of, scope, signed_in
from samordna.web import day
from samordna.web.i18n import _, render

Typed = Mapping[str, Sequence[str]]
ONE_ABROAD = "other"


@signed_in()
@require_safe
def overview(request: HttpRequest, case: int) -> HttpResponse:
    """The forms of the case, and those that can be begun: what the open boxes name comes first."""
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    read, on = case_gather.acts(seen, day.today()), day.today()
    named = _named_by_boxes(seen)
    every = sorted(queries.load_all(), key=lambda form: render(form.title).casefold())
    data = {
        **case_pages.frame(read),
        "documents": [(each, *_standing(each), at("case-form", case, each.id)) for each in documents.of_case(seen, on)],
        "near": [(form, at("case-form-begin", case, form.id)) for form in every if form.id in named],
        "others": [(form, at("case-form-begin", case, form.id)) for form in every if form.id not in named],
        "closed": seen.state.closed,
    }
    return render_page(request, "desk/forms.html", data)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def begin_page(request: HttpRequest, case: int, form_id: str) -> HttpResponse:
    """A form to fill in, with what is known already."""
    if form_id not in queries.ids():
        raise Http404(form_id)
    seen = enter(request, case)
    if isinstance(seen, HttpResponse):
        return seen
    form, on = queries.load(form_id), day.today()
    writing, errors = Writing(filling.beginning(seen, form, on)), list[Error]()
    if request.method == "POST":
        read = answering.read(form, _typed(request))
        if not read.wrong:
            try:
                made = commands.begin(
                    act=act_of(request), scope=scope(request), case=case, form=form_id, values=read.values
                )
            except DoneBefore:
                return _done_before(request, case)
            except Refused as problem:
                errors = [("", refusing.said(seen.handbook, problem.decision, on))]
            else:
                messages.success(request, _("The form is kept in the case. Nothing has left."))
                return HttpResponseRedirect(at("case-form", case, made.document))
        writing = Writing(read.values, _typed(request), read.wrong)
        errors += _errors(form, read.wrong)
    return _shown(request, seen, form, writing, errors, None)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: HttpRequest, case: int, document: int) -> HttpResponse:
    """A form of the case: to write in while it is a draft, to read when it has left."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    kept = documents.one(seen, document, day.today())
    writing, errors = Writing(kept.values), list[Error]()
    if request.method == "POST":
        read = answering.read(kept.form, _typed(request))
        discard = request.POST.get("do") == "discard"
        if discard or not read.wrong:
            try:
                return _saved(request, seen, kept, read.values, discard)
            except DoneBefore:
                return _done_before(request, case)
            except (Refused, MovedOn) as problem:
                errors = [_problem(seen, problem)]
        writing = Writing(read.values, _typed(request), read.wrong)
        errors += _errors(kept.form, read.wrong)
    return _shown(request, seen, kept.form, writing, errors, kept)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_page(request: HttpRequest, case: int, document: int) -> HttpResponse:
    """To whom and how, what it would tell, and only then it leaves (D18, D23)."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    on, kept = day.today(), documents.one(seen, document, day.today())
    given, errors, what = _given(request), list[Error](), None
    if request.method == "POST":
        errors = _unclear(given)
        if not errors and request.POST.get("confirm") == _key(given):
            try:
                commands.send(act=act_of(request), scope=scope(request), case=case, document=document, given=given)
            except DoneBefore:
                return _done_before(request, case)
            except (Refused, MovedOn) as problem:
                errors = [_problem(seen, problem)]
            else:
                messages.success(request, _("Written down as handed over. Print it, if you have not."))
                return HttpResponseRedirect(at("case-form", case, document))
        elif not errors:
            what = _preview(seen, kept, given)
    read = case_gather.acts(seen, on)
    data = {
        **case_pages.frame(read), "kept": kept, "given": given, "errors": errors, "what": what, "ways": _ways(),
        "receivers": _receivers(read, kept), "paper": at("case-form-paper", case, document),
        "key": _key(given), "back": at("case-form", case, document), "consent": at("consent-new", case),
        "titles": _titles(seen, policy.leaving(kept.form, kept.values)),
    }  # fmt: skip
    return render_page(request, "desk/form_hand_over.html", data, status=400 if errors else 200)


@signed_in()
@require_http_methods(["GET", "HEAD", "POST"])
def answer_page(request: HttpRequest, case: int, document: int) -> HttpResponse:
    """What came back on paper, part by part."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    on, kept = day.today(), documents.one(seen, document, day.today())
    own = [part for part in kept.form.parts if part.id in policy.others(kept.form, seen.own_parties)]
    asked = own or list(kept.form.parts)
    writing, errors, came = Writing(kept.values), list[Error](), request.POST.get("came", on.isoformat())
    if request.method == "POST":
        read = answering.read(kept.form, _typed(request), asked)
        errors = _errors(kept.form, read.wrong)
        try:
            came_on = type(on).fromisoformat(came.strip())
        except ValueError:
            errors.append(("field-came", say("Write the day as YYYY-MM-DD, for example 2026-11-22.")))
        if not errors:
            try:
                commands.answer(
                    act=act_of(request), scope=scope(request), case=case, document=document, values=read.values,
                    on=came_on,
                )  # fmt: skip
            except DoneBefore:
                return _done_before(request, case)
            except (Refused, MovedOn) as problem:
                errors = [_problem(seen, problem)]
            else:
                messages.success(request, _("The answer is written down."))
                return HttpResponseRedirect(at("case-form", case, document))
        writing = Writing(read.values, _typed(request), read.wrong)
    ids = {part.id for part in asked}
    data = {
        **case_pages.frame(case_gather.acts(seen, on)), "kept": kept, "errors": errors, "came": came,
        "parts": [part for part in form_view.parts(kept.form, writing) if part.id in ids],
        "back": at("case-form", case, document),
    }  # fmt: skip
    return render_page(request, "desk/form_answer.html", data, status=400 if errors else 200)


@signed_in()
@require_safe
def paper(request: HttpRequest, case: int, document: int) -> HttpResponse:
    """The form as a tagged PDF, as far as the reader may see its answers."""
    seen = enter(request, case, DOCUMENT)
    if isinstance(seen, HttpResponse):
        return seen
    kept = documents.one(seen, document, day.today())
    known = filling.sources(seen, day.today())
    head = printing.Head(
        tuple(filter(None, (known.get("authority.name", ""), known.get("unit.name", "")))), known["case.number"],
        kept.sent_on or day.today(),
    )  # fmt: skip
    try:
        made = printing.pdf(printing.Paper(kept.form, kept.values, head))
    except TypesettingError as problem:
        said = say("The form could not be typeset: {reason}.", reason=str(problem))
        return _shown(request, seen, kept.form, Writing(kept.values), [("", said)], kept)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{known["case.number"]}-{document}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


# One by one


def _shown(
    request: HttpRequest, seen: Seen, form: Form, writing: Writing, errors: list[Error], kept: Kept | None
) -> HttpResponse:  # fmt: skip
    theirs = frozenset(policy.others(form, seen.own_parties))
    shown = Writing(writing.values, writing.typed, writing.wrong, theirs)
    own = [part for part in form.parts if part.id not in theirs]
    case, on = seen.id, day.today()
    writes = kept is None or (kept.editable and kept.sphere in seen.scope.spheres)
    data = {
        **case_pages.frame(case_gather.acts(seen, on)),
        "form": form,
        "kept": kept,
        "writes": writes,
        "parts": form_view.parts(form, shown),
        "errors": errors,
        "missing": [render(each.title) for each in answering.missing(form, writing.values, own)] if kept else [],
        "standing": _standing(kept) if kept else None,
        "receiver": _receiver(seen, kept) if kept else "",
        "way": dict(_ways()).get(kept.how, "") if kept else "",
        "paper": at("case-form-paper", case, kept.id) if kept else "",
        "hand_over": at("case-form-hand-over", case, kept.id) if kept and kept.status == DRAFT else "",
        "answer": at("case-form-answer", case, kept.id) if kept and kept.status in (SENT, ANSWERED) else "",
        "forms": at("case-forms", case),
    }
    return render_page(request, "desk/form.html", data, status=400 if errors else 200)


def _saved(
    request: HttpRequest, seen: Seen, kept: Kept, values: Mapping[str, Any], discard: bool
) -> HttpResponse:  # fmt: skip
    if discard:
        commands.discard(act=act_of(request), scope=scope(request), case=seen.id, document=kept.id)
        messages.info(request, _("The form is thrown away. What was written in it stays in the history of the case."))
        return HttpResponseRedirect(at("case-forms", seen.id))
    commands.save(act=act_of(request), scope=scope(request), case=seen.id, document=kept.id, values=values)
    messages.success(request, _("Saved. Nothing has left."))
    onward = request.POST.get("do") == "hand-over"
    return HttpResponseRedirect(at("case-form-hand-over" if onward else "case-form", seen.id, kept.id))


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    return {name: list(map(str, values)) for name, values in request.POST.lists() if name not in MACHINERY}


def _errors(form: Form, wrong: Mapping[str, Message]) -> list[Error]:
    places = form_view.anchors(form, wrong)
    return [
        (places[name], say("{field}: {what}", field=form.fields[name].title, what=said)) for name, said in wrong.items()
    ]


def _problem(seen: Seen, problem: Refused | MovedOn) -> Error:
    if isinstance(problem, MovedOn):
        return "", say("Somebody else was at work in the case at the same time. Nothing was lost: try again.")
    return "", refusing.said(seen.handbook, problem.decision, day.today())


def _done_before(request: HttpRequest, case: int) -> HttpResponse:
    messages.info(request, _("This was done already, and not done twice."))
    return HttpResponseRedirect(at("case-forms", case))


def _named_by_boxes(seen: Seen) -> set[str]:
    """The forms that the open boxes of one's own name, as what is used there or asked to be in place."""
    found: set[str] = set()
    for position in seen.state.positions.values():
        place = seen.box(position.id) if position.party in seen.own_parties else None
        if place:
            step = place[1]
            found |= {*step.forms, *(need.id for need in step.needs if need.kind == "form")}
    return found


def _standing(kept: Kept) -> tuple[str, str]:
    """How a form stands in words, and the colour of the tag."""
    return {
        DRAFT: (_("Draft"), "neutral"), SENT: (_("Handed over"), "info"), ANSWERED: (_("Answered"), "success"),
    }.get(kept.status, ("", "neutral"))  # fmt: skip


def _ways() -> list[tuple[str, str]]:
    return [
        (BY_HAND, _("By hand")), (LETTER, _("By post")), (FAX, _("Fax")),
        (SDK, _("Secure digital communication (SDK)")),
    ]  # fmt: skip


def _given(request: HttpRequest) -> Given:
    to, name = request.POST.get("to", ""), request.POST.get("name", "").strip()
    party = to if to not in (PERSON, ONE_ABROAD) else ""
    return Given(party, name if to == ONE_ABROAD else "", request.POST.get("how", ""), to == PERSON)


def _key(given: Given) -> str:
    """What was previewed: another receiver is previewed anew."""
    return "|".join((PERSON if given.to_person else given.party, given.name, given.how))


def _unclear(given: Given) -> list[Error]:
    errors: list[Error] = []
    if not (given.party or given.name or given.to_person):
        errors.append(("field-to", say("Choose to whom the form is handed over.")))
    if not given.how:
        errors.append(("field-how", say("Choose how the form is handed over.")))
    return errors


def _receivers(read: case_gather.Read, kept: Kept) -> list[tuple[str, str]]:
    """The person first: most forms go by the person (D19); then the parties of the case, then somebody else."""
    seats = read.seen.seats
    known = [p for p in read.names.known if p in seats and seats[p].sphere != kept.sphere]
    first = sorted(known, key=lambda party: party != kept.form.to)
    return [
        (PERSON, _("The person")), *((party, read.names.party(party)) for party in first),
        (ONE_ABROAD, _("Somebody else, by name")),
    ]  # fmt: skip


def _receiver(seen: Seen, kept: Kept) -> str:
    if kept.receiver == PERSON:
        return _("The person")
    party = seen.handbook.parties.get(kept.receiver)
    return render(party.name) if party else kept.receiver


def _titles(seen: Seen, categories: Sequence[str]) -> list[str]:
    entries = (seen.handbook.entry("categories", each) for each in categories)
    return [render(entry.title) for entry in entries if entry]


def _preview(seen: Seen, kept: Kept, given: Given) -> dict[str, Any]:
    """What would leave, what is stopped, and why."""
    if given.to_person:
        return {"leaves": _titles(seen, policy.leaving(kept.form, kept.values)), "stopped": [], "person": True}
    seat = seen.seats.get(given.party)
    to: int | str = seat.sphere if seat else given.name
    found = consents.preview(
        seen.row.person_id, kept.sphere, to, policy.leaving(kept.form, kept.values), day.today()
    )  # fmt: skip
    law, on = load_law(), day.today()
    return {
        "leaves": [(render(e.title), render(e.reason)) for e in found.leaves],
        "stopped": [
            (render(e.title), render(e.reason), [words for _id, words in cited(law, e.law, on)]) for e in found.stopped
        ],
        "person": False,
    }


urls: list[URLPattern] = [
    path("cases/<int:case>/forms/", overview, name="case-forms"),
    path("cases/<int:case>/forms/begin/<str:form_id>/", begin_page, name="case-form-begin"),
    path("cases/<int:case>/forms/<int:document>/", form_page, name="case-form"),
    path("cases/<int:case>/forms/<int:document>/hand-over/", hand_over_page, name="case-form-hand-over"),
    path("cases/<int:case>/forms/<int:document>/answer/", answer_page, name="case-form-answer"),
    path("cases/<int:case>/forms/<int:document>/paper.pdf", paper, name="case-form-paper"),
]
