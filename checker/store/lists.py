"""
Lists of claims in the store: which fit, a page of them newest first, how many there are, and all of them in turn.

Never here: a queue, in which claims wait for somebody.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select

from checker.model import Claim
from checker.store import dialect, rows, schema, search
from checker.store.database import Tx
from checker.words import AnchorStatus, Status

STREAM_BATCH = 500
COUNTED = 10_000  # claims of a list that are counted; of a longer one it is said that there are more
COUNTED_TOGETHER = 1_000  # where two indexes have to be looked at for each
FEW = 2_000  # claims of which each is looked through for the words of a search
COMPLETE = (Status.CHECKED, Status.PUBLISHED)  # of which a finding may be looked at again
_CLAIM = schema.claim
_TAG = schema.claim_tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which claims a list or an export holds; an empty field asks for nothing."""

    words: str = ""
    statuses: tuple[Status, ...] = ()
    verdict: str | None = None
    document_id: str | None = None
    claimant: str | None = None
    tag: str | None = None
    assigned_to: str | None = None
    lost: bool | None = None
    flag: str | None = None  # a check that the proposal failed
    since: datetime | None = None  # not changed before


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many claims a list holds; `more` than these where they were not counted to the end."""

    number: int
    more: bool = False


def page(tx: Tx, wanted: Filter, limit: int, *, before: str | None = None, after: str | None = None) -> list[Claim]:
    """Return some of the claims that fit, newest first: the newest, those that came next before a claim, or next after it."""
    seqs = sorted(_seqs(tx, wanted, limit, before, after), reverse=True)
    found = {row.seq: row for row in tx.execute(select(_CLAIM).where(_CLAIM.c.seq.in_(seqs)))}
    return rows.read(tx, [found[seq] for seq in seqs])


def total(tx: Tx, wanted: Filter) -> int:
    """Return how many claims fit."""
    if wanted == Filter(statuses=wanted.statuses):
        return _known_total(tx, wanted.statuses)
    return sum(_count(tx, way) for way in _ways(tx, wanted))


def size(tx: Tx, wanted: Filter) -> Size:
    """Return how long a list is, in a time that does not grow with it: those that fit are counted only up to a limit."""
    if wanted == Filter(statuses=wanted.statuses):
        return Size(number=_known_total(tx, wanted.statuses))
    most = COUNTED_TOGETHER if wanted.words.strip() and wanted != Filter(words=wanted.words) else COUNTED
    number = sum(_count(tx, way.limit(most + 1)) for way in _ways(tx, wanted))
    return Size(number=min(number, most), more=number > most)


def stream(tx: Tx, wanted: Filter) -> Iterator[Claim]:
    """Yield all claims that fit in the order in which they came, a batch of them in memory at a time."""
    for batch in tx.execute(matching(tx, wanted, *_CLAIM.c)).partitions():
        yield from rows.read(tx, batch)


def matching(tx: Tx, wanted: Filter, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return the query for these columns of all claims that fit in the order in which they came, a batch at a time."""
    conditions = _conditions(wanted)
    if wanted.words.strip():
        asked = search.asked(wanted.words)
        conditions.append(dialect.matches(tx, asked) if asked else false())
    query = select(*columns).where(*dialect.looked_up_first(tx, conditions)).order_by(_CLAIM.c.seq)
    return query.execution_options(yield_per=STREAM_BATCH)


def due(tx: Tx, today: date) -> tuple[int, str | None]:
    """Return how many complete findings are to be looked at again by today, and the claim of the one that has waited longest."""
    table = _CLAIM.c
    wanted = (table.recheck_by.is_not(None), table.recheck_by <= today, table.status.in_(COMPLETE))
    query = select(table.id, func.count().over()).where(*wanted).order_by(table.recheck_by, table.seq).limit(1)
    row = tx.execute(query).first()
    return (row[1], row[0]) if row else (0, None)


def has_flag(flag: str) -> ColumnElement[bool]:
    """Return the condition that a claim's proposal failed a check."""
    return (_CLAIM.c.flags != "") & _CLAIM.c.flags.contains(f" {flag} ", autoescape=True)


def has_tag(tag: str) -> Select[int]:
    """Return the query for the claims of a topic."""
    return select(_TAG.c.claim_seq).where(_TAG.c.tag == tag)


def _count(tx: Tx, query: Select[int]) -> int:
    return tx.scalar(select(func.count()).select_from(query.subquery())) or 0


def _known_total(tx: Tx, statuses: tuple[Status, ...]) -> int:
    table = schema.claim_count
    query = select(func.sum(table.c.number))
    return tx.scalar(query.where(table.c.status.in_(statuses)) if statuses else query) or 0


def _seqs(tx: Tx, wanted: Filter, limit: int, before: str | None, after: str | None) -> list[int]:
    """The numbers of the claims of a page; those of each way are in their order, and so the first of all are among them."""
    found: list[int] = []
    for way in _ways(tx, wanted):
        query = _from_there(tx, way, before, after)
        found += tx.scalars(query.limit(limit))
    return sorted(found, reverse=not after)[:limit]


def _from_there(tx: Tx, way: Select[int], before: str | None, after: str | None) -> Select[int]:
    seq = next(iter(way.selected_columns))
    newest_first = way.order_by(seq.desc())
    if not before and not after:
        return newest_first
    there = tx.scalar(select(_CLAIM.c.seq).where(_CLAIM.c.id == (after or before)))
    if there is None:
        return way.where(false())
    return way.where(seq > there).order_by(seq) if after else newest_first.where(seq < there)


def _ways(tx: Tx, wanted: Filter) -> list[Select[int]]:
    """Queries that find the claims together, none twice, each along an index in which their numbers stand in order."""
    if not wanted.words.strip():
        return _ways_without_words(wanted)
    asked = search.asked(wanted.words)
    if not asked:
        return []
    anyhow = replace(wanted, words="")
    if anyhow != Filter() and size(tx, anyhow).number <= FEW:
        return _ways_without_words(anyhow, dialect.holds(tx, asked))
    found = dialect.search(tx, asked)
    return [select(found.seq).where(found.condition, *_conditions(anyhow))]


def _ways_without_words(wanted: Filter, *more: ColumnElement[bool]) -> list[Select[int]]:
    if wanted.tag:
        conditions = [*_conditions(replace(wanted, tag=None)), *more]
        of_tag = has_tag(wanted.tag)
        return [of_tag.where(_TAG.c.claim_seq == _CLAIM.c.seq, *conditions) if conditions else of_tag]
    if wanted.statuses and wanted == Filter(statuses=wanted.statuses):
        return [select(_CLAIM.c.seq).where(_CLAIM.c.status == status, *more) for status in wanted.statuses]
    return [select(_CLAIM.c.seq).where(*_conditions(wanted), *more)]


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """What a claim that fits is like, but for its words."""
    table = _CLAIM.c
    equal = {"document_id": table.document_id, "claimant": table.claimant, "verdict": table.verdict_name}
    equal |= {"assigned_to": table.assigned_to}
    conditions = [column == asked for name, column in equal.items() if (asked := getattr(wanted, name))]
    if wanted.statuses:
        conditions.append(table.status.in_(wanted.statuses))
    if wanted.tag:
        conditions.append(table.seq.in_(has_tag(wanted.tag)))
    if wanted.flag:
        conditions.append(has_flag(wanted.flag))
    if wanted.since:
        conditions.append(table.changed_at >= wanted.since)
    if wanted.lost is not None:
        conditions.append((table.anchor == AnchorStatus.LOST) if wanted.lost else (table.anchor != AnchorStatus.LOST))
    return conditions
