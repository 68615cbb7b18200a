"""
From bytes to characters: byte order marks, declared charsets, UTF-8, and a guess that is always named.

Never here: what the characters mean.
"""

import codecs
import re

from charset_normalizer import from_bytes

from checker.errors import UnsupportedMedia

SAMPLE = 30_000
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What is in use for texts; anything else a guesser may come up with (EBCDIC, punycode…) is far more likely wrong.
GUESSED = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "iso8859_2"),
    *("iso8859_5", "iso8859_7", "koi8_r", "koi8_u", "mac_roman", "mac_cyrillic", "cp866", "cp932", "euc_jp", "gb18030"),
    *("big5", "cp949", "tis_620", "iso2022_jp"),
)
# Browsers read these labels as the wider Windows charsets, and so do the people who write them.
WIDENED = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "shift_jis": "cp932", "gb2312": "gb18030"}
_DECLARABLE = re.compile(
    r"utf-?(8|16|32)|iso-?8859|latin|windows-|cp\d|koi8|gb|big5|shift|sjis|euc|mac|us-ascii|ascii", re.IGNORECASE
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^<>]{0,200}?(?:charset|encoding)\s{0,9}=\s{0,9}["']?([\w.:-]{2,40})""", re.IGNORECASE
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd-\uffff]")
_MANY_CONTROLS = 0.02
_NOT_ASCII = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the characters and what a person should know about how they were found."""
    text, warnings = _decode(data, name, declared)
    sample = text[:100_000]
    controls = len(_CONTROL.findall(sample))
    if controls > len(sample) * _MANY_CONTROLS:
        raise _binary(name)
    if controls and not warnings:
        warnings = (f"{name} holds control characters that are no text; they were left out.",)
    return text, warnings


def _binary(name: str) -> UnsupportedMedia:
    return UnsupportedMedia(
        f"{name} is binary data, not text; expected text, Markdown, HTML, PDF, Word (.docx), SRT or WebVTT. "
        "Convert it, or paste the text."
    )


def _decode(data: bytes, name: str, declared: str | None) -> tuple[str, tuple[str, ...]]:
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    if marked:
        return _mended(data, name, marked)
    for encoding in (_declared(data, declared), "utf-8"):
        text = _strictly(data, encoding)
        if text is not None and "\x00" not in text[:SAMPLE]:
            return text, ()
    return _guessed(data, name)


def _declared(data: bytes, declared: str | None) -> str | None:
    found = _DECLARED.search(data[:4096])
    label = declared or (found[1].decode("ascii", "replace") if found else None)
    if not label or not _DECLARABLE.match(label):
        return None
    try:
        encoding = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return WIDENED.get(encoding, encoding)


def _strictly(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except UnicodeError:
        return None


def _mended(data: bytes, name: str, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = _strictly(data, encoding)
    if text is not None:
        return text, ()
    broken = f"{name} has places that are broken in its encoding ({encoding}); they are shown as \ufffd."
    return data.decode(encoding, "replace"), (broken,)


def _guessed(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    encoding = _wide(data)
    if encoding is None and (_mostly_utf8(data) or not _NOT_ASCII.search(data)):
        return _mended(data, name, "utf-8")
    encoding = encoding or _best_guess(data)
    if encoding is None:
        raise _binary(name)
    text, broken = _mended(data, name, encoding)
    guess = f"{name} is not in UTF-8; its encoding was guessed as {encoding}. Look whether all letters are right."
    return text, (guess, *broken)


def _wide(data: bytes) -> str | None:
    """Return the UTF-16 in which every second byte of a Western text is zero."""
    even, odd = (data[first:SAMPLE:2] for first in (0, 1))
    shares = [half.count(0) / len(half) if half else 0.0 for half in (even, odd)]
    if max(shares) < 0.4 or min(shares) > 0.05:  # noqa: PLR2004  # shares that only UTF-16 has
        return None
    return "utf-16-le" if shares[1] > shares[0] else "utf-16-be"


def _mostly_utf8(data: bytes) -> bool:
    """Whether ten letters beyond ASCII are sound UTF-8 for each that is broken, as in a file that was cut."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return len(_NOT_ASCII.findall(data[:1_000_000])) > broken and _sound(text) >= 10 * broken


def _sound(text: str) -> int:
    return sum(not each.isascii() and each != "\ufffd" for each in text)


def _best_guess(data: bytes) -> str | None:
    first = _NOT_ASCII.search(data)
    start = max(0, first.start() - 1000) if first else 0
    found = from_bytes(data[start : start + SAMPLE], cp_isolation=list(GUESSED), enable_fallback=False).best()
    return found.encoding if found else None
