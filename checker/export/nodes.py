"""
What a JSON-LD block says of the same thing in several places: nodes that refer to each other by @id, and keys that stand twice.

Never here: what a ClaimReview should hold.
"""

import json
import re
from collections import Counter
from typing import Any

KEY = re.compile(rb'"\s*:')
DEEPEST = 4  # references within references


def named(value: Any) -> dict[str, dict[str, Any]]:
    """Return the nodes that say more than their @id, by it."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            if isinstance(id_ := each.get("@id"), str) and len(each) > 1:
                found.setdefault(id_, each)
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return found


def resolved(value: Any, nodes: dict[str, dict[str, Any]], depth: int = 0) -> Any:
    """Return a value in which each bare reference is the node that it names, as far as there is one."""
    if isinstance(value, list):
        return [resolved(each, nodes, depth) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and value.get("@id") in nodes and depth < DEEPEST:
        return resolved(nodes[value["@id"]], nodes, depth + 1)
    return {key: resolved(each, nodes, depth) for key, each in value.items()}


def repeated(data: bytes, whole: Any) -> str | None:
    """Return a key that stands twice in one object; only a text with more keys than its value has is read once more."""
    if len(KEY.findall(data)) <= _keys(whole):
        return None
    twice: list[str] = []
    json.loads(data, object_pairs_hook=lambda pairs: _once(pairs, twice), parse_int=str)
    return twice[0] if twice else None


def _keys(whole: Any) -> int:
    count, waiting = 0, [whole]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            count += len(each)
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return count


def _once(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        twice.extend(key for key, times in counted.items() if times > 1)
    return found
