"""Does a handbook do what its authors expect? Runs scenario files: short stories beside the content.

A step of a story names a box and what is done there, and what the case should look like after. See the format page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samordna.content.reading import Document, by_schema, read
from samordna.handbooks.domain import Handbook
from samordna.handbooks.journey import EMPTY, Event, State, apply, decide
from samordna.handbooks.journey.moves import (
    Accept,
    Answer,
    Close,
    Complete,
    Consult,
    Correct,
    Decline,
    End,
    HandOver,
    Jump,
    Move,
    Park,
    Refer,
    Reopen,
    Resume,
    Return,
    Skip,
    Start,
    Withdraw,
)
from samordna.handbooks.journey.state import ACCEPTED, SENT, Position, Transfer
from samordna.kernel.text import Message, say
from samordna.web.i18n import render


@dataclass
class Played:
    """How far a story came: the state, its events, and what did not go as expected."""

    state: State = EMPTY
    events: list[Event] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class StuckError(Exception):
    """A line of the story that cannot be turned into a move."""


def files(handbook_path: Path) -> list[Path]:
    """The scenario files of a handbook folder."""
    return sorted((handbook_path / "scenarios").glob("*.yaml"))


def story_of(file: Path) -> Document:
    """A scenario file as it is written."""
    return read(file, "scenario", by_schema("samordna.handbooks.schema:ScenarioFile"))


def play(handbook: Handbook, file: Path) -> Played:
    """Play a scenario file to its end or to the first thing that went otherwise."""
    document = story_of(file)
    story = document.data
    played = Played()
    start = Start(process=story["process"], party=story["party"], steps=tuple(story.get("start", ())))
    _make(handbook, played, start, f"{document.file}:1")
    for index, line in enumerate(story.get("moves", ())):
        if played.wrong:
            return played
        where = f"{document.file}:{document.line('moves', index)}"
        try:
            move = move_of(played.state, story["process"], line)
        except StuckError as problem:
            played.wrong.append(f"{where}: {problem}")
            return played
        if move is not None:
            _make(handbook, played, move, where)
        if not played.wrong:
            _expect(played, story["process"], line.get("expect", {}), where)
    if not played.wrong:
        _expect(played, story["process"], story.get("expect", {}), f"{document.file}:{document.line('expect')}")
    return played


def _make(handbook: Handbook, played: Played, move: Move, where: str) -> None:
    ruling = decide(handbook, played.state, move)
    if ruling.event is None:
        why = ruling.decision.reason or say("refused")
        played.wrong.append(f"{where}: {type(move).__name__} → {ruling.decision.code}: {render(why)}")
        return
    played.events.append(ruling.event)
    played.state = apply(played.state, ruling.event)


def move_of(state: State, process: str, line: Mapping[str, Any]) -> Move | None:
    """The move that one line of a story stands for; None for a line that only expects."""
    told = {"reason": line.get("reason", ""), "via": line.get("via", ""), "by": line.get("by", "")}
    for answered, make in (("accept", Accept), ("decline", Decline), ("withdraw", Withdraw), ("answer", Answer)):
        if answered in line:
            return _answer(state, line, make, line[answered], told)
    if "reopen" in line:
        run_process, step = _box(process, line["reopen"])
        return Reopen(run=_run(state, run_process, line.get("party", "")), step=step, **told)
    if "end" in line:
        return End(run=_run(state, line["end"], line.get("party", "")), driver=line.get("driver", ""), **told)
    if "start" in line:
        run_process, step = _box(process, line["start"])
        return Start(process=run_process, party=line["party"], steps=(step,), **told)
    if "close" in line:
        return Close(**told)
    if "correct" in line:
        return Correct(seq=_left(state, *_box(process, line["correct"])), **told)
    move = _in_box(state, process, line, told) if "box" in line else None
    if move is None and "expect" not in line:
        raise StuckError(render(say("The line does nothing: say what is chosen, or what is expected.")))
    return move


def _in_box(state: State, process: str, line: Mapping[str, Any], told: dict[str, str]) -> Move | None:
    run_process, step = _box(process, line["box"])
    position = _position(state, run_process, step).id
    to = line.get("to", "")
    if "jump" in line:
        return Jump(position=position, target=line["jump"], to=to, **told)
    if "hand_over" in line:
        return HandOver(position=position, target=line["hand_over"], to=to, **told)
    if "refer" in line:
        return Refer(position=position, referral=line["refer"], to=to, categories=(), **told)
    if "consult" in line:
        return Consult(position=position, adviser=line["consult"], **told)
    if "wait" in line:
        return Park(position=position, wait=line["wait"], until=str(line.get("until", "")), **told)
    if "resume" in line:
        return Resume(position=position, **told)
    if "return" in line:
        return Return(position=position, **told)
    if "choose" in line or line.get("skip") or line.get("complete"):
        kind = Skip if line.get("skip") else Complete
        exits = line.get("choose", ())
        chosen = (exits,) if isinstance(exits, str) else tuple(exits)
        return kind(
            position=position, exits=chosen, to=to, degree=line.get("degree", 0), driver=line.get("driver", ""), **told
        )
    return None


def _answer(state: State, line: Mapping[str, Any], make: type[Move], party: str, told: dict[str, str]) -> Move:
    """The answer to what was last sent to `party`; an outside party's answer is registered as a letter by default."""
    fitting = (SENT, ACCEPTED) if make is Answer else (SENT,)
    found = [t for t in state.transfers.values() if party in _names(t) and t.status in fitting]
    if not found:
        raise StuckError(render(say("Nothing sent to {party} awaits an answer.", party=party)))
    transfer = found[-1]
    values: dict[str, Any] = {**told, "transfer": transfer.id}
    if not values["via"] and transfer.receiver in state.outside:
        values["via"] = "letter"
    if make is Decline:
        no = line.get("reason") == "person-says-no"
        values |= {"answer": "person-says-no" if no else "declined"}
    if make is Answer:
        values |= {"text": line.get("text", "")}
    return make(**values)


