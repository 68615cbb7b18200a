import threading
from collections.abc import Callable

import pytest

from checker.config import Settings
from checker.errors import ConfigError, ModelUnavailable
from checker.extract.running import extract
from checker.extract.spending.book import CallBook
from tests.builders import make_document, make_proposal
from tests.fakes import FakeExtractor


def _book() -> CallBook:
    return CallBook(Settings.load(model=None))


def test_every_part_is_read_once_and_the_progress_is_told() -> None:
    extractor, told = FakeExtractor(steps=3), list[tuple[int, int]]()
    found = extract(extractor, make_document(), _book(), 2, lambda done, total: told.append((done, total)))
    assert found.proposals == (make_proposal(),)
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_an_error_of_a_part_comes_out_and_stops_the_run() -> None:
    book = _book()
    with pytest.raises(ModelUnavailable):
        extract(FakeExtractor(problem=ModelUnavailable("gone")), make_document(), book)
    assert book.stopped


def test_a_caller_that_has_seen_enough_ends_the_run_before_the_next_parts() -> None:
    read: list[int] = []
    enough = threading.Event()

    def look_on(done: int, total: int) -> None:
        if done:
            enough.set()
            raise ConfigError("enough")

    extractor = FakeExtractor(steps=50, between=_noting(read, enough))
    with pytest.raises(ConfigError, match="enough"):
        extract(extractor, make_document(), _book(), 2, look_on)
    assert len(read) < 50


def _noting(read: list[int], enough: threading.Event) -> Callable[[int], object]:
    def note(step: int) -> None:
        read.append(step)
        if step > 1:
            enough.wait(10)

    return note
