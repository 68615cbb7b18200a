"""The table of permissions, walked; and that every use case asks it."""

from itertools import product

import pytest

from checker.auth import EDITORS, PERMISSIONS, Role, User, require
from checker.errors import NotAllowed
from checker.workflow import TRANSITIONS
from tests.builders import make_user


@pytest.mark.parametrize(("action", "role"), list(product(PERMISSIONS, Role)))
def test_a_role_may_do_what_the_table_says_and_nothing_else(action: str, role: Role) -> None:
    user = make_user("ann", role)
    if role in PERMISSIONS[action]:
        require(user, action)
        return
    with pytest.raises(NotAllowed, match="ann may not") as refusal:
        require(user, action)
    assert all(allowed.value in str(refusal.value) for allowed in PERMISSIONS[action])


@pytest.mark.parametrize("action", PERMISSIONS)
def test_somebody_without_a_role_may_do_nothing(action: str) -> None:
    with pytest.raises(NotAllowed):
        require(User(name="eve", roles=frozenset(), session="s"), action)


def test_one_role_of_several_is_enough() -> None:
    require(make_user("ann", Role.REVIEWER, Role.EDITOR), "approve")


def test_every_step_of_the_workflow_needs_a_permission() -> None:
    assert {step.action for step in TRANSITIONS} <= PERMISSIONS.keys()


def test_what_reaches_the_public_or_orders_the_work_of_all_is_for_editors() -> None:
    assert {action for action, roles in PERMISSIONS.items() if roles == EDITORS} == {
        "approve",
        "approve_again",
        "export_private",
        "import_records",
        "send_back",
        "publish",
        "retract",
        "correct",
        "set_weights",
        "set_claimants",
    }


def test_nobody_may_delete_an_event() -> None:
    assert not [action for action in PERMISSIONS if "delete" in action or "event" in action]
