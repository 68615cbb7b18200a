"""Checks of others on the command line: shown, put into the archive, found again."""

import json
from pathlib import Path

import pytest

from checker import tasks
from checker.config import Settings
from tests.cli.conftest import Run
from tests.test_archive import review

TOLD = (
    "Half true – Elsewhere Checks, 2026-03-04: Rents in Harbourtown rose by 14 percent last year. (Ada Kern) "
    "https://elsewhere.example/rents"
)


@pytest.fixture(name="feed")
def _feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([review(), review(url=None)]), encoding="utf-8")
    return path


def test_checks_of_others_are_shown_first_then_archived_and_those_left_out_are_named(run: Run, feed: Path) -> None:
    shown = run("import", str(feed))
    assert shown.stdout.splitlines() == [
        TOLD,
        "New: 1; in the archive already: 0; left out: 1.",
        "Nothing was imported yet. Run it again with --yes to put them into the archive, apart from your own records.",
    ]
    assert (shown.exit_code, shown.stderr) == (1, "[1]: left out, CR012: Its url is missing or cannot be used.\n")
    assert "No check of others holds" in run("archive", "search", "rents").stderr
    done = run("import", "--yes", str(feed))
    assert "1 checks of others were put into the archive, apart from your own records." in done.stdout
    assert run("archive", "search", "rents", "kern").stdout == f"{TOLD}\n"
    (line,) = run("archive", "search", "--json", "rents").stdout.splitlines()
    assert (json.loads(line)["url"], json.loads(line)["imported_by"]) == ("https://elsewhere.example/rents", "ana")
    assert run("verify").exit_code == 0


def test_nothing_that_a_terminal_would_obey_is_printed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps(review("Rents \x1b[31m rose.\n\nImported: 9")), encoding="utf-8")
    run("import", "--yes", str(path))
    said = run("archive", "search", "rents").stdout
    assert ("\x1b" in said, said.count("\n")) == (False, 1)


def test_a_backup_holds_the_archive(run: Run, feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", "--yes", str(feed))
    assert run("backup", str(tmp_path / "all.backup")).exit_code == 0
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/restored.db")
    assert run("restore", str(tmp_path / "all.backup")).exit_code == 0
    assert "Elsewhere Checks" in run("archive", "search", "rents").stdout
    desk = tasks.open_desk(Settings.load())
    assert len(tasks.checked_elsewhere(desk, "Rents in Harbourtown rose by 14 percent.")) == 1
    desk.store.close()
