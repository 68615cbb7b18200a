"""
The commands about batches: how far they are, wait for them, cancel one, ask live instead.

Never here: a step of a batch.
"""

import json
import sys
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from checker.cli.costs import number
from checker.cli.intake import UNREAD
from checker.cli.opening import FAILED, STOPPED, opened_desk
from checker.cli.screen import complain, one_line, say
from checker.config import Settings
from checker.words import RunStatus

if TYPE_CHECKING:
    from checker.decisions import Desk
    from checker.store.batches import Batch
    from checker.tasks.batches import Progress

_IN_HOURS = 120  # minutes, from where on a time is told so
LEFT = "What was answered is kept; the app, `checker worker` or the next `checker ingest` goes on."
GO_ON = "`checker batches --wait` goes on, and so does the app as long as it is open. Nothing is lost."


@click.group(invoke_without_command=True)
@click.option("--wait", is_flag=True, help="Go on until every document that waits for a batch has its claims.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON Lines.")
@click.pass_context
def batches(context: click.Context, wait: bool, as_json: bool) -> None:
    """Move the batches on by one step, and list them.

    Ends with 0 if every document whose reading has ended meanwhile was read whole, also if none waited; with 1 if one of them
    failed, was not read whole or was cancelled, or if the server cannot go on; with 130 after Ctrl+C, which loses nothing.

    \b
    Examples:
      checker batches
      checker batches --wait
      checker batches cancel 7d2k9x0q4m1z
      checker batches live
    """
    if context.invoked_subcommand:
        return
    from checker import jobs
    from checker.tasks import batches as tasks

    settings = Settings.load()
    with opened_desk(settings) as (desk, _user):
        waiting = [run.id for run in jobs.unfinished(desk)]
        well = go_on(desk, settings, wait=wait)
        whole = not _say_of_runs(desk, waiting, UNREAD)
        listed = tasks.listed(desk)
        now = desk.now()
    for batch in listed:
        click.echo(json.dumps(_as_data(batch))) if as_json else say(_as_line(batch, now))
    if not listed and not as_json:
        say("There are no batches.")
    if not (well and whole):
        sys.exit(FAILED)


@batches.command()
@click.argument("batch_id", metavar="ID")
def cancel(batch_id: str) -> None:
    """Cancel a batch, and the extraction of the documents that wait for it."""
    from checker.tasks import batches as tasks

    settings = Settings.load()
    with opened_desk(settings) as (desk, user):
        cancelled = tasks.cancel(desk, user, batch_id)
        well = go_on(desk, settings, wait=False)
    say(f"{number(cancelled, 'document')} that waited for {batch_id} will not be read; what was answered is to be paid for.")
    if not well:
        sys.exit(FAILED)


@batches.command()
def live() -> None:
    """Ask at once, at the full price, about all documents that wait and are in no batch under way.

    Ends with 0 if all of them were read whole, also if there were none; with 1 if one failed, was not read whole or was
    cancelled; with 130 after Ctrl+C, which loses nothing.
    """
    from checker import tasks
    from checker.tasks import batches as batch_tasks

    settings = Settings.load()
    with opened_desk(settings) as (desk, user):
        released = [run.id for run in batch_tasks.ask_live(desk, user)]
        staying = batch_tasks.in_flight(desk)
        try:
            tasks.work_off(desk, settings)
        except KeyboardInterrupt:
            complain(f"Stopped. {LEFT}")
            sys.exit(STOPPED)
        whole = not _say_of_runs(desk, released, UNREAD)
        _say_of_runs(desk, released, (RunStatus.DONE,))
    say(f"{number(len(released), 'document')} asked about at once.")
    if staying:
        say(f"{number(staying, 'document')} in a batch under way already: `checker batches cancel ID` takes a batch back.")
    if not whole:
        sys.exit(FAILED)


def go_on(desk: "Desk", settings: Settings, *, wait: bool) -> bool:
    """Move the batches on by one step, or wait for their end; return whether all went well."""
    from checker import jobs, tasks
    from checker.tasks import batches as batch_tasks

    said: list[str] = []
    waiting = [run.id for run in jobs.unfinished(desk)]

    def tell(standing: "Progress") -> None:
        for words in (*map(str, standing.troubles), _in_words(standing)):
            if words not in said[-3:]:
                complain(words)
            said.append(words)

    try:
        if wait:
            standing = batch_tasks.wait(desk, settings, tell)
        else:
            standing = batch_tasks.advance(desk, settings)
            tell(standing)
            tasks.work_off(desk, settings)
    except KeyboardInterrupt:
        complain(f"Not waited for any longer. {GO_ON}")
        sys.exit(STOPPED)
    _say_of_runs(desk, waiting, (RunStatus.DONE,))
    if standing.runs:
        complain(GO_ON)
    return not standing.troubles


def _say_of_runs(desk: "Desk", run_ids: Sequence[str], states: Collection[str]) -> int:
    """Say what there is to say of those of these runs that have ended so; return how many they are."""
    from checker import jobs
    from checker.store import documents

    runs = [run for run in (jobs.status(desk, run_id) for run_id in run_ids) if run.status in states]
    said = [run for run in runs if run.message]
    with desk.store.read() as tx:
        titles = documents.titles(tx) if said else {}
    for run in said:
        complain(f"{one_line(titles[run.document_id])}: {run.message}")
    return len(runs)


def _in_words(standing: "Progress") -> str:
    if not standing.runs and not standing.batches:
        return "No document waits for a batch."
    asked = sum(len(batch.requests) for batch in standing.batches)
    answered = sum(batch.answered for batch in standing.batches)
    batches_there = f"{len(standing.batches)} {'batch' if len(standing.batches) == 1 else 'batches'} under way"
    return f"{batches_there}, {answered:,} of {asked:,} requests answered; {number(len(standing.runs), 'document')} waiting."


def _as_line(batch: "Batch", now: datetime) -> str:
    message = f": {batch.message}" if batch.message else ""
    counts = f"{batch.answered:,} of {len(batch.requests):,} answered"
    return f"{batch.id}  {batch.status:8}  {counts}, {batch.model}, {_age(now - batch.created_at)} ago{message}"


def _as_data(batch: "Batch") -> dict[str, Any]:
    return {
        "id": batch.id,
        "state": batch.status.value,
        "model": batch.model,
        "requests": len(batch.requests),
        "answered": batch.answered,
        "message": batch.message,
        "server_id": batch.remote_id,
        "created_at": batch.created_at.astimezone(UTC).isoformat(),
        "finished_at": batch.finished_at.astimezone(UTC).isoformat() if batch.finished_at else None,
    }


def _age(passed: timedelta) -> str:
    minutes = round(passed.total_seconds() / 60)
    return f"{minutes} min" if minutes < _IN_HOURS else f"{round(minutes / 60)} h"
