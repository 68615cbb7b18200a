"""The whole store in lines and back, from either database into either; what is not as it was written is never put in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from checker import findings, review
from checker.decisions import Desk
from checker.errors import InputError, StoreError
from checker.model import Claim
from checker.store import Store, backup, claims, documents, drafts, events
from checker.store.drafts import Typed
from checker.verifying import problems
from checker.words import CorrectionKind
from tests.builders import NOON, make_claim, make_provenance
from tests.databases import MakeUrl, sqlite_urls
from tests.desks import ANN, COMPLETE, EDITOR, checked, get, seen, with_claims

URL = "https://desk.example.org/1"


@pytest.fixture
def worked(desk: Desk) -> Desk:
    with_claims(desk, 3)
    findings.publish(desk, EDITOR, seen(checked(desk)), URL, ())
    better = replace(COMPLETE, rationale="“é” \u2028 🙂 = NaN")
    findings.correct(desk, EDITOR, seen(get(desk)), findings.Mending(kind=CorrectionKind.TYPO, why="a slip", finding=better))
    review.snooze(desk, ANN, seen(get(desk, "claim-2")), desk.now() + timedelta(days=1))
    review.open_claim(desk, ANN, "claim-3")
    with desk.store.write() as tx:
        drafts.put(tx, "ann", "claim-3", {"note": Typed(words="half a", over="00000000", at=NOON)})
    return desk


@pytest.fixture(params=["same kind", "file"])
def empty(request: pytest.FixtureRequest, new_database: MakeUrl, tmp_path: Path) -> Iterator[Store]:
    """Another store without anything in it, of the same kind as the worked one, or a file."""
    folder = tmp_path / "other"
    folder.mkdir()
    opened = Store(new_database() if request.param == "same kind" else sqlite_urls(folder)())
    yield opened
    opened.close()


def lines_of(desk: Desk) -> list[bytes]:
    with desk.store.read() as tx:
        return list(backup.dump(tx, NOON))


def everything(store: Store) -> tuple[list[Claim], object, object, str]:
    with store.read() as tx:
        found = list(claims.stream(tx, claims.Filter()))
        return found, list(documents.stream(tx)), drafts.get(tx, "ann", "claim-3"), events.seal(tx)


def restored(store: Store, lines: list[bytes]) -> None:
    backup.proved(lines)
    with store.write() as tx:
        backup.load(tx, lines)


def test_everything_comes_back_and_is_proved_and_work_goes_on_after_it(worked: Desk, empty: Store) -> None:
    lines = lines_of(worked)
    restored(empty, lines)
    assert everything(empty) == everything(worked.store)
    with empty.read() as tx:
        assert list(problems(tx)) == []
        assert [claim.id for claim in claims.page(tx, claims.Filter(words="claim 2"), 9)] == ["claim-2"]
        assert list(backup.dump(tx, NOON)) == lines
    with empty.write() as tx:
        claims.insert(tx, [make_claim(id="new", provenance=make_provenance(run_id=None))])


def test_a_store_in_which_anything_stands_is_not_written_over(worked: Desk) -> None:
    before = everything(worked.store)
    with pytest.raises(StoreError, match="is not empty"):
        restored(worked.store, lines_of(worked))
    assert everything(worked.store) == before


def test_what_others_write_meanwhile_is_either_whole_in_it_or_not_at_all(worked: Desk, empty: Store) -> None:
    with worked.store.read() as tx:
        lines = backup.dump(tx, NOON)
        taken = [next(lines) for _ in range(3)]
        review.save_note(worked, ANN, seen(get(worked, "claim-3")), "while it was taken")
        taken += lines
    restored(empty, taken)
    with empty.read() as tx:
        assert list(problems(tx)) == []
        assert claims.get(tx, "claim-3").note == ""


SPOILT: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "a changed word": (lambda lines: [each.replace(b"a slip", b"a slap") for each in lines], "not as it was written"),
    "a missing line": (lambda lines: [*lines[:4], *lines[5:]], "not as it was written"),
    "two lines in each other's place": (
        lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]],
        "not as it was written",
    ),
    "cut off": (lambda lines: lines[:-1], "has no end"),
    "cut off in a line": (lambda lines: [*lines[:-1], lines[-1][:20]], "cannot be read"),
    "something behind its end": (lambda lines: [*lines, lines[-1]], "not as it was written"),
    "nothing": (lambda _lines: [], "has no end"),
    "another file": (lambda _lines: [b'{"a": 1}\n'], "is no backup"),
}


@pytest.mark.parametrize(("spoil", "says"), SPOILT.values(), ids=SPOILT)
def test_a_backup_that_is_not_as_it_was_written_is_refused(
    worked: Desk, spoil: Callable[[list[bytes]], list[bytes]], says: str
) -> None:
    with pytest.raises(InputError, match=says):
        backup.proved(spoil(lines_of(worked)))


def test_a_backup_of_another_version_is_refused_in_words(worked: Desk, empty: Store) -> None:
    lines = lines_of(worked)
    first = lines[0].replace(b'"revision":"', b'"revision":"0')
    with pytest.raises(StoreError, match="Restore it with the version that made it"), empty.write() as tx:
        backup.load(tx, [first, *lines[1:]])
