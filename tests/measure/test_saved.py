"""A saved run can be read again whole, goes on where it was cut off, and is not mixed with another."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import InputError
from checker.measure import saved
from checker.measure.brought import Brought
from checker.measure.saved import Header
from checker.model import Extraction, Skipped
from tests.builders import NOON
from tests.measure.labelled import call, gold, outcome, proposed
from tests.store.strategies import proposals, spans, words

HEADER = Header(
    version="1.0",
    started_at=NOON,
    data="data.jsonl",
    data_sha256="ab",
    extractor="offline rules",
    model=None,
    prompt_hash=None,
    second_reader="off",
)
DOCUMENT = gold(True, False, None, None)
DONE = outcome(DOCUMENT, proposed("Rents rose"), calls=(call(raw=""),))


def test_a_run_comes_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    saved.begin(path, HEADER)
    saved.add(path, DONE)
    run = saved.read(path)
    assert (run.header, run.outcomes) == (HEADER, {"d1": DONE})


def test_the_words_of_the_model_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    saved.begin(path, HEADER)
    saved.add(path, replace(DONE, calls=(call(raw="a long answer"),)))
    assert saved.read(path).outcomes["d1"].calls[0].raw == ""


@given(
    st.builds(
        Brought,
        document_id=words,
        sha256=words,
        extraction=st.builds(
            Extraction,
            proposals=st.lists(proposals, max_size=2).map(tuple),
            skipped=st.lists(st.builds(Skipped, span=spans, reason=words), max_size=2).map(tuple),
            problems=st.lists(words, max_size=2).map(tuple),
        ),
        calls=st.just((call(raw=""),)),
        seconds=st.floats(0, 1e6),
        failed=words,
    )
)
def test_whatever_an_outcome_holds_comes_back(tmp_path_factory: pytest.TempPathFactory, found: Brought) -> None:
    path = tmp_path_factory.mktemp("run") / "run.jsonl"
    saved.begin(path, HEADER)
    saved.add(path, found)
    assert saved.read(path).outcomes == {found.document_id: found}


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text("mine")
    with pytest.raises(InputError, match="--resume"):
        saved.begin(path, HEADER)
    assert path.read_text() == "mine"


def test_a_run_goes_on_after_its_last_whole_line(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    saved.begin(path, HEADER)
    saved.add(path, DONE)
    with path.open("ab") as file:
        file.write(b'{"document_id": "d2", "sh')
    assert set(saved.go_on(path, HEADER).outcomes) == {"d1"}
    saved.add(path, replace(DONE, document_id="d2"))
    assert set(saved.read(path).outcomes) == {"d1", "d2"}


@pytest.mark.parametrize(
    ("name", "value"), [("data_sha256", "cd"), ("model", "openai:other"), ("prompt_hash", "x"), ("second_reader", "all")]
)
def test_another_run_is_not_gone_on_with(tmp_path: Path, name: str, value: str) -> None:
    path = tmp_path / "run.jsonl"
    saved.begin(path, HEADER)
    with pytest.raises(InputError, match=f"holds another run: {name}"):
        saved.go_on(path, replace(HEADER, **{name: value}))  # type: ignore[arg-type]  # mypy cannot see which field it is


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "holds no run"), ("{}\n", r"Line 1 of .*: version: Field required"), ("data\n", "Line 1 of .*Invalid JSON")],
)
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        saved.read(path)


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    saved.begin(path, HEADER)
    saved.add(path, DONE)
    with path.open("ab") as file:
        file.write(b'{"document_id": 5}\n')
    with pytest.raises(InputError, match=r"Line 3 of .*: document_id"):
        saved.read(path)


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        saved.read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="cannot be written"):
        saved.begin(tmp_path / "none" / "run.jsonl", HEADER)
