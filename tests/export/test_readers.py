"""What pandas makes of the exports: numbers are numbers, days are days, every claim is one row, nothing is a formula."""

import io

import pandas as pd

from checker.export import export
from checker.export.tables import COLUMNS, FORMULA_STARTS
from tests.export.golden import context, examples

NUMBERS = (
    *("verdict_value", "verdict_worst", "verdict_best", "start", "end", "checkworthiness", "score"),
    *("input_tokens", "output_tokens", "cost"),
)
MOMENTS = ("checked_at", "reply_asked_at", "reply_deadline", "reply_answered_at", "document_published_at")


def whole(form: str) -> io.BytesIO:
    return io.BytesIO(b"".join(export(examples(), form, context())))


def table() -> pd.DataFrame:
    return pd.read_csv(whole("csv"))


def test_every_claim_is_one_row_under_the_documented_columns() -> None:
    read = table()
    assert list(read.columns) == [column.name for column in COLUMNS]
    assert list(read["id"]) == [each.id for each in examples()]
    assert list(read["status"]) == [each.status for each in examples()]


def test_numbers_are_numbers_also_where_some_are_missing() -> None:
    read = table()
    assert [name for name in NUMBERS if not pd.api.types.is_numeric_dtype(read[name])] == []
    values = [each.verdict.value if each.verdict else None for each in examples()]
    assert [None if pd.isna(each) else each for each in read["verdict_value"]] == values
    assert [None if pd.isna(each) else each for each in read["start"]] == [each.start for each in examples()]


def test_days_and_moments_are_read_without_being_told_how() -> None:
    read = table()
    for name in MOMENTS:
        assert pd.api.types.is_datetime64_any_dtype(pd.to_datetime(read[name].dropna(), format="ISO8601")), name
    first = examples()[0].finding
    assert first is not None
    assert pd.to_datetime(read["checked_at"])[0] == first.at


def test_no_cell_begins_like_a_formula_and_its_words_are_whole_behind_an_apostrophe() -> None:
    read = table()
    words = [cell for name in read.columns for cell in read[name].dropna() if isinstance(cell, str)]
    assert [cell for cell in words if cell[0] in FORMULA_STARTS] == []
    assert read["text"][1] == f"'{examples()[1].text}"


def test_lines_of_json_become_the_same_rows_with_what_lies_within_them() -> None:
    read = pd.read_json(whole("jsonl"), lines=True)
    assert len(read) == len(examples())
    assert list(read["text"]) == [each.text for each in examples()]
    flat = pd.json_normalize(read["finding"].dropna().tolist(), "evidence", ["version"])
    assert list(flat["url"]) == [row.url for each in examples() if each.finding for row in each.finding.evidence]
    assert list(pd.to_datetime(read["changed_at"], utc=True)) == [each.changed_at for each in examples()]
