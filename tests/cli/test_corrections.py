"""The public log from the command line, as a table and as a page, cut by time."""

from pathlib import Path

import pytest

from checker import findings, tasks
from checker.config import Settings
from checker.decisions import Seen
from checker.findings import Finding, Mending
from checker.model import Evidence
from checker.store import claims
from checker.words import CorrectionKind
from tests.cli.conftest import Run
from tests.cli.test_export import check_first_claim


@pytest.fixture(autouse=True)
def _corrected(run: Run, speech: Path) -> None:
    run("ingest", str(speech))
    claim_id = check_first_claim()
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    with desk.store.read() as tx:
        claim = claims.get(tx, claim_id)
    better = Finding(label_id="false", rationale="It fell.", evidence=[Evidence(url="https://statistics.example/rents")])
    mending = Mending(kind=CorrectionKind.CORRECTION, why="The year was wrong.", finding=better)
    seen = Seen(claim_id=claim_id, version=claim.version)
    findings.correct(desk, tasks.local_user(settings, "test"), seen, mending)
    desk.store.close()


def test_the_log_goes_to_standard_output_or_into_a_file(run: Run, tmp_path: Path) -> None:
    assert "The year was wrong.,Mostly true,False,ana," in run("corrections").stdout
    done = run("corrections", "--format", "html", "-o", str(tmp_path / "corrections.html"))
    assert done.exit_code == 0
    assert ">The year was wrong.</td>" in (tmp_path / "corrections.html").read_text(encoding="utf-8")


def test_only_what_was_corrected_in_the_time_that_is_asked_for_is_in_it(run: Run) -> None:
    assert "The year was wrong." in run("corrections", "--since", "2020-01-01").stdout
    assert "The year was wrong." not in run("corrections", "--until", "2020-01-01").stdout
