import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import EmptyText, InputError, TooLarge, UnsupportedMedia
from checker.ingest.apart import OUT_OF_TIME, PACKAGE_FOLDER, _answer, read_apart
from checker.ingest.readers import read
from checker.ingest.source import Limits
from tests.ingest.inputs import LIMITS, docx, encrypted, page, pdf

SENTENCE = "The council spent 4.2 million on roads in 2024."
INFO = "/Title (A speech) /Author (Ada Mole) /CreationDate (D:20240302101500Z)"
SAME = {
    "pdf": (pdf(SENTENCE, "And more.", info=INFO), "speech.pdf", None),
    "word": (docx(SENTENCE, "“Zürich”"), "brief.docx", None),
    "page": (page(f"<p>{SENTENCE}</p>"), "page", "text/html; charset=utf-8"),
    "markdown": (f"# Roads\n\n*{SENTENCE}*".encode(), "nöte\n\udcff.md", None),
    "plain text": (SENTENCE.encode(), "a.txt", None),
}
REFUSED = {
    "no text": (page("<script>1</script>"), "a.html", EmptyText),
    "a password": (encrypted(pdf(SENTENCE), "secret"), "a.pdf", UnsupportedMedia),
    "a foreign format": (b"\x89PNG\r\n\x1a\n", "a.txt", UnsupportedMedia),
}


@pytest.mark.parametrize("case", SAME)
def test_a_document_reads_the_same_in_a_process_of_its_own(case: str) -> None:
    data, name, media_type = SAME[case]
    apart = read_apart(data, name, limits=LIMITS, media_type=media_type, seconds=60)
    assert apart == read(data, name, limits=LIMITS, media_type=media_type)


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_in_the_same_words(case: str) -> None:
    data, name, error = REFUSED[case]
    with pytest.raises(error) as apart:
        read_apart(data, name, limits=LIMITS, seconds=60)
    with pytest.raises(error) as here:
        read(data, name, limits=LIMITS)
    assert str(apart.value) == str(here.value)


def test_the_limits_hold_there_too() -> None:
    with pytest.raises(TooLarge, match="CHECKER_MAX_CHARACTERS"):
        read_apart(pdf(SENTENCE), "a.pdf", limits=Limits(max_bytes=10_000, max_characters=10), seconds=60)


def test_a_document_that_takes_too_long_is_given_up_with_the_setting_to_raise() -> None:
    with pytest.raises(TooLarge, match=r"a\.pdf was not read within 0\.01 seconds.*CHECKER_READ_TIMEOUT"):
        read_apart(pdf(SENTENCE), "a.pdf", limits=LIMITS, seconds=0.01)


def test_plain_text_needs_no_process_and_no_time() -> None:
    assert read_apart(SENTENCE.encode(), "a.txt", limits=LIMITS, seconds=0.000001).text == SENTENCE


def test_nothing_is_said_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError):
        read_apart(pdf(SENTENCE)[:300], "a.pdf", limits=LIMITS, seconds=60)
    assert capfd.readouterr() == ("", "")


def test_it_does_not_matter_in_which_folder_the_tool_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_apart(pdf(SENTENCE), "a.pdf", limits=LIMITS, seconds=60).text == SENTENCE


def _ended(code: int, out: bytes = b"", said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.CompletedProcess([], code, out, said)


@pytest.mark.parametrize("code", sorted(OUT_OF_TIME))
def test_a_process_that_the_system_ended_was_too_much(code: int) -> None:
    with pytest.raises(TooLarge, match=r"a\.pdf was not read within 5 seconds.*CHECKER_READ_TIMEOUT"):
        _answer(_ended(code), "a.pdf", 5)


GARBLED = [
    b"",
    b"[",
    b"[]",
    b"1",
    b"null",
    b"{}",
    b'{"error": "Exception", "message": ""}',
    b'{"error": []}',
    b'{"draft": {"text": 1}}',
]


@pytest.mark.parametrize("out", GARBLED)
def test_an_answer_that_makes_no_sense_is_an_input_error(out: bytes) -> None:
    with pytest.raises(
        InputError, match=r"a\.pdf cannot be read.*limit 5 seconds.*code 1 .*\(Bad: luck\).*CHECKER_READ_TIMEOUT"
    ):
        _answer(_ended(1, out, b"Traceback\nBad: luck\n"), "a.pdf", 5)


@given(st.binary())
def test_any_answer_is_a_draft_or_an_input_error(out: bytes) -> None:
    with pytest.raises(InputError):
        _answer(_ended(0, out), "a.pdf", 5)


def _inside(code: str) -> str:
    """What a program prints that begins by limiting itself as the reading process does."""
    whole = f"from checker.ingest.apart import *\nfrom checker.ingest.apart import _limit_this_process\n_limit_this_process(7.2)\n{code}"
    return subprocess.run([sys.executable, "-c", whole], capture_output=True, cwd=PACKAGE_FOLDER, check=True, text=True).stdout


def test_the_process_has_a_limit_on_time() -> None:
    assert _inside("import resource as r; print(r.getrlimit(r.RLIMIT_CPU)[0])") == "8\n"


def test_the_process_has_a_limit_on_memory_where_the_system_enforces_one() -> None:
    tried = _inside("try: bytearray(3_000_000_000)\nexcept MemoryError: print('full')")
    assert tried == ("full\n" if sys.platform == "linux" else "")
