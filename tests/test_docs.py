"""What a newcomer reads first is true: every command of the README runs, and its settings and outputs are the real ones."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import __version__
from checker.cli import main
from checker.config import Settings
from checker.scorer import scorer

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LONGEST = 150


BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(kind: str) -> list[str]:
    """Return the README's shell lines that begin with this word."""
    lines = [line.split("  #")[0].strip() for language, block in BLOCKS if language == "sh" for line in block.splitlines()]
    return [line for line in lines if line.startswith(kind)]


@pytest.fixture(name="_without_extras")
def _without_extras(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the README shows is shown by an installation without the stronger scorer."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    scorer.cache_clear()
    yield
    scorer.cache_clear()


@pytest.fixture(name="_new_folder")
def _new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _without_extras: None) -> None:
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/work.db")
    monkeypatch.setenv("CHECKER_PUBLISHER_NAME", "Harbour Facts")
    monkeypatch.setenv("CHECKER_PUBLISHER_URL", "https://facts.example")


def run(command: str) -> str:
    """Run a `checker` command as the README writes it and return what it prints."""
    done = CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False)
    assert done.exit_code == 0, (command, done.output)
    return done.stdout


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len(README.splitlines()) <= LONGEST


@pytest.mark.usefixtures("_new_folder")
def test_every_checker_command_of_the_readme_runs_in_its_order() -> None:
    found = commands(".venv/bin/checker")
    assert len(found) >= 7
    for command in found:
        run(command)


@pytest.mark.parametrize("command", sorted(set(commands("make"))))
def test_every_make_command_of_the_readme_is_a_target(command: str) -> None:
    done = subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("line", commands("export"))
def test_every_variable_that_the_readme_sets_is_a_setting(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, _, value = line.removeprefix("export ").partition("=")
    monkeypatch.setenv(name, value)
    assert value in {str(each) for each in Settings.load().model_dump().values()} | {
        secret.get_secret_value() for secret in [Settings.load().api_key] if secret
    }


@pytest.mark.usefixtures("_new_folder")
def test_the_output_that_the_readme_shows_is_real() -> None:
    shown = next(block for language, block in BLOCKS if not language)
    printed = run(commands(".venv/bin/checker extract")[0])
    assert [line for line in shown.splitlines() if line not in {*printed.splitlines(), "…"}] == []


def test_the_settings_table_of_the_readme_is_complete() -> None:
    rows = re.findall(r"^\| (`[A-Z`, _]+`) \|", README, re.MULTILINE)
    named = {name.lower() for row in rows for name in re.findall(r"[A-Z_]+", row)}
    assert named == set(Settings.model_fields)


def test_every_link_of_the_readme_leads_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_changelog_knows_this_version_or_what_is_to_come() -> None:
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased" or heads[0].startswith(__version__)
