"""
The commands about waiting work: a worker that does it, and the list of it.

Never here: what the work is.
"""

import json
import signal
import textwrap
import threading
from typing import TYPE_CHECKING, Any

import click

from checker.cli.opening import opened_desk
from checker.cli.screen import say
from checker.config import Settings

if TYPE_CHECKING:
    from checker.decisions import Desk
    from checker.model import Run

SHOWN = 20  # runs that ended badly
LONGEST_MESSAGE = 300  # characters, in a line
TAKEN_UP = "The app, `checker worker` or the next `checker ingest` takes it up."


@click.command()
def worker() -> None:
    """Extract the claims of waiting documents until Ctrl+C or a supervisor's SIGTERM; on PostgreSQL beside others.

    \b
    Examples:
      checker worker
      CHECKER_DATABASE_URL=postgresql://checker@db/checker CHECKER_PARALLEL_CALLS=16 checker worker
    """
    from checker import tasks

    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        # In a thread of its own: the signal may come while the main thread is about to wait for this very event.
        signal.signal(each, lambda _number, _frame: threading.Thread(target=stop.set).start())
    settings = Settings.load()
    with opened_desk(settings) as (desk, _user):
        tasks.run_worker(desk, settings, stop, seated=lambda seat: say(_seat(seat, is_file=desk.store.is_file)))
    say("The worker has ended. What was under way is done again by the next one.")


def _seat(name: str | None, *, is_file: bool) -> str:
    if name:
        return f"The worker has the seat {name} and waits for work (Ctrl+C ends it)."
    if is_file:
        return (
            "Another process, such as the app, does the work at this database. This worker waits, and takes over when it ends; "
            "several at once need PostgreSQL."
        )
    return "Every seat at this database is taken. This worker waits until one is free."


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON Lines.")
@click.pass_context
def jobs(context: click.Context, as_json: bool) -> None:
    """List the extractions that wait, are being done, or ended badly.

    \b
    Examples:
      checker jobs
      checker jobs cancel 7d2k9x0q4m1z
      checker jobs cancel --all
      checker jobs retry --failed
    """
    if context.invoked_subcommand:
        return
    from checker import jobs as port
    from checker.store import documents

    with opened_desk(Settings.load()) as (desk, _user):
        listed = [*port.unfinished(desk), *port.ended_badly(desk, SHOWN)]
        with desk.store.read() as tx:
            titles = documents.titles(tx)
    for run in listed:
        title = titles[run.document_id]
        click.echo(json.dumps(_as_data(run, title), ensure_ascii=False)) if as_json else say(_as_line(run, title))
    if not listed and not as_json:
        say("Nothing waits, and nothing ended badly.")


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
        ended = [port.cancel(desk, user, each) for each in ([run_id] if run_id else _unfinished(desk))]
    for run in ended:
        say(f"{run.id}: {run.status.value}")
    if not ended:
        say("Nothing waits.")


@jobs.command()
@click.argument("run_id", metavar="[ID]", required=False)
@click.option("--failed", is_flag=True, help="Try everything again that failed or was incomplete.")
def retry(run_id: str | None, failed: bool) -> None:
    """Put an extraction back on the list; what was answered before is not asked again.

    \b
    Examples:
      checker jobs retry 7d2k9x0q4m1z
      checker jobs retry --failed
    """
    from checker import jobs as port

    _one_or_all(run_id, failed, "--failed")
    with opened_desk(Settings.load()) as (desk, user):
        ids = [run_id] if run_id else [run.id for run in port.ended_badly(desk)]
        again = [port.retry(desk, user, each) for each in ids]
    for run in again:
        say(f"{run.id}: {run.status.value}")
    say(TAKEN_UP if again else "Nothing ended badly.")


def _one_or_all(run_id: str | None, every: bool, option: str) -> None:
    if bool(run_id) == every:
        raise click.UsageError(f"Name one extraction by the ID that `checker jobs` shows, or give {option}.")


def _unfinished(desk: "Desk") -> list[str]:
    from checker import jobs as port

    return [run.id for run in port.unfinished(desk)]


def _as_line(run: "Run", title: str) -> str:
    far = f" {run.done} of {run.total} parts" if run.total and run.finished_at is None else ""
    state = "waits for a batch" if run.by_batch and not run.total else run.status.value
    message = f": {textwrap.shorten(run.message, LONGEST_MESSAGE, placeholder=' …')}" if run.message else ""
    return f"{run.id}  {state}{far}  {title}{message}"


def _as_data(run: "Run", title: str) -> dict[str, Any]:
    told = {name: getattr(run, name) for name in ("id", "document_id", "done", "total", "message", "model", "tries")}
    return told | {"status": run.status.value, "title": title, "queued_at": run.queued_at.isoformat()}
