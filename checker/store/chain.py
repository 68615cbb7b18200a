"""
The law of the chain: what the hash of a line of the history is made of, and how its words stand in their columns.

Never here: reading or writing a line; events.py does that.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from checker.store.dialect import Written, read_json

FIRST_HASH = "0" * 64
_SORTED = json.JSONEncoder(sort_keys=True, ensure_ascii=False).encode
Head = tuple[int, datetime, str, str, str, str]  # seq, at, actor, action, subject, subject_id


def written(values: Mapping[str, Any] | Written) -> Written:
    """Return the words of a line as its column keeps them, on both databases to the letter."""
    return values if isinstance(values, Written) else Written(orjson.dumps(values).decode())


def digest(head: Head, before: str, after: str, prev_hash: str) -> str:
    """Return the hash of a line: the SHA-256 of its head as a JSON array and of its words as they are kept, each on a line of its own."""
    seq, at, *said = head
    first = orjson.dumps([seq, at.astimezone(UTC).isoformat(), *said, prev_hash]).decode()
    return hashlib.sha256(f"{first}\n{before}\n{after}".encode()).hexdigest()


def is_hash(told: str, head: Head, before: str, after: str, prev_hash: str) -> bool:
    """Whether this is the hash of a line; older versions made it another way, which proves the same and takes longer."""
    if digest(head, before, after, prev_hash) == told:
        return True
    try:
        return _digest_before(head, read_json(before), read_json(after), prev_hash) == told
    except ValueError:  # no JSON any more
        return False


def _digest_before(head: Head, before: Any, after: Any, prev_hash: str) -> str:
    """The hash as it was made until its line was hashed as it is kept: of one sorted JSON array."""
    seq, at, *said = head
    content = [seq, at.astimezone(UTC).isoformat(), *said, before, after, prev_hash]
    return hashlib.sha256(_SORTED(content).encode()).hexdigest()
