"""Copies and links from the command line: what is kept, what became of it, and what others get to see of it."""

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker import findings, tasks
from checker.config import Settings
from checker.decisions import Seen
from checker.findings import Finding
from checker.model import Claim
from checker.review import accept
from checker.store import claims
from checker.words import Status
from tests.builders import make_evidence
from tests.cli.conftest import Run
from tests.sources import Source, consulted


@pytest.fixture(name="source")
def _source(monkeypatch: pytest.MonkeyPatch) -> Iterator[Source]:
    monkeypatch.setenv("CHECKER_ALLOW_PRIVATE_ADDRESSES", "true")
    with consulted() as opened:
        yield opened


@pytest.fixture(name="claim_id")
def _claim_id(run: Run, speech: Path, source: Source) -> str:
    run("ingest", str(speech))
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    user = tasks.local_user(settings, "test")

    def seen(claim: Claim) -> Seen:
        return Seen(claim_id=claim.id, version=claim.version)

    with desk.store.read() as tx:
        claim = claims.page(tx, claims.Filter(statuses=(Status.CANDIDATE,)), 1)[0]
    row = make_evidence(url=source.url, archived_url="")
    claim = accept(desk, user, seen(claim))
    claim = findings.save(desk, user, seen(claim), Finding(label_id="false", rationale="No.", evidence=[row]))
    findings.check(desk, user, seen(claim))
    desk.store.close()
    return claim.id


def test_a_copy_is_kept_once_and_its_sum_is_told(run: Run, claim_id: str, source: Source) -> None:
    digest = hashlib.sha256((source.text or "").encode()).hexdigest()
    assert f"{source.url}: copy kept (SHA-256 {digest})" in run("evidence", "copy", claim_id).stdout
    assert "each has one" in run("evidence", "copy", claim_id).stdout
    again = run("evidence", "copy", "--again", claim_id)
    assert (again.exit_code, "still has the words" in again.stdout) == (0, True)
    assert run("verify").exit_code == 0


def test_a_source_that_is_gone_is_named_and_nothing_of_it_is_kept(run: Run, claim_id: str, source: Source) -> None:
    source.text = None
    done = run("evidence", "copy", claim_id)
    assert (done.exit_code, "status 404" in done.stderr) == (1, True)
    with consulted() as other:
        done = run("evidence", "copy", "--url", other.url, claim_id)
    assert (done.exit_code, "is no source of claim" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("The rate was 4.6 percent.\nThe youth rate was 3.1 percent.", 0, "there: "),
        ("The rate was 4.6 percent.\nIt was revised.", 1, "changed: "),
        (None, 1, "gone: "),
    ],
)
def test_links_of_all_checked_claims_are_looked_at_when_no_claim_is_named(
    run: Run, claim_id: str, source: Source, text: str | None, code: int, words: str
) -> None:
    run("evidence", "copy", claim_id)
    source.text = text
    done = run("evidence", "links")
    assert (done.exit_code, done.stdout.startswith(f"{claim_id}: {words}{source.url}: ")) == (code, True)
    assert run("evidence", "links", claim_id).stdout == done.stdout


def test_an_address_of_the_house_is_not_looked_at_unless_the_settings_allow_it(
    run: Run, claim_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHECKER_ALLOW_PRIVATE_ADDRESSES")
    done = run("evidence", "links")
    assert (done.exit_code, "refused: " in done.stdout) == (1, True)


def test_a_pack_tells_the_sum_of_a_copy_and_holds_none_of_its_words(
    run: Run, claim_id: str, source: Source, tmp_path: Path
) -> None:
    run("evidence", "copy", claim_id)
    run("export", "--format", "pack", "-o", str(tmp_path / "pack.zip"))
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    head, row = files[f"claims/{claim_id}.copies.tsv"].splitlines()
    digest = hashlib.sha256((source.text or "").encode()).hexdigest()
    told = dict(zip(head.split("\t"), row.split("\t"), strict=True))
    assert (told["url"], told["sha256"], told["fetched_at"][10]) == (source.url, digest, "T")
    assert not any("The youth rate was" in text for text in files.values())
