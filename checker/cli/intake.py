"""
What came of documents that are added: one outcome each, as a person or a program reads it, and all of them together.

Never here: adding a document, or extracting from one.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from checker.cli import costs
from checker.cli.ledger import left_out
from checker.cli.screen import complain, one_line, say, say_data

if TYPE_CHECKING:
    from checker.decisions import Desk
    from checker.errors import CheckerError
    from checker.model import Document, Run
    from checker.store.usage import Used

FAILED, KNOWN, WAITING = "failed", "known", "waiting"
UNREAD = ("failed", "incomplete", "cancelled")
WITHOUT_CLAIMS = ("failed", "cancelled")
RETRY = "`checker jobs` says why; `checker jobs retry --failed` puts those that failed back on the list, and `checker worker` reads them."
ONCE_MORE = "`checker ingest --again` extracts its claims once more."


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A document whose extraction is awaited; `before` is the run as it stood when it was left, if this is not its begin."""

    source: str
    document_id: str
    title: str
    warnings: tuple[str, ...] = ()
    before: "Run | None" = None

    @property
    def resumed(self) -> str:
        """How far it had come before."""
        if self.before is None:
            return ""
        run = self.before
        return f"{run.done} of {run.total} parts were read before" if run.done else "it had waited since before"


@dataclass(slots=True)
class Telling:
    """Says each outcome as it comes, and adds them up."""

    desk: "Desk"
    as_json: bool
    followed: dict[str, Followed] = field(default_factory=dict)  # by the id of the run
    states: Counter[str] = field(default_factory=Counter)
    unadded: int = 0
    claims: int = 0
    used: "Used | None" = None
    models: set[str] = field(default_factory=set)  # whose price nobody knows

    def unread(self) -> int:
        """Return of how many sources not all was read."""
        return sum(self.states[state] for state in UNREAD)

    def of_error(self, source: str, error: "CheckerError") -> None:
        """Say why a source could not be added."""
        self.unadded += 1
        self._tell({"source": source, "state": FAILED, "message": str(error)})

    def of_known(self, source: str, document: "Document", last: "Run | None") -> None:
        """Say that a document was there already, and what its extraction came to."""
        message = f"The same text is there already{_came_to(last) if last else '.'}"
        self._tell(_about(source, document) | {"state": KNOWN, "message": message})

    def of_run(self, run_id: str) -> None:
        """Say what a run that has ended came to."""
        from checker import jobs
        from checker.store import claims, usage

        awaited, run = self.followed.pop(run_id), jobs.status(self.desk, run_id)
        with self.desk.store.read() as tx:
            found = claims.total(tx, claims.Filter(document_id=run.document_id))
            used = usage.used(tx, [run_id]).get(run_id, usage.Used())
            self.models |= usage.unpriced_models(tx, run_id) if used.unpriced else set()
        self.claims += found
        self.used = (self.used or usage.Used()) + used
        told = {"state": run.status.value, "message": run.message, "claims": found, "left_out": len(run.skipped)}
        told["alarms"] = sum(each.alarm for each in run.skipped)
        spent: dict[str, Any] = {"calls": used.calls, "reused": used.reused, "input_tokens": used.input_tokens}
        spent |= {"output_tokens": used.output_tokens, "cost": used.cost, "resumed": awaited.resumed}
        self._tell(_about(awaited.source, awaited) | told | spent, costs.used(used))

    def of_waiting(self) -> None:
        """Say of the documents that are left that they wait for a batch."""
        for awaited in self.followed.values():
            message = "It waits for the answers to a batch."
            self._tell(_about(awaited.source, awaited) | {"state": WAITING, "message": message})

    def of_all(self, seconds: float) -> None:
        """Say what came of all together, and how to go on with what failed."""
        if not self.as_json and sum(self.states.values()) > 1:
            say(f"All together: {'; '.join(self._together(seconds))}")
        if self.used and self.used.unpriced:
            complain(f"The {costs.price_unknown(self.models)}.")
        if self.unadded:
            complain(f"{costs.number(self.unadded, 'source')} could not be added. Mend what is said of each, and add it again.")
        if self.unread() > self.unadded:
            complain(f"{costs.number(self.unread() - self.unadded, 'document')} not read, or not whole. {RETRY}")

    def _together(self, seconds: float) -> list[str]:
        read = sum(count for state, count in self.states.items() if state not in {FAILED, KNOWN, WAITING, "cancelled"})
        states = [f"{self.states[state]:,} {words}" for state, words in _STATES.items() if self.states[state]]
        used = costs.used(self.used) if self.used else ""
        documents = f"{costs.number(read, 'document')} read, {costs.number(self.claims, 'claim')}"
        return [each for each in (documents, ", ".join(states), used, f"{seconds:.1f} s") if each]

    def _tell(self, outcome: dict[str, Any], used: str = "") -> None:
        self.states[outcome["state"]] += 1
        if self.as_json:
            say_data(outcome)
        else:
            _say(outcome, used)


_STATES = {
    "incomplete": "of them not whole",
    FAILED: "failed",
    "cancelled": "cancelled",
    KNOWN: "there already",
    WAITING: "waiting for a batch",
}


def _came_to(last: "Run") -> str:
    """Say what a document's last extraction came to, where not all was read, and what to do."""
    if last.status not in UNREAD:
        return f". {ONCE_MORE}"
    came = {"failed": f"failed: {last.message}", "incomplete": f"was incomplete: {last.message}"}.get(
        last.status, "was cancelled."
    )
    return f", but its extraction {came} `checker jobs retry {last.id}` puts it back on the list."


def _about(source: str, document: "Document | Followed") -> dict[str, Any]:
    id_ = document.document_id if isinstance(document, Followed) else document.id
    return {"source": source, "document": id_, "title": document.title, "warnings": list(document.warnings)}


def _say(outcome: dict[str, Any], used: str) -> None:
    source, state = one_line(outcome["source"]), outcome["state"]
    for warning in outcome.get("warnings", ()):
        complain(f"{source}: {warning}")
    if state in UNREAD:
        complain(f"{source}: {outcome['message']}")
    title = f" ({one_line(outcome['title'])})" if "title" in outcome else ""
    if state in {KNOWN, WAITING}:
        say(f"{source}: {outcome['message']}{title}")
    if "claims" in outcome:
        say(f"{source}: {'; '.join(_brought(outcome, used))}{title}")


def _brought(outcome: dict[str, Any], used: str) -> list[str]:
    state = outcome["state"]
    claims = f"{costs.number(outcome['claims'], 'claim')}, {left_out(outcome['left_out'], outcome['alarms'])}"
    found = state if state in WITHOUT_CLAIMS else claims if state == "done" else f"{state}, {claims}"
    return [each for each in (found, used, outcome["resumed"]) if each]
