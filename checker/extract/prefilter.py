"""
Which sentences of a document a model is asked about when it shall not read them all: the best-ranked share.

Never here: how a sentence is ranked, or what becomes of those that are kept back.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from checker.config import Settings
from checker.extract.chunk import Target, Use
from checker.model import Document
from checker.scorer import Scorer, applies, scorer


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefilter:
    """Keeps back all but a share of the sentences; a text that the scorer does not know is asked about whole."""

    share: float
    scorer: Scorer

    def chosen(self, document: Document, targets: Sequence[Target]) -> tuple[Target, ...]:
        """Return the targets with what becomes of each; the neighbours of those that are asked about are shown."""
        if not applies(document.language, document.text):
            return tuple(targets)
        values = [score.value for score in self.scorer.scores([target.shown for target in targets])]
        best = sorted(range(len(targets)), key=lambda at: (-values[at], at))
        asked = frozenset(best[: math.ceil(self.share * len(targets))])
        return tuple(replace(target, use=_use(at, asked)) for at, target in enumerate(targets))


def prefilter(settings: Settings) -> Prefilter | None:
    """Return the pre-filter that the settings ask for; None where every sentence is asked about."""
    return None if settings.prefilter == 1 else Prefilter(share=settings.prefilter, scorer=scorer())


def _use(at: int, asked: frozenset[int]) -> Use:
    if at in asked:
        return Use.ASKED
    return Use.KEPT_BACK if asked.isdisjoint((at - 1, at + 1)) else Use.BESIDE
