"""
How much each claim deserves checking, as the built-in scorer sees its quote: the same measure whoever proposed it.

Never here: a weight, or an order.
"""

from collections.abc import Sequence
from dataclasses import replace

from checker.model import Document, Proposal
from checker.scorer import applies, scorer


def scored(document: Document, proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the claims with the scores of their quotes; without any where the scorer does not know the language."""
    if not proposals or not applies(document.language, document.text):
        return tuple(proposals)
    scores = scorer().scores([each.quote for each in proposals])
    return tuple(replace(each, score=score) for each, score in zip(proposals, scores, strict=True))
