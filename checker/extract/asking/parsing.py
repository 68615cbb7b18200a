"""
From a model's words to the items of its answer: the JSON strictly and whole, then item by item.

Never here: a mended answer, or a judgement of what an item says.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from checker.errors import ModelOutputInvalid
from checker.extract.asking.schema import LONGEST, Answer, Found, Passed, Remark, Remarks, complaints
from checker.text import normalise

NO_JSON = "the answer is not one whole JSON object"
_THOUGHTS = re.compile(r"\s*<think>.*?</think>", re.DOTALL)  # which some servers leave before a reasoning model's answer
_FENCED = re.compile(r"\s*```(?:json)?[ \t]*\n(.*)\n```\s*", re.DOTALL)
_Item = TypeVar("_Item", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """A claim that was not in the agreed form, as far as it could be read, and what is wrong with it."""

    ids: tuple[str, ...]
    quote: str
    claim: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The items of an answer; a sentence that was left out in a wrong form is unaccounted for."""

    claims: tuple[Found, ...] = ()
    skipped: tuple[Passed, ...] = ()
    faulty: tuple[Faulty, ...] = ()


def content(raw: str) -> str:
    """Return the answer without the thoughts before it and the code fence around the whole of it; nothing else is mended."""
    thoughts = _THOUGHTS.match(raw)
    answer = raw[thoughts.end() :] if thoughts else raw
    fenced = _FENCED.fullmatch(answer)
    return fenced[1] if fenced else answer


def parsed(raw: str) -> Parsed:
    """Return the items of an answer about a chunk; raises ModelOutputInvalid when it is no answer at all."""
    body = _object(raw, Answer)
    claims, faults = _items(body["claims"], Found)
    skipped, unclear = _items(body["skipped"], Passed)
    if (faults or unclear) and not (claims or skipped):
        raise ModelOutputInvalid(_complaint(body, Answer))
    return Parsed(claims=tuple(claims), skipped=tuple(skipped), faulty=tuple(_faulty(item, reason) for item, reason in faults))


def parsed_remarks(raw: str) -> tuple[tuple[Remark, ...], int]:
    """Return what a second reader said, and how many items were not in the agreed form; raises ModelOutputInvalid."""
    body = _object(raw, Remarks)
    remarks, faults = _items(body["remarks"], Remark)
    return tuple(remarks), len(faults)


def _object(raw: str, shape: type[BaseModel]) -> dict[str, Any]:
    """Fields that nobody asked for are passed over; the raw answer keeps them."""
    try:
        body = json.loads(content(raw), object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise ModelOutputInvalid(NO_JSON) from None
    if not isinstance(body, dict):
        raise ModelOutputInvalid(NO_JSON)
    if not all(isinstance(body.get(name), list) for name in shape.model_fields):
        raise ModelOutputInvalid(_complaint(body, shape))
    return body


def _complaint(body: dict[str, Any], shape: type[BaseModel]) -> str:
    try:
        shape.model_validate({name: body[name] for name in shape.model_fields if name in body})
    except ValidationError as error:
        return complaints(error)
    raise ValueError("expected an answer with a fault")


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field stands twice in one object")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number in JSON")


def _items(listed: Sequence[Any], shape: type[_Item]) -> tuple[list[_Item], list[tuple[Any, str]]]:
    good, faulty = [], []
    for item in listed:
        try:
            good.append(shape.model_validate(item))
        except ValidationError as error:
            faulty.append((item, complaints(error)))
    return good, faulty


def _faulty(item: Any, reason: str) -> Faulty:
    known: dict[str, Any] = item if isinstance(item, dict) else {}
    ids = known.get("sentence_ids")
    return Faulty(
        ids=tuple(each for each in ids if isinstance(each, str)) if isinstance(ids, list) else (),
        quote=_words(known.get("quote")),
        claim=_words(known.get("claim")),
        reason=reason,
    )


def _words(value: object) -> str:
    return " ".join(normalise(value[: 2 * LONGEST]).split())[:LONGEST] if isinstance(value, str) else ""
