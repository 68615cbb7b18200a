"""
What model calls cost, and how much may still be spent: tokens, prices, caps.

Never here: a call, or where what was spent is kept.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

PER = 1_000_000  # tokens; what a price is for
LEAST_ANSWER = 200  # tokens; with less than this an answer is not worth asking for
OURS = 3  # characters of our own English instructions and schemas that a token holds at least; measured: 3.1 to 4.2
CALL_TOKENS = 50  # what a server may put around the messages of one call
LIKELY_CALL_TOKENS = 10

# Kinds of writing, and the tokens that one run of each takes: so many for the run and so many for each character, at most
# and likely. Measured with four tokenisers (100,000, 200,000, 131,000 and 32,000 tokens) on English news, debates and JSON
# and on a paragraph in 27 other languages: at most is 1.0 to 2.5 times what the worst of them takes, likely is within a
# quarter of the second for English, and rougher for others.
_WRITING = (
    ("opaque", r"[A-Za-z0-9_+/=%&?.:~#@-]{25,}", (0, 1), (0, 0.5)),  # addresses, keys, encoded data
    ("word", r"[A-Za-z]+", (0.5, 0.55), (0.6, 0.12)),
    ("digits", r"[0-9]+", (1, 1), (0.5, 0.4)),
    ("sign", r"[!-/:-@\[-`{-~]+", (0.25, 0.8), (0.6, 0.1)),
    ("space", r"\s*[^\S ]\s*|  +", (0, 1), (0.5, 0.05)),
    ("near", r"[\u0080-\u052f\u0590-\u06ff\u1e00-\u1eff]+", (1, 1), (0.4, 0.3)),  # other Latin, Greek, Cyrillic, Hebrew, Arabic
    ("indic", r"[\u0900-\u0eff]+", (0, 2), (0, 0.35)),
    ("asian", r"[\u2000-\u206f\u3000-\ud7af\uff00-\uffef]+", (0, 2), (0, 0.75)),
    ("rest", r"[^ -~]", (4, 0), (1, 0)),
)
_RUNS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _, _ in _WRITING))
_RATES = {name: (*most, *likely) for name, _, most, likely in _WRITING}

_Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Price(BaseModel):
    """What a model costs for a million tokens, in the currency of the price list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: _Amount
    output: _Amount
    cached_input: _Amount | None = None  # for what the provider still knows from an earlier call

    def of(self, usage: "Usage") -> float:
        """Return what this usage costs."""
        cached = min(usage.cached_tokens, usage.input_tokens)
        known = self.input if self.cached_input is None else self.cached_input
        return ((usage.input_tokens - cached) * self.input + cached * known + usage.output_tokens * self.output) / PER


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """The tokens of one call or of many; `cached_tokens` are among the input."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Input and output together."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What was used up so far; `unpriced` counts the calls whose price nobody knows."""

    tokens: int = 0
    cost: float = 0.0
    unpriced: int = 0

    def __add__(self, other: "Spent") -> "Spent":
        """Return both together."""
        return Spent(tokens=self.tokens + other.tokens, cost=self.cost + other.cost, unpriced=self.unpriced + other.unpriced)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that may be used up; None where there is no limit."""

    tokens: int | None = None
    cost: float | None = None


def midnight(now: datetime) -> datetime:
    """Return when the day of this moment began, in UTC: what was used up since then counts under the caps of the day."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def cost(prices: Mapping[str, Price], model: str | None, usage: Usage) -> float | None:
    """Return what this usage of a model costs; None when the price list does not name the model."""
    price = prices.get(model or "")
    return None if price is None else price.of(usage)


def estimate_tokens(*messages: str) -> int:
    """Return how many tokens one call with these messages takes in at most; for a cap."""
    return CALL_TOKENS + math.ceil(sum(_reckoned(each)[0] for each in messages))


def our_tokens(characters: int) -> int:
    """Return how many tokens so much of our own instructions and schemas takes at most; unlike a document they are known."""
    return math.ceil(characters / OURS)


def likely_tokens(*messages: str) -> int:
    """Return how many tokens one call with these messages is likely to take in; for showing."""
    return LIKELY_CALL_TOKENS + math.ceil(sum(_reckoned(each)[1] for each in messages))


@lru_cache(maxsize=32)  # instructions are the same in every call
def _reckoned(text: str) -> tuple[float, float]:
    most = likely = 0.0
    for run in _RUNS.finditer(text):
        once, each, likely_once, likely_each = _RATES[run.lastgroup or ""]
        length = run.end() - run.start()
        most += once + each * length
        likely += likely_once + likely_each * length
    return most, likely


def room(caps: Caps, spent: Spent, price: Price | None, input_tokens: int) -> int | None:
    """Return how many tokens an answer may have after this input, at most 0 when there is no room; None for any number."""
    by_tokens = None if caps.tokens is None else caps.tokens - spent.tokens - input_tokens
    by_cost = None if caps.cost is None else _room_by_cost(caps.cost - spent.cost, price, input_tokens)
    return min((each for each in (by_tokens, by_cost) if each is not None), default=None)


def _room_by_cost(left: float, price: Price | None, input_tokens: int) -> int | None:
    if price is None:  # what a call costs is not known, so that it may cost more than is left
        return 0
    left -= input_tokens * max(price.input, price.cached_input or 0) / PER
    if left <= 0:
        return 0
    return math.floor(left * PER / price.output) if price.output else None
