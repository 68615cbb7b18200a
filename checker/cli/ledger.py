"""
What an extractor left out, in the words of the command line.

Never here: why it left something out.
"""

from checker.cli import costs


def left_out(count: int, alarms: int) -> str:
    """Say how many sentences were left out, and how many of them ring the alarm."""
    alarming = f", {alarms:,} of them with a figure that could be checked" if alarms else ""
    return f"{costs.number(count, 'sentence')} left out{alarming}"
