"""
A whole file held against the rules: what is in it, one after the other, and where it breaks which rule.

Never here: a rule (lint.py), or how a file is read (reviews.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

from checker.errors import InputError
from checker.export.lint import Level, Surroundings, Violation, lint
from checker.export.reviews import Found, read

UNREADABLE = "CR000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """One record of a file, as its place says, and what is wrong with it; `is_review` is false where none could be read."""

    place: str
    violations: tuple[Violation, ...]
    is_review: bool = True


def lint_file(file: IO[bytes], name: str, around: Surroundings) -> Iterator[Linted]:
    """Yield what is in a file; an address that stood there before is told from its second time on."""
    seen: set[str] = set()
    around, is_empty = replace(around, shared_urls=seen), True
    try:
        for found in read(file, name):
            is_empty = False
            yield _linted(found, around)
            if found.review and isinstance(url := found.review.get("url"), str):
                seen.add(url)
    except InputError as error:
        is_empty = False
        yield unreadable("file", str(error))
    if is_empty:
        yield Linted(place="file", violations=(), is_review=False)


def unreadable(place: str, trouble: str) -> Linted:
    """Return that nothing can be read at this place, and why, as the breaking of a rule."""
    what, _, todo = trouble.partition(". ")
    found = Violation(
        rule=UNREADABLE,
        level=Level.ERROR,
        where=place,
        what=what.removesuffix("."),
        expected="a ClaimReview as JSON, JSON Lines, a DataFeed, or JSON-LD in HTML",
        todo=todo.removesuffix(".") or "Give a file that holds one",
    )
    return Linted(place=place, violations=(found,), is_review=False)


def _linted(found: Found, around: Surroundings) -> Linted:
    if found.review is None:
        return unreadable(found.place, found.trouble)
    return Linted(place=found.place, violations=tuple(lint(found.review, around)))
