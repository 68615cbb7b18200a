"""
Plain tables of words and figures, in the order that the page gives them; each cell becomes a text node.

Never here: which table a page shows, or a way to sort one.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from streamlit.components.v2.types import ComponentRenderer

from checker.ui import component

MOST = 14  # rows before a table scrolls


def show(table: Mapping[str, Sequence[str]], about: str, *, key: str, words: bool = False) -> None:
    """Draw a table given by its columns; `about` says what it shows, `words` that it is read, not reckoned with."""
    rows = [list(cells) for cells in zip(*table.values(), strict=True)]
    _table()(key=key, data={"head": list(table), "rows": rows, "about": about, "most": MOST, "words": words}, height="content")


@cache
def _table() -> ComponentRenderer:
    return component.make("table", "<div class='frame' role='group'><table></table></div>")
