"""The whole desk into a file and back, on the command line."""

import gzip
import hashlib
from collections import Counter
from pathlib import Path

import orjson
import pytest

from checker.cli import keeping
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


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["nosuch", {}], "no row of this version's tables"),
        ([], "no row of this version's tables"),
        (["person"], "no row of this version's tables"),
        (["person", {"id": "p1", "colour": "red"}], "no row of this version's tables"),
        ([["person"], {}], "no row of this version's tables"),
        (["person", {"id": "p1", "email": "e", "name": "E", "role": "admin", "left_at": "soon"}], "no day or time"),
        (["person", {"id": "p1", "email": "eve@example.org"}], "rows of 'person' that the database refuses"),
        (
            ["person", {"id": "p1", "email": "eve@example.org", "name": "Eve", "role": "admin", "left_at": None}],
            "no line of the",
        ),
        (["person", {"id": "p1", "email": "e", "name": "E", "role": "superadmin", "left_at": None}], "no line of the history"),
    ],
)
def test_a_backup_into_which_somebody_wrote_is_refused_in_words_and_nothing_is_put_in(
    run: Run, speech: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: object, why: str
) -> None:
    run("ingest", str(speech))
    file = tmp_path / "desk.backup.gz"
    run("backup", str(file))
    *kept, _ = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    lines = [*kept, orjson.dumps(line) + b"\n"]
    rows = Counter(
        found[0] for each in lines if isinstance(found := orjson.loads(each), list) and found and str(found[0]) == found[0]
    )
    end = {"rows": dict(rows), "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}
    file.write_bytes(gzip.compress(b"".join([*lines, orjson.dumps(end) + b"\n"])))
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    done = run("restore", str(file))
    assert (done.exit_code, why in done.stderr) == (1, True), done.output
    assert run("verify").output.startswith("0 lines of history")


def test_a_line_without_an_end_is_not_read_to_its_end(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "LONGEST", 1_000)
    file = tmp_path / "desk.backup.gz"
    file.write_bytes(gzip.compress(b'"' + b"a" * 5_000))
    assert "a line of over 1,000 bytes" in run("restore", str(file)).stderr


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path) -> None:
    assert "gone.gz is not there" in run("restore", str(tmp_path / "gone.gz")).stderr
