"""The commands about waiting work: the list of it, a worker that does it, and the app that ends when it is told to."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from checker import jobs, tasks
from checker.cli import main
from checker.config import Settings
from checker.decisions import Desk
from checker.words import RunStatus
from tests.builders import make_draft
from tests.desks import ANN
from tests.openai_server import Body, nothing, serving
from tests.workers import PATIENCE, wait_until

Run = Callable[..., Result]


@pytest.fixture(name="run")
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/work.db")
    monkeypatch.setenv("CHECKER_USER", "ana")
    return lambda *arguments: CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def desk(run: Run) -> Iterator[Desk]:
    opened = tasks.open_desk(Settings.load())
    yield opened
    opened.store.close()


def add(desk: Desk, title: str, **settings: Any) -> str:
    """Add a document whose extraction waits; return the run's id."""
    added = tasks.ingest(desk, Settings(**settings), ANN, make_draft(text=f"{title} fell by 3 percent.", title=title))
    assert added.run
    return added.run.id


def fail(desk: Desk, title: str) -> str:
    """Add a document whose extraction has failed; return the run's id."""
    run_id = add(desk, title, model="nobody:model")
    tasks.work_off(desk, Settings.load())
    assert jobs.status(desk, run_id).status is RunStatus.FAILED
    return run_id


def test_the_list_names_what_waits_and_what_failed_with_its_reason(run: Run, desk: Desk) -> None:
    failed = fail(desk, "Unemployment")
    waiting = add(desk, "Rents")
    first, second = run("jobs").output.splitlines()
    assert first == f"{waiting}  queued  Rents"
    assert second.startswith(f"{failed}  failed  Unemployment: ")
    assert "nobody" in second
    told = [json.loads(line) for line in run("jobs", "--json").output.splitlines()]
    assert [(each["id"], each["status"], each["title"]) for each in told] == [
        (waiting, "queued", "Rents"),
        (failed, "failed", "Unemployment"),
    ]


def test_an_empty_list_says_so(run: Run) -> None:
    assert run("jobs").output == "Nothing waits, and nothing ended badly.\n"
    assert run("jobs", "cancel", "--all").output == "Nothing waits.\n"
    assert run("jobs", "retry", "--failed").output == "Nothing ended badly.\n"


def test_one_extraction_or_all_can_be_cancelled(run: Run, desk: Desk) -> None:
    one, two, three = (add(desk, title) for title in ("One", "Two", "Three"))
    assert run("jobs", "cancel", one).output == f"{one}: cancelled\n"
    assert run("jobs", "cancel", "--all").output == f"{two}: cancelled\n{three}: cancelled\n"
    assert jobs.unfinished(desk) == []


def test_what_failed_can_be_put_back_unless_a_later_extraction_did_it(run: Run, desk: Desk) -> None:
    one, two = fail(desk, "One"), fail(desk, "Two")
    tasks.extract_again(desk, Settings.load(), ANN, jobs.status(desk, two).document_id)
    tasks.work_off(desk, Settings.load())
    said = run("jobs", "retry", "--failed").output
    assert said.startswith(f"{one}: queued\nThe app, ")
    assert [each.id for each in jobs.unfinished(desk)] == [one]
    assert run("jobs", "cancel", one).exit_code == 0
    assert run("jobs", "retry", one).output.startswith(f"{one}: queued\n")


@pytest.mark.parametrize("arguments", [("cancel",), ("cancel", "x", "--all"), ("retry",), ("retry", "x", "--failed")])
def test_neither_one_nor_all_is_a_mistake(run: Run, arguments: tuple[str, ...]) -> None:
    wrong = run("jobs", *arguments)
    assert (wrong.exit_code, "Name one extraction by the ID" in wrong.output) == (2, True)


def test_an_extraction_that_is_not_there_is_named(run: Run) -> None:
    wrong = run("jobs", "cancel", "nothing")
    assert (wrong.exit_code, "no extraction run 'nothing'" in wrong.output) == (1, True)


# Processes


@contextmanager
def command(*arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a process of its own; it does not outlive the block."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "checker", *arguments],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline()


def ended(process: subprocess.Popen[str]) -> int:
    """Tell a process to end as a supervisor does, and return its exit code."""
    process.send_signal(signal.SIGTERM)
    return process.wait(PATIENCE)


def test_a_worker_says_its_seat_does_what_waits_and_ends_when_a_supervisor_says_so(run: Run, desk: Desk) -> None:
    with command("worker") as first:
        assert "has the seat local" in line_of(first)
        with command("worker") as second:
            assert "Another process, such as the app, does the work" in line_of(second)
            run_id = add(desk, "Rents")
            wait_until(lambda: jobs.status(desk, run_id).status is RunStatus.DONE)
            assert ended(first) == 0
            assert "The worker has ended" in line_of(first)
            assert "has the seat local" in line_of(second)
            assert ended(second) == 0


@pytest.mark.parametrize("name", ["worker", "serve"])
def test_what_is_told_to_end_waits_for_no_model(run: Run, desk: Desk, name: str) -> None:
    answer = threading.Event()

    def script(body: Body) -> Any:
        answer.wait(2 * PATIENCE)
        return nothing(body)

    port = free_port()
    arguments = ("serve", "--port", str(port)) if name == "serve" else ("worker",)
    with serving(script) as server:
        run_id = add(desk, "Rents", model="openai:good", base_url=server.url)
        with command(*arguments, CHECKER_MODEL="openai:good", CHECKER_BASE_URL=server.url) as process:
            wait_until(lambda: server.seen)
            assert ended(process) == 0
        answer.set()
    assert jobs.status(desk, run_id).status is RunStatus.RUNNING
    if name == "serve":
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
