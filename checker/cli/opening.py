"""
What a command works on: the settings in force, a desk, the text of a source.

Never here: what is done with them.
"""

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from checker.cli.screen import complain
from checker.config import Settings
from checker.errors import CheckerError, ConfigError

if TYPE_CHECKING:
    from checker.auth import User
    from checker.decisions import Desk
    from checker.model import Draft

FAILED, MISUSED = 1, 2
CAP_OPTIONS = {"max_tokens_per_run": "--max-tokens"}  # of commands, in the place of a setting
STOPPED = 130  # as a shell says it of a command that Ctrl+C ended


def settings_with(**changes: Any) -> Settings:
    """Return the settings in force, with what the command line gives."""
    given = {name: value for name, value in changes.items() if value is not None}
    return Settings.load(**given).given_by({name: option for name, option in CAP_OPTIONS.items() if name in given})


@contextlib.contextmanager
def opened_desk(settings: Settings) -> Iterator[tuple["Desk", "User"]]:
    """Open the desk for as long as a command takes, with the person at it."""
    from checker import tasks

    desk = tasks.open_desk(settings)
    try:
        yield desk, tasks.local_user(settings, session=f"command line {os.getpid()}")
    finally:
        desk.store.close()


def read_all(settings: Settings, sources: Sequence[str]) -> Iterator[tuple[str, "Draft | CheckerError"]]:
    """Read every file, url and standard input that these sources mean, one after the other; yield why one cannot be read."""
    from checker import tasks

    meant = tasks.expand(sources)
    for path in meant.passed_over:
        complain(f"{path}: passed over, because a file of this name tells about its folder. Name the file itself to read it.")
    yield from meant.left_out
    for source in meant.singles:
        try:
            yield source, _read(settings, source)
        except ConfigError:
            raise
        except CheckerError as error:
            yield source, error


def _read(settings: Settings, source: str) -> "Draft":
    from checker import tasks

    if source == "-":
        return tasks.read_bytes(settings, sys.stdin.buffer.read(tasks.limits(settings).max_bytes + 1), "standard input")
    return tasks.read_source(settings, source)
