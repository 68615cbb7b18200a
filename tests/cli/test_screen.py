"""What comes from documents, files and servers does not steer the terminal."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from checker import tasks
from checker.cli.screen import one_line, say, say_data
from checker.config import Settings
from checker.decisions import Desk
from tests.builders import make_draft
from tests.cli.conftest import Run
from tests.desks import ANN
from tests.extract.answers import answer, claim
from tests.openai_server import Body, serving

EVIL = "Rents\x1b[2J \x9b31m\x07 \u202eesrever\x85 \x7frose"
OBEYED = "\x1b\x9b\x07\x85\x7f\u202e\r"


def said(words: str) -> str:
    with CliRunner().isolation() as (out, *_):
        say(words)
        return out.getvalue().decode()


@given(st.text())
def test_no_words_hold_what_a_terminal_would_obey(words: str) -> None:
    shown = said(words)
    assert not any((ord(each) < 32 and each not in "\t\n") or 0x7F <= ord(each) < 0xA0 for each in shown)


@given(st.recursive(st.text() | st.integers(), lambda each: st.lists(each, max_size=2), max_leaves=4))
def test_data_is_read_back_as_it_was_and_holds_nothing_that_a_terminal_would_obey(data: object) -> None:
    with CliRunner().isolation() as (out, *_):
        say_data(data)
        shown = out.getvalue().decode()
    assert json.loads(shown) == data
    assert not any(each in shown for each in OBEYED)


def test_a_name_cannot_look_like_a_line_of_its_own() -> None:
    assert one_line("a.txt\nb.txt: 5 claims") == "a.txt b.txt: 5 claims"


def test_what_a_terminal_would_obey_is_not_printed(run: Run, tmp_path: Path) -> None:
    evil = tmp_path / "\x1b[2Jnews.txt"
    evil.write_text("", encoding="utf-8")
    done = run("ingest", str(evil))
    assert done.exit_code == 1
    assert "\x1b" not in done.output


def test_a_title_does_not_steer_the_terminal(run: Run, desk: Desk) -> None:
    tasks.ingest(desk, Settings.load(), ANN, make_draft(text=f"{EVIL} by 3 percent.", title=EVIL))
    done = [
        run("jobs"),
        run("jobs", "--json"),
        run("ingest", "-", stdin=f"{EVIL} by 4 percent."),
        run("export", "--format", "gold"),
    ]
    assert not any(each in one.output for each in OBEYED for one in done)


@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_models_words_do_not_steer_the_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    def script(body: Body) -> Body:
        return answer(claim("s1", quote="Rents rose by 3 percent", claim=EVIL, claimant=EVIL, reason=EVIL))

    with serving(script) as server:
        monkeypatch.setenv("CHECKER_BASE_URL", server.url)
        done = run("extract", "-", "--model", "openai:good", *arguments, stdin="Rents rose by 3 percent.")
    assert "esrever" in done.stdout
    assert not any(each in done.output for each in OBEYED)
