"""
XLSX: the columns of the tables as a workbook, written row by row; the same data give the same bytes.

Never here: what stands in a column (tables.py).
"""

import math
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from checker.export.fields import Fields, as_fields
from checker.export.records import Context, LeftOut, Record
from checker.export.tables import COLUMNS, Cell, neutral
from checker.export.zipped import Outlet, member

MOST_CHARACTERS = 32_767  # of a cell, of all spreadsheet programs
MOST_ROWS = 1_048_576
MOST_BYTES = 2_000_000_000  # of a sheet, before it is packed; above, only new programs read it
FULL = f"A sheet holds {MOST_ROWS:,} rows and 2 GB, and is full before this claim. Narrow the filters, or export CSV."
EPOCH = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of spreadsheets, from March 1900 on
FIRST_DAY = date(1900, 3, 1)
HEADER, WRAPPED, DAY, MOMENT = 1, 2, 3, 4  # places in the styles
WIDE, NARROW = 60, 18  # characters
WIDE_COLUMNS = frozenset(
    {"text", "rationale", "evidence", "evidence_details", "corrections", "quote", "proposed_text", "proposed_quote"}
)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PLAIN = re.compile(r"[^&<>\r_\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]*")
ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # a reader would take it for a character

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Claims" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="5"><xf/><xf fontId="1" applyFont="1"/>'
    '<xf applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="164" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>'
    '<xf numFmtId="165" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def write(records: Iterable[Record | Fields], context: Context) -> Iterator[bytes]:
    """Yield a workbook with one sheet; what a sheet has no row for is put down in `context.left_out`."""
    outlet = Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as book:
        for name, part in PARTS.items():
            book.writestr(member(name), XML + part)
        with book.open(member("xl/worksheets/sheet1.xml"), "w") as sheet:
            yield from _rows(sheet, outlet, records, context)
    yield outlet.taken()


def _rows(sheet: IO[bytes], outlet: Outlet, records: Iterable[Record | Fields], context: Context) -> Iterator[bytes]:
    size = sheet.write(f"{XML}{_head()}".encode())
    for number, fields in enumerate(as_fields(records), start=2):
        row = f"<row>{''.join([_cell(column.value(fields)) for column in COLUMNS])}</row>".encode()
        if number > MOST_ROWS or size + len(row) > MOST_BYTES:
            context.left_out.append(LeftOut(claim_id=fields["id"], why=FULL))
            continue
        size += sheet.write(row)
        yield outlet.taken()
    sheet.write(b"</sheetData></worksheet>")


def _head() -> str:
    widths = (WIDE if column.name in WIDE_COLUMNS else NARROW for column in COLUMNS)
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>' for number, width in enumerate(widths, start=1)
    )
    names = "".join(_text(column.name, HEADER) for column in COLUMNS)
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    view = f'<sheetViews><sheetView workbookViewId="0">{frozen}</sheetView></sheetViews>'
    return f'<worksheet xmlns="{MAIN}">{view}<cols>{columns}</cols><sheetData><row>{names}</row>'


def _cell(value: Cell) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        return _text(neutral(value), WRAPPED)
    if isinstance(value, date):
        return _day(value)
    return f"<c><v>{value!r}</v></c>" if math.isfinite(value) else _text(str(value), WRAPPED)


def _day(value: date) -> str:
    moment = value if isinstance(value, datetime) else None
    if (moment.date() if moment else value) < FIRST_DAY:
        return _text(value.isoformat(), WRAPPED)
    at = moment.astimezone(UTC) if moment else datetime(value.year, value.month, value.day, tzinfo=UTC)
    days = (at - EPOCH).total_seconds() / 86_400
    return f'<c s="{MOMENT}"><v>{days!r}</v></c>' if moment else f'<c s="{DAY}"><v>{days:.0f}</v></c>'


def _text(words: str, style: int) -> str:
    if len(words) > MOST_CHARACTERS:
        words = f"{words[: MOST_CHARACTERS - 1]}…"
    written = words if PLAIN.fullmatch(words) else _escaped(words)  # as most words are
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'


def _escaped(words: str) -> str:
    return escape(ESCAPED.sub("_x005F_", UNWRITABLE.sub("\ufffd", words)), {"\r": "&#13;"})
