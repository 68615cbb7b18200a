"""
The command about waiting work: the list of it, cancel it, try it again.

Never here: doing it.
"""

import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from checker.cli import costs
from checker.cli.batches import GO_ON
from checker.cli.opening import FAILED, opened_desk
from checker.cli.screen import complain, one_line, say, say_data
from checker.config import Settings
from checker.words import RunStatus

if TYPE_CHECKING:
    from checker.decisions import Desk
    from checker.model import Run
    from checker.store.usage import Used

SHOWN = 20  # runs that ended badly, and as many that were cancelled
LONGEST_MESSAGE = 300  # characters, in a line
NOBODY = (
    "No worker is running. `checker worker`, the app (`checker serve`) or the next `checker ingest` goes on with what waits."
)
TAKEN_UP = "The worker that is running takes it up."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """The runs to tell of, with what is known beside them."""

    runs: Sequence["Run"]
    more: Mapping[str, int]  # that are not told of, by how they ended
    titles: Mapping[str, str]
    used: Mapping[str, "Used"]
    has_worker: bool
    asking: set[str] = field(default_factory=set)  # the runs that have asked a model something

    @property
    def needs_a_worker(self) -> bool:
        """Whether something waits that nobody works on."""
        return not self.has_worker and any(run.finished_at is None and not run.by_batch for run in self.runs)

    def state(self, run: "Run") -> str:
        """Return how a run stands, in a word or three."""
        if run.finished_at:
            return run.status.value
        if run.by_batch:
            return "waits for a batch"
        if run.status is RunStatus.RUNNING and not self.has_worker:
            return "left"
        return "running" if run.done or run.id in self.asking else "waits"


@click.group(invoke_without_command=True)
@click.option("--all", "all_of_them", is_flag=True, help=f"List all that ended badly or were cancelled, not the last {SHOWN}.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON Lines.")
@click.pass_context
def jobs(context: click.Context, all_of_them: bool, as_json: bool) -> None:
    """List the extractions that wait, are being done, ended badly, or were cancelled.

    \b
    Examples:
      checker jobs
      checker jobs cancel 7d2k9x0q4m1z
      checker jobs cancel --all
      checker jobs retry --failed
    """
    if context.invoked_subcommand:
        return
    with opened_desk(Settings.load()) as (desk, _user):
        work = _work(desk, None if all_of_them else SHOWN)
    for run in work.runs:
        say_data(_as_data(run, work)) if as_json else say(_as_line(run, work))
    if not work.runs and not as_json:
        say("Nothing waits, and nothing ended badly.")
    for ending, count in work.more.items():
        complain(f"{count:,} more {ending}; --all lists them.")
    if work.needs_a_worker:
        complain(NOBODY)


@jobs.command()
@click.argument("run_id", metavar="[ID]", required=False)
@click.option("--all", "all_of_them", is_flag=True, help="Cancel everything that has not ended.")
def cancel(run_id: str | None, all_of_them: bool) -> None:
    """End an extraction; its document stays, and nothing more is asked.

    \b
    Examples:
      checker jobs cancel 7d2k9x0q4m1z
      checker jobs cancel --all
    """
    from checker import jobs as port

    _one_or_all(run_id, all_of_them, "--all")
    with opened_desk(Settings.load()) as (desk, user):
        had_ended = run_id and port.status(desk, run_id).finished_at
        ended = [port.cancel(desk, user, each) for each in ([run_id] if run_id else _unfinished(desk))]
        used = _used(desk, ended)
    if had_ended:
        complain(f"{run_id} had ended before: {ended[0].status.value}. There is nothing to cancel.")
        sys.exit(FAILED)
    for run in ended:
        say(f"{run.id}: {run.status.value}{_so_far(run, used)}")
    if not ended:
        say("Nothing waits.")


