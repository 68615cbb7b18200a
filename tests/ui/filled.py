"""
A desk with documents in it, as the pages find it: texts in which each line is a candidate.

Never here: a test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from checker import review, tasks
from checker.auth import Role, User
from checker.config import Settings
from checker.decisions import Desk
from checker.model import Claim, Proposal, Skipped, Span
from checker.store import claims, documents, events, runs
from checker.words import AnchorStatus
from tests.builders import make_document, make_proposal, make_provenance, make_run, span_of

OTHER = User(name="ben", roles=frozenset(Role), session="elsewhere")


def open_desk(url: str, *, four_eyes: bool = False) -> Desk:
    """Return the desk on the database at this address."""
    return tasks.open_desk(Settings.load(database_url=url, four_eyes=four_eyes))


def fill(
    desk: Desk,
    *lines: str,
    document_id: str = "document-1",
    lost: Sequence[str] = (),
    left_out: Mapping[str, tuple[str, bool]] | None = None,
    title: str | None = None,
    **proposed: Any,
) -> None:
    """
    Add a document whose lines are each a candidate `<document>-1`, `-2` …, put forward as `proposed` says.

    `lost` are proposals that are not in it; `left_out` sentences stand behind the lines, each with its reason and whether it alarms.
    """
    skipped = left_out or {}
    text = "\n\n".join((*lines, *skipped))
    document = make_document(id=document_id, text=text, title=title or f"Title of {document_id}")
    proposals = [replace(_anchored(line, text), **proposed) for line in lines] + [_lost(words) for words in lost]
    ledger = tuple(Skipped(span=span_of(words, text), reason=reason, alarm=alarm) for words, (reason, alarm) in skipped.items())
    run = make_run(id=f"run-{document_id}", document_id=document_id, skipped=ledger)
    made_by = make_provenance(run_id=run.id)
    now = desk.now() - timedelta(minutes=1)
    made = [
        review.propose(f"{document_id}-{number}", document_id, each, made_by=made_by, now=now)
        for number, each in enumerate(proposals, 1)
    ]
    with desk.store.write() as tx:
        documents.insert(tx, document)
        runs.insert(tx, run)
        claims.insert(tx, made)
        events.append(tx, review.proposed_by_machine(made))


def claim(desk: Desk, claim_id: str) -> Claim:
    """Return a claim as it is now."""
    with desk.store.read() as tx:
        return claims.get(tx, claim_id)


def statuses(desk: Desk, *claim_ids: str) -> list[str]:
    """Return the statuses of these claims."""
    return [claim(desk, each).status.value for each in claim_ids]


def _anchored(line: str, text: str) -> Proposal:
    start = text.index(line)
    words = {"text": line, "quote": line, "span": Span(start, start + len(line)), "flags": ()}
    return replace(make_proposal(), **words)  # type: ignore[arg-type]  # mypy cannot see the fields behind a dictionary


def _lost(words: str) -> Proposal:
    return replace(make_proposal(), text=words, quote=words, span=None, anchor=AnchorStatus.LOST)
