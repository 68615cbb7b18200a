import csv
import io
import re
import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.export.fields import as_fields
from checker.export.records import Record, record
from checker.export.tables import BOM, COLUMNS, cell, neutral, write_csv
from checker.words import Stance
from tests.builders import make_checked_claim, make_document, make_evidence, make_finding
from tests.export.strategies import PUBLISHER, records, steady

DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "\n\t @x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "﹣1",
]
HARMLESS = ["", "a=1", "3 - 2", "'=1", "“=1”", "№ 5", "«x»", " a", "é"]


def rows_of(given_records: list[Record]) -> list[dict[str, str]]:
    written = b"".join(write_csv(given_records, PUBLISHER)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(written, newline=""), strict=True))


@pytest.mark.parametrize("words", DANGEROUS)
def test_words_that_a_spreadsheet_would_run_get_an_apostrophe(words: str) -> None:
    assert neutral(words) == f"'{words}"


@pytest.mark.parametrize("words", HARMLESS)
def test_other_words_stay_as_they_are(words: str) -> None:
    assert neutral(words) == words


@steady
@given(st.text(alphabet=st.sampled_from("ab ;\t\r\n=-+@\"'＝,")))
def test_no_part_of_a_cell_begins_like_a_formula_where_semicolons_tabs_or_lines_part_cells(words: str) -> None:
    for part in re.split(r"[;\t\r\n]", cell(words)):
        visible = "".join(char for char in part if unicodedata.category(char)[0] not in "ZC")
        assert unicodedata.normalize("NFKC", visible[:1])[:1] not in {"=", "+", "-", "@"}
    assert cell(words).replace("'", "") == words.replace("'", "")


@steady
@given(st.text())
def test_no_words_begin_like_a_formula_once_they_are_neutral(words: str) -> None:
    seen = neutral(words)
    visible = "".join(char for char in seen if unicodedata.category(char)[0] not in "ZC")
    assert unicodedata.normalize("NFKC", visible[:1])[:1] not in {"=", "+", "-", "@"}
    assert seen[:1] not in {"\t", "\r", "\n"}
    assert seen in {words, f"'{words}"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, "-5"),
        (0.25, "0.25"),
        (0, "0"),
        (None, ""),
        (date(2026, 5, 1), "2026-05-01"),
        (datetime(2026, 5, 1, tzinfo=UTC), "2026-05-01T00:00:00+00:00"),
    ],
)
def test_numbers_and_dates_are_written_plainly(value: float | date | None, written: str) -> None:
    assert cell(value) == written


@steady
@given(st.lists(records(), max_size=3))
def test_a_reader_gets_back_every_cell_of_every_record(given_records: list[Record]) -> None:
    expected = [{column.name: cell(column.value(each)) for column in COLUMNS} for each in as_fields(given_records)]
    assert rows_of(given_records) == expected


def test_the_file_begins_with_a_byte_order_mark_and_its_lines_end_in_cr_lf() -> None:
    written = b"".join(write_csv([], PUBLISHER))
    assert written.startswith(BOM + b"id,status,text,")
    assert written.endswith(b"\r\n")
    assert written.count(b"\n") == 1


def test_line_breaks_in_words_stay_inside_their_cell() -> None:
    claim = make_checked_claim(text='One.\nTwo, "three".\r\nFour.')
    assert rows_of([record(claim, make_document(), PUBLISHER)])[0]["text"] == 'One.\nTwo, "three".\r\nFour.'


def test_every_source_stands_with_its_stance() -> None:
    sources = (make_evidence(url="https://a.example"), make_evidence(url="https://b.example", stance=Stance.SUPPORTS))
    claim = make_checked_claim(finding=make_finding(evidence=sources))
    row = rows_of([record(claim, make_document(), PUBLISHER)])[0]
    assert row["evidence"] == "undermines: https://a.example\nsupports: https://b.example"


def test_no_two_columns_have_the_same_name() -> None:
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)


def test_a_verdict_is_a_word_and_a_number() -> None:
    row = rows_of([record(make_checked_claim(), make_document(), PUBLISHER)])[0]
    assert (row["verdict"], row["verdict_value"], row["verdict_worst"], row["verdict_best"]) == ("Mostly false", "2", "1", "5")
