"""Claims printed and not stored: what is printed, what it cost, and what went wrong."""

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checker.cli.documents import Problems
from checker.cli.opening import STOPPED
from checker.model import Proposal
from checker.scorer import scorer
from checker.store import Store, calls
from tests.cli.conftest import PRICES, TEXT, Run
from tests.extract.answers import every_sentence
from tests.openai_server import Body, Server, serving
from tests.workers import PATIENCE, wait_until

KEYS = {each.name for each in fields(Proposal)} - {"span"} | {"document", "title", "extractor", "start", "end", "provenance"}


def test_extract_prints_claims_tied_to_the_text_and_stores_nothing(run: Run, speech: Path, tmp_path: Path) -> None:
    done = run("extract", str(speech), "--format", "jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert all(set(each) == KEYS for each in found)
    assert all(TEXT[each["start"] : each["end"]] == each["quote"] for each in found)
    assert {"Ada Kern", "the statistics office"} <= {each["claimant"] for each in found}
    assert {each["extractor"] for each in found} == {f"offline rules, scorer {scorer().name}"}
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


@pytest.mark.parametrize(
    ("model", "took"),
    [("openai:malformed", "2 calls; 22 tokens in and 14 out; "), ("openai:401", "1 call; 0 tokens in and 0 out; no cost; ")],
)
def test_extract_says_what_calls_that_brought_nothing_have_cost(
    run: Run, speech: Path, asked: Server, model: str, took: str
) -> None:
    done = run("extract", str(speech), "--model", model)
    assert done.exit_code == 1
    assert took in done.stderr


def test_extract_takes_several_sources_and_one_bad_one_does_not_stop_the_others(run: Run, speech: Path) -> None:
    done = run("extract", "no-such-file.txt", str(speech), "--format", "jsonl")
    assert done.exit_code == 1
    assert "no-such-file.txt" in done.stderr
    assert {json.loads(line)["document"] for line in done.stdout.splitlines()} == {"speech.txt"}


def test_each_claim_carries_its_share_of_what_the_calls_took(
    run: Run, speech: Path, asked: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PRICES", PRICES)
    found = [json.loads(line) for line in run("extract", str(speech), "--json").stdout.splitlines()]
    assert {each["provenance"]["model"] for each in found} == {"openai:good"}
    assert sum(each["provenance"]["cost"] for each in found) == pytest.approx((11 * 1 + 7 * 4) / 1_000_000)
    assert all(isinstance(each["flags"], list) for each in found)


def test_a_cap_on_tokens_keeps_the_call_back_and_says_so(run: Run, speech: Path, asked: Server) -> None:
    done = run("extract", str(speech), "--max-tokens", "500")
    assert (done.exit_code, asked.seen) == (1, [])
    assert "--max-tokens" in done.stderr
    assert "CHECKER_MAX_TOKENS_PER_RUN" not in done.stderr


def test_a_second_reader_can_be_asked_for(run: Run, speech: Path, asked: Server) -> None:
    run("extract", str(speech), "--second-reader", "all")
    assert len(asked.seen) > 1


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


@pytest.mark.parametrize("model", ["openai:401", "openai:404", "openai:quota"])
def test_what_a_server_says_to_all_alike_is_not_asked_for_again(run: Run, speech: Path, asked: Server, model: str) -> None:
    second = speech.with_name("second.txt")
    second.write_text(TEXT.replace("14", "15"), encoding="utf-8")
    done = run("extract", str(speech), str(second), "--model", model)
    assert done.exit_code == 1
    assert len(asked.seen) == 1
    assert f"{speech}: " in done.stderr
    assert done.stderr.endswith("Nothing was asked about what comes after it.\n")


def test_the_same_problem_is_said_in_full_once(run: Run, speech: Path, asked: Server) -> None:
    second = speech.with_name("second.txt")
    second.write_text(TEXT.replace("14", "15"), encoding="utf-8")
    done = run("extract", str(speech), str(second), "--model", "openai:400")
    assert done.exit_code == 1
    assert done.stderr.count("turned the call to openai:400 down") == 1
    assert f"{second}: the same as of {speech}" in done.stderr


def test_a_problem_that_came_several_times_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert not Problems().say("a.txt", ["No answer.", "No room.", "No answer."])
    assert capsys.readouterr().err == "a.txt: No answer. (2 times)\na.txt: No room.\n"
    assert Problems().say("a.txt", [])


def test_ctrl_c_waits_for_no_answer_and_says_what_is_stored_and_what_counts(speech: Path, tmp_path: Path) -> None:
    answer = threading.Event()

    def script(body: Body) -> Body:
        answer.wait(2 * PATIENCE)
        return every_sentence(body)

    with serving(script) as server:
        settings = {"CHECKER_BASE_URL": server.url, "CHECKER_DATABASE_URL": f"sqlite:///{tmp_path}/work.db"}
        command = [sys.executable, "-m", "checker", "extract", str(speech), "--model", "openai:good"]
        with subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.PIPE, text=True) as process:
            wait_until(lambda: server.seen)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=PATIENCE)
        answer.set()
    assert process.returncode == STOPPED
    assert "No claims are stored; what was spent counts under the cap of the day." in said
    store = Store(settings["CHECKER_DATABASE_URL"])
    with store.read() as tx:
        assert calls.spent_since(tx, datetime.min.replace(tzinfo=UTC)).tokens > 1_000
    store.close()
