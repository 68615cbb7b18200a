"""Records and decisions written to a file or to standard output."""

import csv
import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from checker import findings, review, tasks
from checker.cli import EXPORT_FORMATS, records
from checker.config import Settings
from checker.decisions import Seen
from checker.export import FORMATS, PACKS
from checker.export.profiles import PROFILES
from checker.model import Evidence
from checker.store import claims
from checker.ui.reasons import BADGES
from checker.words import Status
from tests.cli.conftest import Run


def check_first_claim() -> str:
    """Take the first waiting claim through to checked, as the desk would."""
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    user = tasks.local_user(settings, "test")
    claim = review.next_claim(desk, user, claims.Queue(status=Status.CANDIDATE))
    assert claim is not None
    claim = review.accept(desk, user, Seen(claim_id=claim.id, version=claim.version))
    row = Evidence(url="https://statistics.example/rents")
    finding = findings.Finding(label_id="mostly_true", rationale="The office says 13.8 percent.", evidence=[row])
    claim = findings.save(desk, user, Seen(claim_id=claim.id, version=claim.version), finding)
    claim = findings.check(desk, user, Seen(claim_id=claim.id, version=claim.version))
    desk.store.close()
    return claim.id


def test_export_writes_checked_claims_to_a_file(run: Run, speech: Path, tmp_path: Path) -> None:
    run("ingest", str(speech))
    claim_id = check_first_claim()
    done = run("export", "--format", "csv", "-o", str(tmp_path / "checks.csv"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "checks.csv").read_text(encoding="utf-8-sig"))))
    assert done.exit_code == 0
    assert [(row["id"], row["verdict"]) for row in rows] == [(claim_id, "Mostly true")]


def test_export_to_standard_output_holds_other_statuses_when_asked(run: Run, speech: Path) -> None:
    run("ingest", str(speech))
    none = run("export", "--format", "jsonl")
    candidates = run("export", "--format", "jsonl", "--status", "candidate")
    assert none.stdout == ""
    assert all(json.loads(line)["status"] == "candidate" for line in candidates.stdout.splitlines())
    assert len(candidates.stdout.splitlines()) >= 2


def test_a_claim_review_that_cannot_be_written_is_named_and_fails(
    run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("ingest", str(speech))
    claim_id = check_first_claim()
    without = run("export", "--format", "claimreview")
    monkeypatch.setenv("CHECKER_PUBLISHER_NAME", "Harbour Facts")
    monkeypatch.setenv("CHECKER_PUBLISHER_URL", "https://facts.example")
    with_publisher = run("export", "--format", "claimreview")
    assert (without.exit_code, claim_id in without.stderr) == (1, True)
    assert with_publisher.exit_code == 0
    assert json.loads(with_publisher.stdout)[0]["reviewRating"]["alternateName"] == "Mostly true"


def test_an_export_that_cannot_be_written_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    done = run("export", "--format", "csv", "-o", str(tmp_path / "no-folder" / "checks.csv"))
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
    assert list(tmp_path.glob("**/*checks*")) == []


def test_an_export_replaces_what_a_link_leads_to_and_can_be_read_by_others(run: Run, tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "checks.csv")
    (tmp_path / "checks.csv").write_text("old", encoding="utf-8")
    (tmp_path / "checks.csv").chmod(0o644)
    done = run("export", "--format", "csv", "-o", str(tmp_path / "link.csv"))
    assert done.exit_code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert "claim" in (tmp_path / "checks.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "checks.csv").stat().st_mode & 0o777 == 0o644


def test_an_export_may_go_to_a_device(run: Run) -> None:
    assert run("export", "--format", "csv", "-o", os.devnull).exit_code == 0
    assert not Path(os.devnull).is_file()


def test_the_command_line_knows_every_export_format_and_profile() -> None:
    assert tuple(FORMATS) == EXPORT_FORMATS
    assert tuple(PACKS) == records.PACK_FORMATS
    assert tuple(PROFILES) == records.PROFILES


@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        (["--words", "rents"], True),
        (["--words", "zebra"], False),
        (["--verdict", "Mostly true"], True),
        (["--verdict", "False"], False),
        (["--claimant", "Nobody Such"], False),
        (["--tag", "housing"], False),
        (["--badge", "numbers"], False),
        (["--assigned", "Nobody Such"], False),
        (["--lost"], False),
        (["--since", "2020-01-01"], True),
        (["--since", "2020-01-01T00:00:00+02:00"], True),
        (["--since", "2999-01-01"], False),
    ],
)
def test_an_export_holds_the_claims_that_fit_every_filter(run: Run, speech: Path, asked: list[str], finds: bool) -> None:
    run("ingest", str(speech))
    claim_id = check_first_claim()
    done = run("export", "--format", "jsonl", *asked)
    assert done.exit_code == 0
    assert (claim_id in done.stdout) == finds
    assert ("Nothing to export: no claim is checked or published and fits." in done.stderr) != finds


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--document", "no-such"], "No document has the id 'no-such'"),
        (["--verdict", "Nope"], "No verdict is called 'Nope'. Choose one of True, Mostly true"),
    ],
)
@pytest.mark.parametrize("form", [["--format", "csv"], ["--format", "jsonl", "--private"], ["--format", "pack"]], ids=" ".join)
def test_a_filter_that_names_what_is_not_there_is_refused_and_nothing_is_written(
    run: Run, speech: Path, tmp_path: Path, form: list[str], asked: list[str], words: str
) -> None:
    run("ingest", str(speech))
    check_first_claim()
    done = run("export", *form, *asked, "-o", str(tmp_path / "out-private.jsonl"))
    assert done.exit_code != 0
    assert words in done.stderr
    assert not list(tmp_path.glob("*out*"))


