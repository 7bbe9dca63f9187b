"""Who sees what of a case after each turn? A Stockholm story, told party by party (D5, D18-D21, D26, E8).

Social services look into Kim's case, ask the Finsam team, hand over to Försäkringskassan by letter, get it back, and
hand over to Jobbtorg, which signs in and finishes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest

from samordna.access.commands import close_grants, open_grants
from samordna.access.models import Grant
from samordna.cases import queries
from samordna.cases.commands import closing, moving, opening, sending, working
from samordna.cases.commands.moving import Left
from samordna.cases.commands.opening import Wanted
from samordna.cases.models import Case
from samordna.cases.states import folded
from samordna.kernel.decision import Refused
from samordna.people.models import Person
from tests.cases_playing import EVERYTHING, at, checked, newest_sent
from tests.cases_world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.data]
EVERYBODY = ("sara", "sigge", "ulla", "jonas", "karin", "olle", "ada", "helle", "axel")
SOCIAL = ("sara", "sigge", "ulla")


@dataclass
class Story:
    """Kim's case, and what anybody sees of it."""

    world: World
    person: Person
    case: int

    def sees(self, name: str) -> str:
        """ "" for nobody's business, else boxes | kinds of events | things sent, as this worker sees them."""
        try:
            seen = queries.see(self.world.scope(name), self.case, self.world.day)
        except Refused as no:
            return "" if no.decision.code == "no-case" else no.decision.code
        boxes = " ".join(f"{b.process}/{b.step}" for b in queries.boxes(seen))
        events = " ".join(h.kind for h in queries.happenings(seen, self.world.day) if h.journey)
        sent = " ".join(f"{t.receiver_party}:{t.status}" for t in queries.transfers(seen))
        return f"{boxes} | {events} | {sent}"

    def who(self) -> set[str]:
        """Everybody who may open the case."""
        return {name for name in EVERYBODY if self.sees(name)}

    def leave(self, name: str, step: str, *exits: str, via: str = "", reason: str = "") -> Any:
        return moving.complete(
            **self.world.by(name, reason), case=self.case, position=at(self.case, step), left=Left(exits, via=via)
        )

    def consent(self, *ways: tuple[str, str], categories: tuple[str, ...] = EVERYTHING, number: int = 1) -> None:
        """Kim lets one unit tell another."""
        units = self.world.units
        open_grants(
            act=self.world.act("sara"), person=self.person.pk,
            ways=[(units[a].sphere_id, units[b].sphere_id) for a, b in ways], categories=categories,
            valid=(self.world.day, None), basis="consent", consent=number,
        )  # fmt: skip


@pytest.fixture
def story() -> Story:
    world = build()
    person = world.person()
    wanted = Wanted(person=person.pk, process="soc-sjukskriven", steps=("11",))
    case = opening.open_case(act=world.act("sara"), scope=world.scope("sara"), wanted=wanted).case
    return Story(world, person, case)


def test_the_stockholm_story(story: Story) -> None:
    """After each turn: who may open the case, and what stands there for them."""
    world, case = story.world, story.case

    # Opened: the unit's own affair. Not that of another unit of the same branch, nor of those who administer it.
    assert story.who() == set(SOCIAL)
    assert story.sees("sara") == "soc-sjukskriven/11 | started | "

    # To the Finsam team: the run is social services' own until the coordinator gets it.
    story.leave("sara", "11", "finsamteam")
    story.consent(("oster", "teamet"), ("teamet", "oster"), categories=("contact", "social", "work", "health"))
    sending.refer(**world.by("sara"), case=case, position=at(case, "13"), referral="finsamteam")
    assert story.who() == set(SOCIAL)
    story.leave("sara", "finsamteam/4", "vidare")
    assert story.who() == {*SOCIAL, "karin"}
    # The team's own box and what it was asked, and nothing of social services' plan: that is not in the consent.
    assert story.sees("karin") == "finsamteam/10 |  | finsamteam:accepted"
    assert story.sees("sigge").startswith("soc-sjukskriven/13 | started completed referred completed | ")
    story.leave("karin", "finsamteam/10", "ja")
    assert story.sees("karin") == "finsamteam/5 | completed | finsamteam:accepted"
    story.leave("karin", "finsamteam/5", "vidare")
    assert "completed" in story.sees("karin")
    checked(case)

    # To Försäkringskassan, outside, by letter: nobody new can open anything.
    story.leave("sara", "13", "planerat")
    story.leave("sara", "15", "ja")
    story.consent(("oster", "fk"))
    number = story.leave("sara", "17", "fk").transfers[0]
    assert story.who() == {*SOCIAL, "karin"}
    assert "forsakringskassan:sent" in story.sees("ulla")
    assert "forsakringskassan" not in story.sees("karin")
    sending.accept(**world.by("sara"), case=case, transfer=number, via="letter")
    assert Case.objects.get(pk=case).holder_party == "forsakringskassan"
    # What is registered for an outside party is social services' own record of it; its boxes are the party's.
    assert "accepted" in story.sees("sara")
    box = at(case, "forsakringskassan/1")
    sending.give_back(**world.by("sara", "Ingen rätt till ersättning"), case=case, position=box, via="letter")
    assert Case.objects.get(pk=case).holder_party == "socialtjanst"
    checked(case)

    # To Jobbtorg, which signs in: it sees what was sent to it, not what came before.
    story.consent(("oster", "torget"), categories=("contact", "work", "health", "plan"), number=7)
    story.leave("sara", "17", "jobbtorg")
    assert story.who() == {*SOCIAL, "karin", "jonas"}
    assert "jobbtorg:sent" in story.sees("jonas")
    assert "forsakringskassan" not in story.sees("jonas")
    assert queries.see(world.scope("jonas"), case, world.day).why == queries.INBOX
    sending.accept(**world.by("jonas"), case=case, transfer=newest_sent(case))
    assert "jobbtorg/1" in story.sees("jonas")
    # The consent is from social services to Jobbtorg only: social services see the ball, not Jobbtorg's boxes.
    assert "jobbtorg/1" not in story.sees("sara")
    assert Case.objects.get(pk=case).holder_party == "jobbtorg"

    # The consent is withdrawn: the view closes, what each has done itself remains (D20).
    before = story.sees("jonas")
    close_grants(act=world.act("sara"), consent=7, on=world.day)
    after = story.sees("jonas")
    assert before.split("|")[1].split()[:2] == ["started", "completed"]
    assert after.split("|")[1].split() == ["accepted"]
    assert after.startswith("jobbtorg/1 |")

    # The outcome: Jobbtorg finishes its own part, and the owner closes.
    moving.jump(**world.by("jonas", "Anställd"), case=case, position=at(case, "jobbtorg/1"), target="slut")
    story.leave("jonas", "jobbtorg/slut", "arbete")
    assert "jobbtorg" not in story.sees("jonas").split("|")[0]
    checked(case)
    for name in ("jonas", "sara"):
        for run in folded(case, Case.objects.get(pk=case).seq).open_runs():
            if (run.party == "jobbtorg") == (name == "jonas"):
                via = "letter" if run.party == "forsakringskassan" else ""
                moving.end_run(**world.by(name), case=case, run=run.id, via=via)
    closing.close(**world.by("sara"), case=case)
    assert story.sees("sara").startswith(" | started")
    checked(case)


