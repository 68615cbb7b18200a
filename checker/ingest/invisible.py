"""
What a document holds that nobody sees, where it has no business there: said to the reviewer, since it may be meant for a machine.

Never here: leaving it out of a text.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from checker.text import invisible

# Scripts in which a character without width has a use: joining, parting, or turning the direction.
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc"
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TURNS = "\u061c\u200e\u200f\u202a-\u202c\u2066-\u2069"  # not the overrides, which make words read backwards
_SYMBOL = "\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff"
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FLAG = "\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{2,6}\U000e007f"
# What is ordinary where it stands; the rest of a run is not.
_ORDINARY = re.compile(
    f"\u00ad|(?:^|(?<=\n))\ufeff|{_FLAG}"
    f"|(?<=[{_JOINING}])[\u200c\u200d\u180b-\u180f]|[\u200c\u200d](?=[{_JOINING}])"
    f"|(?<=[{_SYMBOL}0-9#*])\ufe0f?\u200d?(?=[{_SYMBOL}\u20e3])|(?<=[{_SYMBOL}\\d])[\ufe0e\ufe0f](?![\ufe00-\ufe0f])"
    f"|(?<=[{_IDEOGRAPH}])[\ufe00-\ufe0f\U000e0100-\U000e01ef](?![\ufe00-\ufe0f\U000e0100-\U000e01ef])"
    f"|(?<=[{_UNSPACED}])[\u200b\u2060]|[\u200b\u2060](?=[{_UNSPACED}])"
    "|[\u115f\u1160](?=[\u1100-\u11ff])|(?<=[\u1100-\u11ff])[\u115f\u1160]|(?<=[\u1780-\u17ff])[\u17b4\u17b5]"
)
_TURN = re.compile(f"[{_TURNS}]")


def warnings(text: str) -> list[str]:
    """Return what a reviewer should know about characters that nobody sees; nothing of those that are ordinary where they stand."""
    found = Counter(_hidden(text)) if not text.isascii() else Counter[str]()
    if not found:
        return []
    count = found.total()
    holds = "1 invisible character" if count == 1 else f"{count:,} invisible characters, such as"
    [(most, _)] = found.most_common(1)
    shown = f"({_name(most)})" if count == 1 else _name(most)
    return [f"The text holds {holds} {shown}; no reader sees them, and they are not sent to a model."]


def _hidden(text: str) -> Iterator[str]:
    ordinary = {at for found in _ORDINARY.finditer(text) for at in range(*found.span())}
    if _RIGHT_TO_LEFT.search(text):
        ordinary.update(found.start() for found in _TURN.finditer(text))
    for run in invisible(text):
        yield from (text[at] for at in range(run.start, run.end) if at not in ordinary)


def _name(char: str) -> str:
    return unicodedata.name(char, f"U+{ord(char):04X}").lower()
