"""
How the encoder learns: its base is proved and cut down, its top layers trained, and all of it written as one file.

Never here: a file of labels, a measure, or anything that run time needs.
"""

import json
from collections.abc import Callable, Sequence
from importlib.util import find_spec

import numpy as np

from checker.errors import MissingExtra
from checker.scorer.encoder.training.blocks import Numbers
from checker.scorer.encoder.training.fit import Recipe, run_foot, run_top, train_top
from checker.scorer.encoder.training.halves import LONGEST, MATRICES, Foot, Top, foot_of, fresh_top, rounded
from checker.scorer.encoder.training.layers import Layer
from checker.scorer.encoder.training.onnx_file import Drawing, placed, told_apart, veiled, written
from checker.scorer.encoder.training.published import Base, Floats, read_base
from checker.scorer.encoder.training.shrink import Bytes, in_bytes
from checker.scorer.encoder.wordpiece import WordPieces

NEEDED = ("jax", "onnx", "optax")
__all__ = ["Base", "Lesson", "Recipe", "margins", "needed", "read_base", "shipped"]


def needed() -> None:
    """Raise MissingExtra if what writing an encoder needs is not installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtra(
            f"Training the encoder needs {', '.join(missing)}, which is not installed. "
            "Install it with: pip install 'claim-checker[train]'"
        )


class Lesson:
    """Sentences as the frozen part of the encoder sees them; that part is run once for any number of trainings."""

    def __init__(self, base: Base, sentences: Sequence[str], recipe: Recipe) -> None:
        """Cut the sentences into pieces and run the frozen part, which takes minutes for thousands."""
        self.base, self.recipe = base, recipe
        self.foot, self.pieces = foot_of(base, recipe.top)
        self.rows = run_foot(self.foot, [self.pieces.of(sentence, LONGEST) for sentence in sentences])

    def learnt(self, which: Numbers, classes: Numbers, told: Callable[[str], None]) -> Top:
        """Train fresh top layers on some of the sentences, rounded as they will be shipped."""
        top = fresh_top(self.base, self.recipe.top, int(classes.max()) + 1, self.recipe.seed)
        top = train_top(top, [self.rows[at] for at in which], classes[which], self.recipe, told)
        return Top(layers=tuple(rounded(layer) for layer in top.layers), head=top.head, bias=top.bias)

    def margins(self, top: Top, which: Numbers) -> Floats:
        """The margin by which each of some sentences deserves checking."""
        return margins(run_top(top, [self.rows[at] for at in which]))


def margins(logits: Floats) -> Floats:
    """By how much the last class outweighs all others."""
    found: Floats = logits[:, -1] - np.logaddexp.reduce(logits[:, :-1], axis=1)
    return found


def shipped(foot: Foot, top: Top, pieces: WordPieces, calibration: tuple[float, float], about: str) -> bytes:
    """The whole encoder as the bytes of one file."""
    drawing = Drawing()
    mask, veil = veiled(drawing, "ids")
    rows = drawing.add("Add", drawing.embedded("ids", foot.pieces), placed(drawing, "ids", foot.positions))
    rows = drawing.normed(rows, *foot.norm)
    for layer in (*foot.layers, *top.layers):
        rows = drawing.layer(rows, veil, layer, _bytes_of(layer))
    told_apart(drawing, rows, mask, top.head, top.bias)
    inside = {"about": about, "calibration": json.dumps(calibration), "longest": str(LONGEST), "pieces": "\n".join(pieces.ids)}
    return written(drawing, len(top.bias), list(inside.items()))


def _bytes_of(layer: Layer) -> dict[str, Bytes]:
    return {name: in_bytes(layer[name]) for name in MATRICES}
