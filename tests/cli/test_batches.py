"""The commands about batches as people use them: waited for, left alone, interrupted, cancelled, asked live instead."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checker.cli import main
from checker.cli.adding import LEFT
from checker.cli.batches import GO_ON
from checker.cli.opening import STOPPED
from checker.tasks import batches
from tests import openai_server
from tests.batches.batched import KEY, town
from tests.batches.openai_batches import Batches, Ending, serving
from tests.extract.answers import every_sentence
from tests.openai_server import failure

Run = Callable[..., Result]


@pytest.fixture(name="server")
def _server() -> Iterator[Batches]:
    with serving(every_sentence) as server:
        yield server


@pytest.fixture(name="run")
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Batches) -> Run:
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/work.db")
    monkeypatch.setenv("CHECKER_BASE_URL", server.server.url)
    monkeypatch.setenv("CHECKER_API_KEY", KEY)
    monkeypatch.setenv("CHECKER_MODEL", "openai:good")
    monkeypatch.setattr(batches, "LOOK_SECONDS", 0.0)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return run


@pytest.fixture(name="wells")
def _wells(tmp_path: Path) -> str:
    path = tmp_path / "wells.txt"
    path.write_text(town("Arden", 2), encoding="utf-8")
    return str(path)


def test_documents_are_added_and_waited_for(run: Run, server: Batches, wells: str) -> None:
    server.next = Ending(looks=2)
    result = run("ingest", "--batch-api", wells)
    assert result.exit_code == 0
    assert "wells.txt: 2 claims" in result.stdout
    assert "1 batch under way, 0 of 1 requests answered; 1 document waiting." in result.stderr
    assert "No document waits for a batch." in result.stderr
    assert server.server.seen == []


def test_what_is_not_waited_for_goes_on_with_the_next_command(run: Run, server: Batches, wells: str) -> None:
    left = run("ingest", "--batch-api", "--no-wait", "--json", wells)
    assert (left.exit_code, json.loads(left.stdout)["state"]) == (0, "waiting")
    assert "`checker batches --wait` goes on" in left.stderr
    result = run("batches", "--json")
    [told] = map(json.loads, result.stdout.splitlines())
    known = {"state": "fetched", "model": "openai:good", "requests": 1, "answered": 1, "server_id": "batch-0"}
    assert (result.exit_code, known.items() <= told.items()) == (0, True)
    assert run("ingest", wells, "--json").stdout.count("known") == 1
    assert run("batches", "--wait").exit_code == 0
    assert server.server.seen == []


def test_who_stops_waiting_is_told_how_to_go_on_and_loses_nothing(
    run: Run, server: Batches, wells: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    real = batches.wait
    with monkeypatch.context() as patched:
        server.next = Ending(looks=50)
        patched.setattr(batches, "wait", lambda desk, settings, tell: real(desk, settings, tell, pause=interrupt))
        result = run("ingest", "--batch-api", wells)
    assert (result.exit_code, "`checker batches --wait` goes on" in result.stderr) == (STOPPED, True)
    server.next = Ending()
    assert run("batches", "--wait").exit_code == 0
    assert len(server.asked()) == 1


class Interrupted(io.BytesIO):
    """Standard input before whose end somebody presses Ctrl+C."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size:
            raise KeyboardInterrupt
        return b""


@pytest.mark.parametrize(("options", "goes_on"), [(("--batch-api",), GO_ON), ((), LEFT)])
def test_who_stops_while_documents_are_added_is_told_who_goes_on(
    run: Run, wells: str, options: tuple[str, ...], goes_on: str
) -> None:
    command = ["ingest", *options, wells, "-"]
    result = CliRunner().invoke(main, command, input=Interrupted(), catch_exceptions=False)
    assert result.exit_code == STOPPED
    said = "Stopped. The documents are stored, and what was answered is kept."
    assert f"{said} {goes_on} `checker jobs cancel --all` ends it for good.\n" in result.stderr


def test_a_batch_is_cancelled_by_the_id_in_the_list(run: Run, server: Batches, wells: str) -> None:
    server.next = Ending(looks=50)
    run("ingest", "--batch-api", "--no-wait", wells)
    id_, state = run("batches").stdout.split()[:2]
    assert state == "sent"
    result = run("batches", "cancel", id_)
    assert (result.exit_code, "1 document that waited" in result.stdout) == (0, True)
    assert server.made[0].status == "cancelling"
    assert run("batches", "cancel", "nothing").exit_code == 1


