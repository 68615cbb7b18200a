"""
The encoder trained on four fifths of the labelled sentences, measured and calibrated on the last; the linear scorer beside it.

Never here: how either of them learns.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from checker.errors import InputError
from checker.measure.intervals import Draws
from checker.measure.scoring import Examples, Held, Say, by_sentence, drawn, held
from checker.scorer import training
from checker.scorer.encoder.training import Base, Lesson, Recipe, shipped
from checker.scorer.tokens import Numbers
from checker.scorer.training import calibrated

OWED = "Fine-tuned from all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0)."
FIFTHS = 5
FEWEST = 20  # labels of each kind, so that some are held out


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The sentences to learn from and to hold a fifth of, those of files that nothing is learned from, and how to measure."""

    given: Examples
    apart: Examples | None = None
    negatives: float = 2.5
    draws: Draws


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """What the encoder reaches on what it did not see, and the same encoder as a file."""

    held: tuple[Held, ...]
    content: bytes


def encoded(trial: Trial, base: Base, said: Say, recipe: Recipe | None = None) -> Encoded:
    """Train the encoder on four fifths of the sentences, with the file's own labels as classes; measure and calibrate it on the last."""
    given, (seen, unseen) = trial.given, _parted(trial)
    said("the frozen part")
    lesson = Lesson(base, _texts(trial), recipe or Recipe())
    said("the upper layers")
    top = lesson.learnt(seen, _classes(given), said)
    said("what was held out")
    margins = lesson.margins(top, _unseen(trial, unseen))
    calibration = calibrated(margins[: len(unseen)], given.wanted[unseen])
    content = shipped(lesson.foot, top, lesson.pieces, calibration, f"{OWED} {given.about}")
    return Encoded(held=tuple(_held("the encoder", trial, unseen, _shares(margins, calibration))), content=content)


def linear_beside(trial: Trial, said: Say) -> tuple[Held, ...]:
    """Train the linear scorer on the same four fifths and measure it on the same sentences."""
    said("the linear scorer on the same sentences")
    given, (seen, unseen) = trial.given, _parted(trial)
    sums = training.sums(_texts(trial))
    weights, bias = training.fitted(sums.of(seen), given.wanted[seen])
    margins = training.margins(sums.of(_unseen(trial, unseen)), weights, bias)
    calibration = calibrated(margins[: len(unseen)], given.wanted[unseen])
    return tuple(_held("the linear scorer", trial, unseen, _shares(margins, calibration)))


def _texts(trial: Trial) -> tuple[str, ...]:
    return trial.given.texts + (trial.apart.texts if trial.apart else ())


def _unseen(trial: Trial, fifth: Numbers) -> Numbers:
    """The places of the held-out fifth, then those of the sentences that stand apart."""
    return np.concatenate([fifth, np.arange(len(trial.given.texts), len(_texts(trial)))])


def _parted(trial: Trial) -> tuple[Numbers, Numbers]:
    """The places of four fifths and of one, by chance, each with its share of those that deserve a claim."""
    given = trial.given
    if min(given.wanted.sum(), (~given.wanted).sum()) < FEWEST:
        raise InputError(
            f"{given.wanted.sum():,} of {len(given.texts):,} sentences deserve a claim; expected {FEWEST} of each kind at least."
        )
    fifth = by_sentence(given, trial.draws.seed, FIFTHS)
    return np.flatnonzero(fifth), np.flatnonzero(fifth == 0)


def _classes(given: Examples) -> Numbers:
    """A number for each label, the last for whatever deserves a claim; without labels there are two."""
    kinds = [
        (True, "") if wanted else (False, label) for wanted, label in zip(given.wanted.tolist(), given.labels, strict=True)
    ]
    numbers = {kind: at for at, kind in enumerate(sorted(set(kinds)))}
    return np.array([numbers[kind] for kind in kinds])


def _shares(margins: Numbers, calibration: tuple[float, float]) -> Numbers:
    slope, offset = calibration
    shares: Numbers = 1 / (1 + np.exp(-(margins * slope + offset)))
    return shares


def _held(who: str, trial: Trial, fifth: Numbers, shares: Numbers) -> Iterator[Held]:
    """The figures of what is measured of the held-out fifth, then of each file that nothing was learned from."""
    yield _drawn(f"{who}, on the fifth that was held out", trial, trial.given.of(fifth.tolist()), shares[: len(fifth)])
    if trial.apart:
        names = ", ".join(dict.fromkeys(trial.apart.files))
        yield _drawn(f"{who}, on {names}, from which nothing was learned", trial, trial.apart, shares[len(fifth) :])


def _drawn(says: str, trial: Trial, unseen: Examples, shares: Numbers) -> Held:
    share = dict(zip(unseen.texts, shares.tolist(), strict=True))
    pool = drawn(unseen, trial.negatives, trial.draws.seed)
    return held(says, pool, np.array([share[text] for text in pool.texts]), trial.draws)