def _names(transfer: Transfer) -> tuple[str, ...]:
    """An answer may be told by the receiving party or by the process asked."""
    return (transfer.receiver, *(process for process, _ in transfer.targets))


def _box(process: str, written: str) -> tuple[str, str]:
    head, slash, step = written.partition("/")
    return (head, step) if slash else (process, written)


def _position(state: State, process: str, step: str) -> Position:
    for position in state.positions.values():
        if position.step == step and state.runs[position.run].process == process:
            return position
    open_now = ", ".join(state.boxes()) or "–"
    raise StuckError(
        render(say("Box {process}/{step} is not open. Open are: {boxes}.", process=process, step=step, boxes=open_now))
    )


def _run(state: State, process: str, party: str) -> int:
    for run in state.runs.values():
        if run.process == process and not run.ended and party in ("", run.party):
            return run.id
    raise StuckError(render(say("{process} is not under way.", process=process)))


def _left(state: State, process: str, step: str) -> int:
    for visit in reversed(state.visits):
        if visit.process == process and visit.position.step == step:
            return visit.seq
    raise StuckError(render(say("Box {step} has not been left.", step=step)))


def _expect(played: Played, process: str, expected: Mapping[str, Any], where: str) -> None:
    """Compare the case with what the story expects."""
    state = played.state
    seen: dict[str, Any] = {
        "boxes": sorted(_short(process, box) for box in state.boxes()),
        "ball": state.ball,
        "outcomes": sorted(o.outcome for o in state.outcomes),
        "ended": not state.open_runs(),
        "closed": state.closed,
    }
    for name, wanted in expected.items():
        wish = sorted(_short(process, w) for w in wanted) if isinstance(wanted, list) else wanted
        if seen[name] != wish:
            played.wrong.append(f"{where}: {name}: {render(_differs(wish, seen[name]))}")


def _differs(wanted: object, seen: object) -> Message:
    return say("expected {wanted}, but it is {seen}", wanted=wanted, seen=seen)


def _short(process: str, box: str) -> str:
    return box.removeprefix(f"{process}/")