def test_what_is_seen_shrinks_with_every_consent_taken_back(story: Story) -> None:
    """D18, D20: never more, until only one's own record is left."""
    world, case = story.world, story.case
    for number, category in enumerate(EVERYTHING, 1):
        story.consent(("oster", "torget"), categories=(category,), number=number)
    done = sending.refer(**world.by("sara"), case=case, position=at(case, "11"), target="jobbtorg/1")
    sending.accept(**world.by("jonas"), case=case, transfer=done.transfers[0])
    working.tell(**world.by("sara"), case=case, position=at(case, "11"), typed={}, note="Kim vill börja i vår")
    seen = [_pieces(story, "jonas")]
    for number in range(1, len(EVERYTHING) + 1):
        close_grants(act=world.act("sara"), consent=number, on=world.day)
        seen.append(_pieces(story, "jonas"))
    for earlier, later in pairwise(seen):
        assert not later - earlier
    assert seen[-1] < seen[0]
    assert seen[-1] >= {"box jobbtorg/1"}
    assert not any("Kim vill" in piece for piece in seen[-1])


def _pieces(story: Story, name: str) -> set[str]:
    """Every single thing that somebody sees."""
    seen = queries.see(story.world.scope(name), story.case, story.world.day)
    found = {f"box {b.process}/{b.step}" for b in queries.boxes(seen)}
    found |= {f"sent {t.no}" for t in queries.transfers(seen)}
    events = queries.happenings(seen, story.world.day)
    return found | {f"{h.seq} {c} {k}: {v}" for h in events for c, said in h.said.items() for k, v in said.items()}


def test_a_consent_opens_one_direction_only(story: Story) -> None:
    """D18: what Jobbtorg writes stays Jobbtorg's."""
    world, case = story.world, story.case
    story.consent(("oster", "torget"))
    done = sending.refer(**world.by("sara"), case=case, position=at(case, "11"), target="jobbtorg/1")
    sending.accept(**world.by("jonas"), case=case, transfer=done.transfers[0])
    working.tell(**world.by("jonas"), case=case, position=at(case, "jobbtorg/1"), typed={}, note="Kom i tid")
    assert any("Kom i tid" in piece for piece in _pieces(story, "jonas"))
    assert not any("Kom i tid" in piece for piece in _pieces(story, "sara"))
    story.consent(("torget", "oster"), number=2)
    assert any("Kom i tid" in piece for piece in _pieces(story, "sara"))


def test_nobody_learns_of_a_case_by_its_number(story: Story) -> None:
    """D21: the same words whether it exists or not."""
    said = []
    for number in (story.case, 999_999):
        with pytest.raises(Refused) as no:
            queries.see(story.world.scope("olle"), number, story.world.day)
        said.append((no.value.decision.code, str(no.value.decision.reason), no.value.decision.law))
    assert said[0] == said[1]


def test_only_the_party_s_own_number_is_shown(story: Story) -> None:
    """D21: each party has its own."""
    world, case = story.world, story.case
    story.consent(("oster", "torget"))
    sending.refer(**world.by("sara"), case=case, position=at(case, "11"), target="jobbtorg/1")
    numbers = {name: queries.see(world.scope(name), case, world.day).number for name in ("sara", "jonas")}
    assert numbers["sara"].startswith("OST-")
    assert numbers["jonas"].startswith("TOR-")


def test_why_one_reads_is_derived(story: Story) -> None:
    """D26: the assigned are not asked; a colleague who only looks is."""
    world = story.world
    why = {name: queries.see(world.scope(name), story.case, world.day).why for name in SOCIAL}
    assert why == {"sara": queries.ASSIGNED, "sigge": queries.ASKED, "ulla": queries.ASKED}
    assert not Grant.objects.exists()
