"""
The command that prints the claims of documents and stores nothing of them.

Never here: how a document is read, or a claim found.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from checker.cli import costs
from checker.cli.ledger import left_out
from checker.cli.opening import FAILED, STOPPED, read_all, settings_with
from checker.cli.screen import complain, one_line, say, say_data
from checker.config import SecondReader, Settings
from checker.errors import CheckerError, ConfigError, ModelOutOfReach

if TYPE_CHECKING:
    from checker.decisions import Desk
    from checker.extract.estimate import Estimate
    from checker.model import Draft, ModelCall
    from checker.tasks import Extracted

UNREADABLE = "failed"
LOST = "No claims are stored; what was spent counts under the cap of the day. `checker ingest` keeps what was answered."
MODEL = click.option("--model", help="The model to ask, as provider:name; without one, the setting or the offline extractor.")
PREFILTER = click.option(
    "--prefilter",
    type=click.FloatRange(0, 1, min_open=True),
    help="The share of sentences, the best-ranked, that a model is asked about.",
)
SECOND_READER = click.option(
    "--second-reader", type=click.Choice([each.value for each in SecondReader]), help="Which claims a second call looks over."
)
ESTIMATE = click.option("--estimate", is_flag=True, help="Say what it will cost, and send nothing.")


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@MODEL
@PREFILTER
@SECOND_READER
@click.option("--max-tokens", "max_tokens_per_run", type=click.IntRange(1), help="The most tokens that each document may use.")
@ESTIMATE
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format jsonl.")
def extract(sources: tuple[str, ...], estimate: bool, form: str, as_json: bool, **chosen: Any) -> None:
    """Print the claims of files, folders, urls, or - for standard input; nothing is stored.

    \b
    Examples:
      checker extract speech.txt
      checker extract https://example.org/news --model openai:gpt-5-mini
      checker extract news/ --model openai:gpt-5-mini --estimate
      cat speech.txt | checker extract - --format jsonl
    """
    settings = settings_with(**chosen)
    lines = as_json or form == "jsonl"
    whole = estimate_all(settings, sources, lines) if estimate else _extract(settings, sources, lines)
    if not whole:
        sys.exit(FAILED)


def _extract(settings: Settings, sources: Sequence[str], as_json: bool) -> bool:
    """Print the claims of each source; return whether all could be read whole."""
    whole = True
    problems = Problems()
    for source, draft in read_all(settings, sources):
        try:
            found = _extract_one(settings, readable(draft), as_json)
        except ConfigError:
            raise
        except ModelOutOfReach as error:
            complain(f"{one_line(source)}: {error} Nothing was asked about what comes after it.")
            return False
        except CheckerError as error:
            found = [str(error)]
        except KeyboardInterrupt:
            complain(f"Stopped at {one_line(source)}. {LOST}")
            sys.exit(STOPPED)
        whole = problems.say(source, found) and whole
    return whole


def _extract_one(settings: Settings, draft: "Draft", as_json: bool) -> "Sequence[str]":
    """Print the claims of a draft, and what they took; return what could not be read."""
    from checker import tasks

    begun, calls = time.monotonic(), list["ModelCall"]()
    try:
        extracted = tasks.extract_only(settings, draft, calls.extend)
        _say_found(extracted, as_json)
    finally:  # what brought nothing was paid for as well
        if calls:
            complain(f"{draft.title or draft.name}: {costs.spent(calls, time.monotonic() - begun)}")
    return extracted.extraction.problems


def _say_found(extracted: "Extracted", as_json: bool) -> None:
    if as_json:
        for each in _as_data(extracted):
            say_data(each)
    else:
        for line in _as_text(extracted):
            say(line)
    skipped, warnings = extracted.extraction.skipped, list(extracted.document.warnings)
    alarms = sum(each.alarm for each in skipped)
    for warning in [*warnings, left_out(len(skipped), alarms)] if alarms else warnings:
        complain(f"{extracted.document.title}: {warning}")


class Problems:
    """What went wrong, each said once for a source, and in full only for the first source that has it."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def say(self, source: str, found: Sequence[str]) -> bool:
        """Say what went wrong with a source; return whether nothing did."""
        for problem, times in Counter(found).items():
            known = self._first.setdefault(problem, source)
            words = problem if known == source else f"the same as of {one_line(known)}"
            complain(f"{one_line(source)}: {words}{f' ({times:,} times)' if times > 1 else ''}")
        return not found


def readable(draft: "Draft | CheckerError") -> "Draft":
    """Return what was read; raises what stood in the way of reading it."""
    if isinstance(draft, CheckerError):
        raise draft
    return draft


def estimate_all(settings: Settings, sources: Sequence[str], as_json: bool, desk: "Desk | None" = None) -> bool:
    """Say what each source will cost, and all of them; what a desk has already is not asked again."""
    from checker import tasks
    from checker.extract.estimate import Estimate

    outcomes: list[tuple[dict[str, Any], Estimate]] = []
    for source, draft in read_all(settings, sources):
        try:
            expected = tasks.estimate_only(settings, readable(draft), desk)
            state = "known" if expected.is_known else "new"
            outcomes.append(({"source": source, "state": state, "title": expected.document.title}, expected.estimate))
        except ConfigError:
            raise
        except CheckerError as error:
            outcomes.append(({"source": source, "state": UNREADABLE, "message": str(error)}, Estimate()))
    for outcome, each in outcomes:
        say_data(outcome | costs.as_data(each)) if as_json else _say_estimate(outcome, each)
    total = sum((each for _, each in outcomes), Estimate())
    if len(outcomes) > 1 and not as_json:
        say(f"All together: {costs.expected(total)}")
    if total.unpriced:
        complain(f"The {costs.price_unknown(total.unpriced)}.")
    return not any(outcome["state"] == UNREADABLE for outcome, _ in outcomes)


def _say_estimate(outcome: dict[str, Any], estimate: "Estimate") -> None:
    if outcome["state"] == UNREADABLE:
        complain(f"{outcome['source']}: {outcome['message']}")
    elif outcome["state"] == "known":
        say(f"{outcome['source']}: the same text is there already, and is not asked about again ({outcome['title']})")
    else:
        say(f"{outcome['source']}: {costs.expected(estimate)}")


def _as_data(extracted: "Extracted") -> Iterator[dict[str, Any]]:
    from checker.model import plain

    of_all = {"document": extracted.document.name, "title": extracted.document.title, "extractor": extracted.extractor}
    for proposal, made_by in zip(extracted.extraction.proposals, extracted.provenance, strict=True):
        found = plain(proposal)
        span = found.pop("span") or {"start": None, "end": None}
        yield {**of_all, **found, **span, "provenance": plain(made_by)}


def _as_text(extracted: "Extracted") -> Iterator[str]:
    proposals = extracted.extraction.proposals
    yield f"{extracted.document.title}: {len(proposals)} claims by {extracted.extractor}"
    for number, each in enumerate(proposals, 1):
        where = f"{each.span.start}-{each.span.end}" if each.span else "not in the document"
        yield ""
        yield f"{number}. {each.text}"
        yield f'   "{" ".join(each.quote.split())}" ({where}, {each.anchor})'
        yield f"   {each.claimant or 'no claimant'}, {each.attribution.replace('_', ' ')}, {each.checkability.replace('_', ' ')}"
