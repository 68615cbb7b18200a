"""Workbooks: what a spreadsheet program finds in them."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.export import xlsx
from checker.export.records import Record
from checker.export.tables import COLUMNS, FORMULA_STARTS
from tests.export.golden import context, examples
from tests.export.strategies import records, steady

N = {"x": xlsx.MAIN}
NAMES = [column.name for column in COLUMNS]


def sheet(given_records: list[Record]) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(b"".join(xlsx.write(given_records, context())))) as book:
        assert book.testzip() is None
        for name in book.namelist():
            ET.fromstring(book.read(name))
        return ET.fromstring(book.read("xl/worksheets/sheet1.xml"))


def row(record: Record) -> dict[str, ET.Element]:
    return dict(zip(NAMES, sheet([record]).findall("x:sheetData/x:row", N)[1], strict=True))


def words(cell: ET.Element) -> str:
    return "".join(cell.itertext())


def test_the_header_is_frozen_and_names_the_columns_of_the_csv_file() -> None:
    found = sheet(examples())
    header, *rows = found.findall("x:sheetData/x:row", N)
    pane = found.find("x:sheetViews/x:sheetView/x:pane", N)
    assert [words(cell) for cell in header] == NAMES
    assert len(rows) == len(examples())
    assert pane is not None
    assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "1")


def test_numbers_and_days_are_numbers_and_days() -> None:
    cells = row(examples()[0])
    assert (cells["verdict_value"].get("t"), words(cells["verdict_value"])) == (None, "2")
    assert (cells["document_published_at"].get("s"), words(cells["document_published_at"])) == (str(xlsx.DAY), "46160")
    assert (cells["checked_at"].get("s"), words(cells["checked_at"])) == (str(xlsx.MOMENT), "46162.5")


def test_a_day_before_spreadsheets_know_days_is_written_out() -> None:
    first = examples()[0]
    old = replace(first, document=replace(first.document, published_at=date(1848, 3, 18)))
    assert words(row(old)["document_published_at"]) == "1848-03-18"


@steady
@given(st.lists(records(), max_size=3))
def test_no_cell_can_be_run_and_every_workbook_is_whole(given_records: list[Record]) -> None:
    for line in sheet(given_records).findall("x:sheetData/x:row", N):
        for cell in line:
            assert cell.find("x:f", N) is None
            assert cell.get("t") != "inlineStr" or words(cell).lstrip()[:1] not in FORMULA_STARTS


def test_words_that_a_workbook_cannot_hold_are_marked_and_a_long_text_is_cut() -> None:
    odd = replace(examples()[0], text="a\x00b\x0b _x0041_ <&> \r\n" + "ü" * 40_000)
    told = words(row(odd)["text"])
    assert told.startswith("a\ufffdb\ufffd _x005F_x0041_ <&> \r\n")
    assert told.endswith("ü…")
    assert len(told.replace("_x005F_", "_")) == xlsx.MOST_CHARACTERS


def test_claims_for_which_the_sheet_has_no_row_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    around = context()
    assert b"".join(xlsx.write(examples(), around))
    assert [each.claim_id for each in around.left_out] == [each.id for each in examples()[2:]]
