"""Whoever was told something about a person stands in the list of who has received what, by whatever way it left (D20).

Sara at social services sends a form, the whole road, an application and an invitation; consent then ends.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest

from samordna.cases.models import Case
from samordna.consents.queries import who_has_received
from samordna.forms import commands as forms
from samordna.forms.commands import Given
from samordna.forms.kept import BY_HAND, LETTER
from samordna.measures import commands as measures
from samordna.measures.commands import Application, Gathering
from samordna.measures.domain import BY_US, Wanted
from samordna.measures.leaving import To
from samordna.meetings import commands as meetings
from samordna.meetings import domain
from tests.cases_world import World
from tests.desk_case_world import asked

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def received(world: World, case: int) -> Counter[tuple[str, tuple[str, ...]]]:
    """How often what was sent to whom: (receiver, categories)."""
    person = Case.objects.get(pk=case).person_id
    found = who_has_received(person, world.day, world.scope("sara"))
    return Counter((each.receiver, tuple(sorted(each.categories))) for each in found if each.how == "sent")


def test_everything_that_left_is_in_the_list_and_what_the_person_got_is_not(world: World) -> None:
    """D19, D20."""
    case = asked(world).case
    torget = world.units["torget"].name
    before = received(world, case)
    by = world.by

    paper = forms.begin(
        **by("sara"), case=case, form="informationssammanstallning", values={"question": "Vad kan passa?"}
    )
    own = forms.begin(**by("sara"), case=case, form="forandringsplan", values={"situation": "Orkar lite mer"})
    forms.send(**by("sara"), case=case, document=paper.document, given=Given("jobbtorg", how=LETTER))
    forms.send(**by("sara"), case=case, document=own.document, given=Given(how=BY_HAND, to_person=True))
    assert received(world, case) - before == {(torget, ("plan",)): 1}

    for to in (To("jobbtorg"), To(person=True)):
        gathering = Gathering("whole", to, BY_HAND, ("contact", "work"))
        measures.give(**by("sara"), case=case, gathering=gathering)
    assert received(world, case) - before == {(torget, ("plan",)): 1, (torget, ("contact", "work")): 1}

    planned = measures.plan(**by("sara"), case=case, wanted=Wanted(title="Praktik", party="jobbtorg", provider=torget))
    measures.apply(**by("sara"), case=case, measure=planned.measure, sent=Application(world.day, BY_US))
    wanted = domain.Wanted(
        kind="trepart", party="socialtjanst", starts_at=datetime(2026, 12, 10, 9, tzinfo=UTC), minutes=60,
        called=(domain.Called("jobbtorg"),),
    )  # fmt: skip
    booked = meetings.book(**by("sara"), case=case, wanted=wanted)
    left = received(world, case) - before
    assert left == {(torget, ("plan",)): 1, (torget, ("contact", "work")): 2}, "booking tells nobody"
    meetings.call(**by("sara"), case=case, meeting=booked.meeting)
    assert received(world, case) - before - left == {(torget, ("contact", "plan")): 1}
