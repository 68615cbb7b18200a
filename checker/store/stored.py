"""
Claims as the plain values that are stored of them, for exports of very many: nothing of the model is built for each.

Never here: which claims fit (lists.py), or what is made of the values.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Text, cast, select

from checker.model import Correction, Reply, Verdict
from checker.store import lists, schema
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
_CHECK = ("claim_id", "version", "rationale", "by", "saved_at", "at", "approved_by", "url")
_KEPT: dict[str, TypeAdapter[Any]] = {
    "verdict": TypeAdapter(Verdict),
    "reply": TypeAdapter(Reply),
    "correction": TypeAdapter(Correction),
}
_SOURCE = ("url", "title", "publisher", "kind", "quote", "locator", "stance", "accessed_at", "archived_url")


def stream(tx: Tx, wanted: Filter) -> Iterator[list[Values]]:
    """Yield all claims that fit, each with its `finding`, `earlier` versions and `corrections`, in the order in which they came, some hundreds at a time."""
    columns = [cast(schema.claim.c[name], Text) if name in _JSON else schema.claim.c[name] for name in _CLAIM]
    for batch in tx.execute(lists.matching(tx, wanted, *columns)).partitions():
        claims = [dict(zip(_CLAIM, row, strict=True)) for row in batch]
        versions = _findings(tx, [claim["id"] for claim in claims])
        for claim in claims:
            claim["tags"], claim["proposal"] = read_json(claim["tags"]), read_json(claim["proposal"])
            newest, *earlier = versions.get(claim["id"], (None,))
            claim["finding"], claim["earlier"] = newest, earlier
            claim["corrections"] = [each["correction"] for each in versions.get(claim["id"], ()) if each["correction"]]
        yield claims


def _findings(tx: Tx, ids: Sequence[str]) -> dict[str, list[Values]]:
    """All versions of each finding, the newest first."""
    check = schema.fact_check.c
    columns = [*(check[name] for name in _CHECK), *(cast(check[name], Text) for name in _KEPT)]
    query = select(*columns).where(check.claim_id.in_(ids)).order_by(check.claim_id, check.version.desc())
    sources = _sources(tx, ids)
    found: defaultdict[str, list[Values]] = defaultdict(list)
    for claim_id, version, rationale, by, saved_at, at, approved_by, url, *kept in tx.execute(query).all():
        verdict, reply, correction = map(_read, _KEPT, kept)
        found[claim_id].append(
            {
                "version": version,
                "verdict": verdict,
                "rationale": rationale,
                "evidence": sources.get((claim_id, version), ()),
                "by": by,
                "saved_at": saved_at,
                "at": at,
                "approved_by": approved_by,
                "url": url,
                "reply": reply,
                "correction": correction,
            }
        )
    return found


def _sources(tx: Tx, ids: Sequence[str]) -> dict[tuple[str, int], list[Values]]:
    table = schema.evidence.c
    columns = [table.claim_id, table.version, *(table[name] for name in _SOURCE)]
    query = select(*columns).where(table.claim_id.in_(ids)).order_by(table.claim_id, table.version, table.position)
    found: defaultdict[tuple[str, int], list[Values]] = defaultdict(list)
    for claim_id, version, *values in tx.execute(query).all():
        found[claim_id, version].append(dict(zip(_SOURCE, values, strict=True)))
    return found


@lru_cache(maxsize=1_000)
def _read(name: str, stored: str | None) -> Values | None:
    """What stands in a column of JSON; the same words mean the same, and verdicts repeat."""
    if stored is None or stored == "null":
        return None
    return asdict(_KEPT[name].validate_json(stored))
