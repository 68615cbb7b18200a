"""The list of waiting work: what stands on it, in which words, and what can be done to it."""

import json
from contextlib import nullcontext

import pytest

from checker import jobs, tasks
from checker.budget import Spent
from checker.cli.batches import GO_ON
from checker.cli.jobs import NOBODY, SHOWN, TAKEN_UP
from checker.config import Settings
from checker.decisions import Desk
from checker.model import Reading
from checker.store import calls, runs, seats
from tests.builders import make_call
from tests.cli.conftest import Run
from tests.cli.waiting import add, fail
from tests.desks import ANN


def test_the_list_names_what_waits_and_what_failed_with_its_reason(run: Run, desk: Desk) -> None:
    failed = fail(desk, "Unemployment")
    waiting = add(desk, "Rents")
    first, second = run("jobs").stdout.splitlines()
    assert first == f"{waiting}  waits  Rents"
    assert second.startswith(f"{failed}  failed  Unemployment: ")
    assert "nobody" in second
    told = [json.loads(line) for line in run("jobs", "--json").stdout.splitlines()]
    assert [(each["id"], each["status"], each["state"], each["title"]) for each in told] == [
        (waiting, "queued", "waits", "Rents"),
        (failed, "failed", "failed", "Unemployment"),
    ]


def test_an_empty_list_says_so(run: Run) -> None:
    assert run("jobs").output == "Nothing waits, and nothing ended badly.\n"
    assert run("jobs", "cancel", "--all").output == "Nothing waits.\n"
    assert run("jobs", "retry", "--failed").output == "Nothing ended badly.\n"
    assert run("jobs", "retry", "--cancelled").output == "Nothing was cancelled.\n"


def begin(desk: Desk, run_id: str, *, parts: int, read: int = 0) -> None:
    """Leave a run as a worker leaves it that ends after so many parts."""
    with desk.store.write() as tx:
        runs.begin(tx, runs.get(tx, run_id), parts)
        begun = runs.get(tx, run_id)
        for part in range(read):
            runs.deliver(tx, begun, part, Reading(proposals=()))


def test_what_nobody_works_on_is_left_or_waits_and_the_list_says_who_would_go_on(run: Run, desk: Desk) -> None:
    left, waiting = add(desk, "Rents"), add(desk, "Wages")
    begin(desk, left, parts=3, read=1)
    done = run("jobs")
    assert done.stdout == f"{left}  left, 1 of 3 parts read  Rents\n{waiting}  waits  Wages\n"
    assert "No worker is running" in done.stderr
    assert all(f"`checker {name}`" in done.stderr for name in ("worker", "serve", "ingest"))


def test_what_is_in_the_queue_of_a_worker_waits_until_it_is_asked_about(run: Run, desk: Desk) -> None:
    queued, asked, read = (add(desk, title) for title in ("Queued", "Asked", "Read"))
    begin(desk, queued, parts=3)
    begin(desk, asked, parts=3)
    begin(desk, read, parts=3, read=1)
    with desk.store.write() as tx:
        calls.add(tx, asked, make_call(outcome=calls.PENDING), Spent())
    with seats.taken(desk.store):
        done = run("jobs")
    assert done.stdout.splitlines() == [
        f"{queued}  waits, 0 of 3 parts read  Queued",
        f"{asked}  running, 0 of 3 parts read  Asked",
        f"{read}  running, 1 of 3 parts read  Read",
    ]
    assert done.stderr == ""


def test_a_cancelled_run_shows_what_it_used_also_for_answers_that_came_later(run: Run, desk: Desk) -> None:
    run_id = add(desk, "Rents")
    with desk.store.write() as tx:
        calls.add(tx, run_id, make_call(input_tokens=1_000, output_tokens=20, cost=0.5), Spent())
        waiting = make_call(outcome=calls.PENDING, input_tokens=None, output_tokens=None, cost=None)
        late = calls.add(tx, run_id, waiting, Spent())
    said = run("jobs", "cancel", run_id).stdout
    assert said == f"{run_id}: cancelled (1 call; 1,000 tokens in and 20 out; cost 0.5000)\n"
    with desk.store.write() as tx:
        calls.answered(tx, run_id, make_call(position=late.position, input_tokens=500, output_tokens=5, cost=0.25), Spent())
    assert run("jobs").stdout == f"{run_id}  cancelled  Rents (2 calls; 1,500 tokens in and 25 out; cost 0.7500)\n"
    assert json.loads(run("jobs", "--json").stdout)["input_tokens"] == 1_500


