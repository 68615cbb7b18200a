"""
Findings and their evidence in the store.

Never here: whether a finding is complete; workflow.py says so.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, bindparam, func, select

from checker.model import Correction, Evidence, FactCheck, Reply, Verdict, plain
from checker.store import schema
from checker.store.database import Tx
from checker.words import EvidenceKind, Stance, Status

_VERDICT = TypeAdapter(Verdict)
_REPLY = TypeAdapter(Reply)
_CORRECTION = TypeAdapter(Correction)


def put(tx: Tx, claim_id: str, finding: FactCheck) -> None:
    """Store this version of a finding in place of what it was before, and of later versions that are taken back."""
    for table in (schema.evidence, schema.fact_check):
        tx.execute(table.delete().where(table.c.claim_id == claim_id, table.c.version >= finding.version))
    found = schema.claim.c.id == claim_id
    tx.execute(schema.claim.update().where(found).values(verdict_name=verdict_name(finding)))
    insert(tx, [(claim_id, finding)])


def insert(tx: Tx, findings: Sequence[tuple[str, FactCheck]]) -> None:
    """Store new versions of findings, each with the id of its claim."""
    if findings:
        tx.execute(schema.fact_check.insert(), [_row(claim_id, finding) for claim_id, finding in findings])
    rows = [
        {"claim_id": claim_id, "version": finding.version, "position": position, **asdict(row)}
        for claim_id, finding in findings
        for position, row in enumerate(finding.evidence)
    ]
    if rows:
        tx.execute(schema.evidence.insert(), rows)


def verdict_name(finding: FactCheck | None) -> str | None:
    """Return the verdict of a finding as lists of claims hold it."""
    return finding.verdict.name if finding and finding.verdict else None


def versions(tx: Tx, claim_ids: Sequence[str]) -> dict[str, tuple[FactCheck, ...]]:
    """Return all versions of each of these claims' findings, the newest first."""
    check = schema.fact_check
    query = select(check).where(check.c.claim_id.in_(claim_ids)).order_by(check.c.claim_id, check.c.version.desc())
    rows = tx.execute(query).all()
    evidence = _evidence(tx, list({row.claim_id for row in rows}))
    found: defaultdict[str, list[FactCheck]] = defaultdict(list)
    for row in rows:
        found[row.claim_id].append(_finding(row, evidence[row.claim_id, row.version]))
    return {claim_id: tuple(several) for claim_id, several in found.items()}


def corrections(tx: Tx, claim_ids: Sequence[str]) -> dict[str, tuple[Correction, ...]]:
    """Return what was corrected in the findings on each of these claims, the newest first."""
    check = schema.fact_check
    query = select(check.c.claim_id, check.c.correction).where(check.c.claim_id.in_(claim_ids), check.c.version > 1)
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for row in tx.execute(query.order_by(check.c.claim_id, check.c.version.desc())):
        if row.correction:
            found[row.claim_id].append(_CORRECTION.validate_python(row.correction))
    return {claim_id: tuple(several) for claim_id, several in found.items()}


def published_under(tx: Tx, url: str) -> list[str]:
    """Return the claims whose findings were published under this address, at most a few; every finding is looked through."""
    check, claim = schema.fact_check, schema.claim.c
    query = select(claim.id).join_from(schema.claim, check, check.c.claim_id == claim.id)
    return list(tx.scalars(query.where(check.c.url == url, claim.status == Status.PUBLISHED).distinct().limit(3)))


def latest(tx: Tx, claim_ids: Sequence[str]) -> dict[str, FactCheck]:
    """Return the newest version of each of these claims' findings."""
    if not claim_ids:
        return {}
    rows = tx.execute(_newest(), {"claim_ids": claim_ids}).all()
    if not rows:
        return {}
    evidence = _evidence(tx, [row.claim_id for row in rows])
    return {row.claim_id: _finding(row, evidence[row.claim_id, row.version]) for row in rows}


@cache
def _newest() -> Select[Any]:
    """The query is made once: it is asked with every claim that is read."""
    check = schema.fact_check
    newest = (
        select(check.c.claim_id, func.max(check.c.version).label("version"))
        .where(check.c.claim_id.in_(bindparam("claim_ids", expanding=True)))
        .group_by(check.c.claim_id)
        .subquery()
    )
    same = (check.c.claim_id == newest.c.claim_id) & (check.c.version == newest.c.version)
    return select(check).join_from(check, newest, same)


def _row(claim_id: str, finding: FactCheck) -> dict[str, Any]:
    values = {name: getattr(finding, name) for name in ("version", "rationale", "by", "saved_at", "at", "approved_by", "url")}
    held = {name: getattr(finding, name) for name in ("verdict", "reply", "correction")}
    as_json = {name: plain(value) if value else None for name, value in held.items()}
    return {"claim_id": claim_id, "verdict_name": verdict_name(finding), **values, **as_json}


def _evidence(tx: Tx, claim_ids: Sequence[str]) -> defaultdict[tuple[str, int], list[Evidence]]:
    table = schema.evidence
    query = select(table).where(table.c.claim_id.in_(claim_ids)).order_by(table.c.claim_id, table.c.version, table.c.position)
    found: defaultdict[tuple[str, int], list[Evidence]] = defaultdict(list)
    for row in tx.execute(query):
        values = row._asdict()
        for key in ("claim_id", "version", "position"):
            del values[key]
        words = {"kind": EvidenceKind(row.kind), "stance": Stance(row.stance)}
        found[row.claim_id, row.version].append(Evidence(**values | words))
    return found


def _finding(row: Row[Any], evidence: list[Evidence]) -> FactCheck:
    values = row._asdict()
    for key in ("claim_id", "verdict_name"):
        del values[key]
    verdict = _VERDICT.validate_python(row.verdict) if row.verdict else None
    reply = _REPLY.validate_python(row.reply) if row.reply else None
    correction = _CORRECTION.validate_python(row.correction) if row.correction else None
    return FactCheck(**values | {"verdict": verdict, "reply": reply, "correction": correction, "evidence": tuple(evidence)})
