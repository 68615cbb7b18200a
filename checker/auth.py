"""
Who may do what: one table of permissions, and the one question asked of it.

Never here: how somebody signs in, or which pages are shown.
"""

from dataclasses import dataclass
from enum import StrEnum

from checker.errors import NotAllowed


class Role(StrEnum):
    """What somebody is at this desk."""

    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """The person, and the browser session or process, that asks for something."""

    name: str
    roles: frozenset[Role]
    session: str


EVERYBODY = frozenset(Role)
EDITORS = frozenset({Role.EDITOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "add_document": EVERYBODY,
    "correct_document": EVERYBODY,
    "set_reach": EVERYBODY,
    "extract": EVERYBODY,
    "lease": EVERYBODY,
    "add_claim": EVERYBODY,
    "edit": EVERYBODY,
    "withdraw": EVERYBODY,
    "accept": EVERYBODY,
    "reject": EVERYBODY,
    "split": EVERYBODY,
    "merge": EVERYBODY,
    "snooze": EVERYBODY,
    "wake": EVERYBODY,
    "assign": EVERYBODY,
    "reopen": EVERYBODY,
    "undo": EVERYBODY,
    "save_finding": EVERYBODY,
    "check": EVERYBODY,
    "submit": EVERYBODY,
    "export": EVERYBODY,
    "export_private": EDITORS,
    "import_records": EDITORS,
    "import_archive": EVERYBODY,
    "approve": EDITORS,
    "approve_again": EDITORS,
    "send_back": EDITORS,
    "publish": EDITORS,
    "retract": EDITORS,
    "correct": EDITORS,
    "set_recheck": EVERYBODY,
    "keep_copy": EVERYBODY,
    "look_at_links": EVERYBODY,
    "set_weights": EDITORS,
    "set_claimants": EDITORS,
    "add_person": ADMINS,
    "remove_person": ADMINS,
}


def may(user: User, action: str) -> bool:
    """Whether one of the user's roles may do this."""
    return not user.roles.isdisjoint(PERMISSIONS[action])


def require(user: User, action: str) -> None:
    """Raise NotAllowed unless one of the user's roles may do this."""
    if not may(user, action):
        allowed = " or ".join(sorted(PERMISSIONS[action]))
        raise NotAllowed(
            f"{user.name} may not {action.replace('_', ' ')}: expected the role {allowed}. Ask an admin of this desk."
        )
