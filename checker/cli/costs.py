"""
What calls cost, or will cost, in one line.

Never here: reckoning.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.extract.estimate import Estimate
    from checker.model import ModelCall
    from checker.store.usage import Used

SMALLEST = 0.0001


def spent(calls: Sequence["ModelCall"], seconds: float) -> str:
    """Return what calls that were made have cost."""
    from checker.extract.spending.rules import used

    sent = [call for call in calls if call.sent]
    reused = sum(call.reused for call in calls)
    cached = sum(call.cached_tokens or 0 for call in sent)
    given, got, cost = used(sent)
    tokens = f"{given:,} tokens in{f' ({cached:,} of them cached)' if cached else ''} and {got:,} out"
    return "; ".join([_calls(len(sent), reused), tokens, _price(sent, cost), f"{seconds:.1f} s"])


def used(total: "Used") -> str:
    """Return what the calls of runs have used up; nothing where no model was asked."""
    if not total.calls and not total.reused:
        return ""
    tokens = f"{total.input_tokens:,} tokens in and {total.output_tokens:,} out"
    return "; ".join([_calls(total.calls, total.reused), tokens, _cost(total)])


def _calls(sent: int, reused: int) -> str:
    return f"{number(sent, 'call')}{f', {reused:,} answered from before' if reused else ''}"


def _cost(total: "Used") -> str:
    if not total.calls:
        return "no cost"
    if total.cost is not None:
        return f"cost {amount(total.cost)}"
    if not total.unpriced:
        return "cost unknown: the server counted no tokens"
    if not total.known_cost:
        return "cost unknown"
    return f"cost {amount(total.known_cost)} and {number(total.unpriced, 'call')} without a known price"


def _price(sent: Sequence["ModelCall"], cost: float | None) -> str:
    from checker.extract.spending.rules import nothing_taken

    if all(map(nothing_taken, sent)):
        return "no cost"
    if cost is not None:
        return f"cost {amount(cost)}"
    unpriced = {call.model for call in sent if call.cost is None and (call.input_tokens or call.output_tokens)}
    return f"the {price_unknown(unpriced)}" if unpriced else "cost unknown: the server counted no tokens"


def expected(estimate: "Estimate") -> str:
    """Return what calls will cost, from the least that is likely to the most."""
    least, most = estimate.least, estimate.most
    if not most.calls:
        return "no calls to a model, no cost"
    calls = f"{_range(str(least.calls), str(most.calls))} calls"
    given = _range(_about(least.input_tokens), _about(most.input_tokens))
    got = _range(_about(least.answer_tokens), _about(most.answer_tokens))
    cost = "cost unknown"
    if least.cost is not None and most.cost is not None:
        cost = f"cost {_range(amount(least.cost), amount(most.cost))}"
    return f"{calls}; about {given} tokens in and {got} out; {cost}"


def as_data(estimate: "Estimate") -> dict[str, Any]:
    """Return an estimate as a program reads it."""
    return {"least": asdict(estimate.least), "most": asdict(estimate.most), "unpriced": sorted(estimate.unpriced)}


def price_unknown(models: Iterable[str]) -> str:
    """Return what to add to the settings, so that the cost can be said."""
    named = ", ".join(f'[prices."{model}"]' for model in sorted(models))
    return f"price is unknown: add {named} with input and output (what a million tokens cost) to the settings file"


def amount(cost: float) -> str:
    """Return a cost as a person reads it; the currency is the price list's."""
    return f"under {SMALLEST}" if 0 < cost < SMALLEST / 2 else f"{cost:,.4f}"


def _range(least: str, most: str) -> str:
    return least if least == most else f"{least} to {most}"


def _about(tokens: int) -> str:
    """Two figures are all that an estimate is good for."""
    return f"{float(f'{tokens:.2g}'):,.0f}"


def number(count: int, noun: str) -> str:
    """Return so many of something."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
