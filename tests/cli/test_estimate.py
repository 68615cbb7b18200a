"""What extraction will cost and has cost, in words."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from checker.cli import costs
from checker.model import ModelCall
from tests.builders import make_call
from tests.cli.conftest import PRICES, TEXT, Run
from tests.openai_server import Server


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


def test_the_rules_without_a_model_cost_nothing(run: Run, speech: Path) -> None:
    assert "no calls to a model, no cost" in run("extract", str(speech), "--estimate").stdout


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
