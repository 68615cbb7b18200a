"""
The command that measures an extractor against labelled documents.

Never here: a measure, or how a document is read.
"""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker import __version__
from checker.cli.costs import amount
from checker.cli.documents import MODEL, PREFILTER, SECOND_READER
from checker.cli.opening import STOPPED, settings_with
from checker.cli.screen import complain, draw, say, say_data
from checker.config import Settings
from checker.errors import ExtractionError

if TYPE_CHECKING:
    from checker.extract import Extractor
    from checker.extract.spending.purse import Purse
    from checker.measure.brought import Brought
    from checker.measure.evaluation import Evaluation
    from checker.measure.gold import Gold, GoldDocument
    from checker.measure.saved import Header
    from checker.measure.trial import Trial

FILE = click.Path(dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What the person asked for, beside the settings."""

    limit: int | None
    seed: int
    resamples: int
    save: Path | None
    resume: bool
    compare: Path | None
    as_json: bool


@click.command("eval")
@click.argument("data", type=FILE)
@MODEL
@PREFILTER
@SECOND_READER
@click.option("--limit", type=click.IntRange(1), help="How many documents, chosen by chance; all if left out.")
@click.option("--seed", type=int, default=0, show_default=True, help="Where chance begins, for --limit and the intervals.")
@click.option("--resamples", type=click.IntRange(1), default=1000, show_default=True, help="Draws behind an interval.")
@click.option("--save", type=FILE, help="Keep the run in this file, document by document.")
@click.option("--resume", is_flag=True, help="Go on with the run in the file of --save; ask again only what failed.")
@click.option("--compare", type=FILE, help="A saved run over the same data, to set beside this one.")
@click.option("--json", "as_json", is_flag=True, help="Say the figures as JSON.")
def evaluate(data: Path, model: str | None, second_reader: str | None, prefilter: float | None, **asked: Any) -> None:
    """Measure an extractor against labelled documents in DATA (JSON Lines; docs/gold-format.md).

    No model judges: claims are held against labels. Each figure has a 95 % interval from drawing documents.

    \b
    Examples:
      checker eval seeds/gold/news.jsonl
      checker eval gold.jsonl --model openai:gpt-5-mini --limit 20 --save mini.jsonl
      checker eval gold.jsonl --save rules.jsonl --compare mini.jsonl
    """
    from checker.extract import build_extractor
    from checker.measure import formats

    plan = _Plan(**asked)
    if plan.resume and plan.save is None:
        raise click.UsageError("--resume goes on with a saved run; name its file with --save.")
    settings = settings_with(model=model, second_reader=second_reader, prefilter=prefilter)
    gold = formats.read(data)
    extractor = build_extractor(settings)
    try:
        _measure(settings, plan, gold, extractor)
    finally:
        extractor.close()


def _measure(settings: Settings, plan: _Plan, gold: "Gold", extractor: "Extractor") -> None:
    from checker.extract.spending.purse import Purse
    from checker.measure import saved
    from checker.measure.evaluation import evaluate as measured
    from checker.measure.intervals import Draws
    from checker.measure.trial import sample
    from checker.tasks.outlays import noted

    other = saved.over_same_data(plan.compare, gold.sha256) if plan.compare else None
    documents = sample(gold.documents, plan.limit, plan.seed)
    if extractor.model:  # it takes a while until the figures say so
        complain(f"{gold.name} was recognised as {gold.recognised}; {len(documents):,} will be read.")
    header = _header(settings, gold, extractor)
    with noted(settings, "eval") as outlays:
        trial = _trial(settings, extractor, Purse(outlays))  # the caps hold for all documents together
        found, trouble = _outcomes(trial, plan, header, documents)
    whole = {id_: each for id_, each in found.items() if not (trouble and each.failed)}
    if whole or not trouble:
        run = saved.SavedRun(header=header, outcomes=whole)
        done = measured(gold, documents, run, other, Draws(resamples=plan.resamples, seed=plan.seed))
        _say(done, as_json=plan.as_json)
    if trouble:
        complain(_stopped(found, documents, plan.save))
        raise trouble


def _say(done: "Evaluation", *, as_json: bool) -> None:
    from checker.measure import report

    if as_json:
        say_data(report.as_data(done), indent=2)
    else:
        for line in report.as_text(done):
            say(line)


def _outcomes(
    trial: "Trial", plan: _Plan, header: "Header", documents: "Sequence[GoldDocument]"
) -> "tuple[dict[str, Brought], ExtractionError | None]":
    """Return what came of each document, kept before or asked now, and why not all were asked about; Ctrl+C ends it at once."""
    found = _kept(plan, header)
    left = [each for each in documents if each.document.id not in found]
    try:
        for outcome in _counted(_saved(trial, plan.save, left), len(documents) - len(left), len(documents)):
            found[outcome.document_id] = outcome
    except ExtractionError as error:
        return found, error
    except KeyboardInterrupt:
        trial.stop.set()
        complain(_stopped(found, documents, plan.save))
        sys.exit(STOPPED)
    return found, None


def _stopped(found: "Mapping[str, Brought]", documents: "Sequence[GoldDocument]", path: Path | None) -> str:
    """Say how far a run came that has stopped, what it used up, and what is kept of it."""
    from checker.extract.spending.rules import used

    measured = [each for each in found.values() if not each.failed]
    given, got, cost = used([call for each in found.values() for call in each.calls])
    spent = (
        f" The calls took {given:,} tokens in and {got:,} out{f', cost {amount(cost)}' if cost else ''}."
        if given or got
        else ""
    )
    if path:
        kept = f"What came of them is in {path}; go on with --resume."
    else:
        kept = "Nothing is kept; name a file with --save to go on later."
    return f"Stopped after {len(measured):,} of {len(documents):,} documents.{spent} {kept}"


def _kept(plan: _Plan, header: "Header") -> "dict[str, Brought]":
    from checker.measure import saved

    if plan.save is None:
        return {}
    if not plan.resume:
        saved.begin(plan.save, header)
        return {}
    return {id_: each for id_, each in saved.go_on(plan.save, header).outcomes.items() if not each.failed}


def _saved(trial: "Trial", path: Path | None, documents: "Sequence[GoldDocument]") -> "Iterator[Brought]":
    from checker.measure import saved
    from checker.measure.trial import outcomes

    for outcome in outcomes(trial, documents):
        if path:
            saved.add(path, outcome)
        yield outcome


def _counted(outcomes: "Iterator[Brought]", done: int, total: int) -> "Iterator[Brought]":
    """Say how far it is, beside the output, where somebody looks on."""
    for number, outcome in enumerate(outcomes, done + 1):
        if outcome.failed:
            draw("")
            complain(f"{outcome.document_id}: {outcome.failed}")
        draw(f"{number:,} of {total:,} documents" if number < total else "")
        yield outcome


def _trial(settings: Settings, extractor: "Extractor", purse: "Purse") -> "Trial":
    from checker.extract.spending.book import CallBook
    from checker.measure.asking import Stop
    from checker.measure.trial import Trial

    return Trial(
        extractor=extractor,
        new_calls=lambda: CallBook(settings, purse=purse),
        clock=time.monotonic,
        parallel=settings.parallel_calls if extractor.model else 1,
        stop=Stop(),
    )


def _header(settings: Settings, gold: "Gold", extractor: "Extractor") -> "Header":
    from checker.measure.saved import Header

    return Header(
        version=__version__,
        started_at=datetime.now(UTC),
        data=gold.name,
        data_sha256=gold.sha256,
        extractor=extractor.name,
        model=extractor.model,
        prompt_hash=extractor.prompt_hash,
        second_reader=settings.second_reader,
    )
