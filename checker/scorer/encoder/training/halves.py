"""
The encoder cut in two: a foot that stays as it was published, and a top that is trained.

Never here: how they are run, or trained.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from checker.scorer.encoder.training.layers import Layer, layer_of
from checker.scorer.encoder.training.published import Base, Floats
from checker.scorer.encoder.training.shrink import Nibbles, in_bytes, in_nibbles, kept
from checker.scorer.encoder.wordpiece import WordPieces, word_pieces

LONGEST = 128  # pieces of a sentence; what follows is not read
MATRICES = ("qkv", "out", "up", "down")


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """The part of the encoder that stays as it is, as it will be read back from the shipped file."""

    pieces: Nibbles
    positions: Floats
    norm: tuple[Floats, Floats]
    layers: tuple[Layer, ...]


class Top(NamedTuple):
    """The layers that are trained, and the head that tells the classes apart; jax walks through it."""

    layers: tuple[Layer, ...]
    head: Floats
    bias: Floats


def rounded(layer: Layer) -> Layer:
    """A layer whose matrices hold what eight bits can."""
    return {**layer, **{name: in_bytes(layer[name]).read() for name in MATRICES}}


def layers_in(base: Base) -> int:
    """How many layers the base encoder has."""
    return 1 + max(int(name.split(".")[2]) for name in base.weights if name.startswith("encoder.layer."))


def foot_of(base: Base, top: int) -> tuple[Foot, WordPieces]:
    """The lower part of the base encoder with fewer pieces and fewer bits, and the cutter for its pieces."""
    chosen = kept(base.vocabulary)
    at = "embeddings."
    positions = base.weights[f"{at}position_embeddings.weight"][:LONGEST] + base.weights[f"{at}token_type_embeddings.weight"][0]
    foot = Foot(
        pieces=in_nibbles(base.weights[f"{at}word_embeddings.weight"][chosen]),
        positions=positions.astype(np.float16).astype(np.float32),
        norm=(base.weights[f"{at}LayerNorm.weight"], base.weights[f"{at}LayerNorm.bias"]),
        layers=tuple(rounded(layer_of(base.weights, number)) for number in range(layers_in(base) - top)),
    )
    return foot, word_pieces([base.vocabulary[at] for at in chosen])


def fresh_top(base: Base, top: int, classes: int, seed: int) -> Top:
    """The published top layers under a head that knows nothing yet."""
    count = layers_in(base)
    layers = tuple(layer_of(base.weights, number) for number in range(count - top, count))
    width = layers[0]["out"].shape[1]
    head = np.random.default_rng(seed).normal(0, 0.02, (width, classes)).astype(np.float32)
    return Top(layers=layers, head=head, bias=np.zeros(classes, np.float32))
