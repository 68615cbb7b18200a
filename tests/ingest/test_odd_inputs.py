import codecs
import gzip
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import EmptyText, InputError, TooLarge, UnsupportedMedia
from checker.ingest.readers import READERS, read, read_pasted
from checker.ingest.sniff import DOCX, FOREIGN, HTML, MARKDOWN, PDF, SRT, SUFFIXES, TEXT, VTT
from checker.ingest.source import Limits
from checker.model import Draft
from checker.text import normalise
from tests.ingest.inputs import LIMITS, docx, encrypted, page, pdf, zipped

SENTENCE = "The council spent 4.2 million on roads in 2024."
RUSSIAN = "Министр сообщил, что расходы на здравоохранение выросли на 12 процентов в прошлом году."
JAPANESE = "市長は、今年の予算が昨年より十二パーセント増えたと述べた。"
FRENCH = "Le maire a déclaré que le café coûte plus cher qu'à l'été dernier, d'après l'étude."
CUE = "1\n00:00:01,000 --> 00:00:02,000\n"
WORD_BOMB = zipped(word__document_x=b" " * 30_000_000)

GOOD = {
    "plain": (SENTENCE.encode(), "a.txt", TEXT, SENTENCE),
    "no ending": (SENTENCE.encode(), "a", TEXT, SENTENCE),
    "utf-8 with a mark": (codecs.BOM_UTF8 + SENTENCE.encode(), "a.txt", TEXT, SENTENCE),
    "utf-16 with a mark": (SENTENCE.encode("utf-16"), "a.txt", TEXT, SENTENCE),
    "utf-16 without": (SENTENCE.encode("utf-16-le"), "a.txt", TEXT, SENTENCE),
    "utf-16 big end first": (SENTENCE.encode("utf-16-be"), "a.txt", TEXT, SENTENCE),
    "utf-32": (SENTENCE.encode("utf-32"), "a.txt", TEXT, SENTENCE),
    "latin-1": (FRENCH.encode("latin-1"), "a.txt", TEXT, FRENCH),
    "cp1251": (RUSSIAN.encode("cp1251"), "a.txt", TEXT, RUSSIAN),
    "koi8": (RUSSIAN.encode("koi8-r"), "a.txt", TEXT, RUSSIAN),
    "shift-jis": (JAPANESE.encode("shift-jis"), "a.txt", TEXT, JAPANESE),
    "right to left": ("ارتفعت الأسعار بنسبة ١٢ في المئة.".encode(), "a.txt", TEXT, "ارتفعت الأسعار بنسبة ١٢ في المئة."),
    "emoji": ("👩‍👩‍👧 said 🇪🇺 12 %".encode(), "a.txt", TEXT, "👩‍👩‍👧 said 🇪🇺 12 %"),
    "combining marks": ("Cafe\u0301 Zu\u0308rich".encode(), "a.txt", TEXT, "Café Zürich"),
    "old line ends": (b"one\r\ntwo\rthree", "a.txt", TEXT, "one\ntwo\nthree"),
    "a few zero bytes": (b"A\x00" + SENTENCE.encode() * 3, "a.txt", TEXT, "A" + SENTENCE * 3),
    "a lone surrogate": (SENTENCE.encode() * 9 + b"\xed\xa0\x80", "a.txt", TEXT, SENTENCE),
    "cut inside a letter": (RUSSIAN.encode()[:-1] + b"\xd0", "a.txt", TEXT, RUSSIAN[:-1]),
    "markdown": (b"# Roads\n\n*" + SENTENCE.encode() + b"*", "a.md", MARKDOWN, f"Roads\n\n{SENTENCE}"),
    "open front matter": (b"---\ntitle: x\n\nno end", "a.md", MARKDOWN, "title: x\n\nno end"),
    "page": (page(f"<p>{SENTENCE}</p>"), "a.html", HTML, SENTENCE),
    "page named .txt": (page(f"<p>{SENTENCE}</p>"), "a.txt", HTML, SENTENCE),
    "text named .html": (SENTENCE.encode(), "a.html", TEXT, SENTENCE),
    "page without a body": (f"<html><head><title>x</title></head>{SENTENCE}".encode(), "a.html", HTML, SENTENCE),
    "loose tags": (f"<p>{SENTENCE}<p>Two".encode(), "a.html", HTML, f"{SENTENCE}\n\nTwo"),
    "xhtml": (
        f'<?xml version="1.0" encoding="utf-8"?><html><body><p>{SENTENCE}</p></body></html>'.encode(),
        "a",
        HTML,
        SENTENCE,
    ),
    "page in cp1251": (
        f'<html><head><meta charset="windows-1251"></head><body><p>{RUSSIAN}</p></body></html>'.encode("cp1251"),
        "a.html",
        HTML,
        RUSSIAN,
    ),
    "entities that grow": (
        b'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><html><body><p>'
        + SENTENCE.encode()
        + b" &b;</p></body></html>",
        "a.html",
        HTML,
        SENTENCE,
    ),
    "pdf": (pdf(SENTENCE), "a.pdf", PDF, SENTENCE),
    "pdf named .docx": (pdf(SENTENCE), "a.docx", PDF, SENTENCE),
    "pdf after junk": (b"junk\n" + pdf(SENTENCE), "a.pdf", PDF, SENTENCE),
    "pdf with an empty password": (encrypted(pdf(SENTENCE), ""), "a.pdf", PDF, SENTENCE),
    "word": (docx(SENTENCE), "a.docx", DOCX, SENTENCE),
    "word named .txt": (docx(SENTENCE), "a.txt", DOCX, SENTENCE),
    "srt": (f"{CUE}{SENTENCE}".encode(), "a.srt", SRT, SENTENCE),
    "srt named .txt": (f"{CUE}{SENTENCE}".encode(), "a.txt", SRT, SENTENCE),
    "srt with broken times": (f"1\nxx:00 --> later\n{SENTENCE}".encode(), "a.srt", SRT, SENTENCE),
    "vtt": (f"WEBVTT\n\n00:01.000 --> 00:02.000\n{SENTENCE}".encode(), "a.vtt", VTT, SENTENCE),
}

