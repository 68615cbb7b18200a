"""
The encoder's one file, used only when its hash is the pinned one: weights, pieces, calibration, and what it was made from.

Never here: a sentence. The package onnxruntime is imported inside functions only.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from checker.errors import ConfigError, MissingExtra
from checker.scorer.encoder.wordpiece import WordPieces, word_pieces

SHIPPED = Path(__file__).with_name("encoder.onnx")
SHA256 = "0e7a45efa847c2710aff2f1fcd209aec3e5f71ed40f0a7f7e04c4a5f9d3f95f5"
_THREADS = 2  # at most: a desk's machine has other work too


class Session(Protocol):
    """What is used of an onnxruntime session."""

    def run(self, wanted: None, given: Mapping[str, NDArray[np.int64]]) -> list[NDArray[np.float32]]:
        """Return what the graph gives."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file that was proved and loaded."""

    session: Session
    pieces: WordPieces
    longest: int  # pieces of a sentence
    slope: float
    offset: float
    about: str  # what it was made from, by whom, and under which licences
    sha256: str


def open_shipped(path: Path = SHIPPED, sha256: str = SHA256) -> Opened:
    """Load the encoder from its file; raises ConfigError if it is not the pinned one, MissingExtra without onnxruntime."""
    content = proved(path, sha256)
    session = _session(content)
    inside = session.get_modelmeta().custom_metadata_map
    slope, offset = json.loads(inside["calibration"])
    return Opened(
        session=session,
        pieces=word_pieces(inside["pieces"].split("\n")),
        longest=int(inside["longest"]),
        slope=slope,
        offset=offset,
        about=inside["about"],
        sha256=sha256,
    )


def proved(path: Path, sha256: str) -> bytes:
    """Return what a file holds, once its hash is right."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"The encoder's file {path} cannot be read ({error}); install the tool again, or uninstall onnxruntime."
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ConfigError(f"The encoder's file {path} has the sha256 {found}, expected {sha256}; install the tool again.")
    return content


def _session(content: bytes) -> "_Loaded":
    os.putenv("ORT_DISABLE_TELEMETRY", "1")  # or the import alone numbers this machine and begins to send
    try:
        from onnxruntime import InferenceSession, SessionOptions, disable_telemetry_events
    except ImportError:
        raise MissingExtra(
            "The encoder needs onnxruntime, which is not installed. Install it with: pip install 'claim-checker[plus]'"
        ) from None
    disable_telemetry_events()  # builds for Windows do not ask the environment
    options = SessionOptions()
    options.intra_op_num_threads = min(_THREADS, os.cpu_count() or 1)
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # idle threads leave the processor to others
    loaded: _Loaded = InferenceSession(content, options, providers=["CPUExecutionProvider"])
    return loaded


class _Inside(Protocol):
    custom_metadata_map: dict[str, str]


class _Loaded(Session, Protocol):
    def get_modelmeta(self) -> _Inside: ...
