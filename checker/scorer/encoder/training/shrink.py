"""
What makes the encoder small: fewer pieces, eight bits for a layer's weight, four for an embedding.

Never here: training, which only sees the weights as they will be read back.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checker.scorer.encoder.training.published import Floats
from checker.scorer.encoder.wordpiece import END, PADDING, START, UNKNOWN

FREQUENT = 20_000  # the vocabulary goes from frequent to rare; what follows is 1 % of the pieces of a debate
GROUP = 32  # numbers of an embedding that share a scale
_SEVEN, _BYTE = 7, 127  # the largest whole numbers of four and eight bits, with a sign
_SPECIAL = (PADDING, UNKNOWN, START, END)


def kept(vocabulary: Sequence[str], frequent: int = FREQUENT) -> list[int]:
    """The ids of the pieces that English needs: the frequent ones, each letter and each mark."""
    return [at for at, piece in enumerate(vocabulary) if piece in _SPECIAL or _needed(piece, frequent=at < frequent)]


def _needed(piece: str, *, frequent: bool) -> bool:
    bare = piece.removeprefix("##")
    if piece.startswith("[") and piece != "[":
        return False
    if len(bare) == 1 and not bare.isascii():
        return unicodedata.category(bare)[0] in "PS"
    return bare.isascii() and (frequent or len(bare) == 1)


@dataclass(frozen=True, slots=True)
class Bytes:
    """A weight in eight bits, with a scale for each column."""

    whole: NDArray[np.int8]
    scale: Floats

    def read(self) -> Floats:
        """The weight as it will be read back."""
        return self.whole.astype(np.float32) * self.scale


def in_bytes(weight: Floats) -> Bytes:
    """Round a weight to eight bits a number."""
    scale = np.maximum(np.abs(weight).max(axis=0), np.float32(1e-12)) / np.float32(_BYTE)
    return Bytes(np.rint(weight / scale).astype(np.int8), scale.astype(np.float32))


@dataclass(frozen=True, slots=True)
class Nibbles:
    """Embeddings in four bits, two numbers to a byte: the first half of a row in the low bits, the second in the high."""

    packed: NDArray[np.uint8]
    scale: NDArray[np.float16]

    def read(self) -> Floats:
        """The embeddings as they will be read back."""
        whole = np.concatenate([self.packed & 15, self.packed >> 4], axis=1).astype(np.float32) - 8
        grouped = whole.reshape(len(whole), -1, GROUP) * self.scale.astype(np.float32)[:, :, None]
        return grouped.reshape(whole.shape)


def in_nibbles(rows: Floats) -> Nibbles:
    """Round embeddings to four bits a number, each group with the scale that loses least."""
    groups = rows.reshape(len(rows), -1, GROUP)
    widest = np.maximum(np.abs(groups).max(axis=2), np.float32(1e-6))
    tried = [(widest * share / _SEVEN).astype(np.float16) for share in (1.0, 0.93, 0.86, 0.79, 0.72)]
    losses = np.stack([_loss(groups, scale) for scale in tried])
    scale = np.take_along_axis(np.stack(tried), losses.argmin(axis=0)[None], axis=0)[0]
    whole = (_whole(groups, scale) + 8).astype(np.uint8).reshape(rows.shape)
    half = rows.shape[1] // 2
    return Nibbles(whole[:, :half] | (whole[:, half:] * np.uint8(16)), scale)


def _whole(groups: Floats, scale: NDArray[np.float16]) -> Floats:
    whole: Floats = np.clip(np.rint(groups / scale.astype(np.float32)[:, :, None]), -_SEVEN, _SEVEN)
    return whole


def _loss(groups: Floats, scale: NDArray[np.float16]) -> Floats:
    lost: Floats = np.square(_whole(groups, scale) * scale.astype(np.float32)[:, :, None] - groups).sum(axis=2)
    return lost
