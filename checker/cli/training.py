"""
The command that trains the offline scorer from labelled sentences.

Never here: how it learns, or a measure.
"""

from pathlib import Path

import click

from checker.cli.screen import complain, say

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("train-scorer")
@click.argument("data", type=FILE, nargs=-1, required=True)
@click.option("--out", type=FILE, required=True, help="Where the weights are written.")
@click.option("--source", default="", help="Who made the data and under which licence; kept in the file.")
@click.option(
    "--negatives",
    type=click.FloatRange(0, min_open=True),
    default=2.5,
    show_default=True,
    help="How many other sentences are measured for each that deserves a claim; all are learned from.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Where chance begins, for the folds and the intervals.")
@click.option("--resamples", type=click.IntRange(1), default=1000, show_default=True, help="Draws behind an interval.")
def train_scorer(data: tuple[Path, ...], out: Path, source: str, negatives: float, seed: int, resamples: int) -> None:
    """Train the offline scorer on labelled sentences in DATA (JSON Lines; docs/gold-format.md) and measure it in four folds.

    Needs scikit-learn: pip install 'claim-checker[train]'. The same data gives the same file. docs/scorer.md says more.

    \b
    Examples:
      checker train-scorer debates.jsonl --out linear.npz
      checker train-scorer debates.jsonl more.jsonl --out linear.npz --source "Our desk, CC BY 4.0"
    """
    from checker.measure import formats, scoring
    from checker.measure.intervals import Draws
    from checker.measure.report import figure_lines
    from checker.scorer.training import needed
    from checker.scorer.weights import write

    needed()
    given = scoring.examples([formats.read(each) for each in data], source)
    say(
        f"{len(given.texts):,} labelled sentences of {len(set(given.documents)):,} documents; {given.wanted.sum():,} deserve a claim."
    )
    say(f"Four folds, {negatives:g} others for each that deserves a claim; in brackets 95 % intervals from drawing documents.")
    for held in scoring.measured(given, negatives, Draws(resamples=resamples, seed=seed), complain):
        say(f"\n{held.sentences:,} sentences, {held.says}")
        for line in figure_lines(held.figures):
            say(line)
    sha256 = write(out, scoring.trained(given, complain))
    say(f"\nWrote {out}: {out.stat().st_size:,} bytes, linear 1 {sha256[:8]}. {given.about}")
