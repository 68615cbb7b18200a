from datetime import datetime
from typing import Any

from docx import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from checker.ingest.readers import read
from checker.model import Draft
from tests.ingest.inputs import LIMITS, saved

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def _read(document: Any) -> Draft:
    return read(saved(document), "brief.docx", limits=LIMITS)


def _with(xml: str) -> Draft:
    document = Document()
    document.element.body.insert(0, parse_xml(xml))
    return _read(document)


def test_headings_paragraphs_lists_and_tables_come_in_their_order() -> None:
    document = Document()
    document.add_heading("Homes", 1)
    document.add_paragraph("First.")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip((*table.rows[0].cells, *table.rows[1].cells), ("Year", "Homes", "2023", "815"), strict=True):
        cell.text = words
    document.add_paragraph("An item", style="List Bullet")
    assert _read(document).text == "Homes\n\nFirst.\n\nYear | Homes\n2023 | 815\n\nAn item"


def test_merged_cells_are_read_once() -> None:
    document = Document()
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Both"
    table.cell(0, 2).text = "One"
    assert _read(document).text == "Both | One"


def test_tabs_and_breaks_are_kept() -> None:
    document = Document()
    document.add_paragraph("a\tb\nc")
    assert _read(document).text == "a\tb\nc"


def test_links_and_content_controls_are_read() -> None:
    control = f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>Inside.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    link = f"<w:p {W}><w:r><w:t>See </w:t></w:r><w:hyperlink><w:r><w:t>the report</w:t></w:r></w:hyperlink></w:p>"
    assert _with(control).text == "Inside."
    assert _with(link).text == "See the report"


def test_tracked_changes_read_as_if_they_were_accepted() -> None:
    change = (
        f"<w:p {W}><w:r><w:t>It cost </w:t></w:r><w:del><w:r><w:delText>4</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5</w:t></w:r></w:ins><w:r><w:t> million.</w:t></w:r></w:p>"
    )
    assert _with(change).text == "It cost 5 million."


def test_tables_in_cells_and_boxes_in_paragraphs_are_read_once() -> None:
    box = f"<w:p {W}><w:r><w:t>Before</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict>"
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Inner</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    outer = f"<w:tbl {W}><w:tr><w:tc>{inner}<w:p/></w:tc><w:tc><w:p><w:r><w:t>Outer</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    assert _with(f"{box}<w:t>after</w:t></w:r></w:p>").text == "Before\nIn a box\nafter"
    assert _with(outer).text == "Inner | Outer"


def test_footnotes_are_read_at_the_end() -> None:
    note = (
        f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>The report says 5 million.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    document = Document()
    document.add_paragraph("It cost 4 million.")
    part = Part(PackURI("/word/footnotes.xml"), f"{TYPE}.footnotes+xml", note.encode(), document.part.package)
    document.part.relate_to(part, f"{RELATION}/footnotes")
    assert _read(document).text == "It cost 4 million.\n\nThe report says 5 million."


def test_title_author_date_and_language_come_from_the_file() -> None:
    document = Document()
    document.add_paragraph("Hello.")
    known = document.core_properties
    known.title, known.author, known.language = "A brief", "Ada Mole", "en-GB"
    known.modified = datetime(2024, 3, 2, 10, 0)  # noqa: DTZ001  # python-docx takes times in UTC without a zone
    draft = _read(document)
    assert (draft.title, draft.author, draft.language) == ("A brief", "Ada Mole", "en-GB")
    assert str(draft.published_at) == "2024-03-02"


def test_footnotes_that_stand_in_another_file_are_left_out() -> None:
    document = Document()
    document.add_paragraph("It cost 4 million.")
    document.part.relate_to("https://notes.example/footnotes.xml", f"{RELATION}/footnotes", is_external=True)
    assert _read(document).text == "It cost 4 million."
