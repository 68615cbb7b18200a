"""
JSON Lines: the whole record, one object a line, in the order of the fields of `Record`; and the way back.

Never here: what a record holds.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import orjson
from pydantic import TypeAdapter, ValidationError

from checker.errors import InputError
from checker.export.fields import Fields
from checker.export.records import SCHEMA, Context, Record


def write(records: Iterable[Record | Fields], context: Context) -> Iterator[bytes]:
    """Yield one line a record."""
    return (orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)


def read(lines: Iterable[bytes]) -> Iterator[Record]:
    """Yield the records of a file; raises InputError that names the line."""
    return (_record(line, number) for number, line in enumerate(lines, start=1) if line.strip())


def _record(line: bytes, number: int) -> Record:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise InputError(f"Line {number} is not JSON: {error}. Expected one record a line; export the file anew.") from None
    schema = found.get("schema") if isinstance(found, dict) else None
    if schema != SCHEMA:
        raise InputError(
            f"Line {number} has the schema {schema!r}; expected {SCHEMA!r}. Use a file that this tool exported as JSON Lines."
        )
    try:
        return _adapter().validate_python(found)
    except ValidationError as error:
        raise InputError(f"Line {number} is no whole record: {_first(error)}. Mend the line or export it anew.") from None


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}"


@cache
def _adapter() -> TypeAdapter[Record]:
    return TypeAdapter(Record)
