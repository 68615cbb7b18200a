"""The commands as people and programs use them: what they print, what they leave behind, and their exit codes."""

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from checker import review, tasks
from checker.cli import EXPORT_FORMATS, costs, main
from checker.config import Settings
from checker.decisions import Seen
from checker.export import FORMATS
from checker.model import Evidence, ModelCall, Proposal
from checker.store import claims, documents
from checker.words import Status
from tests.builders import make_call
from tests.extract import probed
from tests.extract.answers import every_sentence
from tests.openai_server import Server, serving

TEXT = """Town council meets

"Rents in Harbourtown rose by 14 percent last year," said Mayor Ada Kern on 3 March 2025.

According to the statistics office, 2,300 flats stood empty in 2024.

What a lovely evening it was!
"""
KEYS = {each.name for each in fields(Proposal)} - {"span"} | {"document", "title", "extractor", "start", "end", "provenance"}
PRICES = '{"openai:good": {"input": 1, "output": 4, "cached_input": 0.1}}'
SLOW = ("langchain", "langchain_core", "langchain_openai", "openai", "streamlit", "dbos", "sqlalchemy", "trafilatura", "pypdf")
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


@pytest.fixture(name="asked")
def _asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server that answers well, and the settings that lead to it."""
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        monkeypatch.setenv("CHECKER_API_KEY", "sk-secret-of-the-test")
        monkeypatch.setenv("CHECKER_MODEL", "openai:good")
        yield server


def test_extract_says_at_the_end_what_it_has_cost(
    run: Run, speech: Path, asked: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PRICES", PRICES)
    done = run("extract", str(speech))
    count = len(asked.seen)
    assert f"{count} calls; {11 * count} tokens in and {7 * count} out; cost 0.0001; " in done.stderr
    assert done.stderr.rstrip().endswith(" s")
    assert "tokens" not in done.stdout


def test_extract_says_when_nobody_knows_the_price(run: Run, speech: Path, asked: Server) -> None:
    done = run("extract", str(speech))
    assert ' out; the price is unknown: add [prices."openai:good"] with input and output' in done.stderr


def test_each_claim_carries_its_share_of_what_the_calls_took(
    run: Run, speech: Path, asked: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PRICES", PRICES)
    found = [json.loads(line) for line in run("extract", str(speech), "--json").stdout.splitlines()]
    assert {each["provenance"]["model"] for each in found} == {"openai:good"}
    assert sum(each["provenance"]["cost"] for each in found) == pytest.approx((11 * 1 + 7 * 4) / 1_000_000)
    assert all(isinstance(each["flags"], list) for each in found)


def test_extract_takes_several_sources_and_one_bad_one_does_not_stop_the_others(run: Run, speech: Path) -> None:
    done = run("extract", "no-such-file.txt", str(speech), "--format", "jsonl")
    assert done.exit_code == 1
    assert "no-such-file.txt" in done.stderr
    assert {json.loads(line)["document"] for line in done.stdout.splitlines()} == {"speech.txt"}


def test_a_cap_on_tokens_keeps_the_call_back_and_says_so(run: Run, speech: Path, asked: Server) -> None:
    done = run("extract", str(speech), "--max-tokens", "500")
    assert (done.exit_code, asked.seen) == (1, [])
    assert "CHECKER_MAX_TOKENS_PER_RUN" in done.stderr


def test_a_second_reader_can_be_asked_for(run: Run, speech: Path, asked: Server) -> None:
    run("extract", str(speech), "--second-reader", "all")
    assert len(asked.seen) > 1


def test_an_estimate_says_tokens_and_cost_and_sends_nothing(
    run: Run, speech: Path, asked: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHECKER_PRICES", PRICES)
    done = run("extract", str(speech), "--estimate")
    assert done.exit_code == 0
    assert re.fullmatch(
        r".*speech\.txt: 1 to 2 calls; about [\d,]+ to [\d,]+ tokens in and [\d,]+ to [\d,]+ out; cost [\d.]+ to [\d.]+\n",
        done.stdout,
    )
    assert asked.seen == []
    assert not (tmp_path / "work.db").exists()


def test_an_estimate_needs_neither_a_server_nor_a_key(run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for base_url in ("http://127.0.0.1:9/v1", ""):
        monkeypatch.setenv("CHECKER_BASE_URL", base_url)
        done = run("extract", str(speech), "--model", "openai:m", "--estimate", "--json")
        found = json.loads(done.stdout)
        assert (found["least"]["calls"], found["most"]["cost"], found["unpriced"]) == (1, None, ["openai:m"])
        assert 'price is unknown: add [prices."openai:m"]' in done.stderr


def test_an_estimate_of_a_folder_adds_up_and_names_what_cannot_be_read(run: Run, speech: Path, asked: Server) -> None:
    (speech.parent / "second.txt").write_text(TEXT, encoding="utf-8")
    (speech.parent / "empty.txt").write_text("", encoding="utf-8")
    done = run("extract", str(speech.parent), "--estimate")
    assert done.exit_code == 1
    assert "All together: 2 to 4 calls;" in done.stdout
    assert "empty.txt" in done.stderr
    assert asked.seen == []


def test_the_rules_without_a_model_cost_nothing(run: Run, speech: Path) -> None:
    assert "no calls to a model, no cost" in run("extract", str(speech), "--estimate").stdout


def test_an_estimate_for_ingest_leaves_out_what_is_there_already(run: Run, speech: Path, asked: Server) -> None:
    before = run("ingest", str(speech), "--estimate")
    assert "1 to 2 calls" in before.stdout
    assert asked.seen == []
    run("ingest", str(speech))
    calls = len(asked.seen)
    after = run("ingest", str(speech), "--estimate", "--json")
    assert calls == len(asked.seen) >= 1
    assert (json.loads(after.stdout)["state"], json.loads(after.stdout)["most"]["calls"]) == ("known", 0)
    assert "is not asked about again" in run("ingest", str(speech), "--estimate").stdout


def test_ingest_says_as_json_what_each_document_took(
    run: Run, speech: Path, asked: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PRICES", PRICES)
    found = json.loads(run("ingest", str(speech), "--json").stdout)
    count = len(asked.seen)
    assert (found["input_tokens"], found["output_tokens"]) == (11 * count, 7 * count)
    assert found["cost"] == pytest.approx(39 * count / 1_000_000)


def _call(**changes: Any) -> ModelCall:
    return make_call(**{"input_tokens": 2_000, "output_tokens": 300, "cost": 0.5, **changes})


@pytest.mark.parametrize(
    ("calls", "says"),
    [
        ([_call()], "1 call; 2,000 tokens in and 300 out; cost 0.5000; 2.0 s"),
        ([_call(cost=0.00001)], "1 call; 2,000 tokens in and 300 out; cost under 0.0001; 2.0 s"),
        ([_call(cached_tokens=1_500)] * 2, "2 calls; 4,000 tokens in (3,000 of them cached) and 600 out; cost 1.0000; 2.0 s"),
        (
            [_call(), _call(reused=True, cost=0.0)],
            "1 call, 1 answered from before; 2,000 tokens in and 300 out; cost 0.5000; 2.0 s",
        ),
        ([_call(reused=True, cost=0.0)], "0 calls, 1 answered from before; 0 tokens in and 0 out; no cost; 2.0 s"),
        ([_call(outcome="over_budget", input_tokens=None, cost=None)], "0 calls; 0 tokens in and 0 out; no cost; 2.0 s"),
        (
            [_call(input_tokens=None, output_tokens=None, cost=None)],
            "1 call; 0 tokens in and 0 out; cost unknown: the server counted no tokens; 2.0 s",
        ),
    ],
)
def test_what_calls_have_cost_is_one_line(calls: list[ModelCall], says: str) -> None:
    assert costs.spent(calls, 2.0) == says


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
    with serving(probed.honest) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        monkeypatch.setenv("CHECKER_MODEL", "openai:good")
        good, thorough = run("doctor"), run("doctor", "--model", "--json")
        monkeypatch.setenv("CHECKER_MODEL", "openai:404")
        bad, bad_too = run("doctor"), run("doctor", "--model")
    assert "answered in" in good.stdout
    assert {each["state"] for each in json.loads(thorough.stdout)} == {"works"}
    assert [done.exit_code for done in (good, thorough, bad, bad_too)] == [0, 0, 1, 1]
    assert "sk-secret" not in "".join(done.output for done in (good, thorough, bad, bad_too))


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
