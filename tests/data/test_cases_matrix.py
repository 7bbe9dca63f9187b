"""Every command, from every stage of a case, by everybody: allowed, or refused for the expected reason (D1-D14, E8).

What is allowed stands in a table; that all others are forbidden is generated.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.cases_commands import COMMANDS, STAGES, WAYS, run, short
from tests.cases_matrix import JOBBTORG, SOCIAL_SERVICES
from tests.cases_playing import code
from tests.cases_world import PEOPLE, build

pytestmark = [pytest.mark.django_db, pytest.mark.data]
WITHOUT_CASES = ("ada", "helle", "axel")
# Acts that do not concern the case: one's own unit's inbox, one's own draft, a case of one's own.
BESIDE = {
    "incoming.appoint": dict.fromkeys(PEOPLE, "no-incoming"),
    "incoming.escalate": {**dict.fromkeys(PEOPLE, "no-incoming"), **dict.fromkeys(WITHOUT_CASES, "wrong-role")},
    "incoming.link": dict.fromkeys(PEOPLE, "no-incoming"),
    "incoming.put_away": dict.fromkeys(PEOPLE, "no-incoming"),
    "incoming.register": {**dict.fromkeys(PEOPLE, "ok"), **dict.fromkeys(WITHOUT_CASES, "wrong-role")},
    "drafting.discard": dict.fromkeys(PEOPLE, "ok"),
    "opening.open_case": {"olle": "not-a-starter", "jonas": "not-a-starter"},
    "opening.open_cases": {"olle": "not-a-starter", "jonas": "not-a-starter"},
}


def test_every_command_is_in_the_matrix() -> None:
    """A new command must say what it does from where."""
    assert set(COMMANDS) == set(WAYS)
    names = {short(name) for name in COMMANDS}
    assert len(names) == len(COMMANDS)
    assert SOCIAL_SERVICES.keys() == STAGES.keys()
    for table in (*SOCIAL_SERVICES.values(), *JOBBTORG.values()):
        assert sorted(" ".join(table.values()).split()) == sorted(names)


def expected(stage: str, command: str, name: str) -> str:
    """The answer that this worker must get."""
    if name in ("sara", "sigge", "ulla"):
        return _of(SOCIAL_SERVICES[stage], command)
    if command in BESIDE and name in BESIDE[command]:
        return BESIDE[command][name]
    if name in WITHOUT_CASES or (name == "karin" and command.startswith(("closing.", "opening."))):
        return "wrong-role"
    if name == "jonas" and stage in JOBBTORG:
        return _of(JOBBTORG[stage], command)
    return "not-involved"


def _of(table: dict[str, str], command: str) -> str:
    return next(answer for answer, names in table.items() if short(command) in names.split())


def cells(stage: str) -> Iterator[tuple[str, str, str]]:
    """(command, worker, expected answer) of a stage."""
    yield from ((command, name, expected(stage, command, name)) for command in COMMANDS for name in PEOPLE)


# One stage where all is open and one where an answer is awaited are enough for the second database.
@pytest.mark.parametrize(
    "stage", [each if each in ("fresh", "awaiting") else pytest.param(each, marks=pytest.mark.once) for each in STAGES]
)
def test_who_may_do_what(stage: str) -> None:
    """Each cell is tried and undone again, so that all start from the same case."""
    known = STAGES[stage](build())
    wrong = []
    for command, name, wanted in cells(stage):
        with transaction.atomic():
            came = code(lambda command=command, name=name: run(known, command, name))  # type: ignore[misc]
            transaction.set_rollback(True)
        if came != wanted:
            wrong.append(f"{name} {command}: {came}, not {wanted}")
    assert not wrong, "\n".join(wrong)
