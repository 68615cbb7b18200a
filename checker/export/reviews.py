"""
ClaimReviews in a file of anybody's: JSON, JSON Lines, a DataFeed, or JSON-LD inside HTML; each with its place.

Never here: what a ClaimReview must keep (lint.py). Anything may be given; what cannot be read is told, and the rest is read.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import IO, Any

import orjson
from lxml.etree import ParserError
from lxml.html import HTMLParser, document_fromstring

from checker.errors import InputError
from checker.export.hints import hint
from checker.export.jsonld import Review, listed
from checker.export.nodes import named, repeated, resolved
from checker.export.records import SCHEMA

MOST_BYTES = 512 * 1024 * 1024  # of what can only be read whole
DEEPEST = 60  # objects and lists within each other
MICRODATA = re.compile(rb"schema\.org/ClaimReview|typeof\s*=\s*[\"']?ClaimReview")
LINES = frozenset({".jsonl", ".ndjson"})
BEGINNINGS = frozenset({b"{", b"["})  # of JSON over several lines, whatever its file is called
SUFFIXES = LINES | {".json", ".jsonld", ".html", ".htm", ".xhtml"}
ENCODINGS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A ClaimReview and its place in the file, or why nothing can be read at that place."""

    place: str
    review: Review | None = None
    trouble: str = ""


def read(file: IO[bytes], name: str) -> Iterator[Found]:
    """Yield every ClaimReview of a file, one after the other; JSON Lines are never held as a whole."""
    first = _first_line(file)
    if first.lstrip().startswith(b"<"):
        yield from _in_page(_whole(first, file))
    elif _is_object(first) or (PurePath(name).suffix.lower() in LINES and first.strip() not in BEGINNINGS):
        yield from _in_lines(first, file)
    else:
        yield from _in_json(_decoded(_whole(first, file)), "")


def _first_line(file: IO[bytes]) -> bytes:
    """The first line that is not blank; UTF-16 comes whole, because its line ends are others."""
    line = file.readline(MOST_BYTES + 1)
    if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(_whole(line, file))
    line = line.removeprefix(codecs.BOM_UTF8)
    while line and not line.strip():
        line = file.readline(MOST_BYTES + 1)
    return line


def _whole(first: bytes, file: IO[bytes]) -> bytes:
    data = first + file.read(max(0, MOST_BYTES + 1 - len(first)))
    if len(data) > MOST_BYTES:
        raise InputError(f"It has more than {MOST_BYTES >> 20} MiB, the most that is read at once. Give it as JSON Lines.")
    return data


def _decoded(data: bytes) -> bytes:
    for mark, encoding in ENCODINGS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(encoding, "replace").encode()
    return data


def _is_object(line: bytes) -> bool:
    try:
        return line.lstrip().startswith(b"{") and isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _in_lines(first: bytes, file: IO[bytes]) -> Iterator[Found]:
    number, line = 1, first
    while line:
        if len(line) > MOST_BYTES:
            raise InputError(f"Line {number} has more than {MOST_BYTES >> 20} MiB. Write one ClaimReview a line.")
        if line.strip():
            yield from _in_json(line, f"line {number}")
        number, line = number + 1, file.readline(MOST_BYTES + 1)


def _in_page(page: bytes) -> Iterator[Found]:
    try:
        root = document_fromstring(page, parser=HTMLParser(no_network=True, huge_tree=False, remove_comments=True))
    except ParserError:
        yield Found(
            place="file", trouble="It holds no page: there is no element in it. Expected HTML with JSON-LD in a script element."
        )
        return
    scripts = [each for each in root.iter("script") if str(each.get("type", "")).lower().startswith("application/ld+json")]
    for number, script in enumerate(scripts, start=1):
        yield from _in_json((script.text or "").strip().encode("utf-8", "replace"), f"script {number}", fragment=True)
    if not scripts and re.search(MICRODATA, page):
        yield Found(
            place="file", trouble="It holds ClaimReview as microdata, which is not read. Expected JSON-LD in a script element."
        )
    elif not scripts and b"ClaimReview" in page:
        told = "It names ClaimReview, but in no script of the type application/ld+json. Give the script this type."
        yield Found(place="file", trouble=told)


def _in_json(data: bytes, place: str, *, fragment: bool = False) -> Iterator[Found]:
    if not data.strip() and not fragment:
        return
    try:
        whole = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        yield Found(place=place or "file", trouble=f"It is not JSON: {error}. {hint(data)}.")
        return
    if isinstance(whole, str) and "ClaimReview" in whole:
        yield Found(
            place=place or "file", trouble="It is a text with JSON in it. Give the object itself, without quotation marks."
        )
        return
    if _is_deep(whole):
        yield Found(place=place or "file", trouble=f"Its objects lie more than {DEEPEST} deep in each other. Make it flatter.")
        return
    if twice := repeated(data, whole):
        told = f"{twice!r} stands twice in one object, and a reader takes only one of them. Leave one."
        yield Found(place=place or "file", trouble=told)
    nodes = named(whole) if b'"@id"' in data else {}
    for found in _walk(whole, place, None):
        yield replace(found, review=resolved(found.review, nodes)) if nodes and found.review else found


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return False
    return True


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _walk(value: Any, place: str, context: Any) -> Iterator[Found]:
    """What is a ClaimReview in here; one without an @context of its own has that of what it lies in."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _walk(each, f"{place}[{number}]" if place else f"[{number}]", context)
    elif isinstance(value, dict) and is_review(value):
        yield Found(place=place or "file", review={"@context": context, **value} if context else value)
    elif isinstance(value, dict):
        if value.get("schema") == SCHEMA:
            yield Found(place=place, trouble="It is a record of this tool, no ClaimReview. Export with --format claimreview.")
        for key, each in value.items():
            yield from _walk(each, f"{place} {key}".strip(), value.get("@context", context))


def is_review(value: Review) -> bool:
    """Whether this is a ClaimReview, or was meant to be one."""
    return "ClaimReview" in listed(value.get("@type")) or "claimReviewed" in value