def test_the_badges_that_can_be_asked_for_are_those_of_the_pages() -> None:
    assert set(records.BADGES) == set(BADGES)


def test_claims_with_a_tag_can_be_exported_alone(run: Run, speech: Path) -> None:
    run("ingest", str(speech))
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    with desk.store.write() as tx:
        tagged, *_ = claims.page(tx, claims.Filter(), 9)
        claims.save(tx, replace(tagged, tags=("housing",)))
    desk.store.close()
    done = run("export", "--format", "jsonl", "--status", "candidate", "--tag", "housing")
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [tagged.id]


def test_claimreviews_are_written_for_the_profile_that_is_asked_for_and_pass_the_linter(
    run: Run, speech: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PUBLISHER_NAME", "Harbour Facts")
    monkeypatch.setenv("CHECKER_PUBLISHER_URL", "https://facts.example")
    run("ingest", str(speech))
    check_first_claim()
    feed = run("export", "--format", "claimreview", "--profile", "datafeed")
    page = tmp_path / "page.html"
    run("export", "--format", "claimreview", "--html", "-o", str(page))
    assert json.loads(feed.stdout)["@type"] == "DataFeed"
    assert "1 ClaimReview in 1 file: 0 errors" in run("lint", str(page)).stderr
    assert "1 ClaimReview in 1 file: 0 errors" in run("lint", "-", stdin=feed.stdout).stderr


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--format", "csv", "--profile", "duke"], "--profile"),
        (["--format", "jsonl", "--html"], "--html"),
        (["--format", "gold", "--tag", "x"], "--tag"),
    ],
)
def test_options_that_do_not_go_together_are_refused(run: Run, arguments: list[str], word: str) -> None:
    done = run("export", *arguments)
    assert (done.exit_code, word in done.stderr) == (1, True)


@pytest.mark.parametrize(("form", "content"), [("jsonl", b""), ("claimreview", b"[]"), ("gold", b""), ("csv", b"id,status,")])
def test_an_export_of_nothing_is_a_whole_empty_file_and_says_so(
    run: Run, speech: Path, tmp_path: Path, form: str, content: bytes
) -> None:
    run("ingest", str(speech))
    done = run("export", "--format", form, "-o", str(tmp_path / "out"))
    written = (tmp_path / "out").read_bytes().removeprefix(b"\xef\xbb\xbf").strip()
    assert done.exit_code == 0
    assert written.startswith(content) if form == "csv" else written == content
    assert len(written.splitlines()) <= 1
    assert "Nothing to export" in done.stderr
    assert ("checked or published" in done.stderr) == (form != "gold")


def test_an_export_of_nothing_names_the_statuses_that_were_asked_for(run: Run) -> None:
    done = run("export", "--format", "jsonl", "--status", "in_review")
    assert done.stderr == "Nothing to export: no claim is in review.\n"


def test_an_export_of_something_says_nothing(run: Run, speech: Path) -> None:
    run("ingest", str(speech))
    assert run("export", "--format", "jsonl", "--status", "candidate").stderr == ""
