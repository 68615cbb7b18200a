"""
The lines of a file that this tool exported, public or private: read strictly, each with its number, or why it cannot be taken.

Never here: whether what a line says fits together (own_rules.py), or what is at a desk already.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import IO, Any

import orjson
from pydantic import TypeAdapter, ValidationError

from checker.export.private import PRIVATE_SCHEMA, WholeClaim, WholeDocument
from checker.export.records import SCHEMA, Record

NUL = rb"\u0000"
LONGEST_LINE = 64 * 1024 * 1024  # bytes
SCHEMAS = {SCHEMA: "public", PRIVATE_SCHEMA: "private"}
PRIVATE_KINDS = {"document": WholeDocument, "claim": WholeClaim}
SHOWN = 80  # characters of a wrong value
Own = Record | WholeDocument | WholeClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line holds, and where it begins in the file."""

    number: int
    at: int
    thing: Own


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a line cannot be taken in."""

    line: int
    why: str


def is_own(file: IO[bytes]) -> bool:
    """Whether the first line of a file says that this tool wrote it; the file is put back to its beginning."""
    first = file.readline(LONGEST_LINE)
    file.seek(0)
    try:
        found = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and str(found.get("schema", "")).startswith("claim-checker/")


def read_own(file: IO[bytes]) -> Iterator[Line | Fault]:
    """Yield every line that is not blank; the first one says whether the file is public or private."""
    number, at, schema = 0, 0, None
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            yield Fault(line=number, why=f"It has more than {LONGEST_LINE >> 20} MiB; lines after it were not read.")
            return
        if line.strip():
            found = _line(line, number, at, schema)
            yield found
            schema = schema or (found.thing.schema if isinstance(found, Line) else None)
        at += len(line)


def _line(line: bytes, number: int, at: int, schema: str | None) -> Line | Fault:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Fault(line=number, why=f"It is not JSON: {error}. Expected one record a line; export the file anew.")
    if NUL in line and holds_nul(found):
        return Fault(line=number, why="It holds the character NUL, which no database keeps. Take it out.")
    if trouble := _other_schema(found, schema):
        return Fault(line=number, why=trouble)
    kind = Record if found["schema"] == SCHEMA else PRIVATE_KINDS.get(str(found.get("kind")))
    if kind is None:
        return Fault(line=number, why=f"Its kind is {_short(found.get('kind'))}; expected one of {', '.join(PRIVATE_KINDS)}.")
    try:
        return Line(number=number, at=at, thing=_adapter(kind).validate_json(line, strict=True))
    except ValidationError as error:
        return Fault(line=number, why=f"It is no whole record: {_first(error)}. Mend the line or export it anew.")


def _other_schema(found: Any, before: str | None) -> str:
    schema = found.get("schema") if isinstance(found, dict) else None
    if not isinstance(schema, str) or schema not in SCHEMAS:
        return f"It has the schema {_short(schema)}; expected {' or '.join(map(repr, SCHEMAS))}. Export the file anew."
    if before and schema != before:
        return f"It is {SCHEMAS[schema]}, the lines before are {SCHEMAS[before]}. Import the two kinds as files of their own."
    return ""


def holds_nul(value: Any) -> bool:
    """Whether there is a character in it that no database keeps."""
    if isinstance(value, dict):
        return any(holds_nul(each) for pair in value.items() for each in pair)
    if isinstance(value, list):
        return any(map(holds_nul, value))
    return isinstance(value, str) and "\x00" in value


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}"


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"


@cache
def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
