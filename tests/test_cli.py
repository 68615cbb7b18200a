"""The commands as people and programs use them: what they print, what they leave behind, and their exit codes."""

import csv
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker import review, tasks
from checker.cli import EXPORT_FORMATS, main
from checker.config import Settings
from checker.decisions import Seen
from checker.export import FORMATS
from checker.model import Evidence
from checker.store import claims, documents
from checker.words import Status
from tests.extract.answers import every_sentence
from tests.openai_server import serving

TEXT = """Town council meets

"Rents in Harbourtown rose by 14 percent last year," said Mayor Ada Kern on 3 March 2025.

According to the statistics office, 2,300 flats stood empty in 2024.

What a lovely evening it was!
"""
KEYS = {
    "text",
    "quote",
    "start",
    "end",
    "anchor",
    "claimant",
    "attribution",
    "checkability",
    "checkworthiness",
    "extractor",
}
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


def check_first_claim() -> str:
    """Take the first waiting claim through to checked, as the desk would."""
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    user = tasks.local_user(settings, "test")
    claim = review.next_claim(desk, user, claims.Queue(status=Status.CANDIDATE))
    assert claim is not None
    claim = review.accept(desk, user, Seen(claim_id=claim.id, version=claim.version))
    row = Evidence(url="https://statistics.example/rents")
    finding = review.Finding(label_id="mostly_true", rationale="The office says 13.8 percent.", evidence=[row])
    claim = review.save_finding(desk, user, Seen(claim_id=claim.id, version=claim.version), finding)
    claim = review.check(desk, user, Seen(claim_id=claim.id, version=claim.version))
    desk.store.close()
    return claim.id


def test_importing_the_command_line_loads_nothing_slow() -> None:
    slow = ("langchain", "langchain_core", "openai", "streamlit", "sqlalchemy", "trafilatura", "pypdf")
    code = f"import sys, checker.cli; print([name for name in {slow!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_with_examples(run: Run, name: str) -> None:
    done = run(name, "--help")
    assert done.exit_code == 0
    assert f"checker {name}" in done.output.split("Examples:")[1]