BAD = {
    "empty": (b"", "a.txt", EmptyText, "0 bytes"),
    "blank": (b" \n\t \r\n", "a.txt", EmptyText, "no text"),
    "nothing visible": ("\u200b\ufeff\u2060".encode(), "a.txt", EmptyText, "no text"),
    "one long line": (b"a" * 10_000_000, "a.txt", TooLarge, "CHECKER_MAX_CHARACTERS"),
    "many bytes": (
        b"a" * 20_000_001,
        "a.txt",
        TooLarge,
        "20.0 MB, the limit is 20.0 MB; split it, or raise CHECKER_MAX_MEGABYTES",
    ),
    "zero bytes": (b"a\x00b\x01c\x02" * 9, "a.txt", UnsupportedMedia, "binary"),
    "noise": (bytes(range(256)) * 40, "a.txt", UnsupportedMedia, "binary"),
    "towers of accents": (("a" + "\u0300\u0316" * 300_000).encode(), "a.txt", UnsupportedMedia, "accents"),
    "only front matter": (b"---\ntitle: x\n---\n", "a.md", EmptyText, "no text"),
    "page with scripts only": (page("<script>alert(1)</script><style>p{}</style>"), "a.html", EmptyText, "no text"),
    "page too deep": (page("<div>" * 100_000 + SENTENCE), "a.html", UnsupportedMedia, "too deeply"),
    "xml bomb": (
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><l>&b;</l>',
        "a.xml",
        UnsupportedMedia,
        "XML",
    ),
    "json": (b'{"text": "hello"}', "a.json", UnsupportedMedia, "JSON"),
    "deep json": (b"[" * 100_000, "a.txt", UnsupportedMedia, "JSON"),
    "zip named .docx": (zipped(a=b"hello"), "a.docx", UnsupportedMedia, "no Word document"),
    "workbook": (zipped(xl__workbook_x=b"<a/>"), "a.docx", UnsupportedMedia, "Excel"),
    "zip that is cut off": (docx(SENTENCE)[:4000], "a.docx", UnsupportedMedia, "damaged"),
    "word file without parts": (zipped(word__document_x=b"<a/>"), "a.docx", UnsupportedMedia, "damaged"),
    "empty word file": (docx(), "a.docx", EmptyText, "no text"),
    "pdf header only": (b"%PDF-1.7\n", "a.pdf", UnsupportedMedia, "damaged"),
    "pdf that is cut off": (pdf(SENTENCE)[:300], "a.pdf", InputError, "a.pdf"),
    "pdf with a password": (encrypted(pdf(SENTENCE), "secret"), "a.pdf", UnsupportedMedia, "password"),
    "pdf without text": (pdf("", ""), "a.pdf", EmptyText, "no text layer (0 characters on 2 pages)"),
    "pdf without pages": (pdf(), "a.pdf", EmptyText, "0 pages"),
    "srt without words": (CUE.encode(), "a.srt", EmptyText, "no cues"),
    "vtt without cues": (b"WEBVTT\n\nNOTE nothing here\n", "a.vtt", EmptyText, "no cues"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.txt", UnsupportedMedia, "PNG"),
    "program": (b"\x7fELF\x02\x01\x01" + bytes(100), "a.pdf", UnsupportedMedia, "program"),
    "gzip": (gzip.compress(SENTENCE.encode()), "a.txt", UnsupportedMedia, "gzip"),
    "video": (b"\x00\x00\x00\x20ftypisom" + bytes(100), "a.txt", UnsupportedMedia, "transcript"),
    "rich text": (rb"{\rtf1 hello}", "a.txt", UnsupportedMedia, "Rich Text"),
}


@pytest.mark.parametrize("case", GOOD)
def test_an_odd_document_is_read_for_what_it_is(case: str) -> None:
    data, name, media_type, words = GOOD[case]
    draft = read(data, name, limits=LIMITS)
    assert draft.media_type == media_type
    assert words in draft.text
    _assert_lawful(draft)


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_is_refused_with_its_name_and_a_reason(case: str) -> None:
    data, name, error, words = BAD[case]
    with pytest.raises(error) as caught:
        read(data, name, limits=LIMITS)
    assert isinstance(caught.value, InputError)
    assert name in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("magic", [magic for magic, _, _ in FOREIGN])
def test_every_known_foreign_format_is_named_with_advice(magic: bytes) -> None:
    with pytest.raises(UnsupportedMedia, match=r"is an? .*expected .*or paste the text"):
        read(magic + bytes(50), "a.txt", limits=LIMITS)


def test_every_ending_has_a_reader() -> None:
    assert set(SUFFIXES.values()) == set(READERS)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1251", "utf-16-le"])
def test_a_guessed_encoding_is_named_in_a_warning(encoding: str) -> None:
    words = RUSSIAN if encoding == "cp1251" else FRENCH
    (warning,) = read(words.encode(encoding), "a.txt", limits=LIMITS).warnings
    assert {"latin-1": "cp1252"}.get(encoding, encoding) in warning


def test_plain_utf8_needs_no_warning() -> None:
    assert read(RUSSIAN.encode(), "a.txt", limits=LIMITS).warnings == ()


def test_the_charset_that_a_server_declares_is_used() -> None:
    draft = read(RUSSIAN.encode("koi8-r"), "a", limits=LIMITS, media_type="text/plain; charset=koi8-r")
    assert (draft.text, draft.warnings) == (RUSSIAN, ())


def test_a_pasted_text_is_kept_as_it_is_but_for_its_normal_form() -> None:
    draft = read_pasted("\ufeffOne.\r\n\r\n  Cafe\u0301 says\tno.\n", limits=LIMITS)
    assert draft.text == "One.\n\n  Café says\tno."
    assert draft.media_type == TEXT


def test_a_pasted_text_over_the_limit_names_the_setting() -> None:
    with pytest.raises(TooLarge, match=r"more than 10 characters.*CHECKER_MAX_CHARACTERS"):
        read_pasted("a" * 11, limits=Limits(max_bytes=100, max_characters=10))


def test_nothing_pasted_is_no_document() -> None:
    with pytest.raises(EmptyText, match="pasted text has no text"):
        read_pasted("\n \u200b", limits=LIMITS)


def test_a_word_file_that_unpacks_beyond_the_limit_is_not_opened() -> None:
    with pytest.raises(TooLarge, match=r"unpacks to 30\.0 MB"):
        read(WORD_BOMB, "a.docx", limits=Limits(max_bytes=1_000_000, max_characters=2_000_000))


NOISY = [(pdf(SENTENCE)[:300], "a.pdf"), (b"%PDF-1.7\n", "a.pdf"), (b"<p>", "a.html"), (page(" "), "a.html")]


@pytest.mark.parametrize(("data", "name"), NOISY)
def test_the_libraries_say_nothing_on_the_terminal(data: bytes, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError):
        read(data, name, limits=LIMITS)
    assert capfd.readouterr() == ("", "")


BEGINNINGS = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"WEBVTT\n\n", CUE.encode(), b"<html><body>", b"---\ntitle: a\n", b"\xff\xfe", b"{"]
)


