"""
Why a claim stands where it stands, in words: its score and what weighed for it, its age, its reach, who says it, and the cut.

Never here: the formula; ranking.py has it.
"""

from collections.abc import Iterator
from dataclasses import replace

from checker import ranking, steering
from checker.model import Claim, Proposal
from checker.ranking import Standing
from checker.store import Tx, claims
from checker.store.claims import Queue
from checker.ui import prose, session
from checker.ui.lines import Line
from checker.ui.reasons import why

MOST_REASONS = 4


def lines(claim: Claim, queue: Queue, *, reckoned: bool) -> Iterator[Line]:
    """Yield why a claim stands where it stands; the sum behind it stands in the hint, or in a line of its own if asked."""
    standing = steering.standing(session.desk(), claim.id, queue.weights)
    said = [_score(claim), *_circumstances(standing)] if standing else [_score(claim)]
    sum_ = _reckoned(standing, queue) if standing else ""
    yield Line(kind="quiet", text="Why here: " + " · ".join(said), hint=sum_)
    if reckoned and sum_:
        yield Line(kind="meta", text=sum_)


def _reckoned(standing: Standing, queue: Queue) -> str:
    counted = ranking.explained(ranking.terms(standing, session.desk().now().date()), queue.weights)
    return f"{counted.removesuffix('.')}. In this document number {standing.place:,} of {standing.of:,}."


def waiting(tx: Tx, claim: Claim, queue: Queue) -> str:
    """Return how many claims wait; under a cut, what it leaves of this document."""
    if queue.best is None:
        return f"{claims.length(tx, queue):,} waiting in this queue"
    here = replace(queue, document_id=claim.document_id, skipping=(), flag=None)
    below = claims.length(tx, replace(here, best=None)) - claims.length(tx, here)
    of = claims.total(tx, claims.Filter(document_id=claim.document_id, lost=False))
    return f"best {min(queue.best, of):,} of {of:,}; {below:,} {'waits' if below == 1 else 'wait'} below the cut"


def _score(claim: Claim) -> str:
    proposal = claim.proposal
    codes = dict.fromkeys((*(proposal.score.why if proposal.score else ()), *proposal.why))
    reasons = " · ".join(map(why, list(codes)[:MOST_REASONS]))
    number = _number(proposal, by_model=claim.provenance.model is not None)
    return f"{number} ({reasons})" if reasons else number


def _number(proposal: Proposal, *, by_model: bool) -> str:
    if proposal.score is None and proposal.checkworthiness is None:
        return "not scored, so in the middle"
    said = f"score {_short(ranking.worth(proposal))}" if proposal.score else ""
    if proposal.checkworthiness is None or (proposal.score and not by_model):
        return said
    estimate = f"{'the model’s estimate' if by_model else 'check-worthiness'} {_short(proposal.checkworthiness)}"
    return ", ".join(filter(None, (said, estimate)))


def _circumstances(standing: Standing) -> Iterator[str]:
    days = ranking.age(standing, session.desk().now().date())
    ago = prose.count(days, "day")
    if standing.dated:
        yield f"{ago} old" if days else "of today"
    else:
        yield f"day not known, came in {f'{ago} ago' if days else 'today'}"
    if standing.reach:
        yield ranking.REACH[standing.reach]
    if standing.claimant != ranking.ANYBODY:
        yield f"weight of the claimant: {ranking.LEVELS[standing.claimant]}"


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")
