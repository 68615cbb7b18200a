"""
The command that measures the tool on the machine at hand.

Never here: a measurement.
"""

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from checker.cli.screen import say, say_data

if TYPE_CHECKING:
    from checker.bench import Measured


@click.group()
def bench() -> None:
    """Measure the tool on this machine; figures and ratios of one run, side by side.

    \b
    Examples:
      checker bench extract
      checker bench scorer
      checker bench desk
      checker bench records
    """


@bench.command("extract")
@click.option("--documents", type=click.IntRange(1), default=200, show_default=True, help="How many documents the batch has.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), default=2.0, show_default=True, help="What a call takes.")
@click.option("--at-once", type=click.IntRange(1, 64), default=16, show_default=True, help="How many calls may be under way.")
@click.option("--json", "as_json", is_flag=True, help="Say each figure as a line of JSON.")
def bench_extract(documents: int, seconds: float, at_once: int, as_json: bool) -> None:
    """Measure extraction with a made-up model on this machine: calls, tokens, time against the ideal, memory.

    \b
    Examples:
      checker bench extract
      checker bench extract --documents 40 --json
    """
    from checker.bench.extract import measure

    _tell(measure(documents, seconds, at_once), as_json=as_json)


@bench.command("scorer")
@click.option("--json", "as_json", is_flag=True, help="Say each figure as a line of JSON.")
def bench_scorer(as_json: bool) -> None:
    """Measure the offline scorer and extractor on one core of this machine: loading, sentences a second, an article.

    \b
    Examples:
      checker bench scorer
      checker bench scorer --json
    """
    from checker.bench.scorer import measure

    _tell(measure(), as_json=as_json)


@bench.command("desk")
@click.option("--million", is_flag=True, help="Also list a million reviewed claims; making them takes a quarter of an hour.")
@click.option(
    "--quick", is_flag=True, help="Go through all of it with few claims, to see that it works; the figures say little."
)
@click.option("--json", "as_json", is_flag=True, help="Say each figure as a line of JSON.")
def bench_desk(million: bool, quick: bool, as_json: bool) -> None:
    """Measure the review desk on this machine in a real Chromium: key to next claim, 30 reviewers at once, long lists.

    It needs Playwright (pip install 'playwright>=1.60,<2') and a Chromium, and takes some five minutes.

    \b
    Examples:
      checker bench desk
      checker bench desk --million --json
    """
    from checker.bench.desk import QUICK, Size, measure

    size = QUICK if quick else Size(lists=(1_000, 100_000, 1_000_000)) if million else Size()
    _tell(measure(size), as_json=as_json)


@bench.command("records")
@click.option(
    "--records", type=click.IntRange(10), default=10_000, show_default=True, help="How many checked claims there are."
)
@click.option("--seconds", type=click.FloatRange(0), default=3.0, show_default=True, help="How long each export is repeated.")
@click.option("--json", "as_json", is_flag=True, help="Say each figure as a line of JSON.")
def bench_records(records: int, seconds: float, as_json: bool) -> None:
    """Measure exports and their memory, saves meanwhile, import, lint and verify on this machine.

    \b
    Examples:
      checker bench records
      checker bench records --records 1000000 --json
    """
    from checker.bench.records import measure

    _tell(measure(records, seconds), as_json=as_json)


def _tell(figures: "Iterable[Measured]", *, as_json: bool) -> None:
    for figure in figures:
        say_data(asdict(figure) | {"within": figure.within}) if as_json else say(_in_words(figure))


def _in_words(figure: "Measured") -> str:
    value = f"{figure.value:,.2f}" if figure.unit == "×" else f"{figure.value:,.0f}"
    note = f" ({figure.note})" if figure.note else ""
    return f"{figure.name}: {value} {figure.unit}{note}{_bar(figure)}"


def _bar(figure: "Measured") -> str:
    if figure.within is None:
        return ""
    bar = f"at most {figure.most:,g}" if figure.most is not None else f"at least {figure.least:,g}"
    return f"; bar: {bar}, {'reached' if figure.within else 'missed'}"
