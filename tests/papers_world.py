"""A case with one of everything that is written beside the journey, for tests of what they have in common.

Sara at social services has sent forms, kept a file, planned measures, written plans, called to a meeting, and sealed a
packet to Försäkringskassan, which another installation has answered. Karin's team has laid out a time.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from samordna.attachments import commands as attachments
from samordna.attachments.domain import Upload
from samordna.cases.commands import sending
from samordna.cases.queries import see
from samordna.documents import keys
from samordna.forms import commands as forms
from samordna.forms.commands import Given
from samordna.measures import commands as measures
from samordna.measures.commands.catalogue import OfferSaid
from samordna.measures.domain import Wanted
from samordna.meetings import commands as meetings
from samordna.meetings.domain import PERSON, Called, Held, Offered, TaskSaid
from samordna.meetings.domain import Wanted as Booked
from samordna.packets import commands as packets
from samordna.packets import own, queries
from samordna.packets.commands import Said
from samordna.packets.domain import ACCEPT
from samordna.plans import commands as plans
from samordna.plans.commands import Agreed, Result
from samordna.plans.kept import GoalSaid, PlanSaid
from tests.cases_world import World
from tests.desk_case_world import consent, the_box

WHEN = datetime(2026, 12, 7, 12, 0, tzinfo=UTC)


@dataclass
class Papers:
    """A case and the ids of what was written beside it, by short names."""

    case: int
    person: int
    ids: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, name: str) -> int:
        return self.ids[name]


@contextmanager
def elsewhere(settings: Any) -> Iterator[None]:
    """As the other installation: with its key."""
    home = settings.KEY_FOLDER
    settings.KEY_FOLDER = str(Path(home).parent / "elsewhere")
    try:
        yield
    finally:
        settings.KEY_FOLDER = home


def written(world: World, pdf: bytes, name: str = "sara") -> Papers:
    """A case of Kim's where consent lets Försäkringskassan be told, with one of everything that needs no other key."""
    person = world.person()
    made = Papers(world.open(name, "soc-sjukskriven", "9", person=person).case, person.pk)
    consent(world, person.pk, "fk", "torget")
    by: dict[str, Any] = {"case": made.case}
    ids = made.ids
    ids["transfer"] = sending.refer(
        **world.by(name), **by, position=the_box(made.case), target="party:forsakringskassan",
        categories=("contact", "work"), note="Kan ni ta emot?",
    ).transfers[0]  # fmt: skip
    ids["draft"] = _form(world, by, name)
    ids["sent"] = _form(world, by, name)
    given = Given(party="forsakringskassan", how="letter")
    forms.send(**world.by(name), **by, document=ids["sent"], given=given)
    upload = Upload(io.BytesIO(pdf), "Intyg.pdf", "certificate", "health", "Dr Vik", world.day)
    ids["attachment"] = attachments.keep(**world.by(name), **by, upload=upload).attachment
    ids["measure"] = measures.plan(**world.by(name), **by, wanted=Wanted(title="Gröna steg", extent=25)).measure
    ids["plan"] = plans.begin(**world.by(name), **by, kind="sip", said=PlanSaid(points={"overall": "kommun"})).plan
    ids["other"] = plans.begin(**world.by(name), **by, kind="jobbplan", said=PlanSaid()).plan
    said = GoalSaid(own_words="Orka mer", measures=(ids["measure"],))
    ids["goal"] = plans.add_goal(**world.by(name), **by, plan=ids["plan"], said=said).goal
    plans.agree(**world.by(name), **by, plan=ids["plan"], said=Agreed(world.day, True))
    ids["link"] = plans.link(**world.by(name), **by, plan=ids["plan"], other=ids["other"]).link
    plans.note_instrument(**world.by(name), **by, kind="globenmodellen", told=Result(world.day, "Bostad"))
    ids["held"] = _meeting(world, by, name)
    points = {"own_words": "Vill orka mer", "goal": "Halvtid", "overall": "kommun"}
    task = TaskSaid("Ordnar praktik", "socialtjanst", "Sara", world.day)
    meetings.hold(**world.by(name), **by, meeting=ids["held"], said=Held(world.day, points=points, tasks=(task,)))
    ids["meeting"] = _meeting(world, by, name)
    ids["task"] = meetings.add_task(**world.by(name), **by, said=TaskSaid("Ringer vården", due=world.day)).task
    ids["sealed"] = packets.seal(**world.by(name), **by, transfer=ids["transfer"]).packet
    return made


def _form(world: World, by: dict[str, Any], name: str) -> int:
    values = {"question": "Vad går?"}
    return forms.begin(**world.by(name), **by, form="rehabiliteringsforfragan", values=values).document


def _meeting(world: World, by: dict[str, Any], name: str) -> int:
    called = (Called(PERSON), Called("forsakringskassan", "Fia", address="fia@example.se"))
    wanted = Booked(kind="sip", party="socialtjanst", starts_at=WHEN, place="Biblioteket", called=called)
    return meetings.book(**world.by(name), **by, wanted=wanted).meeting


def everything(world: World, settings: Any, pdf: bytes) -> Papers:
    """The same, with the keys of two installations, a reply, a catalogue, the links of the area and a laid out time."""
    here = own.fingerprint()
    with elsewhere(settings):
        there = own.fingerprint()
        packets.trust(**world.by("ada"), fingerprint=here, name="Staden")
    ids = [world.units["fk"].authority_id]
    key = packets.trust(**world.by("ada"), fingerprint=keys.spaced(there), name="Kassan", authorities=ids)
    made = written(world, pdf)
    made.ids["key"] = key
    file = queries.file_of(see(world.scope("sara"), made.case, world.day), made.sealed, world.day)
    with elsewhere(settings):
        made.ids["taken"] = packets.take_in(**world.by("jonas"), data=file)
        made.ids["reply"] = packets.reply(**world.by("jonas"), packet=made.taken, said=Said(ACCEPT))
        back = queries.reply_file(world.scope("jonas"), made.taken, made.reply)
    packets.take_reply(**world.by("sara"), data=back)
    offer = OfferSaid(title="Gröna steg", provider="Solrosen", valid_from=date(2026, 1, 1), capacity=3)
    made.ids["offer"] = measures.add_offer(**world.by("karin"), area=world.area.pk, said=offer)
    plans.check_link(**world.by("ada"), area=world.area.pk, link="fk")
    times = (WHEN + timedelta(days=1), WHEN + timedelta(days=2))
    offered = Offered(world.units["teamet"].pk, times, 60, "Stadshuset")
    made.ids["slot"] = meetings.offer_slots(**world.by("karin"), offered=offered)[0]
    return made
