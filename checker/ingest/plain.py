"""
Plain text as it is written, but for wrapped lines, and the words of Markdown with its front matter.

Never here: drawing Markdown.
"""

import re

from checker.ingest.markdown import words
from checker.ingest.sniff import MARKDOWN, TEXT
from checker.ingest.source import Facts, Piece, Source, finish
from checker.ingest.wrapping import unwrap
from checker.model import Draft
from checker.text import normalise

FRONT_MATTER_LINES = 60
FACT_KEYS = {
    "title": "title",
    "author": "author",
    "by": "author",
    "date": "published_at",
    "published": "published_at",
    "url": "url",
    "canonical": "url",
    "publisher": "publisher",
    "site": "publisher",
    "language": "language",
    "lang": "language",
}
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40}):[ \t]*(.{0,1000})")
_HEADING = re.compile(r"#[ \t]+(\S.{0,300})")


def read_text(source: Source) -> Draft:
    """Return a text file as it is, but for lines that were wrapped at a fixed width."""
    text, warnings = _unwrapped(source.text)
    return finish(source, TEXT, [Piece(text=text)], warnings=warnings)


def read_markdown(source: Source) -> Draft:
    """Return the words of a Markdown file, its front matter taken as facts about it."""
    known, body = _front_matter(normalise(source.text).lstrip("\ufeff\n"))
    if "title" not in known and (heading := _HEADING.match(body.lstrip())):
        known["title"] = heading[1].strip("# ")
    return finish(source, MARKDOWN, [Piece(text=words(body))], facts=Facts(**known))


def _unwrapped(text: str) -> tuple[str, list[str]]:
    text, width = unwrap(normalise(text))
    return text, [f"Lines that were wrapped at {width} characters were joined into paragraphs."] if width else []


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    lines = text.split("\n", FRONT_MATTER_LINES)
    if lines[0].rstrip() != "---":
        return {}, text
    end = next((at for at, line in enumerate(lines[1:FRONT_MATTER_LINES], 1) if line.rstrip() in ("---", "...")), None)
    pairs = [_PAIR.fullmatch(line.rstrip()) for line in lines[1:end]]
    if end is None or not all(pairs):
        return {}, text
    found = {pair[1].strip().lower(): pair[2].strip().strip("\"'") for pair in pairs if pair}
    return {FACT_KEYS[key]: value for key, value in found.items() if key in FACT_KEYS}, "\n".join(lines[end + 1 :])
