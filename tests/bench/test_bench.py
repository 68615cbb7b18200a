"""The benchmark measures what it says, whatever the figures are."""

import json
from collections.abc import Iterator

from click.testing import CliRunner

from checker.bench import Measured
from checker.bench.texts import article, transcript
from checker.cli import main
from checker.text import sentences


def figures(*arguments: str) -> Iterator[dict[str, object]]:
    result = CliRunner().invoke(main, ["bench", "extract", "--json", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    yield from map(json.loads, result.stdout.splitlines())


def test_a_figure_knows_whether_it_reaches_its_bar() -> None:
    assert Measured(name="calls", value=3, unit="", most=3).within is True
    assert Measured(name="calls", value=4, unit="", most=3).within is False
    assert Measured(name="speed", value=4, unit="", least=5).within is False
    assert Measured(name="speed", value=5, unit="", least=5).within is True
    assert Measured(name="memory", value=5, unit="").within is None


def test_the_texts_of_the_benchmark_are_as_long_as_they_say() -> None:
    assert len(list(sentences(article(40)))) == 40
    assert article(40) == article(40) != article(40, seed=7)
    assert 10_000 <= len(transcript(10_000)) < 10_300


def test_extraction_is_measured_from_the_first_call_to_the_last() -> None:
    found = list(figures("--documents", "6", "--seconds", "0.1", "--at-once", "4"))

    assert [each["unit"] for each in found] == ["calls", "tokens", "×", "ms", "claims/s", "×"]
    assert found[0]["value"] == 1
    assert found[1]["within"] is True  # tokens do not depend on the machine
    assert all(isinstance(each["value"], int | float) and each["value"] > 0 for each in found)
    assert "6 documents, 0.1 s a call, 4 at once" in str(found[2]["name"])


def test_the_scorer_is_measured_from_its_file_to_a_whole_article() -> None:
    result = CliRunner().invoke(main, ["bench", "scorer", "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    found = list(map(json.loads, result.stdout.splitlines()))
    assert [each["unit"] for each in found] == ["ms", "KiB", "sentences/s", "ms"]
    assert all(each["value"] > 0 for each in found)


def test_records_are_measured_from_export_to_verify_and_nothing_is_found_altered() -> None:
    result = CliRunner().invoke(
        main, ["bench", "records", "--records", "120", "--seconds", "0.2", "--json"], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    found = {each["name"]: each for each in map(json.loads, result.stdout.splitlines())}
    assert {f"export as {form}" for form in ("jsonl", "csv", "xlsx")} <= found.keys()
    assert "120 records" in found["export as jsonl"]["note"]
    assert "for 12 records" in found["memory that it takes: csv"]["note"]
    assert found["verify: what is not as it was written"]["value"] == 0
    assert all(each["value"] > 0 for name, each in found.items() if each["unit"] not in {"places", "MB"})
