"""
Claims as the plain values that are stored of them, for exports of very many: nothing of the model is built for each.

Never here: which claims fit (lists.py), or what is made of the values.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Text, cast, func, select

from checker.model import Correction, Reply, Verdict
from checker.store import dialect, lists, schema
from checker.store.database import Tx
from checker.store.dialect import read_json
from checker.store.lists import Filter

Values = dict[str, Any]

_CLAIM = (
    *("id", "document_id", "status", "reject_reason", "text", "quote", "start", "end", "anchor", "claimant", "claimant_role"),
    *("attribution", "claimed_at", "split_from", "merged_into", "extractor", "model", "prompt_hash", "run_id"),
    *("input_tokens", "output_tokens", "cost", "version", "added_at", "changed_at", "tags", "proposal"),
)
_JSON = frozenset({"tags", "proposal"})
_WIDTH = len(_CLAIM)
_KEPT: dict[str, TypeAdapter[Any]] = {
    "verdict": TypeAdapter(Verdict),
    "reply": TypeAdapter(Reply),
    "correction": TypeAdapter(Correction),
}
SOURCE = ("url", "title", "publisher", "kind", "quote", "locator", "stance", "accessed_at", "archived_url")
Evidence = Mapping[tuple[str, int], Sequence[Values]]  # by claim and version

_CHECK = schema.fact_check
_FINDING = (
    *(_CHECK.c[name] for name in ("version", "rationale", "by", "saved_at", "at", "approved_by", "url")),
    *(cast(_CHECK.c[name], Text) for name in _KEPT),
)
_COLUMNS = (*(cast(schema.claim.c[name], Text) if name in _JSON else schema.claim.c[name] for name in _CLAIM), *_FINDING)
_OTHER = schema.fact_check.alias()
_NEWEST = select(func.max(_OTHER.c.version)).where(_OTHER.c.claim_id == _CHECK.c.claim_id).scalar_subquery()
_IS_NEWEST_OF_ITS_CLAIM = _CHECK.c.version == _NEWEST
_IS_NEWEST = (_CHECK.c.claim_id == schema.claim.c.id) & _IS_NEWEST_OF_ITS_CLAIM


def stream(tx: Tx, wanted: Filter) -> Iterator[list[Values]]:
    """Yield all claims that fit, each with its `finding`, `earlier` versions and `corrections`, in the order in which they came, some hundreds at a time."""
    query = lists.matching(tx, wanted, *_COLUMNS).join_from(schema.claim, schema.fact_check, _IS_NEWEST, isouter=True)
    for batch in tx.execute(query).partitions():
        evidence = _sources(tx, [row[0] for row in batch if row[_WIDTH] is not None])
        earlier = _earlier(tx, [row[0] for row in batch if (row[_WIDTH] or 0) > 1], evidence)
        yield [_claim(row, evidence, earlier.get(row[0], ())) for row in batch]


def _claim(row: Sequence[Any], evidence: Evidence, earlier: Sequence[Values]) -> Values:
    claim = dict(zip(_CLAIM, row, strict=False))  # what follows is the finding
    finding = None if row[_WIDTH] is None else _finding(row[0], row[_WIDTH:], evidence)
    versions = (finding, *earlier) if finding else ()
    claim["tags"], claim["proposal"] = read_json(claim["tags"]), read_json(claim["proposal"])
    claim["finding"], claim["earlier"] = finding, earlier
    claim["corrections"] = [each["correction"] for each in versions if each["correction"]]
    return claim


def _finding(claim_id: str, row: Sequence[Any], evidence: Evidence) -> Values:
    version, rationale, by, saved_at, at, approved_by, url, verdict, reply, correction = row
    return {
        "version": version,
        "verdict": _read("verdict", verdict),
        "rationale": rationale,
        "evidence": evidence.get((claim_id, version), ()),
        "by": by,
        "saved_at": saved_at,
        "at": at,
        "approved_by": approved_by,
        "url": url,
        "reply": reply and _read("reply", reply),
        "correction": correction and _read("correction", correction),
    }


def _earlier(tx: Tx, ids: Sequence[str], evidence: Evidence) -> Mapping[str, Sequence[Values]]:
    """All versions of these findings but the newest, the newest of them first."""
    if not ids:
        return {}
    found: defaultdict[str, list[Values]] = defaultdict(list)
    query = select(_CHECK.c.claim_id, *_FINDING).where(dialect.among(tx, _CHECK.c.claim_id, ids), ~_IS_NEWEST_OF_ITS_CLAIM)
    for claim_id, *row in tx.execute(query.order_by(_CHECK.c.claim_id, _CHECK.c.version.desc())):
        found[claim_id].append(_finding(claim_id, row, evidence))
    return found


def _sources(tx: Tx, ids: Sequence[str]) -> Evidence:
    table = schema.evidence.c
    columns = [table.claim_id, table.version, *(table[name] for name in SOURCE)]
    query = select(*columns).where(dialect.among(tx, table.claim_id, ids))
    found: defaultdict[tuple[str, int], list[Values]] = defaultdict(list)
    for claim_id, version, *values in tx.execute(query.order_by(table.claim_id, table.version, table.position)):
        found[claim_id, version].append(dict(zip(SOURCE, values, strict=True)))
    return found


@lru_cache(maxsize=1_000)
def _read(name: str, stored: str | None) -> Values | None:
    """What stands in a column of JSON; the same words mean the same, and verdicts repeat."""
    if stored is None or stored == "null":
        return None
    return asdict(_KEPT[name].validate_json(stored))
