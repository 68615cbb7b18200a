"""The benchmark of the desk goes through a browser, many reviewers and long lists, whatever the figures are."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from checker import tasks
from checker.bench import filling
from checker.cli import main
from checker.config import Settings
from checker.store import claims, documents, events
from checker.store.claims import Filter
from checker.words import Status
from tests.databases import MakeUrl


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["bench", "desk", *arguments], catch_exceptions=False)


def test_a_desk_of_the_benchmark_has_one_long_document_and_as_many_other_claims_as_it_says(new_database: MakeUrl) -> None:
    desk = tasks.open_desk(Settings.load(database_url=new_database()))
    filling.waiting(desk, 130)
    with desk.store.read() as tx:
        assert claims.waiting(tx, desk.now())[Status.CANDIDATE] == 130 + filling.LONG_CLAIMS
        long = documents.get(tx, filling.LONG)
        marks = claims.marks(tx, filling.LONG)
        assert list(events.broken_links(tx)) == []
        of_it = claims.page(tx, Filter(document_id=filling.LONG), 1)[0]
    desk.store.close()
    assert 49_000 <= len(long.text) <= 51_000
    assert len({mark.span for mark in marks}) == filling.LONG_CLAIMS
    assert of_it.span is not None
    assert of_it.span.of(long.text) == of_it.quote


def test_reviewed_claims_of_the_benchmark_have_their_findings(new_database: MakeUrl) -> None:
    desk = tasks.open_desk(Settings.load(database_url=new_database()))
    filling.reviewed(desk, 60)
    with desk.store.read() as tx:
        found = claims.page(tx, Filter(), 100)
    desk.store.close()
    assert len(found) == 60
    assert {claim.status for claim in found} == set(filling.REVIEWED)
    assert all((claim.finding is None) == (claim.status is Status.REJECTED) for claim in found)


def test_without_a_browser_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = run("--quick")
    assert result.exit_code != 0
    assert "sudo apt-get install chromium" in result.stderr


@pytest.mark.browser
def test_keys_reviewers_and_lists_are_measured_and_nothing_is_handed_out_twice_or_lost() -> None:
    # In a process of its own: Playwright drives one browser in a process, and that of the other tests may be open.
    command = [sys.executable, "-m", "checker", "bench", "desk", "--quick", "--json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    found = list(map(json.loads, result.stdout.splitlines()))
    units = ["ms", "ms", "ms", "ms", "ms", "×", *["ms", "claims", "decisions"] * 2, *["ms"] * 8, *["×"] * 4]
    assert [each["unit"] for each in found] == units
    counted = {"claims": 0, "decisions": 0}
    assert {(each["unit"], each["value"]) for each in found if each["unit"] in counted} == counted.items()
    assert all(each["value"] > 0 for each in found if each["unit"] not in counted)
    reviewers = [each for each in found if "4 reviewers" in each["name"] and each["note"]]
    assert [each["name"].split(", ")[2] for each in reviewers] == [
        "at moments of their own: p95 of a step",
        "all in the same instant: p95 of a step",
    ]
    assert all(each["note"].startswith("8 decisions") for each in reviewers)
