"""
What an own export holds goes into the store, each thing with one line of history that says where it came from.

Never here: whether it may; own_records.py has looked before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from checker import decisions
from checker.auth import User
from checker.decisions import Desk
from checker.export.private import WholeClaim, WholeDocument
from checker.model import Claim, Event, Run, plain
from checker.store import Tx, claims, documents, events, findings, order, runs
from checker.words import RunStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The file that an import comes from, as the history names it."""

    name: str
    sha256: str


class Storing:
    """Puts what is new into the store, with a line of history each."""

    def __init__(self, tx: Tx, desk: Desk, user: User, source: Source) -> None:
        self._tx, self._user, self._source, self._now = tx, user, source, desk.now()

    def document(self, whole: WholeDocument) -> None:
        """Store a document with its runs."""
        document = whole.document
        documents.insert(self._tx, document)
        if whole.reach:
            order.set_reach(self._tx, document.id, whole.reach)
        described = {name: value for name, value in plain(document).items() if name not in {"text", "locators"}}
        events.append(self._tx, [self._entry("document", document.id, described, whole.history)])

    def runs(self, these: Iterable[Run]) -> None:
        """Store the runs that are not here yet."""
        by_id = {run.id: run for run in these}
        for run_id in by_id.keys() - runs.known(self._tx, by_id.keys()):
            runs.insert(self._tx, by_id[run_id])

    def claims(self, several: Sequence[WholeClaim]) -> None:
        """Store claims with all versions of their findings."""
        self.runs(_only_named(whole.claim, self._user) for whole in several if whole.claim.provenance.run_id)
        claims.insert(self._tx, [whole.claim for whole in several])
        versions = [
            (whole.claim.id, each) for whole in several for each in (*reversed(whole.earlier), whole.claim.finding) if each
        ]
        findings.insert(self._tx, versions)
        told = [self._entry("claim", each.claim.id, decisions.snapshot(each.claim), each.history) for each in several]
        events.append(self._tx, told)

    def _entry(self, subject: str, subject_id: str, after: dict[str, Any], history: Iterable[Event]) -> events.Entry:
        imported = {"file": self._source.name, "sha256": self._source.sha256, "history": [_told(each) for each in history]}
        return events.Entry(
            at=self._now,
            actor=self._user.name,
            action="import",
            subject=subject,
            subject_id=subject_id,
            before={},
            after=after | {"imported": imported},
        )


def _told(event: Event) -> dict[str, Any]:
    """An event as JSON values; what it tells of before and after are such already."""
    return {name: getattr(event, name) for name in Event.__slots__} | {"at": event.at.isoformat()}


def _only_named(claim: Claim, user: User) -> Run:
    """A run of which a claim tells no more than its maker."""
    made = claim.provenance
    return Run(
        id=str(made.run_id),
        document_id=claim.document_id,
        extractor=made.extractor,
        model=made.model,
        prompt_hash=made.prompt_hash,
        status=RunStatus.DONE,
        message="Known only from records that were imported.",
        done=0,
        total=0,
        tries=1,
        by_batch=False,
        queued_by=user.name,
        queued_at=claim.added_at,
        finished_at=claim.added_at,
        skipped=(),
    )
