"""How are events and states written, and is everything read back? (E5)"""

from __future__ import annotations

import json

from samordna.handbooks.journey import codec, fold
from samordna.handbooks.journey.codec import event_from_json, event_json, state_json
from samordna.handbooks.journey.moves import Close, Correct, End, Migrate, Park, Refer, ReopenCase, Skip
from samordna.handbooks.journey.state import Effect, Event
from tests.world import PROV, SARA, Case, handbook, started


def lived() -> Case:
    """A case in which most things have happened."""
    case = started("1")
    case.take("1", by=SARA, on="2026-11-22")
    case.do(Park(position=case.at("2"), until="2027-01-01", wait="for-sjuk"))
    case.do(Refer(position=case.at("2"), referral="begar"))
    case.accept()
    seq = case.take("2", "bada", "arbete", degree=50).seq
    case.do(Correct(seq=seq, reason="fel"))
    case.do(Skip(position=case.at("2"), exits=("klart",), reason="redan gjort"))
    case.take("vard/2", "ater")
    case.handbook = handbook(*PROV.processes, version="2")
    case.do(Migrate(reason="ny version"))
    for run in case.state.open_runs():
        case.do(End(run=run.id, reason="klart", via="letter"))
    case.do(Close())
    case.do(ReopenCase(reason="igen"))
    return case


def test_every_event_is_read_back_as_it_was_written():
    for event in lived().events:
        assert event_from_json(json.loads(json.dumps(event_json(event)))) == event


def test_a_reopened_case_is_open_after_reading():
    """A False is not an empty part."""
    case = lived()
    assert event_json(case.events[-1])["effect"]["closed"] is False
    read = [event_from_json(event_json(event)) for event in case.events]
    assert fold(read) == case.state
    assert not fold(read).closed


def test_what_is_empty_is_not_written():
    event = started("1").events[0]
    written = event_json(event)
    assert written.keys() == {"seq", "kind", "effect", "v"}
    assert written["effect"].keys() == {"runs", "positions", "ball", "case"}


def test_a_state_is_plain_data():
    case = lived()
    data = json.loads(json.dumps(state_json(case.state)))
    assert data["boxes"] == case.boxes
    assert data["outside"] == sorted(case.state.outside)


def test_an_older_form_is_lifted(monkeypatch):
    """E5: by a pure function per version; stored bytes never change."""
    monkeypatch.setattr(codec, "LATEST", 2)
    monkeypatch.setitem(codec.UPCASTS, 1, lambda old: {**old, "v": 2, "kind": old["type"]})
    assert event_from_json({"seq": 1, "type": "started", "v": 1}) == Event(1, "started", Effect(), v=2)
