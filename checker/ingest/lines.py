"""
Lines as they were set on pages become paragraphs again; words cut at a line's end are made whole.

Never here: how the lines came out of a file.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from checker.ingest.source import Piece

EDGE_SEEN_ON = 3  # a line at the edge of this many pages (of both, where there are two) is a running head, not text
_BULLET = re.compile(r"(?:[•▪◦‣●■–—*-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_SENTENCE_END = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_CUT_WORD = re.compile(r"([^\W\d_]{2,})[-\u00ad\u2010]$")
_PAGE_NUMBER = re.compile(r"(?:page|seite|p\.?|[-–—])?\s*(\d{1,4})\s*(?:(?:of|von|/)\s*\d{1,4}|[-–—])?", re.IGNORECASE)
_HYPHENATED = re.compile(r"\b[^\W\d_]++-[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
WORD_SEAMS = ("", "-")  # the two halves of a word that was cut at a line's end
LONGEST_WORD = 60
FULL_LINE = 0.85  # a line that ends a sentence before this share of the usual width ends its paragraph
SHORT_LINE = 0.6  # a line that stops this early and starts nothing is a heading or an item


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    page: int
    width: int
    after_gap: bool


def paragraphs(pages: list[str]) -> tuple[list[Piece], list[str]]:
    """Return the pages' words as pieces with page labels, and which running lines were left out."""
    split = [[line.strip() for line in page.split("\n")] for page in pages]
    running = _running_lines(split)
    lines = [line for number, page in enumerate(split, 1) for line in _page_lines(page, number, running)]
    kept = frozenset(word for line in lines for word in _HYPHENATED.findall(line.text.lower()))
    named = (line for line in running if not _PAGE_NUMBER.fullmatch(line.replace("#", "1")))
    return list(_pieces(lines, kept)), sorted(named)


def _edges(lines: list[str]) -> list[str]:
    filled = [line for line in lines if line]
    return list(dict.fromkeys(filled[:1] + filled[-1:]))


def _running_lines(pages: list[list[str]]) -> frozenset[str]:
    seen = Counter(_DIGITS.sub("#", line) for page in pages for line in _edges(page))
    return frozenset(line for line, times in seen.items() if times >= max(2, min(EDGE_SEEN_ON, len(pages))))


def _page_lines(page: list[str], number: int, running: frozenset[str]) -> Iterator[_Line]:
    filled = [at for at, line in enumerate(page) if line]
    edges = {filled[0], filled[-1]} if filled else set()
    body = [at for at in filled if not (at in edges and _is_furniture(page[at], number, running))]
    width = _usual_width([len(page[at]) for at in body])
    for place, at in enumerate(body):
        yield _Line(page[at], number, width, after_gap=place > 0 and not page[at - 1])


def _is_furniture(line: str, number: int, running: frozenset[str]) -> bool:
    if _DIGITS.sub("#", line) in running:
        return True
    found = _PAGE_NUMBER.fullmatch(line)
    return found is not None and int(found[1]) == number


def _usual_width(lengths: list[int]) -> int:
    return sorted(lengths)[len(lengths) * 9 // 10] if lengths else 0


def _pieces(lines: list[_Line], kept: frozenset[str]) -> Iterator[Piece]:
    before, page = "\n\n", 0
    for line, following in zip_longest(lines, lines[1:]):
        seam = _seam(line, following, kept) if following else ""
        text = line.text[:-1] if following and seam in WORD_SEAMS else line.text
        yield Piece(text=text, before=before, label=f"p. {line.page}" if line.page != page else None)
        before, page = seam, line.page


def _seam(line: _Line, following: _Line, kept: frozenset[str]) -> str:
    if _starts_paragraph(line, following):
        return "\n\n"
    cut = _CUT_WORD.search(line.text[-LONGEST_WORD:])
    if not cut or not following.text[:1].islower():
        return " "
    rest = _WORD.match(following.text)
    return "-" if rest and f"{cut[1]}-{rest[0]}".lower() in kept else ""


def _starts_paragraph(before: _Line, line: _Line) -> bool:
    if line.after_gap or _BULLET.match(line.text):
        return True
    length = len(before.text)
    if _SENTENCE_END.search(before.text[-LONGEST_WORD:]):
        return length < before.width * FULL_LINE
    return length < before.width * SHORT_LINE and not line.text[:1].islower()
