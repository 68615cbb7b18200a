"""
A batch as its server tells of it.

Never here: a connection, or a line of its files.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.extract.asking.outcome import Reply
from checker.extract.batch.lines import unanswered

if TYPE_CHECKING:  # costs two seconds
    from openai.types import Batch

_ENDED = frozenset({"completed", "expired", "cancelled", "failed"})
_QUEUE_FULL = "token_limit_exceeded"  # the code of a batch that finds no room beside the account's other ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A batch at its server; `unanswered` is what came of the requests that are in none of its files."""

    id: str
    status: str
    answered: int
    files: tuple[str, ...]
    unanswered: Reply
    queue_full: bool

    @property
    def ended(self) -> bool:
        """Whether no more answers will come."""
        return self.status in _ENDED


def told(batch: "Batch") -> Remote:
    """Return what a server says of a batch; raises TypeError where it says something else."""
    counts = batch.request_counts
    errors = [(each.code or "", each.message or "") for each in (batch.errors and batch.errors.data) or ()]
    return Remote(
        id=word(batch.id),
        status=word(batch.status),
        answered=(counts.completed or 0) + (counts.failed or 0) if counts else 0,
        files=tuple(each for each in (batch.output_file_id, batch.error_file_id) if each),
        unanswered=unanswered(batch.status, errors),
        queue_full=batch.status == "failed" and any(code == _QUEUE_FULL for code, _ in errors),
    )


def word(value: object) -> str:
    """Return what has to be a word; raises TypeError, because the client takes whatever a server sends for what it should be."""
    if not isinstance(value, str):
        raise TypeError(f"expected a word, got {value!r}")
    return value
