"""
A run over labelled documents measured, and set beside another one.

Never here: a single measure, or its words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checker.errors import InputError
from checker.measure.brought import Brought
from checker.measure.gold import Gold, GoldDocument
from checker.measure.intervals import Difference, Draws, Figure, differences, figures
from checker.measure.saved import Header, SavedRun
from checker.measure.tally import Tally, tally, total


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Another run over the same documents, and how this one differs from it."""

    header: Header
    documents: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Every figure of a run."""

    gold: Gold
    header: Header
    counted: Tally
    figures: tuple[Figure, ...]
    draws: Draws
    comparison: Comparison | None


def evaluate(gold: Gold, documents: Sequence[GoldDocument], run: SavedRun, other: SavedRun | None, draws: Draws) -> Evaluation:
    """Measure what a run brought for these documents; those that it has not read are left out."""
    ours = _tallies(documents, run.outcomes)
    return Evaluation(
        gold=gold,
        header=run.header,
        counted=total(ours.values()),
        figures=tuple(figures(list(ours.values()), draws)),
        draws=draws,
        comparison=_compared(ours, documents, other, draws) if other else None,
    )


def _tallies(documents: Iterable[GoldDocument], outcomes: Mapping[str, Brought]) -> dict[str, Tally]:
    found = ((each, outcomes.get(each.document.id)) for each in documents)
    return {each.document.id: tally(each, outcome) for each, outcome in found if outcome}


def _compared(ours: Mapping[str, Tally], documents: Iterable[GoldDocument], other: SavedRun, draws: Draws) -> Comparison:
    theirs = _tallies([each for each in documents if each.document.id in ours], other.outcomes)
    if not theirs:
        raise InputError("The two runs have no document in common; give both the same --limit and --seed, or none.")
    found = differences([ours[id_] for id_ in theirs], list(theirs.values()), draws)
    return Comparison(header=other.header, documents=len(theirs), differences=tuple(found))
