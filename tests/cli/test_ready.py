"""What a claim still needs, told by the command in the words with which a step would refuse it."""

from pathlib import Path

import pytest

from checker import tasks
from checker.config import Settings
from checker.decisions import Seen
from checker.errors import InvalidTransition
from checker.store import claims
from checker.words import Status
from tests.cli.conftest import Run
from tests.cli.test_export import check_first_claim

URL = "https://facts.example/rents"


@pytest.fixture(name="claim_id")
def _claim_id(run: Run, speech: Path) -> str:
    run("ingest", str(speech))
    return check_first_claim()


def test_a_checked_claim_is_told_what_it_needs_to_be_published_and_each_is_what_publishing_refuses(
    run: Run, claim_id: str
) -> None:
    done = run("ready", claim_id)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{claim_id}: published: something is missing\n")
    needed = done.stdout.partition("published: something is missing\n")[2].splitlines()
    assert [each.partition(".")[0] for each in needed] == [
        "  The public address is missing",
        "  Its ClaimReview breaks a rule: Nobody is named who publishes the check",
    ]
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    with desk.store.read() as tx:
        seen = Seen(claim_id=claim_id, version=claims.get(tx, claim_id).version)
    with pytest.raises(InvalidTransition) as refusal:
        tasks.publish(desk, tasks.local_user(settings, "test"), seen, "", tasks.publisher(settings))
    desk.store.close()
    phrases = (f"{each[2].lower()}{each[3:-1]}" for each in needed)
    assert str(refusal.value) == f"Cannot publish claim {claim_id}: {'; '.join(phrases)}."


def test_nothing_is_missing_once_publisher_and_address_are_known(
    run: Run, claim_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ready", "--for", "published", "--url", URL, claim_id).exit_code == 1
    monkeypatch.setenv("CHECKER_PUBLISHER_NAME", "Harbour Facts")
    monkeypatch.setenv("CHECKER_PUBLISHER_URL", "https://facts.example")
    done = run("ready", "--for", "published", "--url", URL, claim_id)
    assert (done.exit_code, done.stdout) == (0, f"{claim_id}: published: nothing is missing\n")
    elsewhere = run("ready", "--for", "published", "--url", "https://other.example/1", claim_id)
    assert (elsewhere.exit_code, "CR013" in elsewhere.stdout) == (1, True)


def test_what_lies_ahead_is_told_of_a_candidate_and_what_lies_behind_is_not_missing(run: Run, claim_id: str) -> None:
    with_candidate = [line.split(": ")[1] for line in run("ready", candidate()).stdout.splitlines() if not line.startswith(" ")]
    assert with_candidate == ["in review", "checked", "published"]
    assert "  Nobody has accepted the claim yet. Accept it in triage first." in run("ready", candidate()).stdout
    assert run("ready", "--for", "checked", claim_id).exit_code == 0


def test_each_lack_is_told_once_and_later_steps_tell_only_what_they_need_besides(run: Run, claim_id: str) -> None:
    told = [line for line in run("ready", candidate()).stdout.splitlines() if line.startswith("  ")]
    assert len(told) == len(set(told))
    assert "published: the same is missing, and\n  The public address is missing" in run("ready", candidate()).stdout
    alone = run("ready", "--for", "published", candidate()).stdout
    assert "published: something is missing\n  Nobody has accepted the claim yet." in alone


def candidate() -> str:
    """Return a claim that nobody has decided about."""
    desk = tasks.open_desk(Settings.load())
    with desk.store.read() as tx:
        found = claims.page(tx, claims.Filter(statuses=(Status.CANDIDATE,)), 1)[0].id
    desk.store.close()
    return found


def test_a_claim_that_is_not_there_is_named(run: Run, claim_id: str) -> None:
    done = run("ready", "no-such-claim")
    assert (done.exit_code, "no-such-claim" in done.stderr) == (1, True)