def test_extract_prints_claims_tied_to_the_text_and_stores_nothing(run: Run, speech: Path, tmp_path: Path) -> None:
    done = run("extract", str(speech), "--format", "jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert all(set(each) == KEYS for each in found)
    assert all(TEXT[each["start"] : each["end"]] == each["quote"] for each in found)
    assert {"Ada Kern", "the statistics office"} <= {each["claimant"] for each in found}
    assert {each["extractor"] for each in found} == {"offline rules"}
    assert not (tmp_path / "work.db").exists()


def test_extract_reads_standard_input(run: Run) -> None:
    done = run("extract", "-", stdin=TEXT)
    assert done.exit_code == 0
    assert "2,300 flats stood empty" in done.stdout
    assert "by offline rules" in done.stdout


def test_extract_asks_the_model_that_is_named(run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        monkeypatch.setenv("CHECKER_API_KEY", "sk-secret-of-the-test")
        done = run("extract", str(speech), "--model", "openai:good", "--format", "jsonl")
    assert done.exit_code == 0
    assert {json.loads(line)["extractor"] for line in done.stdout.splitlines()} == {"openai:good"}


def test_a_model_that_cannot_be_reached_is_said_without_the_key(
    run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        monkeypatch.setenv("CHECKER_API_KEY", "sk-secret-of-the-test")
        done = run("extract", str(speech), "--model", "openai:401")
    assert done.exit_code == 1
    assert "sk-secret" not in done.output
    assert "key" in done.stderr


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


def test_ingest_stores_each_document_once_and_says_so(run: Run, speech: Path) -> None:
    first, again = run("ingest", str(speech), "--json"), run("ingest", str(speech), "--json")
    came_of_it = json.loads(first.stdout)
    assert came_of_it["state"] == "done"
    assert came_of_it["claims"] >= 2
    assert json.loads(again.stdout)["state"] == "known"
    assert (first.exit_code, again.exit_code) == (0, 0)


def test_ingest_takes_a_folder_and_one_bad_file_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "table.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    done = run("ingest", str(folder))
    assert done.exit_code == 1
    assert "good.txt" in done.stdout
    assert "empty.txt" in done.stderr
    assert "table.xls" in done.stderr


def test_ingest_keeps_the_metadata_that_is_given(run: Run, speech: Path) -> None:
    run("ingest", str(speech), "--title", "Council evening", "--publisher", "Harbour Post", "--published", "2025-03-04")
    desk = tasks.open_desk(Settings.load())
    with desk.store.read() as tx:
        listed = documents.newest(tx)
        document = documents.get(tx, listed[0].id)
    desk.store.close()
    assert (document.title, document.publisher, str(document.published_at)) == ("Council evening", "Harbour Post", "2025-03-04")


def test_export_writes_checked_claims_to_a_file(run: Run, speech: Path, tmp_path: Path) -> None:
    run("ingest", str(speech))
    claim_id = check_first_claim()
    done = run("export", "--format", "csv", "-o", str(tmp_path / "checks.csv"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "checks.csv").read_text(encoding="utf-8-sig"))))
    assert done.exit_code == 0
    assert [(row["id"], row["verdict"]) for row in rows] == [(claim_id, "Mostly true")]


def test_export_to_standard_output_holds_other_statuses_when_asked(run: Run, speech: Path) -> None:
    run("ingest", str(speech))
    none = run("export", "--format", "jsonl")
    candidates = run("export", "--format", "jsonl", "--status", "candidate")
    assert none.stdout == ""
    assert all(json.loads(line)["status"] == "candidate" for line in candidates.stdout.splitlines())
    assert len(candidates.stdout.splitlines()) >= 2


def test_a_claim_review_that_cannot_be_written_is_named_and_fails(
    run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", str(speech))
    claim_id = check_first_claim()
    without = run("export", "--format", "claimreview")
    monkeypatch.setenv("CHECKER_PUBLISHER_NAME", "Harbour Facts")
    monkeypatch.setenv("CHECKER_PUBLISHER_URL", "https://facts.example")
    with_publisher = run("export", "--format", "claimreview")
    assert (without.exit_code, claim_id in without.stderr) == (1, True)
    assert with_publisher.exit_code == 0
    assert json.loads(with_publisher.stdout)[0]["reviewRating"]["alternateName"] == "Mostly true"


def test_an_export_that_cannot_be_written_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    done = run("export", "--format", "csv", "-o", str(tmp_path / "no-folder" / "checks.csv"))
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
    assert list(tmp_path.glob("**/*checks*")) == []


def test_an_export_replaces_what_a_link_leads_to_and_can_be_read_by_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "checks.csv")
    (tmp_path / "checks.csv").write_text("old", encoding="utf-8")
    (tmp_path / "checks.csv").chmod(0o644)
    done = run("export", "--format", "csv", "-o", str(tmp_path / "link.csv"))
    assert done.exit_code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert "claim" in (tmp_path / "checks.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "checks.csv").stat().st_mode & 0o777 == 0o644


def test_an_export_may_go_to_a_device(run: Run) -> None:
    assert run("export", "--format", "csv", "-o", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


def test_the_command_line_knows_every_export_format() -> None:
    assert tuple(FORMATS) == EXPORT_FORMATS


def test_what_a_terminal_would_obey_is_not_printed(run: Run, tmp_path: Path) -> None:
    evil = tmp_path / "\x1b[2Jnews.txt"
    evil.write_text("", encoding="utf-8")
    done = run("ingest", str(evil))
    assert done.exit_code == 1
    assert "\x1b" not in done.output


def test_a_demo_whose_model_does_not_answer_says_so_and_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_API_KEY", "sk-secret-of-the-test")
    monkeypatch.setenv("CHECKER_MODEL", "openai:401")
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        done = run("demo", "--load-only")
    assert done.exit_code == 1
    assert "does not accept the key" in done.stderr
    assert done.stderr.count("No claims were extracted from") == 7


def test_ingest_waits_for_a_run_that_another_worker_took(run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    stop = tasks.start_worker(desk, settings)
    done = [
        run("ingest", "-", "--json", stdin=f"{TEXT}\nIn {year} the town had {year}0 residents.") for year in range(2001, 2006)
    ]
    stop.set()
    assert [json.loads(each.stdout)["state"] for each in done] == ["done"] * 5
    assert all(json.loads(each.stdout)["claims"] for each in done)


def test_demo_loads_the_samples_once(run: Run) -> None:
    first, again = run("demo", "--load-only"), run("demo", "--load-only")
    assert "added" in first.stdout
    assert "added" not in again.stdout
    assert first.stdout.splitlines()[-1] == again.stdout.splitlines()[-1]
    assert "7 documents" in first.stdout


def test_doctor_says_what_works_and_fails_on_a_broken_history(run: Run, speech: Path, tmp_path: Path) -> None:
    run("ingest", str(speech))
    healthy = run("doctor", "--json")
    states = {each["name"]: each["state"] for each in json.loads(healthy.stdout)}
    assert (healthy.exit_code, states["database"], states["history"]) == (0, "works", "works")

    import sqlite3

    with sqlite3.connect(tmp_path / "work.db") as tampering:
        tampering.execute("DROP TRIGGER event_is_never_changed")
        tampering.execute("UPDATE event SET actor = 'somebody else' WHERE seq = 2")
    tampering.close()
    broken = run("doctor")
    assert broken.exit_code == 1
    assert "Event 2" in broken.stdout


def test_doctor_tries_the_model(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_API_KEY", "sk-secret-of-the-test")
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        monkeypatch.setenv("CHECKER_MODEL", "openai:good")
        good = run("doctor")
        monkeypatch.setenv("CHECKER_MODEL", "openai:404")
        bad = run("doctor")
    assert "answered in" in good.stdout
    assert (good.exit_code, bad.exit_code) == (0, 1)


def test_serve_says_when_its_port_is_taken(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 2
    assert "CHECKER_PORT" in done.stderr


def test_a_setting_with_a_wrong_value_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_LEASE_MINUTES", "soon")
    done = run("ingest", "-", stdin=TEXT)
    assert done.exit_code == 2
    assert "lease_minutes" in done.stderr