def test_what_waits_is_asked_live_when_a_person_says_so(run: Run, server: Batches, wells: str) -> None:
    server.failing = lambda arrived: failure(403, "No.") if arrived.method == "POST" else None
    refused = run("ingest", "--batch-api", wells)
    assert (refused.exit_code, "does not accept the key for batches" in refused.stderr) == (1, True)
    assert "It waits for the answers to a batch" in refused.stdout
    result = run("batches", "live")
    assert (result.exit_code, "1 document asked about at once" in result.stdout) == (0, True)
    assert len(server.server.seen) == 1
    assert "No document waits" in run("batches").stderr


@pytest.mark.parametrize("command", [["batches", "--wait"], ["batches"], ["batches", "live"]])
def test_where_nothing_waits_all_is_well(run: Run, server: Batches, command: list[str]) -> None:
    assert run(*command).exit_code == 0
    assert server.keys_sent == set()


@pytest.mark.parametrize("command", [["batches", "--wait"], ["batches"]])
def test_a_document_that_was_not_read_whole_is_named_and_is_no_success(
    run: Run, server: Batches, wells: str, command: list[str]
) -> None:
    server.next = Ending(status="failed", complaints=[{"code": "model_not_found", "message": "No such model."}])
    assert run("ingest", "--batch-api", "--no-wait", wells).exit_code == 0
    result = run(*command)
    assert result.exit_code == 1
    assert "In 1900 the town of Arden had 7 wells.: " in result.stderr
    assert "does not know openai:good (No such model)" in result.stderr
    assert run(*command).exit_code == 0  # of what ended before, nothing was waited for


def test_a_document_that_somebody_cancels_meanwhile_is_no_success(
    run: Run, server: Batches, wells: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.next = Ending(looks=50)
    run("ingest", "--batch-api", "--no-wait", wells)
    id_ = run("batches").stdout.split()[0]
    real = batches.wait
    with monkeypatch.context() as patched:
        pause = lambda _seconds: run("batches", "cancel", id_)  # noqa: E731
        patched.setattr(batches, "wait", lambda desk, settings, tell: real(desk, settings, tell, pause=pause))
        assert run("batches", "--wait").exit_code == 1


def test_a_document_that_fails_when_it_is_asked_live_is_no_success(run: Run, server: Batches, wells: str) -> None:
    server.failing = lambda arrived: failure(403, "No.") if arrived.method == "POST" else None
    run("ingest", "--batch-api", wells)
    server.server.script = lambda _body: failure(401, "Incorrect API key.")
    result = run("batches", "live")
    assert (result.exit_code, "1 document asked about at once" in result.stdout) == (1, True)
    assert "does not accept the key" in result.stderr


def test_live_says_of_what_is_in_a_batch_that_it_stays_there(run: Run, server: Batches, wells: str) -> None:
    server.next = Ending(looks=50)
    run("ingest", "--batch-api", "--no-wait", wells)
    result = run("batches", "live")
    assert result.exit_code == 0
    assert result.stdout.startswith("0 documents asked about at once.\n1 document in a batch under way already")


def test_what_a_changed_prompt_cost_is_said_beside_the_list(run: Run, wells: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("ingest", "--batch-api", "--no-wait", wells)
    monkeypatch.setenv("CHECKER_TOPICS", "water")
    result = run("batches", "--wait")
    assert result.exit_code == 0
    assert "1 answer of a batch came in vain, because the prompt or the settings were changed" in result.stderr


@pytest.mark.parametrize("command", [["batches"], ["batches", "live"]])
def test_the_help_says_how_a_command_ends(run: Run, command: list[str]) -> None:
    assert "Ends with 0 if" in run(*command, "--help").stdout


def test_nothing_is_stored_where_no_batch_can_be_sent(run: Run, wells: str) -> None:
    with openai_server.serving() as plain:
        without = {"CHECKER_BASE_URL": plain.url}
        result = CliRunner().invoke(main, ["ingest", "--batch-api", wells], env=without, catch_exceptions=False)
    assert (result.exit_code, "has no Batch API" in result.stderr) == (1, True)
    assert run("ingest", "--batch-api", "--model", "ollama:x", wells).exit_code == 2
    assert '"state": "known"' not in run("ingest", wells, "--json").stdout


def test_an_estimate_for_batches_is_half_of_that_for_calls_and_sends_nothing(
    run: Run, server: Batches, wells: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PRICES", '{"openai:good": {"input": 100, "output": 400}}')
    live, batch = (json.loads(run("ingest", wells, "--estimate", "--json", *more).stdout) for more in ((), ("--batch-api",)))
    assert batch["most"]["cost"] == pytest.approx(live["most"]["cost"] / 2, rel=0.01)
    assert server.keys_sent == set()
