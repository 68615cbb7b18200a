"""
The encoder's arithmetic, written once: jax runs it, and finds its slopes by itself.

Never here: what is learnt from, or how fast. The package jax is imported inside functions only.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from checker.scorer.encoder.training.published import Floats

if TYPE_CHECKING:
    from jax import Array

HEADS = 12
EPSILON = 1e-12
Layer = Mapping[str, Floats]  # qkv, out, up, down, each with its _bias; attended and fed, the two norms
Dropping = tuple["Array", float] | None  # the key of chance, and the share of the numbers that it takes away
_NAMES = {
    "out": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
_NORMS = {"attended": "attention.output.LayerNorm", "fed": "output.LayerNorm"}


def layer_of(weights: Mapping[str, Floats], number: int) -> Layer:
    """One layer of a published encoder, its matrices turned so that rows go in and columns come out."""
    at = f"encoder.layer.{number}."
    parts = [at + f"attention.self.{part}" for part in ("query", "key", "value")]
    layer = {
        "qkv": np.concatenate([weights[f"{part}.weight"].T for part in parts], axis=1),
        "qkv_bias": np.concatenate([weights[f"{part}.bias"] for part in parts]),
    }
    for ours, theirs in _NAMES.items():
        layer |= {ours: np.ascontiguousarray(weights[f"{at}{theirs}.weight"].T), f"{ours}_bias": weights[f"{at}{theirs}.bias"]}
    for ours, theirs in _NORMS.items():
        layer |= {ours: weights[f"{at}{theirs}.weight"], f"{ours}_bias": weights[f"{at}{theirs}.bias"]}
    return layer


def embedded(rows: "Array", positions: Floats, norm: tuple[Floats, Floats]) -> "Array":
    """What goes into the first layer, from the embeddings of the pieces."""
    return _normed(rows + positions[: rows.shape[1]], *norm)


def forward(layer: Layer, given: "Array", mask: Floats, dropping: Dropping = None) -> "Array":
    """What a layer makes of its input; the mask is 1 where there is a piece and 0 where there is padding."""
    import jax

    first, second = (None, None) if dropping is None else ((key, dropping[1]) for key in jax.random.split(dropping[0]))
    attention = _times(_attended(layer, given, mask), layer, "out")
    middle = _normed(given + _dropped(attention, first), layer["attended"], layer["attended_bias"])
    active = jax.nn.gelu(_times(middle, layer, "up"), approximate=False)
    lowered = _times(active, layer, "down")
    return _normed(middle + _dropped(lowered, second), layer["fed"], layer["fed_bias"])


def pooled(rows: "Array", mask: Floats) -> "Array":
    """The mean over a sentence's pieces."""
    mean: Array = (rows * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    return mean


def _times(given: "Array", layer: Layer, name: str) -> "Array":
    return given @ layer[name] + layer[f"{name}_bias"]


def _attended(layer: Layer, given: "Array", mask: Floats) -> "Array":
    import jax

    sentences, length, width = given.shape
    joined = _times(given, layer, "qkv").reshape(sentences, length, 3, HEADS, width // HEADS)
    query, key, value = (joined[:, :, at] for at in range(3))
    mixed = jax.nn.dot_product_attention(query, key, value, mask=mask[:, None, None, :] > 0)
    return mixed.reshape(sentences, length, width)


def _normed(given: "Array", weight: Floats, bias: Floats) -> "Array":
    import jax

    return jax.nn.standardize(given, epsilon=EPSILON) * weight + bias


def _dropped(values: "Array", dropping: Dropping) -> "Array":
    import jax
    import jax.numpy as jnp

    if dropping is None:
        return values
    key, share = dropping
    return jnp.where(jax.random.bernoulli(key, 1 - share, values.shape), values / (1 - share), 0)
