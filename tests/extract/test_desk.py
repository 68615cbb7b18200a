from typing import Any

import pytest

from checker.config import Settings
from checker.extract.asking.desk import section, translates
from tests.builders import make_document
from tests.extract.answers import answer, claim, every_sentence
from tests.extract.chains import plain
from tests.extract.scripted import chain, extracted, first_then

GERMAN = (
    "Die Arbeitslosigkeit in Deutschland ist im März nicht auf 3,1 Prozent gefallen, und das ist für die Regierung ein Problem."
)
DOCUMENT = {"text": GERMAN, "title": "Arbeit", "published_at": None}


def _settings(**changes: Any) -> Settings:
    return Settings.load(model="openai:m", base_url="http://127.0.0.1:9/v1", **changes)


def _claim(text: str) -> dict[str, Any]:
    quote = GERMAN.partition(", und")[0]
    said = claim("s1", quote=quote, claim=text, claimant=None, claimant_role=None, attribution="author_voice")
    return answer(said)


def test_a_desk_that_wants_nothing_special_adds_nothing() -> None:
    assert section(_settings()) == section(_settings(instructions=" \n")) == ""


@pytest.mark.parametrize(
    "changes", [{"topics": ("health",)}, {"claims_language": "English"}, {"instructions": "Leave sports out. {{x}} {0}"}]
)
def test_each_wish_is_in_every_system_message_and_in_the_version_of_the_prompt(changes: dict[str, Any]) -> None:
    _, usual = extracted(plain(), every_sentence)
    _, calls = extracted(plain(), every_sentence, **changes)
    (value,) = changes.values()
    words = value if isinstance(value, str) else value[0]
    assert words in calls.asked[0].system
    assert calls.asked[0].system.startswith(usual.asked[0].system)
    assert calls.asked[0].prompt_hash == chain(**changes).prompt_hash != chain().prompt_hash
    assert calls.asked[0].key != usual.asked[0].key


def test_another_temperature_is_another_version_of_the_prompt() -> None:
    assert len({chain(**changes).prompt_hash for changes in ({}, {"temperature": 0.0}, {"temperature": 1.0})}) == 3


def test_a_claim_off_the_topics_is_left_out_with_that_reason() -> None:
    said = answer(skipped=dict.fromkeys(("s1", "s2", "s3", "s4"), "out_of_scope"))
    extraction, _ = extracted(plain(), first_then(said, None), topics=("health",))
    assert [each.reason for each in extraction.skipped] == ["out_of_scope"] * 4


@pytest.mark.parametrize(
    ("wanted", "known", "other"),
    [
        ("", "de", False),
        ("English", "en", False),
        ("en", "en-GB", False),
        ("Deutsch", "de", False),
        ("english", "de", True),
        ("uk", "ru", True),
        ("Klingon", "de", True),
        ("English", "", False),
    ],
)
def test_a_translation_is_told_by_the_two_languages(wanted: str, known: str, other: bool) -> None:
    assert translates(_settings(claims_language=wanted), known) is other


@pytest.mark.parametrize(
    "text",
    [
        "Unemployment in Germany did not fall to 3.1 percent in March, which is a problem for the government.",
        "No fall to 3.1 percent.",
        "Germany: no 3.1 percent.",
    ],
)
def test_the_words_of_a_translation_are_not_held_against_the_quote(text: str) -> None:
    document = make_document(**DOCUMENT, language="de")
    extraction, calls = extracted(document, first_then(_claim(text), None), claims_language="English")
    (proposal,) = extraction.proposals
    assert proposal.flags == ()
    assert calls.purposes == ["extract"]
    assert proposal.quote in GERMAN


@pytest.mark.parametrize("text", ["No fall to 3.2 percent.", "Unemployment in Germany did not fall to 3.2 percent in March."])
def test_the_numbers_of_a_translation_still_count(text: str) -> None:
    document = make_document(**DOCUMENT, language="de")
    extraction, _ = extracted(document, first_then(_claim(text), None), claims_language="English")
    assert extraction.proposals[0].flags == ("numbers",)


def test_a_negation_that_a_translation_loses_is_seen_where_both_languages_are_known() -> None:
    document = make_document(**DOCUMENT, language="de")
    text = "Unemployment in Germany fell to 3.1 percent in March, which is a problem for the government."
    extraction, _ = extracted(document, first_then(_claim(text), None), claims_language="English")
    assert extraction.proposals[0].flags == ("negation",)
