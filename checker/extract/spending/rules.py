"""
When a run may ask a model, and how long an answer may be: the same rules wherever its calls are kept.

Never here: where the calls are kept, or a call.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from checker.budget import LEAST_ANSWER, Caps, Price, Spent, Usage, cost, estimate_tokens, room
from checker.config import Settings
from checker.extract import Request
from checker.model import ModelCall
from checker.words import OnItsWay, Outcome

FINAL = frozenset({Outcome.UNAUTHORISED, Outcome.MODEL_NOT_FOUND, Outcome.QUOTA_EXHAUSTED, Outcome.OVER_BUDGET})
LOST = frozenset({Outcome.UNAVAILABLE, Outcome.REJECTED})
_UNREAD = FINAL | LOST | {Outcome.FORM_REFUSED, Outcome.CONTEXT_TOO_LONG}  # no model read what was sent
UNDECIDED = frozenset({*OnItsWay, Outcome.FORM_REFUSED})
ATTEMPTS = 3  # for a server that does not answer
LOSSES = 3  # questions in a row that were given up, after which no more are sent
LIKELY_SHARE = 0.6  # of an answer as reckoned, which is enough for most; one that is cut off there is asked for in halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A cap that calls count against, and what was used up of it."""

    name: str  # `run` or `day`
    caps: Caps
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How many tokens an answer may have, None for any number; `refusal` says why the call may not be made at all."""

    limit: int | None
    refusal: str = ""


def stopped(calls: Sequence[ModelCall], model: str) -> bool:
    """Whether a run may ask a model nothing more, after the calls that it has made so far, in their order."""
    asked = [call for call in calls if call.model == model and not call.reused]
    return any(call.outcome == Outcome.OVER_BUDGET for call in calls) or (
        any(call.outcome in FINAL for call in asked) or _unanswered_in_a_row(asked) >= LOSSES
    )


def _unanswered_in_a_row(calls: Sequence[ModelCall]) -> int:
    """How many questions were given up since the last answer; one that may still be tried again is not among them."""
    silences: Counter[str] = Counter()
    for call in reversed([call for call in calls if call.outcome not in UNDECIDED]):
        if call.outcome not in LOST:
            break
        silences[call.key] += ATTEMPTS if call.outcome == Outcome.REJECTED else 1
    return sum(count >= ATTEMPTS for count in silences.values())


def allowance(settings: Settings, accounts: Sequence[Account], request: Request) -> Allowance:
    """Return what the caps leave for a call: the answer may be so long that all that is sent and got fits for certain."""
    price = settings.prices.get(request.model)
    rooms = [(room(each.caps, each.spent, price, request.input_tokens), each) for each in accounts]
    limited = [(left, each) for left, each in rooms if left is not None]
    if not limited:
        return Allowance(limit=None)
    left, tightest = min(limited, key=lambda pair: pair[0])
    limit = min(left, settings.answer_tokens)
    if limit >= _least(settings, request):
        return Allowance(limit=limit)
    return Allowance(limit=0, refusal=_refusal(settings, tightest, request))


def _least(settings: Settings, request: Request) -> int:
    """The shortest answer that is worth asking for."""
    return max(LEAST_ANSWER, round(LIKELY_SHARE * min(request.answer_tokens, settings.answer_tokens)))


def set_aside(prices: Mapping[str, Price], request: Request, limit: int | None) -> Spent:
    """Return what a call counts for while it is on its way."""
    output = request.answer_tokens if limit is None else limit
    return _spent(prices, request.model, Usage(input_tokens=request.input_tokens, output_tokens=output))


def taken(prices: Mapping[str, Price], request: Request, call: ModelCall, limit: int | None) -> Spent:
    """Return what a call counts for once it is over; what nobody counted counts as much as it can have been."""
    if call.input_tokens is not None or call.output_tokens is not None:
        return _spent(prices, call.model, usage_of(call))
    if nothing_taken(call):
        return Spent()
    if call.may_be_billed:
        return set_aside(prices, request, limit)
    answer = max(request.answer_tokens, estimate_tokens(call.raw))
    return set_aside(prices, request, answer if limit is None else min(answer, limit))


def nothing_taken(call: ModelCall) -> bool:
    """Whether surely no model read what was sent."""
    return call.outcome in _UNREAD and not call.may_be_billed


def usage_of(call: ModelCall) -> Usage:
    """Return the tokens that the server counted for a call."""
    return Usage(
        input_tokens=call.input_tokens or 0, output_tokens=call.output_tokens or 0, cached_tokens=call.cached_tokens or 0
    )


def _spent(prices: Mapping[str, Price], model: str, usage: Usage) -> Spent:
    price = cost(prices, model, usage)
    return Spent(tokens=usage.tokens, cost=price or 0.0, unpriced=int(price is None))


_ELSE = {"run": "split the document", "day": "go on tomorrow"}


def _refusal(settings: Settings, account: Account, request: Request) -> str:
    """What, why and what to do, in one sentence."""
    price, caps, answer = settings.prices.get(request.model), account.caps, _least(settings, request)
    by_tokens = room(Caps(tokens=caps.tokens), account.spent, price, request.input_tokens)
    if caps.tokens is not None and by_tokens is not None and by_tokens < answer:
        kind, needed = "tokens", f"takes about {request.input_tokens + answer:,} tokens"
        leaves = f"{caps.tokens:,} tokens a {account.name} leaves {max(0, caps.tokens - account.spent.tokens):,}"
    else:
        kind, needed = "cost", _costs(price, request, answer)
        leaves = f"{caps.cost:g} a {account.name} leaves {max(0.0, (caps.cost or 0) - account.spent.cost):.4g}"
    to_do = [f"raise {settings.name_of(f'max_{kind}_per_{account.name}')}"]
    if account.spent.tokens or account.spent.cost:  # else nothing smaller would have fitted
        to_do.append(_ELSE[account.name])
    return f"The next call {needed}, but the cap of {leaves}: {', or '.join(to_do)}."


def _costs(price: Price | None, request: Request, answer: int) -> str:
    if price is None:
        return "costs nobody knows how much"
    return f"costs about {price.of(Usage(input_tokens=request.input_tokens, output_tokens=answer)):.4g}"


def used(calls: Sequence[ModelCall]) -> tuple[int, int, float | None]:
    """Return input tokens, output tokens and cost of calls together; the cost is None when one of them has no known price."""
    sent = [call for call in calls if call.sent]
    if not sent and any(call.reused for call in calls):
        return 0, 0, 0.0
    priced = [call.cost for call in sent if call.input_tokens or call.output_tokens]
    known = [each for each in priced if each is not None]
    price = sum(known) if known and len(known) == len(priced) else None
    return sum(call.input_tokens or 0 for call in sent), sum(call.output_tokens or 0 for call in sent), price


def priced(prices: Mapping[str, Price], call: ModelCall) -> ModelCall:
    """Return a call with what it cost, where the server counted its tokens and the price list names its model."""
    counted = call.input_tokens is not None or call.output_tokens is not None
    return replace(call, cost=cost(prices, call.model, usage_of(call)) if counted else None)


def reused(call: ModelCall, at: datetime) -> ModelCall:
    """Return the answer to an earlier call as one that is taken again: it costs nothing this time."""
    return replace(call, at=at, sent=False, reused=True, cost=0.0)


def unsent(request: Request, outcome: str, at: datetime, message: str = "") -> ModelCall:
    """Return the call that a request is before anything came of it."""
    return ModelCall(
        position=0,
        key=request.key,
        purpose=request.purpose,
        model=request.model,
        prompt_hash=request.prompt_hash,
        outcome=outcome,
        raw="",
        message=message,
        input_tokens=None,
        output_tokens=None,
        cached_tokens=None,
        seconds=0.0,
        cost=None,
        at=at,
        sent=False,
    )
