"""The whole desk into a file and back, on the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_backup_is_restored_into_a_new_database_and_holds_the_same_desk(
    run: Run, speech: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", str(speech))
    file = tmp_path / "desk.backup.gz"
    made = run("backup", str(file))
    assert made.exit_code == 0
    before = run("verify").output
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    assert run("restore", str(file)).exit_code == 0
    assert run("verify").output == before
    again = run("restore", str(file))
    assert (again.exit_code, "is not empty" in again.stderr) == (1, True)


@pytest.mark.parametrize("content", [b"", b"no gzip", b"\x1f\x8b\x08\x00"])
def test_what_is_no_backup_is_refused_and_nothing_is_put_in(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "desk.backup.gz"
    file.write_bytes(content)
    done = run("restore", str(file))
    assert done.exit_code == 1
    assert "Take another copy of the file." in done.stderr
    assert run("verify").output.startswith("0 lines of history")


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    assert "gone.gz is not there" in run("restore", str(tmp_path / "gone.gz")).stderr
