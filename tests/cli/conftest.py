"""
What the tests of the command line share: a way to run a command on a database of its own, a speech, and a server that answers.

Never here: a test.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import tasks
from checker.cli import main
from checker.config import Settings
from checker.decisions import Desk
from tests.extract.answers import every_sentence
from tests.openai_server import Server, serving

TEXT = """Town council meets

"Rents in Harbourtown rose by 14 percent last year," said Mayor Ada Kern on 3 March 2025.

According to the statistics office, 2,300 flats stood empty in 2024.

What a lovely evening it was!
"""
PRICES = '{"openai:good": {"input": 1, "output": 4, "cached_input": 0.1}}'
Run = Callable[..., Result]


@pytest.fixture(name="run")
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/work.db")
    monkeypatch.setenv("CHECKER_USER", "ana")

    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=stdin, catch_exceptions=False)

    return run


@pytest.fixture(name="speech")
def _speech(tmp_path: Path) -> Path:
    path = tmp_path / "speech.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(name="asked")
def _asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that answers well, and the settings that lead to it."""
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        monkeypatch.setenv("CHECKER_API_KEY", "sk-secret-of-the-test")
        monkeypatch.setenv("CHECKER_MODEL", "openai:good")
        yield server


@pytest.fixture(name="desk")
def _desk(run: Run) -> Iterator[Desk]:
    opened = tasks.open_desk(Settings.load())
    yield opened
    opened.store.close()
