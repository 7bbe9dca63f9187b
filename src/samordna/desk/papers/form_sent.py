"""What has been sent in from a page of forms, what is wrong with it, and what is said when it was sent before?"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from samordna.cases.queries import Seen
from samordna.desk import refusing
from samordna.desk.case_names import at
from samordna.desk.leaving.previewing import spoken
from samordna.desk.papers import form_view
from samordna.desk.typed import MACHINERY, Error
from samordna.forms.domain import Form
from samordna.journal.append import MovedOn
from samordna.kernel.decision import Refused
from samordna.kernel.text import Message, say
from samordna.web import day
from samordna.web.i18n import _


def typed(request: HttpRequest) -> dict[str, list[str]]:
    """Every control by name."""
    return {name: list(map(str, values)) for name, values in request.POST.lists() if name not in MACHINERY}


def errors(form: Form, wrong: Mapping[str, Message]) -> list[Error]:
    """What is wrong, with the way to each field."""
    places = form_view.anchors(form, wrong)
    return [
        (places[name], say("{field}: {what}", field=form.fields[name].title, what=said)) for name, said in wrong.items()
    ]


def problem(seen: Seen, found: Refused | MovedOn) -> Error:
    """Why it was not done, and what to do."""
    if isinstance(found, MovedOn):
        return "", say("Somebody else was at work in the case at the same time. Nothing was lost: try again.")
    return "", spoken(refusing.said(seen.handbook, found.decision, day.today()))


def done_before(request: HttpRequest, case: int) -> HttpResponse:
    """A double click: back to the forms of the case."""
    messages.info(request, _("This was done already, and not done twice."))
    return HttpResponseRedirect(at("case-forms", case))
