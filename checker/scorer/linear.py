"""
The scorer that is always there: a weight for each sign and each hashed word, added up and made a share; the same text, the same score.

Never here: training, or a language other than English.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from checker.model import Score
from checker.scorer.hashing import of_spelling, of_tokens, shrinking
from checker.scorer.signs import ALIKE, PLACE, SIGNS, WORDING
from checker.scorer.tokens import Numbers, Tokens, read
from checker.scorer.weights import LinearWeights

_SHOWN = 3
_KNOWN = 1 << 16  # words whose spelling is kept in mind
_CODES = tuple(SIGNS)
_SAID = np.array([bool(sign.says) for sign in SIGNS.values()])
_ALIKE = [np.array([PLACE[code] for code in codes]) for codes in ALIKE]
_AT_ONCE = 4096  # sentences
_PLACES = np.arange(len(SIGNS), dtype=np.uint64)


class Linear:
    """Scores English sentences with fixed weights; safe to share between threads."""

    def __init__(self, weights: LinearWeights) -> None:
        """Take the weights; nothing is read or learned afterwards."""
        self.name = f"linear 1 {weights.sha256[:8]}"
        self._weights = weights
        self._spelled = lru_cache(_KNOWN)(self._spelling)

    def scores(self, sentences: Sequence[str]) -> list[Score]:
        """Return for each sentence how much it deserves checking, and what weighed most for that."""
        parts = (sentences[at : at + _AT_ONCE] for at in range(0, len(sentences), _AT_ONCE))
        return [score for part in parts for score in self._scored(read(part))]

    def _scored(self, tokens: Tokens) -> list[Score]:
        weights = self._weights
        signs = shown(tokens) * weights.signs
        worded = self._worded(tokens)
        total = (signs.sum(axis=1) + worded + weights.bias) * weights.slope + weights.offset
        values = np.round(1 / (1 + np.exp(-total)), 4).tolist()
        return [
            Score(value=value, why=why, scorer=self.name) for value, why in zip(values, _reasons(signs, worded), strict=True)
        ]

    def _worded(self, tokens: Tokens) -> Numbers:
        table = self._weights.table
        each = sum(table[places].astype(np.int64) for places in of_tokens(tokens))
        spelled = np.array([self._spelled(word) for word in tokens.words])[tokens.word]
        by_word, by_piece = shrinking(tokens.lengths)
        words, pieces = (np.add.reduceat(one, tokens.starts) for one in (each, spelled))
        found: Numbers = (words * by_word + pieces * by_piece) * self._weights.step
        return found

    def _spelling(self, word: str) -> int:
        return int(self._weights.table[of_spelling(word)].sum(dtype=np.int64))


def shown(tokens: Tokens) -> Numbers:
    """Return a row for each sentence with 1 for each sign that it shows."""
    found: Numbers = ((tokens.signs[:, None] >> _PLACES) & np.uint64(1)).astype(np.float64)
    return found


def _reasons(signs: Numbers, worded: Numbers) -> list[tuple[str, ...]]:
    """Return the signs that weighed most for each sentence; where the hashed words outweigh all of them, that is said first."""
    helped = _joined(np.where(_SAID, signs, 0.0).clip(min=0.0))
    order = np.argsort(-helped, axis=1, kind="stable")[:, :_SHOWN].tolist()
    counted = (helped > 0).sum(axis=1).tolist()
    by_words = (worded > helped.sum(axis=1)).tolist()
    return [
        ((WORDING,) if words else ()) + tuple(_CODES[at] for at in places[: min(number, _SHOWN - words)])
        for places, number, words in zip(order, counted, by_words, strict=True)
    ]


def _joined(helped: Numbers) -> Numbers:
    """Return what each sign helped, of those that say the same one with all of it."""
    for alike in _ALIKE:
        shares = helped[:, alike]
        helped[:, alike] = 0.0
        helped[np.arange(len(helped)), alike[(shares > 0).argmax(axis=1)]] = shares.sum(axis=1)
    return helped
