import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import prompts
from checker.config import resource
from checker.errors import ConfigError
from checker.extract.asking.schema import Answer, Found, SkipReason, Why
from checker.extract.chunk import BYTES_PER_TOKEN
from checker.text import fold
from checker.words import Attribution, Checkability, ClaimType

EXTRACT = prompts.load("extract").text
EXAMPLE = EXTRACT[EXTRACT.index("# Example") :]


def _example_sentences() -> dict[str, str]:
    return dict(re.findall(r"^\[(s\d+)\] (.+)$", EXAMPLE, re.MULTILINE))


def _example_answer() -> Answer:
    return Answer.model_validate_json(EXAMPLE[EXAMPLE.index('{"claims"') :])


def test_every_variable_must_be_filled_and_no_other() -> None:
    prompt = prompts.Prompt(name="greeting", text="Hello {{name}}, {not} a {{ variable }}")
    assert prompt.fill(name="Ann") == "Hello Ann, {not} a {{ variable }}"
    for values in ({}, {"name": "Ann", "other": "x"}, {"nam": "Ann"}):
        with pytest.raises(ConfigError, match=r"prompts/greeting\.md asks for \['name'\]"):
            prompt.fill(**values)


@given(st.text())
def test_a_value_is_never_read_as_a_variable(value: str) -> None:
    prompt = prompts.Prompt(name="p", text="{{a}}|{{b}}")
    assert prompt.fill(a=value + "{{b}}", b="x") == value + "{{b}}|x"


def test_a_prompt_that_is_missing_or_empty_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.md").write_text(" \n")
    for name in ("empty", "missing"):
        with pytest.raises(ConfigError, match=rf"{name}\.md"):
            prompts.load(name, tmp_path)


@given(st.lists(st.text()), st.lists(st.text()))
def test_the_version_changes_with_every_part_and_its_border(one: list[str], other: list[str]) -> None:
    assert (prompts.version(*one) == prompts.version(*other)) is (one == other)


def test_the_version_is_short_and_stays_the_same() -> None:
    assert prompts.version("a", "b") == prompts.version("a", "b")
    assert re.fullmatch(r"[0-9a-f]{12}", prompts.version("a", "b"))


@pytest.mark.parametrize("path", sorted(resource("prompts").glob("*.md")), ids=lambda path: path.name)
def test_every_prompt_holds_words_and_no_code_key_or_model_name(path: Path) -> None:
    text = prompts.load(path.stem).text
    assert not re.search(r"\bgpt|\bclaude|\bsk-|import |def ", text, re.IGNORECASE)


def test_the_system_prompt_is_short_enough_to_be_sent_with_every_call() -> None:
    assert len(EXTRACT.encode()) / BYTES_PER_TOKEN < 1650


def test_the_prompt_explains_every_field_and_code() -> None:
    codes = [*Found.model_fields, *Attribution, *ClaimType, *Checkability, *get_args(SkipReason), *get_args(Why)]
    assert [code for code in codes if f"`{code}`" not in EXTRACT] == []


def test_the_fields_are_explained_in_the_order_in_which_they_are_asked_for() -> None:
    explained = EXTRACT[EXTRACT.index("# Fields") : EXTRACT.index("# Skipped")]
    places = [explained.index(f"`{name}`:") for name in Found.model_fields]
    assert places == sorted(places)


def test_each_quote_of_the_example_stands_in_the_sentences_that_it_names() -> None:
    sentences = _example_sentences()
    for found in _example_answer().claims:
        assert found.quote in " ".join(sentences[each] for each in found.sentence_ids)


def test_the_example_accounts_for_every_sentence_once() -> None:
    answer = _example_answer()
    named = [each for found in answer.claims for each in found.sentence_ids] + [passed.id for passed in answer.skipped]
    assert sorted(named) == sorted(_example_sentences())


def test_the_example_brackets_just_the_words_that_are_not_in_its_quotes() -> None:
    for found in _example_answer().claims:
        outside = re.sub(r"\[[^\]]*\]", " ", found.claim)
        assert set(re.findall(r"\w+", fold(outside).text)) <= set(re.findall(r"\w+", fold(found.quote).text))
