"""
What reviewers did with what was proposed, counted for each extractor, model and prompt version; people are never counted.

Never here: a share or a sentence about it, or who decided.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from checker.model import WORDING, Maker
from checker.store import schema
from checker.store.database import Tx
from checker.words import AnchorStatus, RejectReason, RunStatus, Status

WAITING, LOST, AS_IT_WAS, EDITED, REJECTED = "waiting", "lost", "as_it_was", "edited", "rejected"
DECIDED = (AS_IT_WAS, EDITED, REJECTED)
_READ = (RunStatus.DONE, RunStatus.INCOMPLETE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the claims of one maker stood up to review; the outcomes are the words above."""

    maker: Maker
    documents: int  # that it has read
    added_by_hand: int  # claims that people added to these documents and did not reject
    outcomes: Mapping[str, int]
    reasons: Mapping[RejectReason, int]
    flagged: Mapping[str, Mapping[str, int]]  # outcomes of the claims with each flag
    unflagged: Mapping[str, int]  # outcomes of the claims without any

    @property
    def proposed(self) -> int:
        """How many claims it proposed."""
        return sum(self.outcomes.values())

    @property
    def decided(self) -> int:
        """How many of them were accepted or rejected."""
        return sum(self.outcomes.get(each, 0) for each in DECIDED)


def standings(tx: Tx, by_hand: str) -> list[Standing]:
    """Return how each maker's claims stood up, the newest first; `by_hand` is what made the claims that people add."""
    rows: defaultdict[Maker, list[Row[Any]]] = defaultdict(list)
    newest: Counter[Maker] = Counter()
    for row in tx.execute(_grouped(by_hand)):
        maker = _maker(row)
        rows[maker].append(row)
        newest[maker] = max(newest[maker], row.newest)
    reads = {_maker(row): row for row in tx.execute(_reads(by_hand))}
    return [_standing(maker, rows[maker], reads.get(maker)) for maker, _ in newest.most_common()]


def edits(tx: Tx, by_hand: str, limit: int) -> Iterator[tuple[Maker, str, str]]:
    """Yield the newest claims that were confirmed in other words: who made them, what was proposed and what stands."""
    table = schema.claim
    proposed = table.c.proposal["text"].as_string().label("proposed")
    query = select(*_of_maker(), proposed, table.c.text).where(
        _of_a_machine(by_hand), _outcome() == EDITED, table.c.text != proposed
    )
    for row in tx.execute(query.order_by(table.c.seq.desc()).limit(limit)):
        yield _maker(row), row.proposed, row.text


def _of_a_machine(by_hand: str) -> ColumnElement[bool]:
    """Whether a machine proposed the claim as a whole: what a person split off one was not proposed."""
    return (schema.claim.c.extractor != by_hand) & schema.claim.c.split_from.is_(None)


def _of_maker() -> tuple[ColumnElement[Any], ...]:
    return tuple(schema.claim.c[name] for name in Maker.__slots__)


def _maker(row: Any) -> Maker:
    return Maker(extractor=row.extractor, model=row.model, prompt_hash=row.prompt_hash)


def _outcome() -> ColumnElement[str]:
    claim = schema.claim.c
    waits = claim.status == Status.CANDIDATE
    changed = or_(*(claim[name].is_distinct_from(claim.proposal[name].as_string()) for name in WORDING))
    return case(
        (and_(waits, claim.anchor == AnchorStatus.LOST), LOST),
        (waits, WAITING),
        (claim.status == Status.REJECTED, REJECTED),
        (changed, EDITED),
        else_=AS_IT_WAS,
    )


def _grouped(by_hand: str) -> Select[Any]:
    claim = schema.claim.c
    each = select(*_of_maker(), claim.flags, claim.reject_reason, claim.seq, _outcome().label("outcome"))
    one = each.where(_of_a_machine(by_hand)).subquery().c
    alike = (one.extractor, one.model, one.prompt_hash, one.flags, one.reject_reason, one.outcome)
    return select(*alike, func.count().label("number"), func.max(one.seq).label("newest")).group_by(*alike)


def _reads(by_hand: str) -> Select[Any]:
    """How many documents each maker has read, and how many claims people added to these."""
    claim, run = schema.claim.c, schema.run.c
    added = (
        select(claim.document_id, func.count().label("number"))
        .where(claim.extractor == by_hand, claim.status != Status.REJECTED)
        .group_by(claim.document_id)
        .subquery()
    )
    read = select(run.extractor, run.model, run.prompt_hash, run.document_id).where(run.status.in_(_READ)).distinct().subquery()
    maker = (read.c.extractor, read.c.model, read.c.prompt_hash)
    return (
        select(*maker, func.count().label("documents"), func.coalesce(func.sum(added.c.number), 0).label("added"))
        .select_from(read.outerjoin(added, added.c.document_id == read.c.document_id))
        .group_by(*maker)
    )


def _standing(maker: Maker, rows: list[Row[Any]], read: Row[Any] | None) -> Standing:
    outcomes: Counter[str] = Counter()
    reasons: Counter[RejectReason] = Counter()
    unflagged: Counter[str] = Counter()
    flagged: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        outcomes[row.outcome] += row.number
        if row.outcome == REJECTED and row.reject_reason:
            reasons[RejectReason(row.reject_reason)] += row.number
        for flag in set(row.flags.split()):
            flagged[flag][row.outcome] += row.number
        if not row.flags.split():
            unflagged[row.outcome] += row.number
    return Standing(
        maker=maker,
        documents=read.documents if read else 0,
        added_by_hand=int(read.added) if read else 0,
        outcomes=dict(outcomes),
        reasons=dict(reasons.most_common()),
        flagged={flag: dict(counted) for flag, counted in sorted(flagged.items())},
        unflagged=dict(unflagged),
    )
