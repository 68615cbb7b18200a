"""
Markdown becomes the words that its reader sees: headings, paragraphs, items and tables without their marks.

Never here: front matter, or anything that is drawn.
"""

from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

BREAKS = {"softbreak": " ", "hardbreak": "\n"}
DEEPEST = 100  # what is nested deeper is not read; the library's own 20 are ten lists in each other
SPOKEN = ("text", "code_inline")


def words(text: str) -> str:
    """Return the text of a Markdown document, a blank line between its blocks."""
    tokens = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"]).parse(text)
    return "\n\n".join(block for block in _blocks(tokens) if block.strip())


def _blocks(tokens: list[Token]) -> Iterator[str]:
    row: list[str] = []
    for before, token in pairwise([Token("start", "", 0), *tokens]):
        if token.type == "inline" and before.type in {"th_open", "td_open"}:
            row.append(_inline(token))
        elif token.type == "tr_close":
            yield " | ".join(row)
            row = []
        elif token.type == "inline":
            yield _inline(token)
        elif token.type in {"fence", "code_block", "html_block"}:  # as they are written
            yield token.content


def _inline(token: Token) -> str:
    return "".join(_spoken(child) for child in token.children or ())


def _spoken(child: Token) -> str:
    if child.type == "image":
        return child.content
    return child.content if child.type in SPOKEN else BREAKS.get(child.type, "")
