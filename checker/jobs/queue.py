"""
The durable queue, DBOS: each part of a run is a queued workflow, each step of it a checkpoint.

The only place that knows DBOS. Never here: what a part or a run is, or a table of the desk's own database.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID, WorkflowStatus

from checker.errors import StoreError
from checker.jobs import Ending
from checker.store import Store

SHAPE = "1"  # of the workflow; the engine never goes on with one of another shape
MOST_RECOVERIES = 20  # of one part whose worker ends each time
_QUEUE = "parts"
_UNDER_WAY = "PENDING"
_WAITING = [_UNDER_WAY, "ENQUEUED"]
_GIVEN_UP = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_ENDED = ["SUCCESS", "CANCELLED", *_GIVEN_UP]
_MOST_FORGOTTEN = 10_000  # at once

Carry = Callable[[str, int, int], None]  # a run's id, which try, which part

_carry_out: Carry | None = None
_beside = ""  # the address of the desk's own database


class _Json(Serializer):
    """Plain JSON: what is read back can never be code."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=repr)

    def deserialize(cls, serialized_data: str) -> Any:  # noqa: N805 - the library's own spelling
        return json.loads(serialized_data)

    def name(self) -> str:
        return "json"


@DBOS.workflow(name="read_part", max_recovery_attempts=MOST_RECOVERIES)
def _read_part(run_id: str, tries: int, part: int) -> None:
    if _carry_out is None:
        raise Ending
    _carry_out(run_id, tries, part)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartState:
    """What the queue knows of a part."""

    ended: bool
    given_up: bool


@contextmanager
def opened(store: Store, seat: str, most: int, look: float, carry_out: Carry) -> Iterator[None]:
    """Have the queue's parts carried out for as long as the block takes, so many at once; one queue for the whole process."""
    global _carry_out, _beside  # noqa: PLW0603 - the workflows of the library are plain functions
    _carry_out, _beside = carry_out, str(store.url)
    try:
        with _in_words():
            _launch(_config(store, seat, look), most, look)
        yield
    finally:
        DBOS.destroy()
        _carry_out = None


@contextmanager
def _in_words() -> Iterator[None]:
    """Say in words what the queue's own tables complain about."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # whatever the library's driver raises
        raise StoreError(
            f"The tables of the job engine beside {_beside} cannot be used: {type(error).__name__}: {error}. "
            "Check that they are there, whole, and can be written."
        ) from error


def step(name: str, do: Callable[[], int | None]) -> int | None:
    """Do one thing of a part, once; when the part is done again, return what came of it the first time."""
    return DBOS.run_step({"name": name}, do)


@_in_words()
def put(run_id: str, tries: int, parts: Sequence[int]) -> None:
    """Queue parts; one that was queued before is not queued twice."""
    for part in parts:
        with SetWorkflowID(name_of(run_id, tries, part)):
            DBOS.enqueue_workflow(_QUEUE, _read_part, run_id, tries, part)


def name_of(run_id: str, tries: int, part: int) -> str:
    """Return what the queue calls a part."""
    return f"{run_id}.{tries}.{part}"


def known(run_id: str, tries: int) -> dict[str, PartState]:
    """Return the parts of a run that the queue knows, by name."""
    found = _listed(workflow_id_prefix=name_of(run_id, tries, 0)[:-1], app_version=SHAPE)
    return {each.workflow_id: PartState(ended=each.status in _ENDED, given_up=each.status in _GIVEN_UP) for each in found}


def waiting() -> set[str]:
    """Return the names of the parts that wait or are under way."""
    return {each.workflow_id for each in _listed(status=_WAITING, queue_name=_QUEUE)}


def under_way() -> dict[str, list[str]]:
    """Return the names of the parts that are under way, by the seat of their worker."""
    found: dict[str, list[str]] = {}
    for each in _listed(status=_UNDER_WAY, queue_name=_QUEUE):
        found.setdefault(each.executor_id or "", []).append(each.workflow_id)
    return found


@_in_words()
def take_over(names: Sequence[str]) -> None:
    """Queue parts again whose worker has ended."""
    DBOS.resume_workflows(list(names), queue_name=_QUEUE)


@_in_words()
def forget(before: datetime) -> None:
    """Delete what ended before this moment."""
    old = _listed(status=_ENDED, queue_name=_QUEUE, completed_before=before.isoformat(), limit=_MOST_FORGOTTEN)
    if old:
        DBOS.delete_workflows([each.workflow_id for each in old])


@_in_words()
def _listed(**which: Any) -> list[WorkflowStatus]:
    return DBOS.list_workflows(**which, load_input=False, load_output=False)


def _launch(config: DBOSConfig, most: int, look: float) -> None:
    DBOS(config=config)
    DBOS.launch()
    is_new = DBOS.retrieve_queue(_QUEUE) is None
    DBOS.register_queue(_QUEUE, worker_concurrency=most, polling_interval_sec=look, on_conflict="always_update")
    if is_new:  # which the library notices at once only when it starts
        DBOS.destroy()
        DBOS(config=config)
        DBOS.launch()


def _config(store: Store, seat: str, look: float) -> DBOSConfig:
    url, arguments = store.engine_url()
    return DBOSConfig(
        name="claim-checker",
        system_database_url=url,
        dbos_system_schema="checker_jobs",
        db_engine_kwargs=arguments,
        application_version=SHAPE,
        executor_id=seat,
        serializer=_Json(),
        log_level="ERROR",
        notification_listener_polling_interval_sec=look,  # nobody waits for any; its end does
    )
