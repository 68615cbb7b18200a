"""
The figures of a run in words and as data: lines for a person, plain values for a program.

Never here: how a figure is reckoned.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from checker.measure.evaluation import Comparison, Evaluation
from checker.measure.intervals import Difference, Figure
from checker.measure.measures import Unit
from checker.measure.saved import Header
from checker.measure.tally import Tally
from checker.model import plain

_WIDTH = 42
_PLACES = {Unit.SHARE: ".3f", Unit.NUMBER: ",.2f", Unit.SECONDS: ",.2f", Unit.COST: ",.4f"}
_MISSING = "–"
FEW = 10  # documents
_TOTALS = (
    "calls",
    "calls.reused",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "cost",
    "call_seconds",
    "seconds",
    "problems",
    "failed",
)


def as_text(done: Evaluation) -> Iterator[str]:
    """Yield what was measured, on what, what it took in all, and every figure."""
    yield f"Data: {done.gold.name}, recognised as {done.gold.recognised}."
    yield from (f"  {note}" for note in done.gold.notes)
    yield f"Extractor: {_by(done.header)}."
    yield f"Measured: {done.counted['documents']:,.0f} documents. In all: {_spent(done.counted)}."
    yield f"In brackets: 95 % intervals from {done.draws.resamples:,} draws of documents, seed {done.draws.seed}."
    if is_small(done):
        yield f"With fewer than {FEW} documents the intervals mean little: other documents may bring quite other figures."
    yield ""
    yield from figure_lines(done.figures)
    if done.comparison:
        yield ""
        yield from _compared(done.comparison)


def is_small(done: Evaluation) -> bool:
    """Whether so few documents were measured that their figures say little of others."""
    return done.counted["documents"] < FEW


def _by(header: Header) -> str:
    second = None if header.second_reader == "off" else f"second reader {header.second_reader}"
    by = (header.extractor, header.model, header.prompt_hash and f"prompts {header.prompt_hash}", second)
    return f"{', '.join(filter(None, by))}; version {header.version}"


def _spent(counted: Tally) -> str:
    tokens = f"{counted['input_tokens']:,.0f} tokens in and {counted['output_tokens']:,.0f} out"
    cost = "price unknown" if counted["calls.unpriced"] else f"cost {counted['cost']:,.4f}"
    reused = f" ({counted['calls.reused']:,.0f} more answers were there already)" if counted["calls.reused"] else ""
    return f"{counted['calls']:,.0f} calls{reused}, {tokens}, {cost}, {counted['seconds']:,.1f} seconds"


def _compared(comparison: Comparison) -> Iterator[str]:
    other = comparison.header
    yield f"Beside {_by(other)}, run on {other.started_at:%Y-%m-%d}, over the {comparison.documents:,} documents of both."
    yield f"{'':<{_WIDTH}} {'this run':>10} {'the other':>10} {'difference':>10}"
    yield from difference_lines(comparison.differences)


def figure_lines(found: Sequence[Figure]) -> Iterator[str]:
    """Yield a line for each figure that there is."""
    for each in found:
        if each.value is not None:
            unit = each.measure.unit
            value, interval = _written(each.value, unit), _interval(each.low, each.high, unit)
            yield f"{each.measure.says:<{_WIDTH}} {value:>10}  {interval:<20} of {each.base:,.0f} {each.measure.of}"


def difference_lines(found: Sequence[Difference]) -> Iterator[str]:
    """Yield a line for each figure that two runs have."""
    for each in found:
        if each.value is not None:
            unit = each.measure.unit
            ours, theirs = _written(each.ours, unit), _written(each.theirs, unit)
            told = f"{_signed(each.value, unit):>10}  {_interval(each.low, each.high, unit, signed=True):<22}"
            yield f"{each.measure.says:<{_WIDTH}} {ours:>10} {theirs:>10} {told} {_certain(each)}".rstrip()


def _certain(found: Difference) -> str:
    if found.low is None or found.high is None or found.low <= 0 <= found.high:
        return ""
    return "differs"


def _written(value: float | None, unit: Unit) -> str:
    return _MISSING if value is None else f"{value:{_PLACES[unit]}}"


def _signed(value: float, unit: Unit) -> str:
    return f"{value:+{_PLACES[unit]}}"


def _interval(low: float | None, high: float | None, unit: Unit, *, signed: bool = False) -> str:
    if low is None or high is None:
        return ""
    return f"[{_signed(low, unit)}, {_signed(high, unit)}]" if signed else f"[{_written(low, unit)}, {_written(high, unit)}]"


def as_data(done: Evaluation) -> dict[str, Any]:
    """Return all of it as JSON values; what cannot be reckoned is null."""
    told: dict[str, Any] = {
        **plain(done.header),
        "recognised": done.gold.recognised,
        "notes": list(done.gold.notes),
        "documents": done.counted["documents"],
        "few_documents": is_small(done),
        "resamples": done.draws.resamples,
        "seed": done.draws.seed,
        "totals": {name: done.counted[name] for name in _TOTALS} | {"cost_known": not done.counted["calls.unpriced"]},
        "figures": [_figure(each) for each in done.figures],
    }
    if done.comparison:
        told["comparison"] = {
            "with": plain(done.comparison.header),
            "documents": done.comparison.documents,
            "differences": [_difference(each) for each in done.comparison.differences],
        }
    return told


def _figure(found: Figure) -> dict[str, Any]:
    known = {name: getattr(found, name) for name in ("value", "low", "high")}
    return {"measure": found.measure.code, "says": found.measure.says, **known, "of": found.base, "counting": found.measure.of}


def _difference(found: Difference) -> dict[str, Any]:
    known = {name: getattr(found, name) for name in ("ours", "theirs", "value", "low", "high")}
    return {"measure": found.measure.code, "says": found.measure.says, **known}
