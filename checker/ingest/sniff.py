"""
What a document is, judged by its contents; its name decides only between kinds of plain text.

Never here: reading a document.
"""

import json
import re
from pathlib import PurePath

from checker.errors import UnsupportedMedia

TEXT = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SRT = "application/x-subrip"
VTT = "text/vtt"

SUFFIXES = {
    ".txt": TEXT,
    ".text": TEXT,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".pdf": PDF,
    ".docx": DOCX,
    ".srt": SRT,
    ".vtt": VTT,
}
ACCEPTED = "text, Markdown, HTML, PDF, Word (.docx), SRT or WebVTT"

# First bytes → what a person calls it and what to do with it.
CONVERT = "Save it as PDF, .docx or plain text"
TRANSCRIBE = "Get a transcript (.srt or .vtt) of it"
READ_IT = "Run text recognition (OCR) on it"
UNPACK = "Unpack it and add the files in it"
FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file, or an Office file with a password", CONVERT),
    (b"{\\rtf", "a Rich Text file", CONVERT),
    (b"%!PS", "a PostScript file", CONVERT),
    (b"\x89PNG", "a PNG picture", READ_IT),
    (b"\xff\xd8\xff", "a JPEG picture", READ_IT),
    (b"GIF8", "a GIF picture", READ_IT),
    (b"II*\x00", "a TIFF picture", READ_IT),
    (b"MM\x00*", "a TIFF picture", READ_IT),
    (b"RIFF", "a sound, video or WebP file", TRANSCRIBE),
    (b"ID3", "an MP3 sound file", TRANSCRIBE),
    (b"\xff\xfb", "an MP3 sound file", TRANSCRIBE),
    (b"OggS", "an Ogg sound or video file", TRANSCRIBE),
    (b"fLaC", "a FLAC sound file", TRANSCRIBE),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video", TRANSCRIBE),
    (b"\x1f\x8b", "a gzip archive", UNPACK),
    (b"BZh", "a bzip2 archive", UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", UNPACK),
    (b"(\xb5/\xfd", "a Zstandard archive", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", UNPACK),
    (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
    (b"PK\x05\x06", "an empty zip archive", UNPACK),
    (b"\x7fELF", "a program", "Choose a document"),
    (b"MZ\x90\x00", "a Windows program", "Choose a document"),
    (b"SQLite format 3\x00", "a SQLite database", "Choose a document"),
    (b"\x00asm", "a WebAssembly program", "Choose a document"),
)
_MP4 = re.compile(rb".{4}ftyp", re.DOTALL)
_HTML_START = re.compile(
    r"(?:(?><!--.*?-->)|(?><\?xml[^<>]*>)|\s++)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(
    r"<(?:p|div|br|span|h[1-6]|a|article|main|section|table|ul|ol|b|i|em|strong|meta|title)\b[^<>]{0,300}>", re.IGNORECASE
)
_XML_START = re.compile(r"\s{0,99}<\?xml\b")
_SRT_START = re.compile(r"\s{0,99}(?:\d{1,9}[ \t]{0,9}\n)?[ \t]{0,9}\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]{0,9}-->")
_PDF_HEADER_WITHIN = 1024


def suffix(name: str) -> str:
    """Return the ending of a file's name in small letters."""
    return PurePath(name).suffix.lower()


def binary_kind(data: bytes, name: str) -> str | None:
    """Return the media type of a PDF or Word file, None for text; raises UnsupportedMedia that names what it is."""
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return DOCX
    for magic, what, advice in FOREIGN:
        if data.startswith(magic):
            raise _foreign(name, what, advice)
    if _MP4.match(data):
        raise _foreign(name, "an MP4 sound or video, or a HEIC picture", TRANSCRIBE)
    return None


def _foreign(name: str, what: str, advice: str) -> UnsupportedMedia:
    return UnsupportedMedia(f"{name} is {what}; expected {ACCEPTED}. {advice}, or paste the text.")


def text_kind(text: str, name: str, media_type: str | None) -> str:
    """Return which kind of text this is; raises UnsupportedMedia for data that nobody reads as text."""
    head = text[:8192].lstrip("\ufeff")
    named = SUFFIXES.get(suffix(name)) or media_type
    if head.startswith("WEBVTT"):
        return VTT
    if _SRT_START.match(head.replace("\r\n", "\n")) or (named in (SRT, VTT) and "-->" in text):
        return SRT
    if _HTML_START.match(head) or (named == HTML and _TAG.search(text)):
        return HTML
    _refuse_data(text, head, name)
    return MARKDOWN if named == MARKDOWN else TEXT


def _refuse_data(text: str, head: str, name: str) -> None:
    if _XML_START.match(head):
        raise _foreign(name, "XML data", "Open it in the program that it belongs to and save its text")
    if head.lstrip()[:1] in ("{", "[") and _is_json(text):
        raise _foreign(name, "JSON data", "Take the text out of it")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True
