"""What may be done to a case, and where is it? Read and agreed line by line; whatever is not under "ok" is refused.

By stage (`tests.cases_commands.STAGES`) and answer. All workers of the owning unit may do the same; Jobbtorg has to do
with the case only after it was asked.
"""

SOCIAL_SERVICES: dict[str, dict[str, str]] = {
    "fresh": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record judge discard keep appoint escalate_incoming link put_away register "
            "complete end_run jump park reopen_box skip start_run "
            "open_case open_cases consult hand_over refer add_co_worker add_step change_watcher end_co_worker "
            "give_many give_to take tell tick"
        ),
        "runs-open": "close",
        "same-version": "migrate",
        "case-open": "reopen",
        "choose-exit": "complete_many",
        "nothing-to-correct": "correct",
        "not-resting": "resume",
        "no-transfer": "accept answer decline withdraw",
        "already-answered": "escalate",
        "no-origin": "give_back",
    },
    "standing": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record judge discard keep appoint escalate_incoming link put_away register "
            "complete correct end_run jump park reopen_box skip "
            "start_run open_case open_cases consult hand_over refer add_co_worker add_step change_watcher "
            "end_co_worker give_many give_to take tell tick"
        ),
        "runs-open": "close",
        "same-version": "migrate",
        "case-open": "reopen",
        "choose-exit": "complete_many",
        "not-resting": "resume",
        "no-transfer": "accept answer decline withdraw",
        "already-answered": "escalate",
        "no-origin": "give_back",
    },
    "awaiting": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record judge discard keep appoint escalate_incoming link put_away register "
            "correct reopen_box start_run open_case open_cases "
            "escalate withdraw add_co_worker add_step change_watcher end_co_worker give_many give_to take "
            "tell tick"
        ),
        "runs-open": "close",
        "same-version": "migrate",
        "case-open": "reopen",
        "awaiting-answer": "complete complete_many jump park resume skip consult give_back hand_over refer",
        "unanswered": "end_run",
        "not-your-move": "accept decline",
        "not-answerable": "answer",
    },
    "elsewhere": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record discard keep appoint escalate_incoming link put_away register "
            "end_run reopen_box start_run open_case open_cases "
            "add_co_worker add_step change_watcher end_co_worker give_many give_to tick"
        ),
        "runs-open": "close",
        "same-version": "migrate",
        "case-open": "reopen",
        "not-your-move": "complete complete_many jump park resume skip consult give_back hand_over refer",
        "built-upon": "correct",
        "already-answered": "accept decline escalate withdraw",
        "not-answerable": "answer",
        "not-your-unit": "judge take tell",
    },
    "asked": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record judge discard keep appoint escalate_incoming link put_away register "
            "complete jump park reopen_box skip start_run "
            "open_case open_cases answer consult escalate hand_over refer withdraw add_co_worker add_step "
            "change_watcher end_co_worker give_many give_to take tell tick"
        ),
        "runs-open": "close",
        "same-version": "migrate",
        "case-open": "reopen",
        "choose-exit": "complete_many",
        "nothing-to-correct": "correct",
        "unanswered": "end_run",
        "not-resting": "resume",
        "not-your-move": "accept decline",
        "no-origin": "give_back",
    },
    "outside": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record judge discard keep appoint escalate_incoming link put_away register "
            "correct reopen_box start_run open_case open_cases "
            "escalate withdraw add_co_worker add_step change_watcher end_co_worker give_many give_to take "
            "tell tick"
        ),
        "runs-open": "close",
        "same-version": "migrate",
        "case-open": "reopen",
        "awaiting-answer": "complete complete_many jump park resume skip consult give_back hand_over refer",
        "unanswered": "end_run",
        "not-your-move": "accept decline",
        "not-answerable": "answer",
    },
    "resting": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record judge discard keep appoint escalate_incoming link put_away register "
            "complete end_run jump park reopen_box resume skip "
            "start_run open_case open_cases consult hand_over refer add_co_worker add_step change_watcher "
            "end_co_worker give_many give_to take tell tick"
        ),
        "runs-open": "close",
        "same-version": "migrate",
        "case-open": "reopen",
        "choose-exit": "complete_many",
        "nothing-to-correct": "correct",
        "no-transfer": "accept answer decline withdraw",
        "already-answered": "escalate",
        "no-origin": "give_back",
    },
    "finished": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record discard keep appoint escalate_incoming link put_away register "
            "correct end_run reopen_box start_run open_case "
            "open_cases add_co_worker add_step change_watcher end_co_worker give_many give_to tell tick"
        ),
        "runs-open": "close",
        "same-version": "migrate",
        "case-open": "reopen",
        "overtaken": "complete complete_many jump park resume skip consult give_back hand_over refer",
        "no-transfer": "accept answer decline withdraw",
        "already-answered": "escalate",
        "not-your-unit": "take",
        "no-position": "judge",
    },
    "ended": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record "
            "close discard keep appoint escalate_incoming link put_away register start_run open_case open_cases "
            "add_co_worker add_step change_watcher end_co_worker give_many give_to tell tick"
        ),
        "same-version": "migrate",
        "case-open": "reopen",
        "overtaken": "complete complete_many jump park resume skip consult give_back hand_over refer",
        "built-upon": "correct",
        "no-run": "end_run reopen_box",
        "no-transfer": "accept answer decline withdraw",
        "already-answered": "escalate",
        "not-your-unit": "take",
        "no-position": "judge",
    },
    "closed": {
        "ok": "reopen discard keep appoint escalate_incoming link put_away register open_case open_cases",
        "case-closed": (
            "mark_met mark_unmet decide person_applies record take_over "
            "judge close migrate complete complete_many correct end_run jump park reopen_box resume skip start_run "
            "accept answer consult decline give_back hand_over refer withdraw add_co_worker add_step "
            "change_watcher end_co_worker give_many give_to take tell tick"
        ),
        "already-answered": "escalate",
    },
}
JOBBTORG: dict[str, dict[str, str]] = {
    "awaiting": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": "decide person_applies record discard keep register accept decline escalate add_step tick",
        "not-the-owner": "close migrate reopen change_watcher",
        "no-incoming": "appoint escalate_incoming link put_away",
        "awaiting-answer": "complete complete_many jump park resume skip consult give_back hand_over refer",
        "not-your-move": "correct end_run reopen_box start_run withdraw",
        "not-a-starter": "open_case open_cases",
        "not-answerable": "answer",
        "no-colleague": "add_co_worker give_many give_to",
        "no-co-worker": "end_co_worker",
        "not-your-unit": "judge take tell",
    },
    "elsewhere": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": (
            "decide person_applies record "
            "judge discard keep register complete park skip give_back add_step take tell tick"
        ),
        "not-the-owner": "close migrate reopen change_watcher",
        "no-incoming": "appoint escalate_incoming link put_away",
        "choose-exit": "complete_many",
        "not-your-move": "correct end_run reopen_box start_run",
        "no-target": "jump",
        "not-resting": "resume",
        "not-a-starter": "open_case open_cases",
        "already-answered": "accept decline escalate withdraw",
        "not-answerable": "answer",
        "consent-needed": "consult hand_over refer",
        "no-colleague": "add_co_worker give_many give_to",
        "no-co-worker": "end_co_worker",
    },
    "asked": {
        "no-benefit": "mark_met mark_unmet",
        "nothing-to-take": "take_over",
        "ok": "decide person_applies record discard keep register accept answer decline escalate add_step tick",
        "not-the-owner": "close migrate reopen change_watcher",
        "no-incoming": "appoint escalate_incoming link put_away",
        "not-your-move": (
            "complete complete_many end_run jump park reopen_box resume skip start_run consult give_back "
            "hand_over refer withdraw"
        ),
        "nothing-to-correct": "correct",
        "not-a-starter": "open_case open_cases",
        "no-colleague": "add_co_worker give_many give_to",
        "no-co-worker": "end_co_worker",
        "not-your-unit": "judge take tell",
    },
}
