"""
Looks whether everything that the tool needs is there and works, one check a line of a table.

Never here: mending anything.
"""

import shutil
from collections.abc import Callable

from checker import tasks
from checker.config import Settings, data_folder, resource
from checker.doctor.model import model_answers
from checker.doctor.result import Result, Says, State, examined
from checker.scorer import ran
from checker.store import Store, events
from checker.store.dialect import sqlite_module

SAFE_SQLITE = (3, 51, 3)  # the first version without the bug that can damage a database in WAL mode
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def examine(settings: Settings) -> list[Result]:
    """Run every check and return what each found."""
    return [examined(name, check, settings) for name, check in CHECKS.items()]


def _database(settings: Settings) -> Says:
    store = Store(settings.url)
    try:
        return State.WORKS, f"{store.version()} at {store.url.render_as_string(hide_password=True)}"
    finally:
        store.close()


def _history(settings: Settings) -> Says:
    store = Store(settings.url)
    try:
        with store.read() as tx:
            broken = next(events.broken_links(tx), None)
            return (
                (State.FAILS, broken) if broken else (State.WORKS, f"{events.count(tx)} events, unbroken (see checker verify)")
            )
    finally:
        store.close()


def _sqlite(settings: Settings) -> Says:
    module = sqlite_module()
    version = str(module.sqlite_version)
    if tuple(int(part) for part in version.split(".")) >= SAFE_SQLITE:
        return State.WORKS, f"version {version}"
    wanted = ".".join(map(str, SAFE_SQLITE))
    return State.WARNS, f"version {version} can damage a database, rarely; expected {wanted}. Install the package pysqlite3."


def _prompts(settings: Settings) -> Says:
    folder = resource("prompts")
    found = sorted(path.name for path in folder.glob("*.md"))
    return (State.WORKS if found else State.FAILS), f"{', '.join(found) or 'none'} in {folder}"


def _scorer(settings: Settings) -> Says:
    return State.WORKS, f"English only; {ran()}"


def _samples(settings: Settings) -> Says:
    return State.WORKS, f"{len(tasks.sample_files())} documents in {resource('seeds/documents')}"


def _browser(settings: Settings) -> Says:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return State.WORKS, found
    return State.WARNS, "no Chromium; only the tests need it. On Debian: apt-get install chromium"


def _folder(settings: Settings) -> Says:
    return State.WORKS, str(data_folder())


CHECKS: dict[str, Callable[[Settings], Says]] = {
    "database": _database,
    "history": _history,
    "SQLite": _sqlite,
    "model": model_answers,
    "prompts": _prompts,
    "scorer": _scorer,
    "samples": _samples,
    "data folder": _folder,
    "browser for tests": _browser,
}
