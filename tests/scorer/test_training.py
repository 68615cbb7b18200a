"""Training on labels: the same data, the same file; what was measured was not seen before."""

import builtins
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from checker.bench.texts import sentences
from checker.cli import main
from checker.errors import InputError, MissingExtra
from checker.measure import formats, scoring
from checker.scorer import training
from checker.scorer.linear import Linear
from checker.scorer.weights import load

DEBATES = 6


def _rows() -> Iterator[dict[str, object]]:
    source = sentences()
    for number in range(240):
        worth = number % 3 == 0
        text = (
            next(source)
            if worth
            else f"I think we should all be good to friend {chr(97 + number % 26)} and hope for {number}x days."
        )
        yield {"text": text, "label": "CFS" if worth else "NFS", "debate": f"debate {number % DEBATES}", "line": number}


@pytest.fixture(name="data")
def _data(tmp_path: Path) -> Path:
    path = tmp_path / "debates.jsonl"
    path.write_text("\n".join(map(json.dumps, _rows())), encoding="utf-8")
    return path


def _quiet(words: str) -> None:
    assert words


def examples(data: Path) -> scoring.Examples:
    return scoring.examples([formats.read(data)], "Our desk, CC BY 4.0")


def test_the_command_trains_measures_and_writes_the_same_file_again(data: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one.npz", "two.npz"):
        command = [
            "train-scorer",
            str(data),
            "--out",
            str(tmp_path / name),
            "--resamples",
            "20",
            "--source",
            "Our desk, CC BY 4.0",
        ]
        done = CliRunner().invoke(main, command, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        assert "held out by sentence" in done.stdout
        assert "held out by document" in done.stdout
        assert done.stdout.count("macro F1") == 2
        assert "[" in next(line for line in done.stdout.splitlines() if "macro F1" in line)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    weights = load(tmp_path / "one.npz")
    assert weights.about.endswith("Our desk, CC BY 4.0")
    assert weights.about.startswith("Trained on debates.jsonl (sha256 ")
    high, low = Linear(weights).scores(
        ["The council of Elton says that 900 trees were repaired in 2011.", "I think we should hope."]
    )
    assert high.value > 0.5 > low.value


def test_a_fold_by_document_never_splits_one(data: Path) -> None:
    given = examples(data)
    folds: dict[str, set[int]] = {}
    for document, fold in zip(given.documents, scoring.by_document(given).tolist(), strict=True):
        folds.setdefault(document, set()).add(fold)
    assert all(len(each) == 1 for each in folds.values())
    assert set().union(*folds.values()) == set(range(training.FOLDS))


def test_folds_by_sentence_each_have_their_share_of_what_deserves_a_claim(data: Path) -> None:
    given = examples(data)
    fold = scoring.by_sentence(given, 0)
    held = [int(given.wanted[fold == number].sum()) for number in range(training.FOLDS)]
    assert max(held) - min(held) <= 1


def test_a_sentence_is_scored_by_what_never_saw_its_label(data: Path) -> None:
    given = examples(data)
    fold = scoring.by_sentence(given, 0)
    turned = scoring.Examples(
        texts=given.texts,
        wanted=np.where(fold == 0, ~given.wanted, given.wanted),
        documents=given.documents,
        files=given.files,
        labels=given.labels,
        about="",
    )
    here, there = (training.held_out(training.sums(each.texts), each.wanted, fold, _quiet) for each in (given, turned))
    assert np.array_equal(here[fold == 0], there[fold == 0])
    assert not np.array_equal(here[fold == 1], there[fold == 1])


def test_so_many_others_are_drawn_for_each_that_deserves_a_claim(data: Path) -> None:
    given = examples(data)
    drawn = scoring.drawn(given, 1.5, 0)
    assert len(drawn.texts) == round(2.5 * given.wanted.sum())
    assert drawn.wanted.sum() == given.wanted.sum()
    assert drawn.texts == scoring.drawn(given, 1.5, 0).texts != scoring.drawn(given, 1.5, 1).texts


def test_a_text_that_comes_again_is_learned_from_once(data: Path) -> None:
    gold = formats.read(data)
    assert scoring.examples([gold, gold], "").texts == scoring.examples([gold], "").texts


def test_what_training_sums_up_is_what_the_scorer_sums_up(data: Path) -> None:
    given = examples(data)
    weights = scoring.trained(given, _quiet)
    found = training.sums(given.texts)
    columns, bias = training.fitted(found, given.wanted)
    exact = 1 / (1 + np.exp(-(training.margins(found, columns, bias) * weights.slope + weights.offset)))
    scored = np.array([each.value for each in Linear(weights).scores(given.texts)])
    assert np.abs(scored - exact).max() < 0.05  # eight bits for a weight


def test_labels_of_one_kind_are_not_enough(data: Path) -> None:
    given = examples(data)
    with pytest.raises(InputError, match="of each kind"):
        training.fitted(training.sums(given.texts), np.ones(len(given.texts), bool))


def test_without_scikit_learn_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "sklearn":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'claim-checker\[train\]'$"):
        training.needed()
