"""Who may change an area? The matrix is generated: what is not listed as allowed is forbidden."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from samordna.access.domain import PostHeld, Role, Scope, system
from samordna.organisations import policy, ports

ON = date(2026, 11, 22)
AREA, OTHER_AREA = 1, 2
OURS, THEIRS = 10, 20
ME, SOMEBODY = 7, 8
# (role, area, authority of the post, the unit's authority, here): all others are refused.
MAY_CHANGE = {
    (Role.LOCAL_ADMIN, AREA, OURS, OURS, True),
    (Role.LOCAL_ADMIN, AREA, OURS, OURS, False),
    (Role.LOCAL_ADMIN, AREA, OURS, THEIRS, False),
    (Role.LOCAL_ADMIN, AREA, THEIRS, THEIRS, True),
    (Role.LOCAL_ADMIN, AREA, THEIRS, THEIRS, False),
    (Role.LOCAL_ADMIN, AREA, THEIRS, OURS, False),
}


def actor(role, area=AREA, authority=OURS):
    post = PostHeld(unit=3, sphere=4, authority=authority, area=area, role=role)
    return Scope(ME, ON, (post,), post)


@pytest.mark.parametrize(
    "facts", list(product(Role, (AREA, OTHER_AREA), (OURS, THEIRS), (OURS, THEIRS), (True, False)))
)
def test_only_local_administrators_of_the_area_and_authority_change_a_unit(facts):
    role, area, own, units, here = facts
    decision = policy.may_change(actor(role, area, own), AREA, units, here=here)
    assert bool(decision) == (facts in MAY_CHANGE)
    assert decision or decision.reason, "a refusal says why"


@pytest.mark.parametrize("role", Role)
def test_only_local_administrators_see_the_pages(role):
    assert bool(policy.may_see(actor(role), AREA)) == (role is Role.LOCAL_ADMIN)
    assert not policy.may_see(actor(role), OTHER_AREA)


@pytest.mark.parametrize(("role", "here"), list(product(Role, (True, False))))
def test_a_local_administrator_gives_the_roles_of_daily_work_in_units_that_are_here(role, here):
    given = {Role.CASE_WORKER, Role.UNIT_MANAGER, Role.COORDINATOR, Role.LOCAL_ADMIN}
    assert bool(policy.may_appoint(actor(Role.LOCAL_ADMIN), SOMEBODY, role, here=here)) == (here and role in given)


def test_nobody_appoints_themselves_so_an_administrator_gets_no_way_into_cases():
    assert policy.may_appoint(actor(Role.LOCAL_ADMIN), ME, Role.CASE_WORKER, here=True).code == "own-post"


@pytest.mark.parametrize(("name", "allowed"), [(policy.LOADER, True), ("digest", False), ("", False)])
def test_one_named_system_scope_may_everything_here_and_no_other(name, allowed):
    scope = system(name, ON)
    assert bool(policy.may_load(scope)) == allowed
    assert bool(policy.may_see(scope, AREA)) == allowed
    assert bool(policy.may_change(scope, AREA, OURS, here=True)) == allowed


def test_nobody_signed_in_loads_files():
    assert policy.may_load(actor(Role.LOCAL_ADMIN)).code == "loader-only"


def test_a_substitute_stays_inside_the_sphere_and_the_refusal_names_the_law():
    """D5."""
    assert policy.may_stand_in(4, frozenset({4, 5}))
    assert policy.may_stand_in(4, frozenset({5})).law == ("osl:8:2",)


def test_a_unit_with_open_cases_is_not_closed(monkeypatch):
    monkeypatch.setattr(ports, "open_cases", [lambda unit: 2, lambda unit: 1])
    assert ports.open_cases_of(3) == 3
    assert policy.may_close(3).code == "open-cases"
    assert policy.may_close(0)


def test_a_name_decides_whose_username_it_is():
    assert policy.may_be_same("saga.ek", "Saga Ek", " saga ek ")
    assert policy.may_be_same("saga.ek", "Saga Ek", "Sagan Ek").code == "username-taken"
