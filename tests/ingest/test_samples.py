from datetime import date
from pathlib import Path

import pytest

from checker.ingest.files import find_files
from checker.ingest.readers import read
from checker.ingest.sniff import DOCX, HTML, MARKDOWN, PDF, SRT, TEXT, VTT
from checker.model import Draft
from tests.ingest.inputs import LIMITS

SAMPLES = Path(__file__).parents[2] / "seeds" / "documents"
EXPECTED = {
    "climate-post.md": (MARKDOWN, "Five things people get wrong about our lake", "Jonas Velde", date(2025, 6, 3)),
    "council-budget.txt": (TEXT, None, None, None),
    "hospital-wait.html": (
        HTML,
        "Waiting times at Merrow General have doubled, board papers show",
        "Priya Lindqvist",
        date(2025, 2, 18),
    ),
    "housing-brief.docx": (DOCX, "Homes for Tarn Valley: where we stand", "Office for Housing, Tarn Valley", date(2025, 4, 7)),
    "minister-speech.pdf": (PDF, "A railway for everybody", "Daniel Castellan", date(2025, 5, 14)),
    "radio-interview.vtt": (VTT, None, None, None),
    "town-hall.srt": (SRT, None, None, None),
}


def _sample(name: str) -> Draft:
    return read((SAMPLES / name).read_bytes(), name, limits=LIMITS)


def test_every_sample_is_expected_here_and_described_in_the_readme() -> None:
    names = {path.name for path in find_files([SAMPLES]).files} - {"README.md"}
    readme = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert names == set(EXPECTED)
    assert all(f"`{name}`" in readme for name in names)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_read_with_what_it_says_about_itself(name: str) -> None:
    draft = _sample(name)
    assert (draft.media_type, draft.title, draft.author, draft.published_at) == EXPECTED[name]


def test_the_page_loses_its_navigation_and_keeps_its_publisher() -> None:
    draft = _sample("hospital-wait.html")
    assert (draft.publisher, draft.language) == ("The Merrow Herald", "en-GB")
    assert not any(word in draft.text for word in ("Sport", "Subscribe", "900 hours", "cookies"))
    assert "Only 58 per cent of them were seen within four hours" in draft.text


def test_the_speech_reads_on_over_its_page_break() -> None:
    draft = _sample("minister-speech.pdf")
    assert "I understand that. But a commuter" in draft.text
    assert "check against delivery" not in draft.text
    assert [each.label for each in draft.locators] == ["p. 1", "p. 2"]


def test_the_speakers_of_both_transcripts_are_known() -> None:
    speakers = {name: {each.speaker for each in _sample(name).locators} for name in ("town-hall.srt", "radio-interview.vtt")}
    assert speakers == {
        "town-hall.srt": {"MODERATOR", "MRS DAWES", "MAYOR OKAFOR", "CLLR BRANDT"},
        "radio-interview.vtt": {"Nadia Ferro", "Carl Wendt"},
    }
