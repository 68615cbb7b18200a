"""
The private JSON Lines: every claim whole, with notes, all versions of its finding and its history, and its document with the text.

Never here: reading the store. No line of it is published; records.py says what is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

import orjson
from pydantic import ConfigDict

from checker.model import Claim, Document, Event, FactCheck, Run

PRIVATE_SCHEMA: Literal["claim-checker/private-record/1"] = "claim-checker/private-record/1"
ENDING = "-private.jsonl"  # of a file's name, so that nobody takes it for one that may be published


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDocument:
    """A document with its text, the extractions that came to an end, and its history; stands before its claims."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    schema: Literal["claim-checker/private-record/1"] = PRIVATE_SCHEMA
    kind: Literal["document"] = "document"
    document: Document
    reach: int
    runs: tuple[Run, ...]
    history: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeClaim:
    """A claim with all that is internal; its lease, which ends by itself, stays behind."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    schema: Literal["claim-checker/private-record/1"] = PRIVATE_SCHEMA
    kind: Literal["claim"] = "claim"
    claim: Claim
    earlier: tuple[FactCheck, ...]  # versions of its finding, newest first
    history: tuple[Event, ...]


def write(things: Iterable[WholeDocument | WholeClaim]) -> Iterator[bytes]:
    """Yield one line a document or claim."""
    return (orjson.dumps(thing, option=orjson.OPT_APPEND_NEWLINE) for thing in things)