def test_what_was_cancelled_can_be_put_back(run: Run, desk: Desk) -> None:
    one, two = add(desk, "One"), add(desk, "Two")
    run("jobs", "cancel", "--all")
    assert run("jobs", "retry", "--failed").output == "Nothing ended badly.\n"
    assert run("jobs", "retry", "--cancelled").stdout.startswith(f"{two}: queued\n{one}: queued\nNo worker is running.")
    assert run("jobs", "retry", one).stdout.startswith(f"{one}: queued, as before; it has not ended\n")


@pytest.mark.parametrize("has_worker", [False, True])
def test_what_waits_for_a_batch_is_said_to_go_on_with_the_batches_and_not_with_a_worker(
    run: Run, desk: Desk, has_worker: bool
) -> None:
    by_batch, live = add(desk, "Rents", by_batch=True), add(desk, "Wages")
    run("jobs", "cancel", "--all")
    with seats.taken(desk.store) if has_worker else nullcontext():
        assert run("jobs", "retry", by_batch).stdout == f"{by_batch}: queued\n{GO_ON}\n"
        run("jobs", "cancel", "--all")
        both = run("jobs", "retry", "--cancelled").stdout
    *queued, worker, batches = both.splitlines()
    assert set(queued) == {f"{live}: queued", f"{by_batch}: queued"}
    assert (worker, batches) == (TAKEN_UP if has_worker else NOBODY, GO_ON)


def test_what_ended_well_is_neither_tried_again_nor_cancelled(run: Run, desk: Desk) -> None:
    run_id = add(desk, "Rents")
    tasks.work_off(desk, Settings.load())
    again, cancelled = run("jobs", "retry", run_id), run("jobs", "cancel", run_id)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is finished" in again.stderr
    assert "`checker ingest --again`" in again.stderr
    assert (cancelled.exit_code, "had ended before: done" in cancelled.stderr) == (1, True)


def test_a_long_list_is_cut_and_says_how_to_see_the_rest(run: Run, desk: Desk) -> None:
    for number in range(SHOWN + 2):
        add(desk, f"Rents {number}")
    run("jobs", "cancel", "--all")
    cut, whole = run("jobs"), run("jobs", "--all")
    assert (len(cut.stdout.splitlines()), "2 more were cancelled; --all" in cut.stderr) == (SHOWN, True)
    assert (len(whole.stdout.splitlines()), whole.stderr) == (SHOWN + 2, "")


def test_one_extraction_or_all_can_be_cancelled(run: Run, desk: Desk) -> None:
    one, two, three = (add(desk, title) for title in ("One", "Two", "Three"))
    assert run("jobs", "cancel", one).output == f"{one}: cancelled\n"
    assert run("jobs", "cancel", "--all").output == f"{two}: cancelled\n{three}: cancelled\n"
    assert jobs.unfinished(desk) == []


def test_what_failed_can_be_put_back_unless_a_later_extraction_did_it(run: Run, desk: Desk) -> None:
    one, two = fail(desk, "One"), fail(desk, "Two")
    tasks.extract_again(desk, Settings.load(), ANN, jobs.status(desk, two).document_id)
    tasks.work_off(desk, Settings.load())
    said = run("jobs", "retry", "--failed").output
    assert said.startswith(f"{one}: queued\nNo worker is running. `checker worker`, the app")
    assert [each.id for each in jobs.unfinished(desk)] == [one]
    assert run("jobs", "cancel", one).exit_code == 0
    assert run("jobs", "retry", one).output.startswith(f"{one}: queued\n")


@pytest.mark.parametrize("arguments", [("cancel",), ("cancel", "x", "--all"), ("retry",), ("retry", "x", "--failed")])
def test_neither_one_nor_all_is_a_mistake(run: Run, arguments: tuple[str, ...]) -> None:
    wrong = run("jobs", *arguments)
    assert (wrong.exit_code, "Name one extraction by the ID" in wrong.output) == (2, True)


def test_an_extraction_that_is_not_there_is_named(run: Run) -> None:
    wrong = run("jobs", "cancel", "nothing")
    assert (wrong.exit_code, "no extraction run 'nothing'" in wrong.output) == (1, True)
