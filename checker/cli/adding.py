"""
The command that adds documents and extracts their claims.

Never here: how a document is read, or a run carried out.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from checker.cli.batches import go_on
from checker.cli.documents import BAD, ESTIMATE, MODEL, estimate_all, readable
from checker.cli.opening import FAILED, STOPPED, opened_desk, read_all, settings_with
from checker.cli.screen import complain, say
from checker.config import Settings
from checker.errors import CheckerError, ConfigError

if TYPE_CHECKING:
    from checker.auth import User
    from checker.decisions import Desk
    from checker.tasks import Ingested, Metadata

ENDED_WITHOUT = ("failed", "cancelled")  # claims


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
            if not estimate_all(batches.priced(settings) if by_batch else settings, sources, as_json, desk):
                sys.exit(FAILED)
            return
        _say_what_waits(desk)
        added = list(_add_all(desk, settings, user, sources, metadata, by_batch=by_batch))
        if again:
            added = [(source, _once_more(desk, settings, user, each)) for source, each in added]
        well = _carry_out(desk, settings, by_batch=by_batch, wait=wait)
        outcomes = [_outcome(desk, source, came_of_it) for source, came_of_it in added]
    for outcome in outcomes:
        click.echo(json.dumps(outcome, ensure_ascii=False)) if as_json else _say_outcome(outcome)
    if not well or any(outcome["state"] in BAD for outcome in outcomes):
        sys.exit(FAILED)


def _say_what_waits(desk: "Desk") -> None:
    from checker import jobs

    waiting = sum(not run.by_batch for run in jobs.unfinished(desk))
    if waiting:
        documents = "1 document" if waiting == 1 else f"{waiting} documents"
        complain(f"{documents} of before still waited and are read as well; `checker jobs` lists them.")


def _once_more(
    desk: "Desk", settings: Settings, user: "User", came_of_it: "Ingested | CheckerError"
) -> "Ingested | CheckerError":
    from checker import tasks

    if isinstance(came_of_it, CheckerError) or came_of_it.is_new:
        return came_of_it
    return replace(came_of_it, run=tasks.extract_again(desk, settings, user, came_of_it.document.id))


def _carry_out(desk: "Desk", settings: Settings, *, by_batch: bool, wait: bool) -> bool:
    from checker import tasks

    if by_batch:
        return go_on(desk, settings, wait=wait)
    try:
        tasks.work_off(desk, settings)
    except KeyboardInterrupt:
        complain(
            "Stopped. The documents are stored, and what was answered is kept; the app, `checker worker` or the next "
            "`checker ingest` goes on. `checker jobs cancel --all` ends it for good."
        )
        sys.exit(STOPPED)
    return True


def _add_all(
    desk: "Desk", settings: Settings, user: "User", sources: Sequence[str], metadata: "Metadata", *, by_batch: bool
) -> Iterator[tuple[str, "Ingested | CheckerError"]]:
    from checker import tasks

    for source, draft in read_all(settings, sources):
        try:
            yield source, tasks.ingest(desk, settings, user, readable(draft), metadata, by_batch=by_batch)
        except ConfigError:
            raise
        except CheckerError as error:
            yield source, error


def _outcome(desk: "Desk", source: str, came_of_it: "Ingested | CheckerError") -> dict[str, Any]:
    from checker import jobs
    from checker.store import claims

    if isinstance(came_of_it, CheckerError):
        return {"source": source, "state": "failed", "message": str(came_of_it)}
    document, run = came_of_it.document, came_of_it.run
    known = {"source": source, "document": document.id, "title": document.title, "warnings": list(document.warnings)}
    if run is None:
        return known | {"state": "known", "message": "The same text is there already; --again extracts its claims once more."}
    run = jobs.status(desk, run.id)
    if run.by_batch and run.finished_at is None:
        return known | {"state": "waiting", "message": "It waits for the answers to a batch."}
    with desk.store.read() as tx:
        found = claims.total(tx, claims.Filter(document_id=document.id))
    used = {"input_tokens": run.input_tokens, "output_tokens": run.output_tokens, "cost": run.cost}
    return known | {"state": run.status.value, "message": run.message, "claims": found} | used


def _say_outcome(outcome: dict[str, Any]) -> None:
    for warning in outcome.get("warnings", ()):
        complain(f"{outcome['source']}: {warning}")
    if outcome["state"] in BAD:
        complain(f"{outcome['source']}: {outcome['message']}")
    elif outcome["state"] in ("known", "waiting"):
        say(f"{outcome['source']}: {outcome['message']} ({outcome['title']})")
    if "claims" in outcome and outcome["state"] not in ENDED_WITHOUT:
        say(f"{outcome['source']}: {outcome['claims']} claims ({outcome['title']})")
