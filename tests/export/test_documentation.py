import re
from dataclasses import fields
from pathlib import Path

import pytest

from checker.checks import CHECKS, SECOND_READER
from checker.export import FORMATS, Record
from checker.export.lint import LINT_RULES
from checker.export.profiles import PROFILES
from checker.export.tables import COLUMNS

PAGE = (Path(__file__).parents[2] / "docs" / "export-formats.md").read_text(encoding="utf-8")


def rows_under(heading: str) -> list[list[str]]:
    section = re.split(r"^#+ ", PAGE.split(f"{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("# Export formats", [[each.id, each.name, each.suffix, each.media_type, each.says] for each in FORMATS.values()]),
        ("## CSV", [[column.name, column.says] for column in COLUMNS]),
        ("### Profiles", [[each.id, each.says] for each in PROFILES.values()]),
        ("### Flags", [[code, says] for code, says in {**CHECKS, **SECOND_READER}.items()]),
        ("### Rules", [[rule.id, rule.level, rule.expected, rule.todo] for rule in LINT_RULES]),
    ],
)
def test_the_page_says_what_the_table_says(heading: str, expected: list[list[str]]) -> None:
    assert rows_under(heading) == expected


def test_the_page_explains_every_key_of_a_record_in_its_order() -> None:
    assert [row[0] for row in rows_under("## JSON Lines")] == [each.name for each in fields(Record)]


@pytest.mark.parametrize("word", ["byte order mark", "CR LF", "apostrophe", "left out"])
def test_the_page_says_what_surprises(word: str) -> None:
    assert word in PAGE
