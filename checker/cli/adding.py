"""
The command that adds documents and extracts their claims.

Never here: how a document is read, or a run carried out.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from checker.cli.batches import GO_ON, go_on
from checker.cli.costs import number
from checker.cli.documents import ESTIMATE, MODEL, estimate_all, readable
from checker.cli.following import followed
from checker.cli.intake import Followed, Telling
from checker.cli.opening import FAILED, STOPPED, opened_desk, read_all, settings_with
from checker.cli.screen import complain
from checker.config import Settings
from checker.errors import CheckerError, ConfigError

if TYPE_CHECKING:
    from checker.auth import User
    from checker.decisions import Desk
    from checker.model import Run
    from checker.tasks import Ingested, Metadata

    Added = Iterator[tuple[str, Ingested | CheckerError]]

STAYS = "Stopped. The documents are stored, and what was answered is kept."
LEFT = "The app, `checker worker` or the next `checker ingest` goes on."
FOR_GOOD = "`checker jobs cancel --all` ends it for good."


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@MODEL
@click.option("--title", help="The document's title, when the document does not say it.")
@click.option("--publisher", help="Who published it.")
@click.option("--author", help="Who wrote or said it.")
@click.option("--published", type=click.DateTime(["%Y-%m-%d"]), help="When it was published.")
@click.option("--again", is_flag=True, help="Extract known documents once more, with what is configured now.")
@click.option("--batch-api", "by_batch", is_flag=True, help="Ask in batches: at half price, answered within a day.")
@click.option("--wait/--no-wait", default=True, show_default=True, help="Whether to wait for the batches.")
@ESTIMATE
@click.option("--json", "as_json", is_flag=True, help="Say what came of each source as JSON Lines.")
def ingest(
    sources: tuple[str, ...], model: str | None, again: bool, by_batch: bool, estimate: bool, as_json: bool, **chosen: Any
) -> None:
    """Add documents (files, folders, urls, or - for standard input) and extract their claims.

    A document that is there already is only extracted once more with --again; what was answered is not asked again.

    \b
    Examples:
      checker ingest speech.pdf interview.vtt
      checker ingest news/ --estimate
      checker ingest news/ --model openai:gpt-5-mini --batch-api
      checker ingest https://example.org/news --publisher "Example Agency"
    """
    from checker import tasks
    from checker.tasks import batches

    settings = settings_with(model=model)
    if by_batch and not estimate:
        batches.require_offer(settings)
    wait, published = chosen.pop("wait"), chosen.pop("published")
    metadata = tasks.Metadata(**chosen, published_at=published.date() if published else None)
    with opened_desk(settings) as (desk, user):
        if estimate:
            well = estimate_all(batches.priced(settings) if by_batch else settings, sources, as_json, desk)
        else:
            intake = _Intake(desk, settings, user, Telling(desk, as_json), again=again, by_batch=by_batch)
            well = _ingest(intake, _add_all(intake, sources, metadata), wait=wait)
    if not well:
        sys.exit(FAILED)


@dataclass(frozen=True, slots=True)
class _Intake:
    """Where documents are added, by whom, and how."""

    desk: "Desk"
    settings: Settings
    user: "User"
    telling: Telling
    again: bool
    by_batch: bool


def _ingest(intake: _Intake, added: "Added", *, wait: bool) -> bool:
    """Add what can be read, wait for the claims of all, and say what came of each; return whether all went well."""
    began, telling = time.monotonic(), intake.telling
    try:
        before = _left_from_before(intake)
        for source, came_of_it in added:
            _take_in(intake, source, came_of_it, before)
        _take_in_what_was_left(intake, before)
        with followed(intake.desk, telling.followed, telling.of_run):
            well = _carry_out(intake, wait=wait)
    except KeyboardInterrupt:
        telling.of_all(time.monotonic() - began)
        complain(f"{STAYS} {GO_ON if intake.by_batch else LEFT} {FOR_GOOD}")
        sys.exit(STOPPED)
    telling.of_waiting()
    telling.of_all(time.monotonic() - began)
    return well and not telling.unread()


def _left_from_before(intake: _Intake) -> "dict[str, Run]":
    """Return the runs by document that had not ended before, and that this command carries out as well."""
    from checker import jobs

    return {run.document_id: run for run in jobs.unfinished(intake.desk) if intake.by_batch or not run.by_batch}


def _add_all(intake: _Intake, sources: Sequence[str], metadata: "Metadata") -> "Added":
    from checker import tasks

    desk, settings, user = intake.desk, intake.settings, intake.user
    for source, draft in read_all(settings, sources):
        try:
            yield source, tasks.ingest(desk, settings, user, readable(draft), metadata, by_batch=intake.by_batch)
        except ConfigError:
            raise
        except CheckerError as error:
            yield source, error


def _take_in(intake: _Intake, source: str, came_of_it: "Ingested | CheckerError", before: "dict[str, Run]") -> None:
    """Follow a document's extraction, or say at once what came of it."""
    if isinstance(came_of_it, CheckerError):
        intake.telling.of_error(source, came_of_it)
        return
    document = came_of_it.document
    left = before.pop(document.id, None)
    if left and intake.again and left.model != intake.settings.model:
        before[document.id], left = left, None
    run = came_of_it.run or left or _once_more(intake, document.id)
    if run:
        awaited = Followed(
            source=source, document_id=document.id, title=document.title, warnings=document.warnings, before=left
        )
        intake.telling.followed[run.id] = awaited
    else:
        intake.telling.of_known(source, document, _last_run(intake.desk, document.id))


def _once_more(intake: _Intake, document_id: str) -> "Run | None":
    from checker import tasks

    if not intake.again:
        return None
    return tasks.extract_again(intake.desk, intake.settings, intake.user, document_id, by_batch=intake.by_batch)


def _last_run(desk: "Desk", document_id: str) -> "Run | None":
    from checker.store import runs

    with desk.store.read() as tx:
        return next(iter(runs.of_document(tx, document_id)), None)


def _take_in_what_was_left(intake: _Intake, before: "dict[str, Run]") -> None:
    """Follow the extractions that were not asked for now, and are carried out all the same."""
    from checker.store import documents

    if not before:
        return
    with intake.desk.store.read() as tx:
        titles = documents.titles(tx)
    for run in before.values():
        title = titles[run.document_id]
        intake.telling.followed[run.id] = Followed(source=run.id, document_id=run.document_id, title=title, before=run)
    many = number(len(before), "document")
    complain(f"{many} of before still waited, and will be read as well; `checker jobs` lists what waits.")


def _carry_out(intake: _Intake, *, wait: bool) -> bool:
    from checker import tasks

    if intake.by_batch:
        return go_on(intake.desk, intake.settings, wait=wait)
    tasks.work_off(intake.desk, intake.settings)
    return True
