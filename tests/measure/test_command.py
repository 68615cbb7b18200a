"""`checker eval` as people and programs use it, and the examples in seeds/gold."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from checker.cli import main
from checker.cli.opening import STOPPED
from checker.config import resource
from checker.extract.offline import OfflineExtractor
from checker.measure.formats import read
from checker.measure.saved import read as read_run
from checker.model import Reading
from checker.scorer import scorer
from tests.extract.answers import every_sentence
from tests.openai_server import Answer, Body, completion, serving
from tests.workers import wait_until

SEEDS = resource("seeds/gold")
NEWS = str(SEEDS / "news.jsonl")
Run = Callable[..., Result]


@pytest.fixture(name="run")
def _run() -> Run:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ("eval", *arguments), catch_exceptions=False)

    return run


def figures(done: Result) -> dict[str, Any]:
    assert done.exit_code == 0, done.output
    return {each["measure"]: each["value"] for each in json.loads(done.stdout)["figures"]}


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.jsonl")), ids=lambda path: path.name)
def test_every_example_is_read_whole_and_measured(run: Run, path: Path) -> None:
    assert read(path).notes == ()
    found = figures(run(str(path), "--json", "--resamples", "20"))
    assert found["selected_f1"] >= 0.7
    assert (found["anchor_exact"], found["altered"], found["unaccounted"]) == (1, 0, 0)


def test_every_quote_of_the_examples_stands_where_it_is_said_to(run: Run) -> None:
    for line in (SEEDS / "news.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        for claim in (each for sentence in document["sentences"] for each in sentence["claims"]):
            assert document["text"][claim["start"] : claim["end"]] == claim["quote"]


def test_the_figures_are_said_in_lines(run: Run) -> None:
    done = run(NEWS, "--resamples", "20")
    assert (done.exit_code, done.stderr) == (0, "")
    assert (
        "Data: news.jsonl, recognised as documents with sentences and claims: 2 documents, 12 labelled sentences."
        in done.stdout
    )
    assert f"Extractor: offline rules, scorer {scorer().name}" in done.stdout
    assert "Altered quotes accepted (must be 0)" in done.stdout


def test_a_model_is_asked_and_what_it_used_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_API_KEY", "sk-secret-of-the-test")
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        done = run(NEWS, "--model", "openai:good", "--json", "--resamples", "20")
    told = json.loads(done.stdout)
    found = {each["measure"]: each["value"] for each in told["figures"]}
    assert (told["model"], told["totals"]["calls"], told["totals"]["cost_known"]) == ("openai:good", found["calls"] * 2, False)
    assert found["input_tokens"] > 0
    assert found["cost"] is None


def test_a_saved_run_is_compared_with_document_by_document(run: Run, tmp_path: Path) -> None:
    saved = str(tmp_path / "run.jsonl")
    assert run(NEWS, "--save", saved, "--resamples", "20").exit_code == 0
    done = run(NEWS, "--compare", saved, "--resamples", "20")
    assert "over the 2 documents of both" in done.stdout
    assert [line for line in done.stdout.splitlines() if "differs" in line and not line.startswith("Seconds")] == []


def test_a_run_over_other_data_is_not_compared_with(run: Run, tmp_path: Path) -> None:
    saved = str(tmp_path / "run.jsonl")
    run(str(SEEDS / "parts.jsonl"), "--save", saved)
    done = run(NEWS, "--compare", saved)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "holds a run over parts.jsonl" in done.stderr


def test_a_limit_takes_some_documents(run: Run) -> None:
    assert json.loads(run(NEWS, "--limit", "1", "--json").stdout)["documents"] == 1


def test_ctrl_c_keeps_what_was_read_and_the_run_goes_on_from_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, asked = tmp_path / "run.jsonl", []
    read_part = OfflineExtractor.read

    def interrupted(self: OfflineExtractor, *given: Any) -> Reading:
        asked.append(given[0].id)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return read_part(self, *given)

    monkeypatch.setattr(OfflineExtractor, "read", interrupted)
    done = run(NEWS, "--save", str(saved))
    assert done.exit_code == STOPPED
    assert f"Stopped after 1 of 2 documents. What came of them is in {saved}; go on with --resume." in done.stderr
    assert len(read_run(saved).outcomes) == 1
    assert run(NEWS, "--save", str(saved), "--resume").exit_code == 0
    assert asked == ["harbour-ferry", "school-roof", "school-roof"]
    assert set(read_run(saved).outcomes) == {"harbour-ferry", "school-roof"}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("none.jsonl",), 1, "none.jsonl cannot be read"),
        ((NEWS, "--resume"), 2, "name its file with --save"),
        ((NEWS, "--limit", "0"), 2, "0 is not in the range"),
        ((NEWS, "--compare", "none.jsonl"), 1, "none.jsonl cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr


def test_a_saved_run_is_not_written_over(run: Run, tmp_path: Path) -> None:
    saved = str(tmp_path / "run.jsonl")
    run(NEWS, "--save", saved)
    done = run(NEWS, "--save", saved)
    assert done.exit_code == 1
    assert "is there already" in done.stderr


def test_a_cap_ends_the_whole_run_and_what_was_measured_is_shown(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/work.db")
    monkeypatch.setenv("CHECKER_MAX_TOKENS_PER_RUN", "12000")
    monkeypatch.setenv("CHECKER_PARALLEL_CALLS", "1")

    def costly(body: Body) -> Answer:
        answer = completion(json.dumps(every_sentence(body)))
        usage = {"prompt_tokens": 4_000, "completion_tokens": 1_500, "total_tokens": 5_500}
        return replace(answer, data={**answer.data, "usage": usage})

    with serving(costly) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        done = run(NEWS, "--model", "openai:good", "--json", "--resamples", "20")
        assert len(server.seen) == 2
    assert done.exit_code == 1
    assert json.loads(done.stdout)["documents"] == 1
    assert "Stopped after 1 of 2 documents. The calls took 8,000 tokens in and 3,000 out." in done.stderr
    assert "Nothing is kept" in done.stderr
    assert "CHECKER_MAX_TOKENS_PER_RUN" in done.stderr


def test_ctrl_c_waits_for_no_model(tmp_path: Path) -> None:
    answer = threading.Event()

    def script(body: Body) -> Body:
        answer.wait(60)
        return every_sentence(body)

    with serving(script) as server:
        settings = {"CHECKER_MODEL": "openai:good", "CHECKER_BASE_URL": server.url}
        settings |= {"CHECKER_DATABASE_URL": f"sqlite:///{tmp_path}/work.db"}
        command = [sys.executable, "-m", "checker", "eval", NEWS]
        with subprocess.Popen(command, env=os.environ | settings, stderr=subprocess.PIPE, text=True) as process:
            wait_until(lambda: server.seen)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
        answer.set()
    assert process.returncode == STOPPED
    assert "Stopped after 0 of 2 documents." in said
