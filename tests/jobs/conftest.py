"""
What the tests of waiting work share: a desk with a document, runs on its list, and workers in processes of their own.

Never here: a test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

from checker import jobs
from checker.decisions import Desk
from checker.model import Maker, Run
from checker.store import documents
from tests import desk_process
from tests.builders import make_document
from tests.desks import ANN
from tests.workers import PATIENCE, Diary, Errands, wait_until, working

PLAN = Maker(extractor="fake", model="openai:example", prompt_hash="abc")


on_a_file = pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)


on_a_server = pytest.mark.parametrize("new_database", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)


@pytest.fixture(name="waiting")
def _waiting(desk: Desk) -> Desk:
    with desk.store.write() as tx:
        documents.insert(tx, make_document())
    return desk


@pytest.fixture(name="diary")
def _diary(tmp_path: Path) -> Diary:
    return Diary(tmp_path / "diary")


def enqueue(desk: Desk, number: int = 1) -> list[str]:
    with desk.store.write() as tx:
        return [jobs.enqueue(tx, desk, ANN, "document-1", PLAN).id for _ in range(number)]


def must_not_work(run: Run, part: int, step: int) -> None:
    pytest.fail(f"{run.id} was begun")


def failing(error: Exception, run_id: str | None = None) -> Any:
    def doing(run: Run, part: int, step: int) -> None:
        if run_id in {None, run.id}:
            raise error

    return doing


@contextmanager
def worker_process(url: str, diary: Diary, name: str, *, parts: int, steps: int) -> Iterator[tuple[BaseProcess, Connection]]:
    doing = partial(desk_process.keep_a_diary, diary.path, parts, steps)
    process, said = desk_process.start(doing, url, name)
    try:
        yield process, said
    finally:
        process.kill()
        process.join()
        said.close()


def jobs_file(desk: Desk) -> Path:
    return Path(f"{desk.store.url.database}.jobs")


def begin_and_stop(desk: Desk, diary: Diary) -> None:
    """Have a worker take the first of two steps of every run, and end."""
    work = Errands(desk, steps=2)

    def doing(run: Run, part: int, step: int) -> None:
        diary.write(run, part, step)
        if step:
            work.hurried.wait(PATIENCE)

    work.doing = doing
    with working(desk, work):
        wait_until(lambda: "1" in {step for _, step, _ in diary.lines()})
