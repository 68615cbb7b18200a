"""
Training the top of the encoder: its lower layers stay as published and are run but once.

Never here: where sentences come from, or how good the outcome is. The packages jax and optax are imported inside functions only.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from checker.scorer.encoder.training.blocks import Block, Numbers, batches, block_of, each_in_blocks
from checker.scorer.encoder.training.halves import Foot, Top
from checker.scorer.encoder.training.layers import Dropping, Layer, embedded, forward, pooled
from checker.scorer.encoder.training.published import Floats

if TYPE_CHECKING:
    from jax import Array
    from optax import GradientTransformation

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the top layers are trained."""

    top: int = 3
    epochs: int = 2
    batch: int = 32
    rate: float = 1e-4
    warm: float = 0.1
    decay: float = 0.01
    dropout: float = 0.1
    steepest: float = 1.0
    seed: int = 0


def run_foot(foot: Foot, ids: Sequence[Sequence[int]]) -> list[Floats]:
    """What the lower part makes of each sentence, one row for each piece."""
    embeddings, run = foot.pieces.read(), _compiled(_footed)

    def found(block: Block) -> "Array":
        return run(foot.positions, foot.norm, foot.layers, block._replace(rows=embeddings[block.rows]))

    made = each_in_blocks(found, [np.array(each) for each in ids])
    return [rows[: len(each)].copy() for rows, each in zip(made, ids, strict=True)]


def run_top(top: Top, rows: Sequence[Floats]) -> Floats:
    """The logits of each sentence, one for each class."""
    run = _compiled(_logits)
    return np.stack(each_in_blocks(lambda block: run(top, block), rows))


@cache
def _compiled(function: Callable[..., "Array"]) -> Callable[..., "Array"]:
    import jax

    return jax.jit(function)


def _footed(positions: Floats, norm: tuple[Floats, Floats], layers: Sequence[Layer], block: Block) -> "Array":
    import jax

    rows = embedded(jax.numpy.asarray(block.rows), positions, norm)
    for layer in layers:
        rows = forward(layer, rows, block.mask)
    return rows


def _logits(top: Top, block: Block, dropping: Dropping = None) -> "Array":
    import jax

    rows, count = jax.numpy.asarray(block.rows), len(top.layers)
    ways = [(key, dropping[1]) for key in jax.random.split(dropping[0], count)] if dropping else [None] * count
    for layer, way in zip(top.layers, ways, strict=True):
        rows = forward(layer, rows, block.mask, way)
    return pooled(rows, block.mask) @ top.head + top.bias


def train_top(top: Top, rows: Sequence[Floats], classes: Numbers, recipe: Recipe, told: Told) -> Top:
    """Train the top layers on what the foot made of the sentences."""
    import jax

    chance, key = np.random.default_rng(recipe.seed), jax.random.key(recipe.seed)
    optimizer, step = _learning(recipe, recipe.epochs * math.ceil(len(rows) / recipe.batch))
    state = optimizer.init(top)
    for epoch in range(recipe.epochs):
        losses = []
        for places in batches(rows, recipe.batch, chance):
            key, here = jax.random.split(key)
            block = block_of([rows[at] for at in places], recipe.batch)
            right = np.pad(classes[places], (0, recipe.batch - len(places)))
            top, state, loss = step(top, state, block, right, here)
            losses.append(loss)
        told(f"epoch {epoch + 1} of {recipe.epochs}: loss {np.mean(losses):.4f}")
    trained: Top = jax.tree.map(np.asarray, top)
    return trained


@cache
def _learning(recipe: Recipe, steps: int) -> tuple["GradientTransformation", Callable[..., tuple[Top, Any, "Array"]]]:
    """What moves the weights, and one step of it: a warm start, then slower and slower to the last."""
    import jax
    import optax

    pace = optax.warmup_cosine_decay_schedule(0, recipe.rate, math.ceil(recipe.warm * steps), steps)
    moving = optax.chain(
        optax.clip_by_global_norm(recipe.steepest), optax.adamw(pace, weight_decay=recipe.decay, mask=_matrices)
    )

    def lost(top: Top, block: Block, right: Numbers, key: "Array") -> "Array":
        found = _logits(top, block, (key, recipe.dropout))
        each: Array = optax.softmax_cross_entropy_with_integer_labels(found, right)
        total: Array = (each * block.counts).sum() / block.counts.sum()
        return total

    @jax.jit
    def step(top: Top, state: Any, block: Block, right: Numbers, key: "Array") -> tuple[Top, Any, "Array"]:
        loss, slope = jax.value_and_grad(lost)(top, block, right, key)
        change, after = moving.update(slope, state, top)
        return optax.apply_updates(top, change), after, loss

    return moving, step


def _matrices(top: Top) -> Any:
    """Which weights decay: those that are no bias and no norm."""
    import jax

    return jax.tree.map(lambda values: values.ndim > 1, top)
