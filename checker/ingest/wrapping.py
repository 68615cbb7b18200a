"""
Plain text whose lines were broken at a fixed width becomes paragraphs again, so that a sentence stands on one line.

Never here: pages (lines.py), or a guess where the lines do not show that they were wrapped.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

NARROWEST, WIDEST = 40, 120  # characters; shorter lines are verse or lists, longer ones are paragraphs
ENOUGH_SEAMS = 3
SHARE = 0.6  # of the places where two lines meet must show that the next word did not fit
_STARTS_ANEW = re.compile(r"\s|[-*•–—>#|]|\d{1,3}[.)]\s|\(?[a-zA-Z][.)]\s|```|[^\W\d_]{1,30}:\s")


def unwrap(text: str) -> tuple[str, int | None]:
    """Return the text with wrapped lines joined, and the width at which they were wrapped; None when they were not."""
    lines = text.split("\n")
    width = max((len(line.rstrip()) for line in lines), default=0)
    if not NARROWEST <= width <= WIDEST:
        return text, None
    seams = [_did_not_fit(before, after, width) for before, after in pairwise(lines) if before.strip() and after.strip()]
    if len(seams) < ENOUGH_SEAMS or sum(seams) < SHARE * len(seams):
        return text, None
    return "".join(_joined(lines, width)), width


def _did_not_fit(before: str, after: str, width: int) -> bool:
    return len(before.rstrip()) + 1 + len(after.split(None, 1)[0]) > width


def _joined(lines: list[str], width: int) -> Iterator[str]:
    yield lines[0].rstrip()
    for before, after in pairwise(lines):
        wrapped = before.strip() and after.strip() and _did_not_fit(before, after, width) and not _STARTS_ANEW.match(after)
        yield (" " if wrapped else "\n") + after.rstrip()
