"""
What the scorer and its signs say of each sentence of a document, in one pass.

Never here: whether a claim can be checked at all, or which sentences are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from checker.model import Score
from checker.scorer import SIGNS, Scorer, seen

_OF_ANY_LANGUAGE = frozenset(code for code, sign in SIGNS.items() if sign.any_language)


@dataclass(frozen=True, slots=True)
class Worth:
    """How much a sentence deserves checking, None where no scorer knows its language, and the signs that it shows."""

    score: Score | None
    features: frozenset[str]


def weigh(sentences: Sequence[str], scorer: Scorer, *, english: bool) -> list[Worth]:
    """Weigh sentences; of another language than English only what shows in any language is said."""
    shown = seen(sentences)
    if not english:
        return [Worth(None, features & _OF_ANY_LANGUAGE) for features in shown]
    return [Worth(score, features) for score, features in zip(scorer.scores(sentences), shown, strict=True)]
