"""What a desk decided, written by the command line as labelled documents, and read back as a yardstick."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from checker import review, tasks
from checker.cli import main
from checker.config import Settings
from checker.decisions import Seen
from checker.measure import formats
from checker.store.claims import Queue
from checker.words import RejectReason, Status

TEXT = (
    "Rents in Harbourtown rose by 14 percent last year, said Mayor Ada Kern on 3 March 2025.\n\n"
    "According to the statistics office, 2,300 flats stood empty in 2024.\n\n"
    "What a lovely evening it was!\n"
)


@pytest.fixture(autouse=True)
def _own_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHECKER_DATABASE_URL", f"sqlite:///{tmp_path}/work.db")


def decide_both() -> None:
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    user = tasks.local_user(settings, "test")
    tasks.ingest(desk, settings, user, tasks.read_text(settings, TEXT))
    tasks.work_off(desk, settings)
    first = review.next_claim(desk, user, Queue(status=Status.CANDIDATE))
    assert first is not None
    review.accept(desk, user, Seen(claim_id=first.id, version=first.version))
    second = review.next_claim(desk, user, Queue(status=Status.CANDIDATE))
    assert second is not None
    review.reject(desk, user, Seen(claim_id=second.id, version=second.version), RejectReason.TRIVIAL)
    desk.store.close()


def test_decisions_leave_as_labelled_documents_and_come_back_as_such(tmp_path: Path) -> None:
    decide_both()
    done = CliRunner().invoke(
        main, ["export", "--format", "gold", "-o", str(tmp_path / "decisions.jsonl")], catch_exceptions=False
    )
    assert done.exit_code == 0

    [document] = formats.read(tmp_path / "decisions.jsonl").documents
    assert [sentence.positive for sentence in document.sentences] == [True, False, False]


def test_a_status_does_not_go_with_decisions() -> None:
    done = CliRunner().invoke(main, ["export", "--format", "gold", "--status", "checked"], catch_exceptions=False)
    assert done.exit_code == 1
    assert "--status" in done.stderr
