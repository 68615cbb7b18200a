"""
A model's answers as Pydantic models, and the strict JSON schemas that are sent with every call.

Never here: spans, ids of our own, or anything that the code can find out without asking.
"""

import json
import re
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictInt, ValidationError

from checker.text import normalise
from checker.words import Attribution, Checkability, ClaimType

Level = Literal["low", "medium", "high"]
Why = Literal["harm", "public_money", "policy", "health", "election", "viral", "powerful_claimant"]
SkipReason = Literal[
    "opinion",
    "vague",
    "question",
    "rhetoric",
    "personal",
    "furniture",
    "repeat",
    "instruction",
    "out_of_scope",
    "no_claim",
]
Code = Literal["meaning_changed", "roles_swapped", "scope_changed", "attribution_changed", "not_in_quote"]

LONGEST = 10_000  # characters of one field; more than a whole chunk holds
_SPACES = re.compile(r"\s+")
_WORST_SHOWN = 5
# What Pydantic adds for readers and a strict schema must not hold.
_NOT_SENT = ("title", "description", "default")


class Purpose(StrEnum):
    """What a call is for."""

    EXTRACT = "extract"
    REPAIR = "repair"
    SECOND_READER = "second_reader"


def _tidy(words: str) -> str:
    """One line of characters that can be stored."""
    if len(words) > 2 * LONGEST:  # to put towers of accents in order takes time that grows with the square of their height
        raise ValueError(f"{len(words)} characters are too many; at most {LONGEST}")
    tidy = _SPACES.sub(" ", normalise(words)).strip()
    if len(tidy) > LONGEST:
        raise ValueError(f"{len(tidy)} characters are too many; at most {LONGEST}")
    return tidy


def _said(words: str) -> str:
    if not words:
        raise ValueError("must not be empty")
    return words


def _or_none(words: str | None) -> str | None:
    return words or None


Words = Annotated[str, AfterValidator(_tidy)]
SomeWords = Annotated[Words, AfterValidator(_said)]
MaybeWords = Annotated[Words | None, AfterValidator(_or_none)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Found(_Strict):
    """One claim as the model puts it: copied first, rewritten after."""

    sentence_ids: list[str]
    quote: SomeWords
    claimant: MaybeWords
    claimant_role: MaybeWords
    attribution: Attribution
    claim: SomeWords
    claim_type: ClaimType
    checkability: Checkability
    reason: Words
    checkworthiness: Level
    why: list[Why]
    time_reference: MaybeWords
    ambiguity: MaybeWords


class Passed(_Strict):
    """One target sentence that the model left out, and why."""

    id: str
    reason: SkipReason


class Answer(_Strict):
    """All that the model says about one chunk."""

    claims: list[Found]
    skipped: list[Passed]


class Remark(_Strict):
    """What a second reader holds against one claim."""

    number: StrictInt
    code: Code
    reason: Words


class Remarks(_Strict):
    """All that a second reader says about the claims of one chunk."""

    remarks: list[Remark]


SHAPES: dict[Purpose, type[BaseModel]] = {
    Purpose.EXTRACT: Answer,
    Purpose.REPAIR: Answer,
    Purpose.SECOND_READER: Remarks,
}
NAMES = {Answer: "claims", Remarks: "remarks"}


def schema_name(purpose: Purpose) -> str:
    """Return what the form of the answer is called."""
    return NAMES[SHAPES[purpose]]


@cache
def json_schema(purpose: Purpose = Purpose.EXTRACT) -> dict[str, Any]:
    """Return the strict schema of an answer: every field required, no other allowed."""
    schema: dict[str, Any] = _for_the_wire(SHAPES[purpose].model_json_schema())
    return schema


def _for_the_wire(node: Any) -> Any:
    if isinstance(node, list):
        return [_for_the_wire(each) for each in node]
    if isinstance(node, dict):
        return {key: _for_the_wire(each) for key, each in node.items() if key not in _NOT_SENT}
    return node


@cache
def schema_text(purpose: Purpose = Purpose.EXTRACT) -> str:
    """Return the schema as one line, always the same."""
    return json.dumps(json_schema(purpose), separators=(",", ":"))


def complaints(error: ValidationError) -> str:
    """Return what is wrong with an answer in words of ours, so that nothing the model wrote comes back to it."""
    errors = error.errors(include_input=False, include_url=False, include_context=False)
    shown = "; ".join(f"{_place(each['loc'])}: {_reason(each['type'])}" for each in errors[:_WORST_SHOWN])
    more = f"; and {len(errors) - _WORST_SHOWN} more" if len(errors) > _WORST_SHOWN else ""
    return shown + more


_FIELDS = frozenset(name for model in (Answer, Found, Passed, Remark, Remarks) for name in model.model_fields)


def _place(location: tuple[int | str, ...]) -> str:
    named = (str(part) if isinstance(part, int) or part in _FIELDS else "an unknown field" for part in location)
    return ".".join(named) or "the answer"


def _reason(kind: str) -> str:
    return _REASONS.get(kind, kind.replace("_", " "))


_REASONS = {
    "missing": "is missing",
    "extra_forbidden": "is not allowed",
    "enum": "is none of the allowed codes",
    "literal_error": "is none of the allowed codes",
    "value_error": "is empty or too long",
    "list_type": "is no list",
    "string_type": "is no text",
    "int_type": "is no whole number",
}
