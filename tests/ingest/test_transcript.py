from checker.ingest.readers import read
from checker.model import Draft
from tests.ingest.inputs import LIMITS


def _srt(*cues: str, seconds: int = 2) -> Draft:
    timed = (
        f"{number}\n00:00:{number * seconds:02},000 --> 00:00:{number * seconds + 1:02},900\n{cue}\n"
        for number, cue in enumerate(cues, 1)
    )
    return read("\n".join(timed).encode(), "talk.srt", limits=LIMITS)


def _vtt(body: str) -> Draft:
    return read(f"WEBVTT\n\n{body}".encode(), "talk.vtt", limits=LIMITS)


def _marks(draft: Draft) -> list[tuple[str, str | None, str]]:
    return [(each.label, each.speaker, draft.text[each.start :].split()[0]) for each in draft.locators]


def test_cues_are_joined_into_sentences_with_a_paragraph_for_each_turn() -> None:
    draft = _srt("MAYOR OKAFOR: We bought\ntwelve buses", "for 5 million.", "MRS DAWES: Seven run.")
    assert draft.text == "MAYOR OKAFOR: We bought twelve buses for 5 million.\n\nMRS DAWES: Seven run."
    assert _marks(draft) == [
        ("00:00:02", "MAYOR OKAFOR", "MAYOR"),
        ("00:00:04", "MAYOR OKAFOR", "for"),
        ("00:00:06", "MRS DAWES", "MRS"),
    ]


def test_voice_tags_name_the_speaker() -> None:
    draft = _vtt(
        "1:00:01.000 --> 1:00:02.000\n<v.loud Ada Mole>Rents <i>rose</i>.</v><v Bo>No.\n\n1:00:03.000 --> 1:00:04.000\n<v Bo>They fell."
    )
    assert draft.text == "Ada Mole: Rents rose.\n\nBo: No. They fell."
    assert _marks(draft) == [("01:00:01", "Ada Mole", "Ada"), ("01:00:01", "Bo", "Bo:"), ("01:00:03", "Bo", "They")]


def test_words_without_a_voice_are_not_put_in_the_last_speakers_mouth() -> None:
    draft = _vtt("00:01.000 --> 00:02.000\n<v Ada>Rents rose.\n\n00:02.000 --> 00:03.000\nIn other news.")
    assert draft.text == "Ada: Rents rose.\n\nIn other news."
    assert [each.speaker for each in draft.locators] == ["Ada", None]


def test_a_dash_begins_a_turn_of_somebody_unnamed() -> None:
    draft = _srt("ADA: Is it true?\n- It is.")
    assert draft.text == "ADA: Is it true?\n\nIt is."
    assert [each.speaker for each in draft.locators] == ["ADA", None]


def test_a_colon_in_a_sentence_makes_no_speaker() -> None:
    draft = _srt("The answer: no.", "Remember: it was 12 percent.")
    assert draft.text == "The answer: no. Remember: it was 12 percent."
    assert {each.speaker for each in draft.locators} == {None}


def test_a_single_name_is_a_speaker_when_it_comes_twice() -> None:
    assert _srt("Anna: One.", "Bert: Two.", "Anna: Three.").locators[0].speaker == "Anna"


def test_markup_and_entities_become_plain_words() -> None:
    draft = _srt(r"{\an8}<font color='red'>Tom &amp; <b>Jerry</b></font> said 3 < 4 &lt;i&gt;")
    assert draft.text == "Tom & Jerry said 3 < 4 <i>"


def test_notes_styles_and_cue_names_are_no_words() -> None:
    draft = _vtt("NOTE\nSECRET\n\nSTYLE\n::cue { color: SECRET }\n\nSECRET id\n00:01.000 --> 00:02.000 align:start\nHello.\n")
    assert draft.text == "Hello."


def test_rolling_captions_are_not_doubled() -> None:
    draft = _vtt(
        "00:01.000 --> 00:02.000\nwe spent\n\n00:02.000 --> 00:02.010\nwe spent\n\n"
        "00:02.010 --> 00:03.000\nwe spent\nfour <00:02.500><c>million</c>"
    )
    assert draft.text == "we spent four million"


def test_a_long_silence_after_a_sentence_begins_a_paragraph() -> None:
    assert _srt("One.", "Two.", seconds=9).text == "One.\n\nTwo."
    assert _srt("One", "two.", seconds=9).text == "One two."


def test_broken_time_codes_keep_their_words_and_are_counted() -> None:
    draft = read(b"1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\nlater --> much later\nTwo.\n", "talk.srt", limits=LIMITS)
    assert draft.text == "One. Two."
    assert draft.warnings == ("1 of 2 time codes in talk.srt could not be read; their words were kept.",)


def test_cues_without_empty_lines_between_them_are_told_apart() -> None:
    data = b"1\n00:00:01,000 --> 00:00:02,000\nIn 2024\n2\n00:00:02,000 --> 00:00:03,000\nit was 12.\n"
    assert read(data, "talk.srt", limits=LIMITS).text == "In 2024 it was 12."
