"""
Claims as the history would tell of them now, in its own words, for very many: nothing of the model is built for each.

Never here: what the history keeps of a claim (decisions.py; a test holds the two to each other), or what it says.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from orjson import Fragment
from sqlalchemy import Select, Text, cast, select

from checker.store import events, schema, stored
from checker.store.database import Tx

AT_ONCE = 1000
_C = schema.claim.c
_F = schema.fact_check.c
_E = schema.evidence.c
_CLAIM = (
    *(_C.id, _C.status, _C.text, _C.quote, _C.start, _C.end, _C.anchor, _C.claimant, _C.claimant_role, _C.claimed_at),
    *(_C.attribution, cast(_C.tags, Text), _C.note, _C.reject_reason),
    *(_C.snoozed_until, _C.assigned_to, _C.assigned_note, _C.split_from, _C.merged_into, _C.recheck_by),
)
_FINDING = (
    *(_F.claim_id, _F.version, cast(_F.verdict, Text), _F.rationale, _F.by, _F.saved_at, _F.at, _F.approved_by, _F.url),
    *(cast(_F.reply, Text), cast(_F.correction, Text)),
)
_SOURCE = (_E.claim_id, _E.version, *(_E[name] for name in stored.SOURCE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A claim as JSON: as it stands, all versions of its finding, the newest first, and what the history says that it became, oldest first."""

    claim_id: str
    stands: bytes
    versions: Sequence[bytes]
    told: Sequence[str]


def batches(tx: Tx) -> Iterator[list[Standing]]:
    """Yield all claims in the order in which they came, some hundreds at a time."""
    query = select(_C.seq, *_CLAIM).order_by(_C.seq).execution_options(yield_per=AT_ONCE)
    for several in tx.execute(query).partitions():
        these = select(_C.id).where(_C.seq.between(several[0][0], several[-1][0]))
        found, told = _findings(tx, these), events.told(tx, "claim", these)
        yield [
            Standing(claim_id=claim_id, stands=_claim(row, versions), versions=versions, told=told.get(claim_id, ()))
            for _, claim_id, *row in several
            for versions in (found.get(claim_id, ()),)
        ]


def _claim(row: Sequence[Any], versions: Sequence[bytes]) -> bytes:
    """A claim as `decisions.snapshot` has it."""
    (status, text, quote, start, end, anchor, claimant, role, claimed_at, attribution, tags, note, reason, *rest) = row
    snoozed_until, assigned_to, assigned_note, split_from, merged_into, recheck_by = rest
    return orjson.dumps(
        {
            "status": status,
            "text": text,
            "quote": quote,
            "span": None if start is None else {"start": start, "end": end},
            "anchor": anchor,
            "claimant": claimant,
            "claimant_role": role,
            "claimed_at": claimed_at,
            "attribution": attribution,
            "tags": Fragment(tags),
            "note": note,
            "reject_reason": reason,
            "finding": Fragment(versions[0]) if versions else None,
            "snoozed_until": snoozed_until,
            "assigned_to": assigned_to,
            "assigned_note": assigned_note,
            "split_from": split_from,
            "merged_into": merged_into,
            "recheck_by": recheck_by,
        }
    )


def _findings(tx: Tx, claims: Select[str]) -> dict[str, list[bytes]]:
    query = select(*_FINDING).where(_F.claim_id.in_(claims)).order_by(_F.claim_id, _F.version.desc())
    evidence = _evidence(tx, claims)
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for claim_id, version, verdict, rationale, by, saved_at, at, approved_by, url, reply, correction in tx.execute(query):
        told = {
            "version": version,
            "verdict": _kept(verdict),
            "rationale": rationale,
            "evidence": evidence.get((claim_id, version), ()),
            "by": by,
            "saved_at": saved_at,
            "at": at,
            "approved_by": approved_by,
            "url": url,
            "reply": _kept(reply),
            "correction": _kept(correction),
        }
        found[claim_id].append(orjson.dumps(told))
    return found


def _evidence(tx: Tx, claims: Select[str]) -> dict[tuple[str, int], list[Fragment]]:
    query = select(*_SOURCE).where(_E.claim_id.in_(claims)).order_by(_E.claim_id, _E.version, _E.position)
    found: defaultdict[tuple[str, int], list[Fragment]] = defaultdict(list)
    for claim_id, version, *values in tx.execute(query):
        found[claim_id, version].append(Fragment(orjson.dumps(dict(zip(stored.SOURCE, values, strict=True)))))
    return found


def _kept(json: str | None) -> Fragment | None:
    return None if json is None else Fragment(json)
