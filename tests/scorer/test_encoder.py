"""The shipped encoder is the pinned one, ranks sentences sensibly, and says so when it cannot run."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from checker.errors import ConfigError
from checker.scorer import linear_scorer, ran, scorer
from checker.scorer.encoder import Encoder, encoder
from checker.scorer.encoder.shipped import SHA256, SHIPPED, open_shipped

LARGEST = 16_000_000  # bytes
WORTHY = (
    "Unemployment in the north fell from 9.1 to 6.4 percent between 2019 and 2023.",
    "My opponent voted against the school budget three times.",
    "The city spent 40 million dollars on a bridge that nobody uses.",
    "Two thirds of all hospitals in this state have closed their maternity wards.",
)
IDLE = (
    "Thank you very much, and good evening.",
    "What do you think about that?",
    "I believe in the goodness of our people.",
    "Let me answer your question.",
)


def long_words(sentences: Sequence[str]) -> list[tuple[str, ...]]:
    return [("long",) if len(sentence) > 40 else () for sentence in sentences]


@pytest.fixture(name="shipped", scope="module")
def _shipped() -> Encoder:
    return encoder(long_words)


def test_the_shipped_file_is_the_pinned_one_and_small() -> None:
    content = SHIPPED.read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHA256
    assert len(content) < LARGEST


def test_the_name_says_which_weights_ran(shipped: Encoder) -> None:
    assert shipped.name == f"encoder 1 {SHA256[:8]}"
    assert {score.scorer for score in shipped.scores(WORTHY)} == {shipped.name}


def test_the_file_says_whom_its_weights_are_owed_to(shipped: Encoder) -> None:
    assert "ClaimBuster" in shipped.about
    assert "CC BY 4.0" in shipped.about
    assert "all-MiniLM-L6-v2" in shipped.about


def test_facts_rank_above_thanks_questions_and_beliefs(shipped: Encoder) -> None:
    assert min(score.value for score in shipped.scores(WORTHY)) > 0.5 > max(score.value for score in shipped.scores(IDLE))


def test_the_reasons_are_those_of_the_readable_signs(shipped: Encoder) -> None:
    assert [score.why for score in shipped.scores([WORTHY[0], IDLE[1]])] == [("long",), ()]


def test_a_sentence_scores_the_same_alone_as_among_others(shipped: Encoder) -> None:
    alone = [shipped.scores([sentence])[0].value for sentence in WORTHY + IDLE]
    assert [score.value for score in shipped.scores(WORTHY + IDLE)] == pytest.approx(alone, abs=2e-4)


@pytest.mark.parametrize("text", ["", " ", "\x00\ud800", "東京", "a" * 5000, "1 " * 3000, "[CLS] [PAD] [MASK]"])
def test_any_text_has_a_score_between_0_and_1(shipped: Encoder, text: str) -> None:
    assert 0 <= shipped.scores([text])[0].value <= 1


def test_no_sentences_have_no_scores(shipped: Encoder) -> None:
    assert shipped.scores([]) == []


def turned(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


HARMED: dict[str, Callable[[bytes], bytes]] = {
    "one bit is another": turned,
    "cut short": lambda content: content[:-1],
    "longer": lambda content: content + b"\0",
    "empty": lambda _: b"",
}


@pytest.mark.parametrize("harm", HARMED)
def test_another_file_is_refused_in_words_before_it_is_loaded(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmed = tmp_path / "encoder.onnx"
    harmed.write_bytes(HARMED[harm](SHIPPED.read_bytes()))
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # loading would raise MissingExtra
    with pytest.raises(ConfigError, match="install the tool again"):
        open_shipped(harmed)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        open_shipped(tmp_path / "encoder.onnx")


WITHOUT = """
import sys
sys.modules["onnxruntime"] = None
import importlib.util
from checker.errors import MissingExtra
from checker.scorer import ran, scorer
from checker.scorer.encoder import encoder
print(scorer().scores(["Rents rose by 14 percent."])[0].scorer)
print(ran())
try:
    encoder(lambda sentences: [()] * len(sentences))
except MissingExtra as error:
    print(error)
"""


def test_without_onnxruntime_the_linear_scorer_runs_and_it_is_said() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    scored, said, refused = done.stdout.splitlines()
    assert scored == linear_scorer().name
    assert said.startswith(f"{linear_scorer().name}; the stronger one is not installed")
    assert "pip install 'claim-checker[plus]'" in said
    assert "pip install 'claim-checker[plus]'" in refused


def test_with_onnxruntime_the_encoder_runs_with_the_reasons_of_the_linear_scorer() -> None:
    assert ran() == scorer().name == f"encoder 1 {SHA256[:8]}"
    assert [score.why for score in scorer().scores(WORTHY)] == [score.why for score in linear_scorer().scores(WORTHY)]


def test_run_time_imports_nothing_of_training() -> None:
    command = """
import sys, checker.scorer.encoder
learning = ("training", "jax", "onnx", "optax", "sklearn")
print([name for name in sys.modules if any(each in name.split(".") for each in learning)])
"""
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_encoder_leaves_nothing_in_the_home_of_its_user_and_has_nothing_to_send(tmp_path: Path) -> None:
    command = "from checker.scorer import scorer; print(scorer().scores(['Rents rose by 14 percent.'])[0].scorer)"
    home = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, env=home)
    assert done.stdout.startswith("encoder ")
    assert list(tmp_path.rglob("*")) == []
