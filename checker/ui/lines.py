"""
Lines of words that nobody vouches for, set in type: each part becomes a text node, so nothing in it can do anything.

Never here: which lines a page shows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from streamlit.components.v2.types import ComponentRenderer

from checker.model import Span
from checker.ui import component


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line; `kind` is its class in lines.css, `icon` a Material symbol, `badge` a name in front, `marked` is underlined."""

    kind: str
    text: str
    icon: str = ""
    badge: str = ""
    marked: Sequence[Span] = ()
    hint: str = ""


def show(lines: Iterable[Line], *, key: str, region: str = "") -> None:
    """Draw these lines under one another; a `region` has this name, and scrolls where it would be too high."""
    _lines()(key=key, data={"lines": [_data(line) for line in lines], "region": region}, height="content")


def _data(line: Line) -> dict[str, object]:
    return {
        "kind": line.kind,
        "icon": line.icon,
        "badge": line.badge,
        "hint": line.hint,
        "parts": list(_parts(line.text, line.marked)),
    }


def _parts(text: str, marked: Sequence[Span]) -> Iterable[tuple[str, bool]]:
    start = 0
    for span in marked:
        yield text[start : span.start], False
        yield span.of(text), True
        start = span.end
    yield text[start:], False


@cache
def _lines() -> ComponentRenderer:
    return component.make("lines", "<div class='lines'></div>")
