"""
Status and verdict as a word with its mark; the mark alone never says anything, and colour is never needed to read it.

Never here: a word from a document.
"""

from checker.model import FactCheck, Verdict
from checker.ui import viewer
from checker.ui.session import desk, label
from checker.words import Stance, Status

STATUS = {
    Status.CANDIDATE: ("○", "radio_button_unchecked"),
    Status.ACCEPTED: ("◔", "task_alt"),
    Status.REJECTED: ("✕", "block"),
    Status.IN_REVIEW: ("◑", "visibility"),
    Status.CHECKED: ("●", "check_circle"),
    Status.PUBLISHED: ("◉", "public"),
    Status.RETRACTED: ("⊘", "undo"),
}

STANCE = {
    Stance.SUPPORTS: ("▲", "arrow_upward"),
    Stance.UNDERMINES: ("▼", "arrow_downward"),
    Stance.NEITHER: ("–", "remove"),
}


def status_words(status: Status) -> str:
    """Return a status as a list shows it."""
    return f"{STATUS[status][0]} {label(status)}"


def status_icon(status: Status) -> str:
    """Return the name of a status's Material symbol."""
    return STATUS[status][1]


def stance_words(stance: Stance) -> str:
    """Return what a source does to the claim, as a list shows it."""
    return f"{STANCE[stance][0]} {label(stance)}"


def verdict_words(verdict: Verdict) -> str:
    """Return a verdict as a list shows it: its place on its scale, then its name."""
    name = viewer.verdict_name(verdict, desk().scale)
    if verdict.value is None:
        return f"◇ {name}"
    steps = verdict.best - verdict.worst + 1
    reached = verdict.value - verdict.worst + 1
    return f"{'▰' * reached}{'▱' * (steps - reached)} {name}"


def found(finding: FactCheck | None) -> str:
    """Return the verdict of a finding, said to be a draft while it is one."""
    if finding is None or finding.verdict is None:
        return ""
    return verdict_words(finding.verdict) + ("" if finding.at else " (draft)")
