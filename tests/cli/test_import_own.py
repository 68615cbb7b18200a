"""Exported records taken back on the command line: shown, imported whole or not at all, and told."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_export import check_first_claim


@pytest.fixture(name="exported")
def _exported(run: Run, speech: Path, tmp_path: Path) -> Path:
    run("ingest", str(speech))
    check_first_claim()
    path = tmp_path / "desk-private.jsonl"
    assert run("export", "--format", "jsonl", "--private", "-o", str(path)).exit_code == 0
    return path


@pytest.fixture(name="_empty")
def _empty(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")


@pytest.mark.usefixtures("_empty")
def test_a_private_export_is_shown_then_imported_then_known(run: Run, exported: Path, tmp_path: Path) -> None:
    claims = exported.read_bytes().count(b'"kind":"claim"')
    shown = run("import", str(exported))
    assert shown.stdout.splitlines() == [
        f"New: 1 documents, {claims} claims; here already: 0 documents, 0 claims; here and different: 0; wrong lines: 0.",
        "Nothing was imported yet. Run it again with --yes to import them.",
    ]
    assert "Nothing to export" in run("export", "--format", "jsonl", "--private").stderr
    done = run("import", "--yes", str(exported))
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, f"Imported: 1 documents, {claims} claims.")
    assert run("verify").exit_code == 0
    assert run("export", "--format", "jsonl", "--private").stdout_bytes == exported.read_bytes()
    again = run("import", "--yes", str(exported))
    assert (again.exit_code, f"here already: 1 documents, {claims} claims" in again.stdout) == (0, True)


@pytest.mark.usefixtures("_empty")
def test_a_wrong_line_is_told_and_nothing_is_imported(run: Run, exported: Path) -> None:
    exported.write_bytes(exported.read_bytes() + b"{oops\n")
    done = run("import", "--yes", str(exported))
    number = exported.read_bytes().count(b"\n")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, "Nothing was imported.")
    assert f"line {number}: It is not JSON" in done.stderr
    assert "Nothing to export" in run("export", "--format", "jsonl", "--private").stderr


def test_a_private_export_needs_a_name_that_says_so_and_its_own_format(run: Run, tmp_path: Path) -> None:
    done = run("export", "--format", "jsonl", "--private", "-o", str(tmp_path / "records.jsonl"))
    assert (done.exit_code, "Give it a name that ends in -private.jsonl." in done.stderr) == (1, True)
    done = run("export", "--format", "csv", "--private")
    assert (done.exit_code, "--private goes with --format jsonl" in done.stderr) == (1, True)


def test_columns_are_not_mapped_in_json_lines(run: Run, exported: Path) -> None:
    assert "--map goes with a spreadsheet" in run("import", "--map", "a=text", str(exported)).stderr


@pytest.mark.usefixtures("_empty")
def test_the_pack_of_an_imported_claim_holds_no_internal_word(run: Run, exported: Path, tmp_path: Path) -> None:
    run("import", "--yes", str(exported))
    assert run("export", "--format", "pack", "-o", str(tmp_path / "pack.zip")).exit_code == 0
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        told = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".history.jsonl"))
    actions = [json.loads(line)["action"] for line in told.splitlines()]
    assert (actions[0], actions[-1]) == ("propose", "import")  # what happened before is told too
    assert (b'"withheld":["imported"]' in told, b"desk-private" in told) == (True, False)
