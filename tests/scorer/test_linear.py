"""The scorer as it is shipped: its scores, its reasons, its file."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import ConfigError, InputError
from checker.scorer import WORDS, applies, linear_scorer
from checker.scorer.hashing import PLACES
from checker.scorer.linear import Linear
from checker.scorer.signs import SIGNS
from checker.scorer.weights import LARGEST, SHIPPED, load, rounded, write
from tests.strategies import prose

WORTH_IT = "Unemployment rose from 5 to 9 percent in 2023, the statistics office reported."
IDLE = "Thank you very much."


def test_a_sentence_that_can_be_looked_up_scores_high_and_says_why() -> None:
    high, low = linear_scorer().scores([WORTH_IT, IDLE])
    assert high.value > 0.8
    assert low.value < 0.1
    assert "figures" in high.why
    assert low.why == ()
    assert high.scorer == low.scorer == linear_scorer().name


def test_the_shipped_weights_give_the_scores_that_they_gave_when_they_were_trained() -> None:
    scores = linear_scorer().scores(["Unemployment fell to 4.1 percent in 2024.", "Thank you all for coming tonight."])
    assert [round(each.value, 2) for each in scores] == [0.98, 0.01]


@given(st.lists(st.one_of(prose(20), st.text(max_size=60)), max_size=5))
def test_every_score_is_a_share_with_at_most_three_reasons_that_have_words(sentences: list[str]) -> None:
    found = linear_scorer().scores(sentences)
    assert len(found) == len(sentences)
    assert all(0 <= each.value <= 1 and len(each.why) <= 3 and set(each.why) <= set(WORDS) for each in found)


@given(st.lists(prose(20), min_size=1, max_size=5))
def test_a_sentence_scores_the_same_alone_and_among_others(sentences: list[str]) -> None:
    assert linear_scorer().scores(sentences) == [linear_scorer().scores([each])[0] for each in sentences]


def test_more_sentences_than_are_scored_at_once_keep_their_order() -> None:
    found = linear_scorer().scores([WORTH_IT, IDLE] * 2100)
    assert {each.value for each in found[::2]} == {found[0].value}
    assert {each.value for each in found[1::2]} == {found[1].value}


def test_words_that_outweigh_all_signs_are_said_first_and_named_for_what_they_are() -> None:
    weights = load()
    worded = Linear(replace(weights, signs=np.zeros(len(SIGNS)), table=np.full(PLACES, 9, np.int8)))
    assert worded.scores([WORTH_IT])[0].why == ("wording",)
    assert WORDS["wording"] == "words that checked claims often use"


def test_the_shipped_weights_are_small_name_their_source_and_hold_no_code() -> None:
    assert SHIPPED.stat().st_size <= LARGEST
    assert "ClaimBuster" in load().about
    assert "CC BY 4.0" in load().about
    with zipfile.ZipFile(SHIPPED) as held:
        for name in held.namelist():
            assert np.load(io.BytesIO(held.read(name)), allow_pickle=False).dtype.kind in "Uif"


def test_the_name_carries_the_hash_of_the_weights(tmp_path: Path) -> None:
    sha256 = write(tmp_path / "own.npz", replace(load(), bias=0.5))
    assert Linear(load(tmp_path / "own.npz")).name == f"linear 1 {sha256[:8]}" != linear_scorer().name


def test_the_same_weights_are_the_same_file(tmp_path: Path) -> None:
    assert write(tmp_path / "one.npz", load()) == write(tmp_path / "two.npz", load())
    assert load(tmp_path / "one.npz").about == load().about


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no weights", b"\x80\x04N."])
def test_a_file_that_holds_no_weights_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.npz").write_bytes(content)
    with pytest.raises(ConfigError, match="no weights"):
        load(tmp_path / "broken.npz")


def test_weights_for_other_signs_are_refused(tmp_path: Path) -> None:
    with np.load(SHIPPED) as held:
        parts = dict(held) | {"codes": np.array(["figure"])}
    np.savez(tmp_path / "other.npz", **parts)
    with pytest.raises(ConfigError, match="train-scorer"):
        load(tmp_path / "other.npz")


def test_weights_that_are_too_large_are_not_written(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(-127, 127, 8 * PLACES).astype(np.int8)
    with pytest.raises(InputError, match="bytes"):
        write(tmp_path / "large.npz", replace(load(), table=noise))
    assert not (tmp_path / "large.npz").exists()


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=30))
def test_a_rounded_weight_is_less_than_a_step_off(values: list[float]) -> None:
    table, step = rounded(np.array(values))
    assert np.abs(table * step - np.array(values)).max() <= step


@pytest.mark.parametrize(
    ("language", "text", "fits"),
    [
        ("en-GB", "Das ist ein Test.", True),
        ("de", "This is the test of it.", False),
        (
            "en-US",
            "Der Rat hat die Steuer im März erhöht, und das ist gut, denn die Stadt und das Land haben nicht viel.",
            False,
        ),
        (None, "Fires hit Los Angeles; 5,000 homes burned.", True),
        (None, "Serikali ilisema kwamba watu elfu tano walihama makazi yao mwaka jana kutokana na mafuriko", False),
        (None, "The council raised the tax in March.", True),
        (None, "Der Rat hat die Steuer im März erhöht und das ist gut.", False),
        (None, "Рада підвищила податок.", False),
    ],
)
def test_only_english_is_scored(language: str | None, text: str, fits: bool) -> None:
    assert applies(language, text) is fits


def test_what_several_signs_say_alike_is_said_once() -> None:
    sentences = ["The UN and Anna Holm met President Otto Grau in Oslo in 2019.", "NATO met.", "Taxes rose from 4 to 12."]
    for score in linear_scorer().scores(sentences):
        assert sum(WORDS[code].startswith("names ") for code in score.why) <= 1
        assert sum(WORDS[code] in ("has a figure", "has several figures") for code in score.why) <= 1
