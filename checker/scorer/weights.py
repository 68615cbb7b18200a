"""
The weights of the linear scorer as one file: small whole numbers, no code in it, known by the hash of its bytes.

Never here: training, or a sentence.
"""

import hashlib
import io
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np

from checker.errors import ConfigError, InputError
from checker.scorer.hashing import PLACES
from checker.scorer.signs import SIGNS
from checker.scorer.tokens import Numbers

SHIPPED = Path(__file__).with_name("linear.npz")
LARGEST = 1 << 20  # bytes of a file
MOST_UNPACKED = 1 << 22
_STEPS = 127  # of a weight in eight bits


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearWeights:
    """What was learned: a weight for each sign and each place of hashed words, and how their sum becomes a share."""

    signs: Numbers
    table: Numbers  # whole numbers from -127 to 127
    step: float  # what one of them weighs
    bias: float
    slope: float
    offset: float
    about: str  # what it was trained on, by whom that was made, and under which licence
    sha256: str = ""


def rounded(table: Numbers) -> tuple[Numbers, float]:
    """Return weights as small whole numbers, and what one of them weighs."""
    largest = float(np.abs(table).max())
    step = largest / _STEPS or 1.0  # the smallest of all numbers divided is nothing
    return np.round(table / step).astype(np.int8), step


def write(path: Path, weights: LinearWeights) -> str:
    """Write the file; the same weights give the same bytes. Returns their hash."""
    held = io.BytesIO()
    np.savez_compressed(
        held,
        about=np.array(weights.about),
        codes=np.array(list(SIGNS)),
        numbers=np.array([weights.step, weights.bias, weights.slope, weights.offset]),
        signs=weights.signs.astype(np.float32),
        table=weights.table,
    )
    content = held.getvalue()
    if len(content) > LARGEST:
        raise InputError(
            f"The weights take {len(content):,} bytes; expected at most {LARGEST:,}. Train on less, or more strictly."
        )
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def _parts(content: bytes) -> dict[str, Any]:
    """Return what the file holds; raises ValueError where that is larger than weights are, or of another form."""
    with ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
            raise ValueError(f"it holds more than {MOST_UNPACKED:,} bytes")
    with np.load(io.BytesIO(content), allow_pickle=False) as held:
        parts = {name: held[name] for name in ("about", "codes", "numbers", "signs", "table")}
    numbers, signs = parts["numbers"], parts["signs"]
    right = numbers.shape == (4,) and signs.ndim == 1 and parts["table"].dtype == np.int8
    if not right or signs.dtype != np.float32 or not (np.isfinite(numbers).all() and np.isfinite(signs).all()):
        raise ValueError("its parts are not those of weights")
    return parts


def load(path: Path = SHIPPED) -> LinearWeights:
    """Read a file of weights; raises ConfigError if it is none, or was made for other signs."""
    try:
        content = path.read_bytes()
        parts = _parts(content)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise ConfigError(
            f"{path} holds no weights of a scorer ({error}); install the tool again, or train a scorer."
        ) from None
    shapes = (parts["signs"].shape, parts["table"].shape)
    if parts["codes"].tolist() != list(SIGNS) or shapes != ((len(SIGNS),), (PLACES,)):
        raise ConfigError(
            f"{path} was trained for other signs than this version sees; train it again with `checker train-scorer`."
        )
    step, bias, slope, offset = parts["numbers"].tolist()
    return LinearWeights(
        signs=parts["signs"].astype(np.float64),
        table=parts["table"],
        step=step,
        bias=bias,
        slope=slope,
        offset=offset,
        about=str(parts["about"]),
        sha256=hashlib.sha256(content).hexdigest(),
    )
