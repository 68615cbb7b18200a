"""
How much each claim deserves checking, as the built-in scorer sees its quote: the same measure whoever proposed it.

Never here: a weight, or an order.
"""

from collections.abc import Sequence
from dataclasses import replace

from checker.model import Document, Proposal
from checker.scorer import applies, scorer


def scored(document: Document, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the claims with the scores of their quotes, where they have none and the scorer knows the language."""
    unscored = [at for at, each in enumerate(proposals) if each.score is None]
    if not unscored or not applies(document.language, document.text):
        return tuple(proposals)
    scores = dict(zip(unscored, scorer().scores([proposals[at].quote for at in unscored]), strict=True))
    return tuple(replace(each, score=scores.get(at, each.score)) for at, each in enumerate(proposals))
