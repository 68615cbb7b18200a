"""
Which files a person meant by the paths they gave, and their bytes; nothing is left out without a reason.

Never here: what the bytes mean.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checker.errors import InputError, TooLarge
from checker.ingest.sniff import SUFFIXES, suffix
from checker.ingest.source import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A path that will not be read, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The files to read, each once, and what was left out."""

    files: tuple[Path, ...]
    left_out: tuple[LeftOut, ...]


def find_files(paths: Iterable[Path]) -> Found:
    """Return the files at these paths and in these folders; hidden files in a folder are passed over."""
    seen: dict[Path, Path | LeftOut] = {}
    for path in paths:
        for each in _inside(path) if path.is_dir() else [_named(path)]:
            seen.setdefault((each if isinstance(each, Path) else each.path).resolve(), each)
    found = list(seen.values())
    return Found(
        files=tuple(each for each in found if isinstance(each, Path)),
        left_out=tuple(each for each in found if isinstance(each, LeftOut)),
    )


def read_bytes(path: Path, *, limits: Limits) -> bytes:
    """Return a regular file's bytes; raises TooLarge without reading further than the limit."""
    try:
        with open(path, "rb", opener=_at_once) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise InputError(f"{path} is no regular file (a pipe or a device); save what it gives as a file and add that.")
            if about.st_size > limits.max_bytes:
                raise _over_limit(path, about.st_size, limits)
            data = file.read(limits.max_bytes + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}. Check the path and its permissions.") from error
    if len(data) > limits.max_bytes:  # it grew, or its size is not known beforehand
        raise _over_limit(path, len(data), limits)
    return data


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # opening a pipe would wait for whoever writes to it


def _over_limit(path: Path, size: int, limits: Limits) -> TooLarge:
    return TooLarge(
        f"{path.name} has {size / 1e6:,.1f} MB or more, the limit is {limits.max_bytes / 1e6:,.1f} MB; "
        "split it, or raise CHECKER_MAX_MEGABYTES."
    )


def _named(path: Path) -> Path | LeftOut:
    if path.is_file():
        return path
    reason = "it is no regular file" if path.exists() else "there is no such file or folder"
    return LeftOut(path=path, reason=reason)


def _inside(folder: Path) -> Iterator[Path | LeftOut]:
    problems: list[LeftOut] = []

    def note(error: OSError) -> None:
        problems.append(LeftOut(path=Path(error.filename or folder), reason=f"it cannot be opened: {error.strerror}"))

    for here, folders, files in os.walk(folder, onerror=note):
        shown = sorted(name for name in folders if not name.startswith("."))
        folders[:] = [name for name in shown if not (Path(here) / name).is_symlink()]
        for name in sorted({*files, *shown} - set(folders)):
            if not name.startswith("."):
                yield _judged(Path(here) / name, folder)
    yield from problems


def _judged(path: Path, folder: Path) -> Path | LeftOut:
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        return LeftOut(path=path, reason="it is a link that leads out of the folder")
    if path.is_dir():
        return LeftOut(path=path, reason="it is a link to a folder")
    if suffix(path.name) not in SUFFIXES:
        known = " ".join(SUFFIXES)
        return LeftOut(path=path, reason=f"its ending {path.suffix!r} is not among {known}")
    return _named(path)
