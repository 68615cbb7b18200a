"""
The weights of the linear scorer as one file: small whole numbers, no code in it, known by the hash of its bytes.

Never here: training, or a sentence.
"""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from checker.errors import ConfigError, InputError
from checker.scorer.hashing import PLACES
from checker.scorer.signs import SIGNS
from checker.scorer.tokens import Numbers

SHIPPED = Path(__file__).with_name("linear.npz")
LARGEST = 1 << 20  # bytes of a file
_STEPS = 127  # of a weight in eight bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
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
    step = largest / _STEPS if largest else 1.0
    return np.round(table / step).astype(np.int8), step


def write(path: Path, weights: Weights) -> str:
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


def load(path: Path = SHIPPED) -> Weights:
    """Read a file of weights; raises ConfigError if it is none, or was made for other signs."""
    try:
        content = path.read_bytes()
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            parts = {name: held[name] for name in ("about", "codes", "numbers", "signs", "table")}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ConfigError(
            f"{path} holds no weights of a scorer ({error}); install the tool again, or train a scorer."
        ) from None
    if parts["codes"].tolist() != list(SIGNS) or parts["table"].shape != (PLACES,):
        raise ConfigError(
            f"{path} was trained for other signs than this version sees; train it again with `checker train-scorer`."
        )
    step, bias, slope, offset = parts["numbers"].tolist()
    return Weights(
        signs=parts["signs"].astype(np.float64),
        table=parts["table"],
        step=step,
        bias=bias,
        slope=slope,
        offset=offset,
        about=str(parts["about"]),
        sha256=hashlib.sha256(content).hexdigest(),
    )
