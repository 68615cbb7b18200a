"""The replication pack: whole, provable by others, the same each time, and without internal words."""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from checker import review, tasks
from checker.config import Settings
from checker.decisions import Seen
from checker.store import claims
from tests.cli.conftest import Run
from tests.cli.test_export import check_first_claim


@pytest.fixture(name="claim_id")
def _claim_id(run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CHECKER_PUBLISHER_NAME", "Harbour Facts")
    monkeypatch.setenv("CHECKER_PUBLISHER_URL", "https://facts.example")
    run("ingest", str(speech))
    claim_id = check_first_claim()
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    with desk.store.read() as tx:
        claim = claims.get(tx, claim_id)
    user = tasks.local_user(settings, "test")
    review.save_note(desk, user, Seen(claim_id=claim_id, version=claim.version), "a-secret-word")
    desk.store.close()
    return claim_id


@pytest.fixture(name="files")
def _files(run: Run, claim_id: str, tmp_path: Path) -> dict[str, bytes]:
    assert run("export", "--format", "pack", "-o", str(tmp_path / "pack.zip")).exit_code == 0
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_pack_holds_record_claimreview_evidence_history_and_text(files: dict[str, bytes], claim_id: str) -> None:
    record = json.loads(files[f"claims/{claim_id}.record.json"])
    text = files[f"documents/{record['document']['sha256']}.txt"].decode()
    assert text[record["start"] : record["end"]] == record["quote"]
    assert json.loads(files[f"claims/{claim_id}.claimreview.json"])["@type"] == "ClaimReview"
    assert b"https://statistics.example/rents" in files[f"claims/{claim_id}.evidence.tsv"]
    assert len(files) == 7


def test_every_file_has_the_sum_that_is_told(files: dict[str, bytes]) -> None:
    told = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert told == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"}


def hashed_as_the_readme_says(event: dict[str, Any]) -> str:
    head = [event[key] for key in ("seq", "at", "actor", "action", "subject", "subject_id", "prev_hash")]
    lines = (json.dumps(each, separators=(",", ":"), ensure_ascii=False) for each in (head, event["before"], event["after"]))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_note_is_withheld_and_every_other_line_can_be_proved_as_the_readme_says(
    files: dict[str, bytes], claim_id: str
) -> None:
    assert not any(b"a-secret-word" in data for data in files.values())
    events = [json.loads(line) for line in files[f"claims/{claim_id}.history.jsonl"].splitlines()]
    proved = [hashed_as_the_readme_says(event) == event["hash"] for event in events]
    assert [event.get("withheld") for event in events if "withheld" in event] == [["finding"], ["finding"], ["note"]]
    assert proved == ["withheld" not in event for event in events]
    assert len(events) >= 4


def test_what_a_finding_was_before_it_was_complete_stays_at_the_desk(files: dict[str, bytes], claim_id: str) -> None:
    events = [json.loads(line) for line in files[f"claims/{claim_id}.history.jsonl"].splitlines()]
    told = [each[side]["finding"] for each in events for side in ("before", "after") if each[side].get("finding")]
    assert told
    assert all(finding["at"] for finding in told)
    assert b"before it was complete" in files["README.md"]


def test_a_private_pack_says_so_and_holds_notes_drafts_and_a_history_that_can_be_proved_whole(
    run: Run, claim_id: str, tmp_path: Path
) -> None:
    assert run("export", "--format", "private-pack", "-o", str(tmp_path / "pack-private.zip")).exit_code == 0
    with zipfile.ZipFile(tmp_path / "pack-private.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert b"This pack is private" in files["README.md"]
    assert files[f"claims/{claim_id}.note.txt"] == b"a-secret-word\n"
    events = [json.loads(line) for line in files[f"claims/{claim_id}.history.jsonl"].splitlines()]
    assert all(hashed_as_the_readme_says(event) == event["hash"] for event in events)
    assert not any("withheld" in event for event in events)
    assert "a-secret-word" not in files[f"claims/{claim_id}.record.json"].decode()


def test_the_same_data_give_the_same_bytes(run: Run, claim_id: str, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        run("export", "--format", "pack", "-o", str(tmp_path / name))
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
