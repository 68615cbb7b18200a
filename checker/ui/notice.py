"""
The line that says what just happened.

Never here: what is said; whoever did it says so.
"""

from checker.ui import lines, session
from checker.ui.lines import Line


def show() -> None:
    """Show the line once, if there is one."""
    message = session.said()
    if message:
        kind, icon = ("problem", "error") if message.problem else ("meta", "check")
        lines.show([Line(kind=kind, icon=icon, text=message.text)], key="message")
