"""
A run kept in a file, one line a document, so that its figures can be reckoned again without asking a model.

Never here: a figure, or the words that a model answered with; they are in the proposals.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from checker.errors import InputError
from checker.measure.brought import Brought
from checker.model import plain

_SAME = ("data_sha256", "extractor", "model", "prompt_hash", "second_reader")  # what one run has in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What was asked, about what, and when: the first line of the file."""

    format: Literal["claim-checker/eval/1"] = "claim-checker/eval/1"
    version: str
    started_at: datetime
    data: str
    data_sha256: str
    extractor: str
    model: str | None
    prompt_hash: str | None
    second_reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedRun:
    """A run as its file holds it, by document; `whole` is the length of all complete lines."""

    header: Header
    outcomes: Mapping[str, Brought]
    whole: int = 0


def over_same_data(path: Path, data_sha256: str) -> SavedRun:
    """Return a saved run to compare with; raises InputError if it is over other data."""
    run = read(path)
    if run.header.data_sha256 != data_sha256:
        raise InputError(
            f"{path} holds a run over {run.header.data}, which is not the data given now. Compare runs over the same file."
        )
    return run


def begin(path: Path, header: Header) -> None:
    """Start the file of a run; raises InputError if there is one already."""
    try:
        with path.open("xb") as file:
            file.write(_line(header))
    except FileExistsError:
        raise InputError(f"{path} is there already. Choose another name, or go on with that run: --resume.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}. Choose another place with --save.") from None


def go_on(path: Path, header: Header) -> SavedRun:
    """Return what a run has so far, to add to it; a line that was cut off by a kill is taken away."""
    run = read(path)
    differs = [name for name in _SAME if getattr(run.header, name) != getattr(header, name)]
    if differs:
        told = ", ".join(f"{name} {getattr(run.header, name)!r}, now {getattr(header, name)!r}" for name in differs)
        raise InputError(f"{path} holds another run: {told}. Ask for the same again, or save under another name.")
    with path.open("r+b") as file:
        file.truncate(run.whole)
    return run


def add(path: Path, outcome: Brought) -> None:
    """Add what came of one document."""
    calls = tuple(replace(call, raw="") for call in outcome.calls)
    with path.open("ab") as file:
        file.write(_line(replace(outcome, calls=calls)))


def read(path: Path) -> SavedRun:
    """Read a saved run; raises InputError that names the line."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Give a file that was written with --save.") from None
    whole = content.rfind(b"\n") + 1
    lines = content[:whole].splitlines()
    if not lines:
        raise InputError(f"{path} holds no run; expected a file that was written with --save.")
    header: Header = _parsed(_header(), path, 1, lines[0])
    outcomes: list[Brought] = [_parsed(_outcome(), path, number, line) for number, line in enumerate(lines[1:], 2)]
    return SavedRun(header=header, outcomes={each.document_id: each for each in outcomes}, whole=whole)


def _line(thing: Header | Brought) -> bytes:
    return json.dumps(plain(thing), ensure_ascii=False).encode() + b"\n"


def _parsed(adapter: TypeAdapter[Any], path: Path, number: int, line: bytes) -> Any:
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the line"
        raise InputError(
            f"Line {number} of {path}: {where}: {first['msg']}. Expected a file that was written with --save; run it anew."
        ) from None


@cache
def _header() -> TypeAdapter[Header]:
    return TypeAdapter(Header)


@cache
def _outcome() -> TypeAdapter[Brought]:
    return TypeAdapter(Brought)
