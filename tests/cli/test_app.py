"""The samples, the app, and whether the tool can work."""

import json
import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.extract import probed
from tests.extract.answers import every_sentence
from tests.openai_server import serving


def test_a_demo_whose_model_does_not_answer_says_so_and_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_API_KEY", "sk-secret-of-the-test")
    monkeypatch.setenv("CHECKER_MODEL", "openai:401")
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        done = run("demo", "--load-only")
    assert done.exit_code == 1
    assert "does not accept the key" in done.stderr
    assert done.stderr.count("No claims were extracted from") == 7


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
