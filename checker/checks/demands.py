"""
Which numbers of a claim have to stand in its document.

Never here: where they stand.
"""

import re
from collections.abc import Sequence

from checker.checks.figures import Readings, figures
from checker.checks.names import is_calendar, names
from checker.checks.passage import Passage

_NAMED = re.compile(r"[^\W\d_]-?\d")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


def demanded(claimed: Passage) -> Sequence[Readings]:
    """Return the numbers of a claim but those in names, such as COVID-19."""
    if not claimed.figures.said:
        return ()
    text = claimed.text
    for name in names(text, claimed.language) if _NAMED.search(text) else ():
        if any(char.isdigit() for char in name):
            text = text.replace(name, " ")
    if text is claimed.text:
        return claimed.figures.said
    left = set(figures(text, claimed.language).said)
    return [readings for readings in claimed.figures.said if readings in left]


def missing(said: Sequence[Readings], known: Readings) -> list[Readings]:
    """Return the numbers of which no reading is known."""
    return [readings for readings in said if readings.isdisjoint(known)]


def is_dated(text: Passage) -> bool:
    """Tell whether a day of a month may stand in a text; of other languages the months are not known here."""
    return text.language != "en" or _YEAR.search(text.text) is not None or any(map(is_calendar, names(text.text, "en")))
