"""What has been sent in from a page of forms, what is wrong with it, and what is said when it was sent before?"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from samordna.desk.papers import form_view
from samordna.desk.typed import MACHINERY, Error
from samordna.forms.domain import Form
from samordna.kernel.text import Message, say


def typed(request: HttpRequest) -> dict[str, list[str]]:
    """Every control by name."""
    return {name: list(map(str, values)) for name, values in request.POST.lists() if name not in MACHINERY}


def errors(form: Form, wrong: Mapping[str, Message]) -> list[Error]:
    """What is wrong, with the way to each field."""
    places = form_view.anchors(form, wrong)
    return [
        (places[name], say("{field}: {what}", field=form.fields[name].title, what=said)) for name, said in wrong.items()
    ]