@given(BEGINNINGS, st.binary(max_size=300), st.sampled_from([*SUFFIXES, ".bin", ""]))
def test_any_bytes_under_any_name_give_a_draft_or_an_input_error(beginning: bytes, rest: bytes, ending: str) -> None:
    try:
        draft = read(beginning + rest, f"a{ending}", limits=LIMITS)
    except InputError:
        return
    _assert_lawful(draft)


@given(st.text(max_size=300), st.sampled_from([*SUFFIXES]))
def test_any_text_under_any_name_is_normal_and_not_empty(text: str, ending: str) -> None:
    try:
        draft = read(text.encode("utf-8", "surrogatepass"), f"a{ending}", limits=LIMITS)
    except InputError:
        return
    _assert_lawful(draft)


@given(st.sampled_from([case for case in GOOD if "pdf" in case or "word" in case]), st.data())
def test_a_file_with_bytes_changed_gives_a_draft_or_an_input_error(case: str, data: st.DataObject) -> None:
    broken = bytearray(GOOD[case][0])
    for place in data.draw(st.lists(st.integers(0, len(broken) - 1), max_size=8)):
        broken[place] = data.draw(st.integers(0, 255))
    try:
        draft = read(bytes(broken), GOOD[case][1], limits=LIMITS)
    except InputError:
        return
    _assert_lawful(draft)


def _assert_lawful(draft: Draft) -> None:
    assert draft.text.strip()
    assert normalise(draft.text) == draft.text
    assert unicodedata.is_normalized("NFC", draft.text)
    starts = [locator.start for locator in draft.locators]
    assert starts == sorted(starts)
    assert all(0 <= start < len(draft.text) for start in starts)
