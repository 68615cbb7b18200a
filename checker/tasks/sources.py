"""
What a person names (a file, a folder, a url, pasted text) becomes a draft, within the limits of the settings.

Never here: how a kind of file is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from checker.config import MEGABYTE, Settings, resource
from checker.errors import CheckerError, InputError
from checker.ingest.apart import read_apart
from checker.ingest.fetch import FetchLimits, fetch
from checker.ingest.files import find_files
from checker.ingest.files import read_bytes as read_file
from checker.ingest.readers import read_pasted
from checker.ingest.source import Limits
from checker.model import Draft

ABOUT_A_FOLDER = frozenset({"README", "LICENSE", "LICENCE", "COPYING"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """What sources mean one by one: files, urls and `-`; what cannot be read and why; what is no document."""

    singles: tuple[str, ...]
    left_out: tuple[tuple[str, CheckerError], ...]
    passed_over: tuple[str, ...]


def limits(settings: Settings) -> Limits:
    """Return how much of a document is accepted."""
    return Limits(max_bytes=int(settings.max_megabytes * MEGABYTE), max_characters=settings.max_characters)


def read_source(settings: Settings, source: str) -> Draft:
    """Read a file or a url."""
    if is_url(source):
        return read_url(settings, source)
    return read_bytes(settings, read_file(Path(source), limits=limits(settings)), Path(source).name)


def read_url(settings: Settings, url: str) -> Draft:
    """Fetch and read a page or file; its address is kept with it."""
    allowed = FetchLimits(
        max_bytes=limits(settings).max_bytes,
        seconds=settings.fetch_timeout,
        allow_private=settings.allow_private_addresses,
    )
    fetched = fetch(url, limits=allowed)
    return replace(_read(settings, fetched.data, fetched.name, fetched.media_type), url=fetched.url)


def read_bytes(settings: Settings, data: bytes, name: str) -> Draft:
    """Read the content of an uploaded file."""
    return _read(settings, data, name)


def _read(settings: Settings, data: bytes, name: str, media_type: str | None = None) -> Draft:
    return read_apart(data, name, limits=limits(settings), media_type=media_type, seconds=settings.read_timeout)


def read_text(settings: Settings, text: str) -> Draft:
    """Read pasted text."""
    return read_pasted(text, limits=limits(settings))


def expand(sources: Sequence[str]) -> Expanded:
    """Return what these sources mean one by one; a file that tells about its folder is passed over unless it is named itself."""
    singles: list[str] = []
    left_out: list[tuple[str, CheckerError]] = []
    passed_over: list[str] = []
    for source in sources:
        if source == "-" or is_url(source):
            singles.append(source)
            continue
        found = find_files([Path(source)])
        about = [each for each in found.files if each != Path(source) and tells_about_its_folder(each)]
        singles += [str(each) for each in found.files if each not in about]
        passed_over += map(str, about)
        left_out += [(str(each.path), InputError(f"{each.path} was left out: {each.reason}.")) for each in found.left_out]
    return Expanded(singles=tuple(singles), left_out=tuple(left_out), passed_over=tuple(passed_over))


def tells_about_its_folder(path: Path) -> bool:
    """Whether a file is, by its name, about the files beside it and no document."""
    return path.stem.upper() in ABOUT_A_FOLDER


def is_url(source: str) -> bool:
    """Whether a source is to be fetched from the web."""
    return source.lower().startswith(("http://", "https://"))


def sample_files() -> list[Path]:
    """Return the sample documents that come with the tool."""
    folder = resource("seeds/documents")
    return sorted(path for path in folder.iterdir() if path.is_file() and not tells_about_its_folder(path))
