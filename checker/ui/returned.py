"""
Why a finding came back: told to whoever takes it up again.

Never here: who may send one back.
"""

from checker import decisions, review
from checker.model import Claim
from checker.ui import lines, prose
from checker.ui.lines import Line
from checker.ui.session import desk

STANDS = frozenset({"send_back", "reopen"})


def draw(claim: Claim) -> None:
    """Say who sent a claim back to be worked on, when and why, until it is completed again."""
    past = [each for each in review.history(desk(), claim.id) if each.action != "save_finding"]
    last = decisions.last_decision(past)
    if last and last.action in STANDS and last.after.get("why"):
        how = "Sent back" if last.action == "send_back" else "Reopened"
        told = f"{how} by {prose.who(last.actor)} on {prose.moment(last.at)}: {prose.quoted(last.after['why'])}"
        lines.show([Line(kind="warning", icon="reply", text=told)], key="sent_back")
