"""Documents added, and told of one by one as their claims are there."""

import json
import re
from pathlib import Path

import pytest

from checker import jobs, tasks
from checker.cli import following
from checker.cli.opening import STOPPED
from checker.config import Settings
from checker.decisions import Desk
from checker.model import Reading
from checker.store import documents, runs
from tests.cli.conftest import PRICES, TEXT, Run
from tests.cli.waiting import add
from tests.desks import ANN
from tests.extract.answers import every_sentence, no_sentence
from tests.openai_server import Server, serving
from tests.workers import wait_until


def test_ingest_says_as_json_what_each_document_took(
    run: Run, speech: Path, asked: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PRICES", PRICES)
    found = json.loads(run("ingest", str(speech), "--json").stdout)
    count = len(asked.seen)
    assert (found["input_tokens"], found["output_tokens"]) == (11 * count, 7 * count)
    assert found["cost"] == pytest.approx(39 * count / 1_000_000)


def test_ingest_stores_each_document_once_and_says_so(run: Run, speech: Path) -> None:
    first, again = run("ingest", str(speech), "--json"), run("ingest", str(speech), "--json")
    came_of_it = json.loads(first.stdout)
    assert came_of_it["state"] == "done"
    assert came_of_it["claims"] >= 2
    assert json.loads(again.stdout)["state"] == "known"
    assert (first.exit_code, again.exit_code) == (0, 0)


def test_ingest_takes_a_folder_and_one_bad_file_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "table.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    done = run("ingest", str(folder))
    assert done.exit_code == 1
    assert "good.txt" in done.stdout
    assert "empty.txt" in done.stderr
    assert "table.xls" in done.stderr


def test_ingest_keeps_the_metadata_that_is_given(run: Run, speech: Path) -> None:
    run("ingest", str(speech), "--title", "Council evening", "--publisher", "Harbour Post", "--published", "2025-03-04")
    desk = tasks.open_desk(Settings.load())
    with desk.store.read() as tx:
        listed = documents.newest(tx)
        document = documents.get(tx, listed[0].id)
    desk.store.close()
    assert (document.title, document.publisher, str(document.published_at)) == ("Council evening", "Harbour Post", "2025-03-04")


def test_ingest_waits_for_a_run_that_another_worker_took(run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.load()
    desk = tasks.open_desk(settings)
    background = tasks.start_worker(desk, settings)
    done = [
        run("ingest", "-", "--json", stdin=f"{TEXT}\nIn {year} the town had {year}0 residents.") for year in range(2001, 2006)
    ]
    background.end()
    assert [json.loads(each.stdout)["state"] for each in done] == ["done"] * 5
    assert all(json.loads(each.stdout)["claims"] for each in done)


NUMBERS = "[0-9,]+ tokens in and [0-9,]+ out"


def test_ingest_says_of_each_document_what_it_brought_and_took_and_adds_it_up(
    run: Run, speech: Path, asked: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHECKER_PRICES", PRICES)
    second = speech.with_name("second.txt")
    second.write_text(TEXT.replace("14", "15"), encoding="utf-8")
    done = run("ingest", str(speech), str(second))
    *each, total = done.stdout.splitlines()
    assert sorted(line.split(":")[0] for line in each) == sorted(map(str, (speech, second)))
    for line in each:
        pattern = rf".*: \d+ claims?, \d+ sentences? left out; \d+ calls?; {NUMBERS}; cost .* \(Town council meets\)"
        assert re.fullmatch(pattern, line), line
    assert re.fullmatch(
        rf"All together: 2 documents read, \d+ claims; {len(asked.seen)} calls; {NUMBERS}; cost .*; .* s", total
    )
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["ingest", "extract"])
def test_figures_that_a_model_left_out_are_counted(
    run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    with serving(no_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        done = run(command, str(speech), "--model", "openai:good")
    assert "4 sentences left out, 1 of them with a figure that could be checked" in done.output


def test_a_price_that_nobody_knows_is_asked_for_once(run: Run, speech: Path, asked: Server) -> None:
    done = run("ingest", str(speech))
    assert "; cost unknown" in done.stdout
    assert done.stderr.count('price is unknown: add [prices."openai:good"]') == 1


def test_what_failed_is_counted_with_the_way_to_try_it_again(run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(every_sentence) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        done = run("ingest", str(speech), "no-such-file.txt", "--model", "openai:404")
    assert done.exit_code == 1
    assert "0 documents read, 0 claims; 2 failed;" in done.stdout
    assert "1 source could not be added." in done.stderr
    assert "1 document not read, or not whole." in done.stderr
    assert "`checker jobs retry --failed`" in done.stderr
    known = run("ingest", str(speech))
    assert re.search(r"is there already, but its extraction failed: .* `checker jobs retry \w+` puts it back", known.stdout)


def test_what_was_left_before_goes_on_and_says_how_far_it_had_come(run: Run, desk: Desk, speech: Path) -> None:
    tasks.ingest(desk, Settings.load(), ANN, tasks.read_source(Settings.load(), str(speech)))
    other = add(desk, "Rents")
    with desk.store.write() as tx:
        runs.begin(tx, runs.get(tx, other), 2)
        runs.deliver(tx, runs.get(tx, other), 0, Reading(proposals=()))
    done = run("ingest", str(speech))
    found = {line.split(":")[0]: line for line in done.stdout.splitlines()}
    assert "it had waited since before" in found[str(speech)]
    assert "1 of 2 parts were read before (Rents)" in found[other]
    assert "1 document of before still waited" in done.stderr
    assert jobs.unfinished(desk) == []


def test_what_waits_already_is_not_put_on_the_list_twice(run: Run, desk: Desk, speech: Path) -> None:
    tasks.ingest(desk, Settings.load(), ANN, tasks.read_source(Settings.load(), str(speech)))
    assert run("ingest", str(speech), "--again").exit_code == 0
    with desk.store.read() as tx:
        [document] = documents.newest(tx)
        assert len(runs.of_document(tx, document.id)) == 1


def test_ctrl_c_keeps_the_documents_and_says_how_to_go_on(run: Run, speech: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "work_off", interrupted)
        done = run("ingest", str(speech))
    assert done.exit_code == STOPPED
    assert "The documents are stored" in done.stderr
    assert "it had waited since before" in run("ingest", str(speech)).stdout


def test_a_readme_in_a_folder_is_passed_over_and_one_that_is_named_is_read(run: Run, speech: Path) -> None:
    (news := speech.with_name("news")).mkdir()
    speech.rename(news / speech.name)
    (readme := news / "README.md").write_text("In 2024 the town had 2,300 residents.", encoding="utf-8")
    folder = run("ingest", str(news))
    assert folder.exit_code == 0
    assert f"{readme}: passed over" in folder.stderr
    assert "Name the file itself" in folder.stderr
    assert "README" not in folder.stdout
    assert run("ingest", str(readme)).stdout.startswith(f"{readme}: ")


def test_the_lines_come_as_documents_end_and_a_drawing_only_where_somebody_looks_on(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, told, drawn = [add(desk, title) for title in ("One", "Two")], list[str](), list[str]()
    monkeypatch.setattr(following, "EVERY", 0.01)
    monkeypatch.setattr(following, "draw", drawn.append)
    with following.followed(desk, ids, told.append):
        jobs.cancel(desk, ANN, ids[1])
        wait_until(lambda: told)
        assert told == [ids[1]]
        wait_until(lambda: "0 of 1 documents, about 0%" in drawn)
    assert (told, drawn[-1]) == ([ids[1]], "")
    assert run("ingest", "-", stdin=TEXT).stderr.count("\r") == 0


def test_what_goes_wrong_with_the_output_is_raised(desk: Desk) -> None:
    ids = [add(desk, "One")]
    jobs.cancel(desk, ANN, ids[0])

    def gone(_run_id: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError), following.followed(desk, ids, gone):
        pass
