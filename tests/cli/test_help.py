"""The command line itself: its help, what it loads, its exit codes, and settings that are wrong."""

import subprocess
import sys

import pytest

from checker.cli import main
from tests.cli.conftest import TEXT, Run

SLOW = ("langchain", "langchain_core", "langchain_openai", "openai", "streamlit", "dbos", "sqlalchemy", "trafilatura", "pypdf")


def test_importing_the_command_line_loads_nothing_slow() -> None:
    code = f"import sys, checker.cli; print([name for name in {SLOW!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [["--help"], *([name, "--help"] for name in sorted(main.commands))], ids=" ".join)
def test_asking_for_help_loads_nothing_slow(arguments: list[str]) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from checker.cli import main\n"
        f"assert CliRunner().invoke(main, {arguments!r}).exit_code == 0\n"
        f"print([name for name in {SLOW!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_with_examples(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert f"checker {name}" in done.output.split("Examples:")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["extract", "no-such-file.txt"], 1, "no-such-file.txt"),
        (["extract", "http://127.0.0.1:9/x"], 1, "127.0.0.1"),
        (["extract"], 2, "Missing argument"),
        (["extract", "-", "--model", "gpt"], 2, "provider:name"),
        (["export", "--format", "pdf"], 2, "pdf"),
        (["ingest"], 2, "Missing argument"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_wrong_use_and_failures_have_their_own_exit_codes(run: Run, arguments: list[str], code: int, words: str) -> None:
    done = run(*arguments, stdin="")
    assert (done.exit_code, words in done.stderr) == (code, True)


def test_a_setting_with_a_wrong_value_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_LEASE_MINUTES", "soon")
    done = run("ingest", "-", stdin=TEXT)
    assert done.exit_code == 2
    assert "lease_minutes" in done.stderr
