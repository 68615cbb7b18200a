"""
Sentences scored by the encoder, those of about the same length together; the same text, the same score.

Never here: how the file is proved, training, or why a sentence scores high (the readable signs of the linear scorer say that).
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from checker.model import Score
from checker.scorer.encoder.shipped import Opened
from checker.scorer.encoder.wordpiece import PADDING

Explaining = Callable[[Sequence[str]], Sequence[tuple[str, ...]]]
_AT_ONCE = 32  # sentences


class Encoder:
    """Scores English sentences with the encoder; safe to share between threads."""

    def __init__(self, opened: Opened, explain: Explaining) -> None:
        """Take the loaded file, and what tells for each sentence which readable signs weigh most."""
        self.name = f"encoder 1 {opened.sha256[:8]}"
        self.about = opened.about
        self._opened, self._explain = opened, explain

    def scores(self, sentences: Sequence[str]) -> list[Score]:
        """Return for each sentence how much it deserves checking, and what of it can be said in words."""
        if not sentences:
            return []
        values = self._values(sentences).tolist()
        return [
            Score(value=value, why=why, scorer=self.name) for value, why in zip(values, self._explain(sentences), strict=True)
        ]

    def _values(self, sentences: Sequence[str]) -> NDArray[np.float64]:
        opened = self._opened
        ids = [opened.pieces.of(sentence, opened.longest) for sentence in sentences]
        margins = np.zeros(len(ids))
        for places in _alike(ids):
            block = _padded([ids[at] for at in places], opened.pieces.ids[PADDING])
            logits = opened.session.run(None, {"ids": block})[0].astype(np.float64)
            margins[places] = logits[:, -1] - np.logaddexp.reduce(logits[:, :-1], axis=1)
        shares: NDArray[np.float64] = np.round(1 / (1 + np.exp(-(margins * opened.slope + opened.offset))), 4)
        return shares


def _alike(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    yield from (order[at : at + _AT_ONCE] for at in range(0, len(order), _AT_ONCE))


def _padded(rows: Sequence[Sequence[int]], padding: int) -> NDArray[np.int64]:
    """Return rows of ids as one block."""
    block = np.full((len(rows), max(len(row) for row in rows)), padding, np.int64)
    for at, row in enumerate(rows):
        block[at, : len(row)] = row
    return block
