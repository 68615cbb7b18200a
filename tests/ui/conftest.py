"""
A page under test: the whole app in this process, on a database of its own.

Never here: a test.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from checker.decisions import Desk
from checker.ui.server import MAIN
from tests.ui.filled import open_desk

OpenApp = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what the browser remembers; a page under test has none of its own."""
    kept: dict[str, str] = {}
    monkeypatch.setattr("streamlit.runtime.context._get_client_context", lambda: SimpleNamespace(cookies=kept))
    return kept


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the app an empty database and nothing of an earlier test."""
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    monkeypatch.setenv("CHECKER_DATABASE_URL", url)
    monkeypatch.setenv("CHECKER_USER", "ann")
    st.cache_resource.clear()
    yield url
    st.cache_resource.clear()


@pytest.fixture
def filled(database: str) -> Iterator[Desk]:
    """Return a second desk on the app's database, to fill it and to see what came of it."""
    desk = open_desk(database)
    yield desk
    desk.store.close()


@pytest.fixture
def open_app(database: str) -> OpenApp:
    """Return the function that opens the app at an address."""

    def opened(**query: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=30)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return opened


def unfold(app: AppTest) -> AppTest:
    """Open the choice of the queue."""
    app.session_state["queue_choice"] = True
    return app.run()


def shown(app: AppTest, key: str) -> list[str]:
    """Return the lines that a component of words shows."""
    data: Any = json.loads(app.get_by_key(key).proto.json)
    return ["".join(text for text, _ in line["parts"]) for line in data["lines"]]


@pytest.fixture(autouse=True)
def _main_stays_main(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest puts the page in the place of `__main__`; a process that a later test starts would run the page."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
