"""Why is a move refused? One function per reason, so that codes and sentences stand in one place."""

from __future__ import annotations

from samordna.handbooks.domain import Exit, Handbook, Step
from samordna.kernel.decision import Decision, refused
from samordna.kernel.text import say


def closed() -> Decision:
    return refused("case-closed", say("The case is closed. Reopen it first."))


def not_closed() -> Decision:
    return refused("case-open", say("The case is open already."))


def other_version(case: str, given: str) -> Decision:
    return refused(
        "other-version",
        say(
            "The case follows version {case} of the handbook, not {given}. Move the case to the new version first.",
            case=case,
            given=given,
        ),
    )


def same_version(version: str) -> Decision:
    return refused("same-version", say("The case follows version {version} already.", version=version))


def no_case() -> Decision:
    return refused("no-case", say("Nothing has been started yet. Start a process first."))


def no_party(party: str, handbook: Handbook) -> Decision:
    known = ", ".join(handbook.parties)
    return refused("no-party", say("The handbook has no party “{party}”. It has: {known}.", party=party, known=known))


def no_category(category: str, handbook: Handbook) -> Decision:
    known = ", ".join(handbook.registers.get("categories", {}))
    return refused(
        "no-category",
        say("There is no kind of information called {category}. There are: {known}.", category=category, known=known),
    )


def no_process(process: str) -> Decision:
    return refused("no-process", say("The handbook has no process “{process}”.", process=process))


def not_a_starter(party: str, process: str, starters: tuple[str, ...]) -> Decision:
    return refused(
        "not-a-starter",
        say(
            "{party} cannot run {process}. These can: {starters}.",
            party=party,
            process=process,
            starters=", ".join(starters),
        ),
    )


def run_open(process: str, party: str) -> Decision:
    return refused("run-open", say("{party} has {process} under way already.", party=party, process=process))


def no_step(process: str, step: str) -> Decision:
    return refused("no-step", say("{process} has no box {step}.", process=process, step=step))


def no_position(position: int) -> Decision:
    return refused(
        "no-position", say("That box is no longer open (number {position}). Look at the case again.", position=position)
    )


def awaiting(step: str) -> Decision:
    return refused(
        "awaiting-answer",
        say("Box {step} is handed over and awaits an answer. Withdraw the hand-over first.", step=step),
    )


def not_your_move(by: str, party: str) -> Decision:
    return refused(
        "not-your-move",
        say(
            "This is for {party}, not {by}. What an outside party said is registered with how it was told.",
            by=by,
            party=party,
        ),
    )


def exit_missing(step: Step) -> Decision:
    return refused(
        "choose-exit",
        say("Box {step} has several exits. Choose one of: {exits}.", step=step.id, exits=_ids(step.exits)),
    )


def one_exit(step: Step) -> Decision:
    return refused("one-exit", say("Only one exit can be taken from box {step}.", step=step.id))


def no_exit(step: Step, wanted: str) -> Decision:
    return refused(
        "no-exit",
        say("Box {step} has no exit “{wanted}”. It has: {exits}.", step=step.id, wanted=wanted, exits=_ids(step.exits)),
    )


def dead_end(step: Step) -> Decision:
    return refused(
        "dead-end", say("Box {step} has no exits. Jump to another box with a reason, or end the process.", step=step.id)
    )


def no_target(target: str) -> Decision:
    return refused("no-target", say("“{target}” leads nowhere in this handbook.", target=target))


def cannot_receive(party: str) -> Decision:
    return refused(
        "cannot-receive",
        say(
            "{party} cannot take over: the person and forums never have responsibility for the next step.", party=party
        ),
    )


def same_party(party: str) -> Decision:
    return refused("same-party", say("{party} has the box already; choose an ordinary exit or jump.", party=party))


def reason_needed() -> Decision:
    return refused("reason-needed", say("Give a reason."))


