"""A worker and an app as processes: what they say, do, and leave when they are told to end."""

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from checker import jobs
from checker.decisions import Desk
from checker.store import calls
from checker.words import RunStatus
from tests.cli.conftest import Run
from tests.cli.waiting import add
from tests.openai_server import Body, nothing, serving
from tests.workers import PATIENCE, wait_until


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


@contextmanager
def asking(desk: Desk, name: str) -> Iterator[tuple[subprocess.Popen[str], threading.Event, str]]:
    """Have a process wait for a model's answer, which comes when the event is set; yield both with the run's id."""
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
            yield process, answer, run_id
        answer.set()
    with pytest.raises(OSError, match="refused"):  # the app has ended with the command
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE)


@pytest.mark.parametrize("name", ["worker", "serve"])
def test_what_is_told_to_end_keeps_the_answer_that_is_on_its_way_and_paid_for(run: Run, desk: Desk, name: str) -> None:
    with asking(desk, name) as (process, answer, run_id):
        threading.Timer(0.5, answer.set).start()
        assert ended(process) == 0
    with desk.store.read() as tx:
        first = calls.of_run(tx, run_id)[0]
    assert (first.outcome, first.input_tokens) == ("ok", 11)


@pytest.mark.parametrize("name", ["worker", "serve"])
def test_what_is_told_to_end_a_second_time_waits_for_no_model(run: Run, desk: Desk, name: str) -> None:
    with asking(desk, name) as (process, _answer, run_id):
        while process.poll() is None:
            process.send_signal(signal.SIGTERM)
            threading.Event().wait(0.1)
        # A signal may also come when the app has said its goodbye and its interpreter is on its way out.
        assert process.returncode in ({0, -signal.SIGTERM} if name == "serve" else {-signal.SIGTERM})
    with desk.store.read() as tx:
        assert [call.outcome for call in calls.of_run(tx, run_id)] == ["pending"]
    assert jobs.status(desk, run_id).status is RunStatus.RUNNING


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