@jobs.command()
@click.argument("run_id", metavar="[ID]", required=False)
@click.option("--failed", is_flag=True, help="Try everything again that failed or was incomplete.")
@click.option("--cancelled", is_flag=True, help="Try everything again that was cancelled.")
def retry(run_id: str | None, failed: bool, cancelled: bool) -> None:
    """Put an extraction back on the list; what was answered before is not asked again.

    \b
    Examples:
      checker jobs retry 7d2k9x0q4m1z
      checker jobs retry --failed
      checker jobs retry --cancelled
    """
    from checker import jobs as port

    _one_or_all(run_id, failed or cancelled, "--failed or --cancelled")
    with opened_desk(Settings.load()) as (desk, user):
        ended = [*(port.ended_badly(desk) if failed else ()), *(port.cancelled(desk) if cancelled else ())]
        before = [port.status(desk, run_id)] if run_id else ended
        if run_id and before[0].status is RunStatus.DONE:
            _refuse(before[0])
        again = [port.retry(desk, user, run.id) for run in before]
        next_steps = _next_steps(again, has_worker=port.has_worker(desk))
    for was, run in zip(before, again, strict=True):
        say(
            f"{run.id}: {run.status.value}" if was.finished_at else f"{run.id}: {run.status.value}, as before; it has not ended"
        )
    for step in next_steps:
        say(step)
    if not again:
        say("Nothing ended badly." if failed else "Nothing was cancelled.")


def _next_steps(again: "Sequence[Run]", *, has_worker: bool) -> list[str]:
    """Who goes on with these runs: a worker with those that are asked live, the batches with the others."""
    by_batch = {run.by_batch for run in again}
    live = [TAKEN_UP if has_worker else NOBODY] if False in by_batch else []
    return live + ([GO_ON] if True in by_batch else [])


def _refuse(run: "Run") -> None:
    complain(
        f"{run.id} is finished, so there is nothing to try again. To extract its document once more with what is configured "
        "now, give it to `checker ingest --again`, or choose it on the page Add documents."
    )
    sys.exit(FAILED)


def _one_or_all(run_id: str | None, every: bool, option: str) -> None:
    if bool(run_id) == every:
        raise click.UsageError(f"Name one extraction by the ID that `checker jobs` shows, or give {option}.")


def _unfinished(desk: "Desk") -> list[str]:
    from checker import jobs as port

    return [run.id for run in port.unfinished(desk)]


def _work(desk: "Desk", most: int | None) -> _Work:
    from checker import jobs as port
    from checker.store import documents, runs

    badly, cancelled = port.ended_badly(desk), port.cancelled(desk)
    listed = [*port.unfinished(desk), *badly[:most], *cancelled[:most]]
    counts = {"ended badly": badly, "were cancelled": cancelled}
    with desk.store.read() as tx:
        titles, asking = documents.titles(tx), runs.asking(tx)
    return _Work(
        runs=listed,
        more={ending: len(found) - most for ending, found in counts.items() if most and len(found) > most},
        titles=titles,
        used=_used(desk, listed),
        has_worker=port.has_worker(desk),
        asking=asking,
    )


def _used(desk: "Desk", runs: Sequence["Run"]) -> dict[str, "Used"]:
    from checker.store import usage

    with desk.store.read() as tx:
        return usage.used(tx, [run.id for run in runs])


def _so_far(run: "Run", used: Mapping[str, "Used"]) -> str:
    """What a run has used up, where its server counted something."""
    found = used.get(run.id)
    return f" ({costs.used(found)})" if found and (found.reused or found.input_tokens or found.output_tokens) else ""


def _as_line(run: "Run", work: _Work) -> str:
    far = f", {run.done} of {run.total} parts read" if run.total and run.finished_at is None else ""
    message = one_line(run.message) if run.status is not RunStatus.CANCELLED else ""
    why = f": {textwrap.shorten(message, LONGEST_MESSAGE, placeholder=' …')}" if message else ""
    title = one_line(work.titles[run.document_id])
    return f"{run.id}  {work.state(run)}{far}  {title}{_so_far(run, work.used)}{why}"


def _as_data(run: "Run", work: _Work) -> dict[str, Any]:
    told = {name: getattr(run, name) for name in ("id", "document_id", "done", "total", "message", "model", "tries")}
    told |= {"status": run.status.value, "state": work.state(run), "title": work.titles[run.document_id]}
    told |= {"queued_at": run.queued_at.isoformat()}
    used = work.used.get(run.id)
    if used:
        told |= {name: getattr(used, name) for name in ("calls", "reused", "input_tokens", "output_tokens", "cost")}
    return told
