"""Who has a place at the desk, on the command line."""

import pytest

from tests.cli.conftest import Run


def test_people_are_added_listed_and_removed(run: Run) -> None:
    assert "Add the first" in run("people").output
    added = run("people", "add", "Ann@example.org", "--name", "Ann", "--role", "editor")
    assert added.output == "ann@example.org has a place as Ann, editor.\n"
    assert run("people").output == "ann@example.org  Ann  editor\n"
    assert run("people", "remove", "ann@example.org").exit_code == 0
    assert "Nobody yet" in run("people").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "ann"), "no e-mail address"),
        (("remove", "ann@example.org"), "Nobody at this desk has the address"),
        (("add", "ann@example.org", "--role", "king"), "king"),
    ],
)
def test_what_cannot_be_done_is_explained(run: Run, words: tuple[str, ...], said: str) -> None:
    refused = run("people", *words)
    assert refused.exit_code != 0
    assert said in refused.stderr
