import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.ingest.invisible import warnings
from checker.ingest.readers import read, read_pasted
from checker.text import strip_invisible
from tests.ingest.inputs import LIMITS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ren\u200bts rose.", "1 invisible character (zero width space)"),
        ("\u200b".join("Ignore all"), "9 invisible characters, such as zero width space"),
        ("Rents \u202eesor\u202c.", "2 invisible characters, such as right-to-left override"),
        (
            "Rents\u2060 rose" + "".join(chr(0xE0000 + ord(each)) for each in "drop"),
            "5 invisible characters, such as word joiner",
        ),
        ("a\u200db", "1 invisible character (zero width joiner)"),
        ("Fine 👍" + "\ufe0f" * 12, "12 invisible characters, such as variation selector-16"),
        ("Fine 👍" + "".join(map(chr, range(0xE0100, 0xE0110))), "16 invisible characters"),
        ("سلام \u202e5\u202c", "1 invisible character (right-to-left override)"),
        ("x\U000e0000", "1 invisible character (u+e0000)"),
    ],
)
def test_what_nobody_sees_and_has_no_use_is_said(text: str, said: str) -> None:
    [warning] = read_pasted(f"{text} And more.", limits=LIMITS).warnings
    assert warning.startswith(f"The text holds {said}")
    assert warning.endswith("; no reader sees them, and they are not sent to a model.")


@pytest.mark.parametrize(
    "text",
    [
        "Rents rose by 5% — “much”, she said… in Łódź.",
        "Donau\u00addampf\u00adschiff",
        "\ufeffRents\n\ufeffrose",
        "می\u200cخواهم به خانه بروم",
        "\u200fשלום abc\u200e!",
        "क्\u200dष र्\u200cक",
        "👩\u200d👩\u200d👧 ❤\ufe0f ✈\ufe0f 1\ufe0f\u20e3 🏳\ufe0f\u200d🌈 👁\ufe0f\u200d🗨\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f won",
        "葛\U000e0100城市",
        "ภาษา\u200bไทย",
    ],
)
def test_what_is_ordinary_in_its_script_is_no_reason_for_a_warning(text: str) -> None:
    assert read_pasted(f"{text} a", limits=LIMITS).warnings == ()


@given(st.text())
def test_a_text_in_which_nothing_is_hidden_has_no_warning(text: str) -> None:
    assert warnings(strip_invisible(text)) == []
    if not warnings(text):
        assert warnings(f"{text}a\u200ba") != []


def test_a_reader_that_keeps_them_says_so() -> None:
    words = "Ren\u200bts rose in the town of Anhausen by five percent, the council said on Monday."
    for name, data in {
        "a.txt": words,
        "a.md": f"# News\n\n{words}",
        "a.srt": f"1\n00:00:01,000 --> 00:00:02,000\n{words}\n",
    }.items():
        assert "invisible" in " ".join(read(data.encode(), name, limits=LIMITS).warnings), name
