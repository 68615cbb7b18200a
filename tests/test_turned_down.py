"""What a server says to all alike stops every run that waits, and what is known is asked about again only when told to."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker.cli import main
from tests.extract.answers import every_sentence
from tests.openai_server import Server, serving

DOCUMENTS = 12
AT_ONCE = 2


@pytest.fixture(name="server")
def _server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/work.db")
    monkeypatch.setenv("CHECKER_PARALLEL_CALLS", str(AT_ONCE))
    for number in range(DOCUMENTS):
        (tmp_path / f"{number:02}.txt").write_text(f"In {1900 + number} the town had {number} wells.", encoding="utf-8")
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        yield server


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def documents(folder: Path) -> list[str]:
    return sorted(map(str, folder.glob("*.txt")))


@pytest.mark.parametrize(("model", "says"), [("401", "does not accept the key"), ("quota", "no quota left")])
def test_one_refusal_for_all_stops_the_whole_batch(server: Server, tmp_path: Path, model: str, says: str) -> None:
    done = run("ingest", *documents(tmp_path), "--model", f"openai:{model}")
    assert done.exit_code == 1
    assert 1 <= len(server.seen) <= 2 * AT_ONCE  # as many again may be on their way before the first answer is written down
    assert done.stderr.count(says) == DOCUMENTS


def test_only_calls_that_went_out_are_counted_as_calls(server: Server, tmp_path: Path) -> None:
    run("ingest", *documents(tmp_path), "--model", "openai:401")
    told = [json.loads(line) for line in run("jobs", "--all", "--json").stdout.splitlines()]
    assert len(told) == DOCUMENTS
    assert sum(each["calls"] for each in told) == len(server.seen) < DOCUMENTS


def test_what_was_refused_is_asked_again_when_told_to(server: Server, tmp_path: Path) -> None:
    run("ingest", *documents(tmp_path), "--model", "openai:401")
    before = len(server.seen)
    run("jobs", "retry", "--failed")
    run("ingest", documents(tmp_path)[0], "--model", "openai:401")
    assert before < len(server.seen) <= before + 2 * AT_ONCE


def test_a_known_document_is_extracted_again_when_asked_for_and_nothing_is_asked_twice(server: Server, tmp_path: Path) -> None:
    first = documents(tmp_path)[0]
    run("ingest", first, "--model", "openai:good")
    known = run("ingest", first, "--model", "openai:good")
    assert "--again" in known.stdout
    run("ingest", first, "--model", "openai:good", "--again")
    assert len(server.seen) == 1


def test_other_instructions_are_another_question(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = documents(tmp_path)[0]
    run("ingest", first, "--model", "openai:good")
    monkeypatch.setenv("CHECKER_INSTRUCTIONS", "Only wells.")
    run("ingest", first, "--model", "openai:good", "--again")
    assert len(server.seen) == 2
    assert "Only wells." in server.seen[1].body["messages"][0]["content"]
