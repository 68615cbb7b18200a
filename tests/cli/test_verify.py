"""The command that proves the history: silent about what the tool did, loud about everything else."""

import re
from pathlib import Path

from checker import tasks
from checker.config import Settings
from tests.cli.conftest import Run


def test_a_worked_desk_is_proved_and_its_seal_holds_as_work_goes_on(run: Run, speech: Path) -> None:
    run("ingest", str(speech))
    done = run("verify")
    assert (done.exit_code, done.stderr) == (0, "")
    seal = re.findall(r"Seal: ([0-9a-f]{64})", done.output)[0]
    speech.write_text("Prices rose by 4 percent in 2024.", encoding="utf-8")
    run("ingest", str(speech))
    assert run("verify", "--seal", seal[:16]).exit_code == 0


def test_what_was_changed_is_named_and_a_seal_of_another_desk_is_not_found(run: Run, speech: Path) -> None:
    run("ingest", str(speech))
    desk = tasks.open_desk(Settings.load())
    with desk.store.write() as tx:
        tx.exec_driver_sql("UPDATE claim SET text = 'Rents fell.' WHERE seq = 1")
    desk.store.close()
    done = run("verify", "--seal", "0badc0de")
    assert done.exit_code == 1
    assert "text is 'Rents fell.', its history says" in done.stderr
    assert "No line of the history has the seal 0badc0de" in done.stderr
    assert "Seal:" not in done.output.replace(done.stderr, "")
