"""
How much an English sentence deserves checking, and what about it says so; the same text, the same score.

Never here: a document, a queue, or training (training.py has that, and nothing imports it at run time).
"""

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from checker.model import Score
from checker.scorer.language import applies
from checker.scorer.signs import SIGNS, WORDS

__all__ = ["SIGNS", "WORDS", "Scorer", "applies", "linear_scorer", "ran", "scorer", "seen"]


class Scorer(Protocol):
    """Scores English sentences; safe to share between threads."""

    name: str  # with the first digits of its weights' hash

    def scores(self, sentences: Sequence[str]) -> list[Score]:
        """Return for each sentence how much it deserves checking."""
        ...


@cache
def scorer() -> Scorer:
    """Return the encoder where it is installed, else the linear scorer, loaded once; raises ConfigError if the weights cannot be used."""
    from checker.scorer import encoder

    if not encoder.installed():
        return linear_scorer()
    return encoder.encoder(lambda sentences: [score.why for score in linear_scorer().scores(sentences)])


@cache
def linear_scorer() -> Scorer:
    """Return the linear scorer, which is always there, loaded once; raises ConfigError if its weights cannot be used."""
    from checker.scorer.linear import Linear
    from checker.scorer.weights import load

    return Linear(load())


def ran() -> str:
    """Say which scorer this installation has, and how to get the stronger one where it is missing."""
    from checker.scorer import encoder

    return scorer().name if encoder.installed() else f"{scorer().name}; {encoder.MISSING}"


def seen(sentences: Sequence[str]) -> list[frozenset[str]]:
    """Return for each sentence the codes of the signs that it shows; outside English only those marked `any_language` hold."""
    from checker.scorer.tokens import read

    codes = tuple(SIGNS)
    shown = read(sentences).signs.tolist() if sentences else []
    return [frozenset(code for at, code in enumerate(codes) if signs >> at & 1) for signs in shown]
