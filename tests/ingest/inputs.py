"""
Files made on the spot: PDFs written by hand, Word documents, zips, pages.

Never here: an expectation.
"""

import zipfile
from io import BytesIO

from docx import Document
from pypdf import PdfReader, PdfWriter

from checker.ingest.source import Limits

LIMITS = Limits(max_bytes=20_000_000, max_characters=2_000_000)
LEADING = 14


def pdf(*pages: str, info: str = "") -> bytes:
    """A PDF whose pages show these lines; an empty line leaves a gap."""
    streams = [_page_stream(page) for page in pages]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>",
    ]
    for at, stream in enumerate(streams):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (5 + 2 * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    objects.append(f"<< {info} >>".encode("cp1252"))
    return _pdf_file(objects)


def _page_stream(page: str) -> bytes:
    lines = ((780 - LEADING * at, line) for at, line in enumerate(page.split("\n")) if line)
    shown = (f"1 0 0 1 72 {height} Tm ({_escaped(line)}) Tj" for height, line in lines)
    return ("BT /F 12 Tf " + " ".join(shown) + " ET").encode("cp1252")


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf_file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % start


def encrypted(data: bytes, password: str) -> bytes:
    """The same PDF, to be opened with a password."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def compressed(data: bytes) -> bytes:
    """The same PDF, its pages packed and pages that are the same kept once."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    for each in writer.pages:
        each.compress_content_streams()
    writer.compress_identical_objects()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(*paragraphs: str) -> bytes:
    """A Word document of these paragraphs."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: object) -> bytes:
    """The bytes of a python-docx document."""
    out = BytesIO()
    document.save(out)  # type: ignore[attr-defined]  # python-docx has no types
    return out.getvalue()


def zipped(**files: bytes) -> bytes:
    """A zip archive; `__` in a name stands for a slash, `_x` for .xml."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".xml"), data)
    return out.getvalue()


def page(body: str, head: str = "") -> bytes:
    """A web page in UTF-8."""
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()
