"""
The stronger scorer, an extra: a small sentence encoder whose top layers learnt what deserves checking; it runs where it is installed.

Never here: training (training/ has that, and nothing imports it at run time), or another scorer in place of a file that is wrong.
"""

from importlib.util import find_spec

from checker.scorer.encoder.running import Encoder, Explaining
from checker.scorer.encoder.shipped import open_shipped

__all__ = ["MISSING", "Encoder", "encoder", "installed"]

MISSING = "the stronger one is not installed: pip install 'claim-checker[plus]'"


def installed() -> bool:
    """Whether the package that runs the encoder is there."""
    return find_spec("onnxruntime") is not None


def encoder(explain: Explaining) -> Encoder:
    """Return the shipped encoder, proved by its hash; raises ConfigError if it cannot be used."""
    return Encoder(open_shipped(), explain)
