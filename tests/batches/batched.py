"""
A desk whose runs go by batch: documents put on the list, turns taken until nothing moves, and what came of it.

Never here: an assertion about one test's subject.
"""

from collections.abc import Callable
from typing import Any

from checker import jobs, tasks
from checker.config import Settings
from checker.decisions import Desk
from checker.errors import CheckerError
from checker.model import ModelCall, Run
from checker.store import calls, runs
from checker.tasks import batches
from checker.tasks.batches import Means, Progress
from checker.tasks.extraction import ExtractionWork
from tests.batches.openai_batches import Batches
from tests.builders import make_draft
from tests.desks import ANN
from tests.extract.answers import every_sentence, targets
from tests.openai_server import Body, completion

KEY = "sk-secret-password-of-the-desk"
MOST_TURNS = 30


def settings(server: Batches, model: str = "good", **changes: Any) -> Settings:
    """Return settings that name this server."""
    known = {"base_url": server.server.url, "api_key": KEY, "model_timeout": 5, "parallel_calls": 2}
    return Settings.load(model=f"openai:{model}", **known | changes)


def town(name: str, sentences: int = 3) -> str:
    """Return a text of so many sentences, 40 of which fill a call."""
    return "\n".join(f"In {1900 + n} the town of {name} had {n + 7} wells." for n in range(sentences))


def add(desk: Desk, used: Settings, *texts: str) -> list[str]:
    """Put these texts on the list; return the ids of their runs."""
    added = [tasks.ingest(desk, used, ANN, make_draft(text=text), by_batch=True).run for text in texts]
    return [run.id for run in added if run]


def turn(desk: Desk, used: Settings, means: Means | None = None) -> Progress:
    """Take one turn in which nothing goes wrong."""
    standing = batches.advance(desk, used, means)
    assert standing.troubles == ()
    return standing


def until_released(desk: Desk, used: Settings, means: Means | None = None) -> int:
    """Take turns until no run waits for a batch; return how many."""
    for number in range(1, MOST_TURNS):
        if not turn(desk, used, means).runs:
            return number
    raise AssertionError(f"a run still waits after {MOST_TURNS} turns")


def finish(desk: Desk, used: Settings, run_id: str) -> Run:
    """Carry out a released run as the worker does, without the engine."""
    work = ExtractionWork(desk, used)
    run = jobs.status(desk, run_id)
    try:
        total = work.parts(run)
        with desk.store.write() as tx:
            assert runs.begin(tx, run, total)
        for part in range(total):
            work.read(run, part, _at_once)
    except CheckerError as error:
        work.fail(run, str(error))
    finally:
        work.close()
    return jobs.status(desk, run_id)


def carried_out(desk: Desk, used: Settings, run_ids: list[str], means: Means | None = None) -> list[Run]:
    """Take turns until the runs are released, and carry them out."""
    until_released(desk, used, means)
    return [finish(desk, used, run_id) for run_id in run_ids]


def calls_of(desk: Desk, run_id: str) -> list[ModelCall]:
    """Return the model calls of a run."""
    with desk.store.read() as tx:
        return calls.of_run(tx, run_id)


def outcomes(desk: Desk, run_id: str) -> list[str]:
    """Return what came of the model calls of a run."""
    return [call.outcome for call in calls_of(desk, run_id)]


def is_repair(body: Body) -> bool:
    """Whether a request asks again."""
    return "[account for]" in body["messages"][1]["content"]


def broken_at_first(body: Body) -> Any:
    """Answer only a second question well."""
    return every_sentence(body) if is_repair(body) else '{"claims": ['


def too_long_above(sentences: int) -> Callable[[Body], Any]:
    """Return a script whose answers are cut off when more than so many sentences are asked about."""

    def script(body: Body) -> Any:
        return every_sentence(body) if len(targets(body)) <= sentences else completion('{"claims": [', finish="length")

    return script


def _at_once(name: str, do: Callable[[], int | None]) -> int | None:
    return do()
