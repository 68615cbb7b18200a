"""
The sentences of a document that no claim stands on: which they are, and how many of them deserve a look.

Never here: how they are shown, or why an extractor left them out.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from checker.model import Skipped
from checker.store.claims import Mark
from checker.ui import prose
from checker.ui.lines import Line
from checker.ui.reasons import UNREAD


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many sentences were left out; how many of them alarm, and how many were not read."""

    total: int = 0
    alarms: int = 0
    unread: int = 0


def left_out(skipped: Sequence[Skipped], marks: Sequence[Mark]) -> list[Skipped]:
    """Return the sentences that were left out and that no claim has been made of since, as they stand in the text."""
    spans = sorted(mark.span for mark in marks if not mark.taken_back)
    starts = [span.start for span in spans]
    ends = [0, *accumulate((span.end for span in spans), max)]  # where the first so many marks end at the furthest
    return [
        each
        for each in sorted(skipped, key=lambda each: each.span)
        if ends[bisect_left(starts, each.span.end)] <= each.span.start
    ]


def count(left: Sequence[Skipped]) -> Count:
    """Count the sentences that were left out."""
    unread = sum(each.reason == UNREAD for each in left)
    return Count(total=len(left), alarms=sum(each.alarm for each in left), unread=unread)


def alarm_lines(counted: Count) -> Iterator[Line]:
    """Yield how many of the sentences that were left out deserve a look, and the key that leads to them."""
    if counted.alarms:
        holds = "holds" if counted.alarms == 1 else "hold"
        text = f"{counted.alarms:,} left out {holds} a figure that could be checked. L steps through them."
        yield Line(kind="alarm", icon="priority_high", text=text)


def unread_lines(counted: Count, message: str) -> Iterator[Line]:
    """Yield how much of a document nobody has read, and why."""
    if counted.unread:
        text = message or f"No claim was looked for in {prose.count(counted.unread, 'sentence')}, hatched in the text."
        yield Line(kind="warning", icon="visibility_off", badge="Not all read", text=text)
