"""What is there to apply for in the demonstration, and which measures do its cases have?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid5

from samordna.access.domain import system
from samordna.cases.sources import OWN, Source
from samordna.journal.domain import Act
from samordna.measures import commands, queries
from samordna.measures.commands import Application, Begun, Declined, Ending, Told
from samordna.measures.commands.catalogue import OfferSaid
from samordna.measures.domain import WORK, Wanted
from samordna.measures.loading import offers
from samordna.measures.policy import LOADER
from samordna.platform.demonstrating.player import SERIES, Story

# What has been looked at lately, unless the plan says another day.
CHECKED = timedelta(days=20)
PLANNED, APPLIED, STARTED, ENDED, DECLINED, TOLD = "planned", "applied", "started", "ended", "declined", "told"


def catalogues(rows: Iterable[Mapping[str, Any]], today: date) -> None:
    """Load the catalogue of each area, as `samordna load-catalogue` does."""
    for each in rows:
        at = datetime.combine(today, time(6, 30), tzinfo=UTC)
        act = Act(id=uuid5(SERIES, f"catalogue-{each['area']}"), by=0, at=at, on=today, reason=LOADER)
        said = [_lately(o, today) for o in offers(each["offers"], each["from"])]
        commands.load_catalogue(act=act, scope=system(LOADER, today), area=each["area"], offers=said)


def _lately(said: OfferSaid, today: date) -> OfferSaid:
    """Looked at, and told by its provider, some days ago, unless the plan says another day."""
    told = None if said.free is None else said.free_on or today - CHECKED
    return replace(said, checked_on=said.checked_on or today - CHECKED, free_on=told)


def measure(story: Story, each: Mapping[str, Any]) -> None:
    """A measure of the case as far as it has come; its days are counted from today."""
    so_far, about = each.get("so_far", PLANNED), {"case": story.case}
    if so_far == TOLD:
        act, scope = story.act(story.worker)
        commands.record(act=act, scope=scope, **about, told=Told(
            wanted=_wanted(story, each), source=_source(each), started_on=_day(story, each, "started"),
            ended_on=_day(story, each, "ended"), outcome=each.get("outcome", ""), result=each.get("result", ""),
        ))  # fmt: skip
        return
    act, scope = story.act(story.worker)
    made = commands.plan(act=act, scope=scope, **about, wanted=_wanted(story, each)).measure
    own = {**about, "measure": made}
    if "applied" in each:
        act, scope = story.act(story.worker)
        commands.apply(act=act, scope=scope, **own, sent=Application(_day(story, each, "applied") or story.on))
    if so_far in (STARTED, ENDED):
        act, scope = story.act(story.worker)
        commands.start(act=act, scope=scope, **own, begun=Begun(_day(story, each, "started") or story.on))
    if so_far == ENDED:
        act, scope = story.act(story.worker)
        ending = Ending(
            _day(story, each, "ended") or story.on, each["outcome"], each.get("result", ""), _source(each)
        )  # fmt: skip
        commands.end(act=act, scope=scope, **own, ending=ending)
    if so_far == DECLINED:
        act, scope = story.act(story.worker)
        commands.decline(act=act, scope=scope, **own, declined=Declined(each["reason"], each.get("words", "")))


def _wanted(story: Story, each: Mapping[str, Any]) -> Wanted:
    return Wanted(
        title=each["title"], category=each.get("category", WORK), purpose=each.get("purpose", ""),
        needs=tuple(each.get("needs", ())), provider=each.get("provider", ""), party=each.get("party", ""),
        offer=queries.offer_called(each["offer"]) if each.get("offer") else 0,
        responsible=each.get("responsible", ""), ordered_by=each.get("ordered_by", ""), extent=each.get("extent"),
        begins_on=_day(story, each, "begins"), until=_day(story, each, "until"),
        adaptations=each.get("adaptations", ""),
    )  # fmt: skip


def _day(story: Story, each: Mapping[str, Any], name: str) -> date | None:
    return story.today + timedelta(days=each[name]) if name in each else None


def _source(each: Mapping[str, Any]) -> Source:
    return Source(each.get("source", OWN), each.get("source_words", ""))
