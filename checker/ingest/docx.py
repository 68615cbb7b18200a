"""
A Word document becomes its paragraphs, lists, tables and footnotes in the order in which they stand.

Never here: macros, pictures, or what was struck out as a tracked change.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from lxml.etree import LxmlError

from checker.errors import TooLarge, UnsupportedMedia
from checker.ingest.sniff import ACCEPTED, DOCX
from checker.ingest.source import Facts, Piece, Source, finish, parsing
from checker.model import Draft

UNPACKED_RATIO = 5  # a Word file may unpack to this many times the largest file that is read
MAIN_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WORDS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
LEFT_OUT = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText"})
# Other zip files by a part that they always have.
OTHER_ZIPS = {
    "xl/workbook.xml": "an Excel workbook",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "META-INF/container.xml": "an e-book (EPUB)",
    "META-INF/manifest.xml": "an OpenDocument file",
    "META-INF/MANIFEST.MF": "a Java archive",
}


def read_docx(source: Source) -> Draft:
    """Return the text of a Word document; raises UnsupportedMedia for any other zip file."""
    with parsing(source, "a Word document", BadZipFile, PythonDocxError, OpcError, LxmlError, NotImplementedError):
        _check_zip(source)
        document = Document(BytesIO(source.data))
        pieces = [*_pieces(document.element.body), *_footnotes(document.part)]
        known = document.core_properties
        published = known.modified or known.created
        facts = Facts(
            title=known.title,
            author=known.author,
            language=known.language,
            published_at=published.date() if published else None,
        )
    return finish(source, DOCX, pieces, facts=facts)


def _check_zip(source: Source) -> None:
    with ZipFile(BytesIO(source.data)) as archive:
        parts = archive.infolist()
    names = {part.filename for part in parts}
    if MAIN_PART not in names:
        what = next((kind for part, kind in OTHER_ZIPS.items() if part in names), "a zip archive, no Word document")
        raise UnsupportedMedia(f"{source.name} is {what}; expected {ACCEPTED}. Save its text as one of these, or paste it.")
    unpacked, limit = sum(part.file_size for part in parts), source.limits.max_bytes * UNPACKED_RATIO
    if unpacked > limit:
        raise TooLarge(
            f"{source.name} unpacks to {unpacked / 1e6:,.1f} MB, the limit is {limit / 1e6:,.1f} MB; "
            "split it, or raise CHECKER_MAX_MEGABYTES."
        )


def _pieces(parent: Any) -> Iterator[Piece]:
    for child in parent.iterchildren():
        if child.tag == f"{_W}p":
            yield Piece(text=_words(child))
        elif child.tag == f"{_W}tbl":
            rows = (" | ".join(_cells(row)) for row in child.iter(f"{_W}tr") if _table_of(row) is child)
            yield from (Piece(text=row, before="\n\n" if first else "\n") for first, row in _marked(rows))
        elif child.tag not in LEFT_OUT:
            yield from _pieces(child)


def _marked(rows: Iterator[str]) -> Iterator[tuple[bool, str]]:
    return ((at == 0, row) for at, row in enumerate(rows))


def _table_of(element: Any) -> Any:
    return next(element.iterancestors(f"{_W}tbl"), None)


def _cells(row: Any) -> list[str]:
    cells = (cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row)
    found = (" ".join(" ".join(piece.text for piece in _pieces(cell)).split()) for cell in cells)
    return [words for words in found if words]


def _words(element: Any) -> str:
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag in WORDS:
        return WORDS[element.tag]
    words = "".join(_words(child) for child in element.iterchildren() if child.tag not in LEFT_OUT)
    return f"\n{words}\n" if element.tag == f"{_W}p" else words  # also a paragraph in a text box inside another one


def _footnotes(part: Any) -> Iterator[Piece]:
    for each in part.rels.values():
        if each.reltype.endswith(("/footnotes", "/endnotes")) and not each.is_external:
            yield from _pieces(parse_xml(each.target_part.blob))
