"""
Sentences of about the same length put together in blocks of few sizes, since jax compiles once for each.

Never here: what is done with a block.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from checker.scorer.encoder.training.halves import LONGEST
from checker.scorer.encoder.training.published import Floats

if TYPE_CHECKING:
    from jax import Array

Numbers = NDArray[np.int64]
_LENGTHS = np.array([12, 16, 20, 24, 28, 32, 40, 48, 64, 88, LONGEST])
_AT_ONCE = 32  # sentences, where nothing is learnt


class Block(NamedTuple):
    """Rows of several sentences, filled up with padding; jax walks through it."""

    rows: NDArray[Any]
    mask: Floats  # 1 where there is a piece, 0 where there is padding
    counts: Floats  # 1 for a sentence, 0 for what fills the block up


def block_of(rows: Sequence[NDArray[Any]], size: int) -> Block:
    """Some rows of several lengths as one block of so many."""
    longest = _LENGTHS[np.searchsorted(_LENGTHS, max(len(row) for row in rows))]
    block = np.zeros((size, longest, *rows[0].shape[1:]), rows[0].dtype)
    mask = np.zeros((size, longest), np.float32)
    mask[:, 0] = 1  # nothing is divided by zero where a block is filled up
    for at, row in enumerate(rows):
        block[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return Block(block, mask, (np.arange(size) < len(rows)).astype(np.float32))


def batches(rows: Sequence[NDArray[Any]], size: int, chance: np.random.Generator | None = None) -> Iterator[Numbers]:
    """Places of rows of about the same length together; with chance, in another order each time."""
    blur = chance.random(len(rows)) * 2 if chance else 0
    order = np.argsort(np.array([len(row) for row in rows]) + blur, kind="stable")
    cut = [order[at : at + size] for at in range(0, len(order), size)]
    yield from (cut[at] for at in chance.permutation(len(cut))) if chance else cut


def each_in_blocks(run: "Callable[[Block], Array]", rows: Sequence[NDArray[Any]]) -> list[Floats]:
    """What is found for each row when they are run block by block."""
    found: dict[int, Floats] = {}
    for places in batches(rows, _AT_ONCE):
        block = np.asarray(run(block_of([rows[at] for at in places], _AT_ONCE)))
        found |= dict(zip(places.tolist(), block, strict=False))  # what fills the block up comes last
    return [found[at] for at in range(len(rows))]
