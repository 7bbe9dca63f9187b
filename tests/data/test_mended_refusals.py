"""A refusal on a page names parties and boxes as people do, and leads to the field that it is about (D17, D30)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from samordna.cases.commands import moving, sending
from samordna.cases.commands.moving import Left
from samordna.desk import refusing
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import refusals
from samordna.handbooks.queries import load
from samordna.kernel.decision import Decision
from samordna.web import i18n
from tests.cases_playing import at, consented
from tests.cases_world import DAY, World
from tests.data.test_desk_box import send, the_box

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def every_refusal(book: Handbook) -> Iterator[Decision]:
    """Each refusal of the journey, about real parties, processes and boxes of a handbook."""
    process, other = book.processes[0], book.processes[-1]
    step = next(s for s in process.steps if s.exits)
    first, second, third = list(book.parties)[:3]
    values: dict[str, Any] = {
        "party": first, "by": second, "handbook": book, "process": process.id,
        "starters": other.starters[:1], "step": step.id, "steps": f"{process.id}/{step.id}, {other.id}/nowhere",
        "parties": third, "given": book, "case": book.id, "status": "declined", "low": 0, "high": 100,
    }  # fmt: skip
    for name, made in inspect.getmembers(refusals, inspect.isfunction):
        if made.__module__ != refusals.__name__ or name.startswith("_"):
            continue
        wanted = inspect.signature(made, eval_str=False).parameters.values()
        yield made(*(_value(each, values, step) for each in wanted))


def _value(wanted: inspect.Parameter, values: dict[str, Any], step: Any) -> Any:
    if wanted.annotation == "Step":
        return step
    if wanted.annotation == "str" and wanted.name == "given":
        return "2026.1"
    return values.get(wanted.name, 7 if wanted.annotation == "int" else "x")


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("name", ["stockholm", "jonkoping", "malmo"])
def test_no_refusal_of_the_journey_shows_an_id(name: str, language: str) -> None:
    """Whatever refusal comes to be: this goes through them all."""
    book = load(name)
    ids = {party for party in book.parties if "-" in party}
    ids |= {process.id for process in book.processes if "-" in process.id} | {"socialtjanst", "forsakringskassan"}
    before = i18n.language()
    i18n.activate(language)
    try:
        for decision in every_refusal(book):
            words = i18n.render(refusing.said(book, decision, DAY))
            shown = ids & set(re.findall(r"[a-zåäö0-9-]+", words))
            assert not shown, f"{decision.code}: {words}"
    finally:
        i18n.activate(before)


def test_a_box_in_a_refusal_has_its_title() -> None:
    book = load("stockholm")
    before = i18n.language()
    i18n.activate("sv")
    try:
        words = i18n.render(refusing.said(book, refusals.no_step("finsamteam", "10"), DAY))
        assert "10 ”Koordinatorn tar ställning”" in words or "10 “Koordinatorn tar ställning”" in words
        assert "Finsamteam" in words
    finally:
        i18n.activate(before)


def test_ending_an_outside_partys_process_asks_how_it_was_told_at_the_field(world: World, sara: Client) -> None:
    """D1, D14: the error leads to the list of ways, which stands open."""
    case = world.open("sara", "soc-sjukskriven", "17").case
    consented(world, _person(case))
    done = moving.complete(**world.by("sara"), case=case, position=at(case, "17"), left=Left(("fk",)))
    sending.accept(**world.by("sara"), case=case, transfer=done.transfers[0], via="letter")
    run = _run(world, case)
    where = reverse("case-close", args=[case])
    answer = sara.post(where, {"form": str(uuid4()), "do": "end", "run": run, "via": "", "driver": ""})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'href="#via-{run}"' in page
    assert f'id="via-{run}"' in page
    assert "Say how you were told" in page
    assert ">forsakringskassan<" not in page
    errors = page[page.index('id="errors"') : page.index("</section>", page.index('id="errors"'))]
    assert "forsakringskassan" not in errors
    # The two ways: told by somebody, or not known at all.
    sara.post(where, {"form": str(uuid4()), "do": "end", "run": run, "via": "unknown"})
    assert _run(world, case) == 0


def test_several_boxes_that_cannot_be_left_say_whose_the_move_is(world: World, sara: Client) -> None:
    """D18: all or none, and the refusal names the paragraph; no id of a party."""
    case = world.open("sara", "soc-sjukskriven", "13").case
    sending.refer(**world.by("sara"), case=case, position=the_box(case), referral="finsamteam")
    box = at(case, "finsamteam/4")
    answer = sara.post(reverse("complete-many"), {"form": str(uuid4()), "box": f"{case}-{box}"})
    page = answer.content.decode()
    errors = page[page.index('id="errors"') : page.index("</section>", page.index('id="errors"'))]
    assert answer.status_code == 400
    assert "OSL" in errors
    assert "finsamteam" not in errors


@pytest.mark.parametrize(
    ("do", "sent", "field"),
    [
        ("jump", {"jump-target": "soc-sjukskriven/99", "jump-reason": "x"}, "field-jump-target"),
        ("refer", {"referral": "party:individ"}, "field-referral"),
        ("consult", {"adviser": "individ", "consult-question": "Vad?"}, "field-adviser"),
        ("complete", {}, "exits"),
    ],
)
def test_the_error_of_a_fold_leads_to_its_field(
    world: World, sara: Client, do: str, sent: dict[str, str], field: str
) -> None:
    case = world.open("sara", "soc-sjukskriven", "13").case
    answer = send(sara, reverse("case-box", args=[case, the_box(case)]), do, **sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'href="#{field}"' in page
    assert f'id="{field}"' in page


def _person(case: int) -> int:
    from samordna.cases.models import Case

    return Case.objects.get(pk=case).person_id


def _run(world: World, case: int) -> int:
    from samordna.cases.queries import see

    runs = see(world.scope("sara"), case, DAY).state.open_runs()
    return next((run.id for run in runs if run.party == "forsakringskassan"), 0)
