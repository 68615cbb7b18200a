"""A batch of documents whose process is killed in the middle: only the model calls that were on their way are made again."""

import os
import signal
from collections import Counter
from functools import partial

from checker import jobs, tasks
from checker.config import Settings
from checker.decisions import Desk
from checker.store import claims, documents
from checker.words import RunStatus
from tests import desk_process
from tests.builders import make_draft
from tests.desks import ANN, assert_history_is_whole
from tests.extract.answers import every_sentence, targets
from tests.openai_server import Server, serving, slow
from tests.workers import wait_until

DOCUMENTS = 24
AT_ONCE = 4
SECONDS = 0.2  # that each answer takes
KILLED_AFTER = 9  # requests


def sentence(number: int) -> str:
    return f"In {1900 + number} the town of Springfield had {number} wells."


def asked_about(server: Server) -> Counter[str]:
    """Return how often each sentence was sent."""
    return Counter(sentence for seen in server.seen for sentence in targets(seen.body).values())


def add_all(desk: Desk, settings: Settings) -> None:
    for number in range(DOCUMENTS):
        tasks.ingest(desk, settings, ANN, make_draft(text=sentence(number), name=f"{number}.txt", title=f"Wells {number}"))


def test_a_kill_in_the_middle_of_a_batch_repeats_only_the_calls_that_were_on_their_way(database_url: str) -> None:
    desk = desk_process.open_desk(database_url)
    with serving(slow(SECONDS, every_sentence)) as server:
        settings = desk_process.model_settings(server.url, AT_ONCE)
        add_all(desk, settings)
        process, said = desk_process.start(partial(desk_process.ask_a_model, server.url, AT_ONCE), database_url, "killed")
        wait_until(lambda: len(server.seen) >= KILLED_AFTER)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        said.close()
        before = len(server.seen)
        tasks.work_off(desk, settings)
        asked = asked_about(server)
    assert KILLED_AFTER <= before < DOCUMENTS
    assert asked.keys() == {sentence(number) for number in range(DOCUMENTS)}
    assert set(asked.values()) <= {1, 2}
    assert DOCUMENTS <= asked.total() <= DOCUMENTS + AT_ONCE
    assert_every_document_is_done_once(desk)
    desk.store.close()


def assert_every_document_is_done_once(desk: Desk) -> None:
    assert jobs.unfinished(desk) == []
    with desk.store.read() as tx:
        assert {document.run_status for document in documents.newest(tx)} == {RunStatus.DONE}
        found = [claim.text for claim in claims.stream(tx, claims.Filter())]
    assert sorted(found) == sorted(sentence(number) for number in range(DOCUMENTS))
    assert_history_is_whole(desk)
