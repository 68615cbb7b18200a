"""
A finding goes out: its record is proved as a ClaimReview before it counts as published.

Never here: the rules of a ClaimReview, or the step itself.
"""

from dataclasses import replace

from checker import findings
from checker.auth import User
from checker.decisions import Desk, Seen
from checker.errors import InvalidTransition
from checker.export import Context, record
from checker.export.claimreview import review
from checker.export.lint import Level, Surroundings, lint
from checker.model import Claim
from checker.store import claims, documents


def publish(desk: Desk, user: User, seen: Seen, url: str, context: Context) -> Claim:
    """Note where a finding was published; raises InvalidTransition where its ClaimReview would break a rule."""
    with desk.store.read() as tx:
        claim = claims.get(tx, seen.claim_id)
        document = documents.get(tx, claim.document_id)
    if claim.finding and claim.finding.verdict:
        there = replace(claim, finding=replace(claim.finding, url=url.strip()))
        around = Surroundings(publisher_url=context.publisher_url, today=desk.now().date())
        broken = [each.message for each in lint(review(record(there, document, context)), around) if each.level is Level.ERROR]
        if broken:
            raise InvalidTransition(f"Cannot publish claim {claim.id}: {' '.join(broken)}")
    return findings.publish(desk, user, seen, url)
