"""
A desk of its own for each test, and its pages as AppTest sees them.

Never here: what a page should do.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from checker import jobs, review, tasks
from checker.auth import User
from checker.config import Settings
from checker.decisions import Desk, Seen
from checker.model import Claim
from checker.store import claims
from checker.store.claims import Filter

MAIN = Path(__file__).parents[2] / "checker" / "ui" / "main.py"
TEXT = (
    "According to Bloomberg, about 10 countries are ready to send troops to Ukraine.\n\n"
    'Unemployment fell to 3.1 percent in March, Labour Minister Jane Doe said on Monday. "We hired 400 inspectors," she added.\n'
)


class Room:
    """One desk, seen from beside the pages."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        """Sit at this desk."""
        self.desk, self.settings = desk, settings
        self.user: User = tasks.local_user(settings, "beside the pages")

    def add(self, text: str = TEXT, **known: Any) -> str:
        """Add a document and wait for its claims; return its id."""
        came = tasks.ingest(self.desk, self.settings, self.user, tasks.read_text(self.settings, text), tasks.Metadata(**known))
        self.wait()
        return came.document.id

    def wait(self) -> None:
        """Carry out what waits; a worker of the pages may help."""
        tasks.work_off(self.desk, self.settings)
        while jobs.unfinished(self.desk):
            time.sleep(0.02)

    def claims(self, **wanted: Any) -> list[Claim]:
        """Return the claims, newest first."""
        with self.desk.store.read() as tx:
            return claims.page(tx, Filter(**wanted), 1000)

    def claim(self, claim_id: str) -> Claim:
        """Return one claim as it stands."""
        with self.desk.store.read() as tx:
            return claims.get(tx, claim_id)

    def seen(self, claim_id: str) -> Seen:
        """Return a claim as it stands, to decide about it."""
        return Seen(claim_id=claim_id, version=self.claim(claim_id).version)

    def accepted(self) -> list[Claim]:
        """Add a document and accept all of its claims; return them, oldest first."""
        self.add()
        return [review.accept(self.desk, self.user, Seen(claim_id=each.id, version=1)) for each in reversed(self.claims())]

    def page(self, name: str, **query: str | list[str]) -> AppTest:
        """Open a page with this in its address."""
        app = AppTest.from_file(str(MAIN), default_timeout=30).run()
        for key, value in query.items():
            app.query_params[key] = value
        del app.session_state["begun"]  # this page is the first; AppTest cannot begin with any but the default one
        return app.switch_page(f"views/{name}.py").run()


@contextmanager
def open_room(folder: Path, change: pytest.MonkeyPatch, **settings: str) -> Iterator[Room]:
    """Open a desk in this folder; nothing of it is left afterwards."""
    change.setenv("CHECKER_DATABASE_URL", f"sqlite:///{folder / 'checker.db'}")
    (folder / "checker.toml").touch()
    change.setenv("CHECKER_SETTINGS", str(folder / "checker.toml"))
    change.setenv("CHECKER_USER", "ann")
    for name in ("CHECKER_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        change.delenv(name, raising=False)
    for name, value in settings.items():
        change.setenv(f"CHECKER_{name.upper()}", value)
    st.cache_resource.clear()
    loaded = Settings.load()
    desk = tasks.open_desk(loaded)
    try:
        yield Room(desk, loaded)
    finally:
        st.cache_resource.clear()
        desk.store.close()


def choose(app: AppTest, key: str, value: str) -> None:
    """Press one of the buttons that stand for a choice."""
    next(each for each in app.get("segmented_control") if each.key == key).set_value(value).run()  # type: ignore[union-attr]


def words(app: AppTest) -> str:
    """Return all that a page says in lines, texts and code."""
    said = [part[0] for each in app.get("bidi_component") for line in _lines(each) for part in line["parts"]]
    return "\n".join([*said, *(each.value for each in (*app.text, *app.code))])


def _lines(component: Any) -> list[dict[str, Any]]:
    sent = json.loads(component.proto.json) if component.proto.json else {}
    found: list[dict[str, Any]] = sent.get("lines", []) if isinstance(sent, dict) else []
    return found