def no_referral(step: Step, wanted: str) -> Decision:
    known = ", ".join(r.id for r in step.referrals) or "–"
    return refused(
        "no-referral",
        say("Box {step} has no request “{wanted}”. It has: {known}.", step=step.id, wanted=wanted, known=known),
    )


def no_transfer(transfer: int) -> Decision:
    return refused("no-transfer", say("There is nothing to answer (number {transfer}).", transfer=transfer))


_ANSWERS = {
    "accepted": say("accepted"),
    "declined": say("declined"),
    "answered": say("answered"),
    "withdrawn": say("withdrawn"),
}


def answered(status: str) -> Decision:
    said = _ANSWERS.get(status, status)
    return refused("already-answered", say("This has been answered already: {status}.", status=said))


def not_answerable() -> Decision:
    return refused(
        "not-answerable", say("A hand-over is accepted or declined; only requests are answered with a text.")
    )


def nobody_handed_over() -> Decision:
    return refused(
        "no-origin", say("Nobody handed this over, so there is nobody to return it to. Hand it over instead.")
    )


def home_vanished() -> Decision:
    return refused(
        "home-vanished",
        say("The box it was handed over from is not in this version of the handbook. Hand it over instead."),
    )


def asked_oneself(party: str) -> Decision:
    return refused("same-party", say("{party} cannot ask itself. Jump to the box instead.", party=party))


def no_wait(step: Step, wanted: str) -> Decision:
    known = ", ".join(w.id for w in step.waits) or "–"
    return refused(
        "no-wait",
        say(
            "Box {step} has no wait “{wanted}”. It has: {known}. Another wait needs a reason.",
            step=step.id,
            wanted=wanted,
            known=known,
        ),
    )


def review_needed() -> Decision:
    return refused("review-date-needed", say("A wait needs a date for when it is looked at again, as YYYY-MM-DD."))


def not_resting() -> Decision:
    return refused("not-resting", say("The box is not resting."))


def already_there(step: str) -> Decision:
    return refused("already-open", say("Box {step} is open already.", step=step))


def no_run(run: int) -> Decision:
    return refused("no-run", say("No process with number {run} is under way.", run=run))


def nothing_to_correct(seq: int) -> Decision:
    return refused(
        "nothing-to-correct", say("Event {seq} did not leave a box, so there is nothing to correct.", seq=seq)
    )


def built_upon(step: str) -> Decision:
    return refused("built-upon", say("More has happened since box {step} was left. Reopen the box instead.", step=step))


def unanswered(count: int) -> Decision:
    return refused(
        "unanswered",
        say("{count} hand-overs or requests are not answered yet. Register the answers or withdraw them.", count=count),
    )


def runs_open(count: int) -> Decision:
    return refused("runs-open", say("{count} processes are still under way. End them first.", count=count))


def clocks(count: int) -> Decision:
    return refused("clocks-running", say("{count} clocks are still running.", count=count))


def bad_degree(low: int, high: int) -> Decision:
    return refused("bad-degree", say("The degree must be between {low} and {high} per cent.", low=low, high=high))


def vanished(steps: str) -> Decision:
    return refused(
        "box-vanished", say("These open boxes are not in the new version: {steps}. Say where they go.", steps=steps)
    )


def parties_vanished(parties: str) -> Decision:
    return refused(
        "party-vanished", say("These parties are in the case but not in the new version: {parties}.", parties=parties)
    )


def awaiting_merge(step: str) -> Decision:
    return refused(
        "unanswered",
        say(
            "Several boxes would become {step}, and one awaits an answer. Register the answer or withdraw first.",
            step=step,
        ),
    )


def other_handbook(case: str, given: Handbook) -> Decision:
    return refused("other-handbook", say("The case follows {case}, not {given}.", case=case, given=given.id))


def _ids(exits: tuple[Exit, ...]) -> str:
    return ", ".join(e.id for e in exits)
