"""
Why a claim stands where it stands, in words: its score and what weighed for it, its age, its reach, who says it, and the cut.

Never here: the formula; ranking.py has it.
"""

from collections.abc import Iterator
from dataclasses import replace

from checker import ranking
from checker.model import Claim, Proposal
from checker.ranking import Standing
from checker.review import BY_HAND
from checker.store import Tx, claims, order
from checker.store.claims import Queue
from checker.ui import prose, session
from checker.ui.lines import Line
from checker.ui.reasons import why

MOST_REASONS = 4
NO_MODEL = "check-worthiness"  # what stands in the place of a model's estimate where no model ran


def lines(tx: Tx, claim: Claim, queue: Queue, *, reckoned: bool) -> Iterator[Line]:
    """Yield why a claim stands where it stands; the sum behind it stands in the hint, or in a line of its own if asked."""
    standing = order.standing(tx, claim.id, queue.weights)
    said = [_score(claim), *_circumstances(standing)] if standing else [_score(claim)]
    sum_ = _reckoned(claim, standing, queue) if standing else ""
    yield Line(kind="quiet", text="Why here: " + " · ".join(said), hint=sum_)
    if reckoned and sum_:
        yield Line(kind="meta", text=sum_)


def _reckoned(claim: Claim, standing: Standing, queue: Queue) -> str:
    names = ranking.NAMES if claim.provenance.model else ranking.NAMES | {"importance": NO_MODEL}
    counted = ranking.explained(ranking.terms(standing, session.desk().now().date()), queue.weights, names)
    return f"{counted.removesuffix('.')}. By this sum {standing.place:,} of {standing.of:,} in this document."


def waiting(tx: Tx, claim: Claim, queue: Queue) -> str:
    """Return how many claims wait; under a cut, what it leaves of this document."""
    now = session.desk().now()
    if queue.best is None:
        return f"{claims.length(tx, queue, now):,} waiting in this queue"
    here = Queue(status=queue.status, user=queue.user, document_id=claim.document_id, weights=queue.weights)
    below = claims.length(tx, here, now) - claims.length(tx, replace(here, best=queue.best), now)
    of = claims.total(tx, claims.Filter(document_id=claim.document_id, lost=False))
    best = f"best {min(queue.best, of):,} of {of:,}"
    return f"{best}; {prose.count(below, 'waits', 'wait')} below the cut" if below else best


def _score(claim: Claim) -> str:
    proposal = claim.proposal
    codes = dict.fromkeys((*(proposal.score.why if proposal.score else ()), *proposal.why))
    reasons = " · ".join(map(why, list(codes)[:MOST_REASONS]))
    number = _number(proposal, by_model=claim.provenance.model is not None) or _not_scored(claim)
    return f"{number} ({reasons})" if reasons else number


def _number(proposal: Proposal, *, by_model: bool) -> str:
    if proposal.score is None and proposal.checkworthiness is None:
        return ""
    said = f"score {_short(ranking.worth(proposal))}" if proposal.score else ""
    if proposal.checkworthiness is None or (proposal.score and not by_model):
        return said
    estimate = f"{'the model’s estimate' if by_model else NO_MODEL} {_short(proposal.checkworthiness)}"
    return ", ".join(filter(None, (said, estimate)))


def _not_scored(claim: Claim) -> str:
    return "not scored: added by hand" if claim.provenance.extractor == BY_HAND else "not scored: only English is"


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
