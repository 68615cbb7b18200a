"""
How the linear scorer learns: the same sentences and labels give the same weights.

Never here: a file of labels, a measure, or anything that run time needs; scikit-learn is imported inside functions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from checker.errors import InputError, MissingExtra
from checker.scorer.hashing import PLACES, of_spelling, of_tokens, shrinking
from checker.scorer.linear import shown
from checker.scorer.tokens import Numbers, read
from checker.scorer.weights import LinearWeights, rounded

FOLDS = 4
_STRICTNESS = 1.0  # the less, the smaller the weights
_SIGNS_COUNT = 0.3  # of a sign beside a word: the less, the smaller its weight stays
_FEWEST = 20  # labels of each kind


@dataclass(frozen=True, slots=True)
class Sums:
    """What the training looks at: a row for each sentence."""

    rows: Any

    def of(self, which: Numbers) -> "Sums":
        """Return some of the rows."""
        return Sums(self.rows[which])


def needed() -> None:
    """Raise MissingExtra if what training needs is not installed."""
    try:
        import sklearn as _  # noqa: F401  only whether it is there
    except ImportError:
        raise MissingExtra(
            "Training a scorer needs scikit-learn, which is not installed. Install it with: pip install 'claim-checker[train]'"
        ) from None


def sums(sentences: Sequence[str]) -> Sums:
    """Return signs and hashed words of each sentence as a row."""
    from scipy.sparse import csr_array, diags_array, hstack

    tokens = read(sentences)
    count = len(sentences)
    of_token = np.repeat(np.arange(count), tokens.lengths)
    places = of_tokens(tokens)
    words = _counted(np.tile(of_token, len(places)), np.concatenate(places), (count, PLACES))
    spelled = [of_spelling(word) for word in tokens.words]
    pieces = _counted(
        np.repeat(np.arange(len(spelled)), [len(each) for each in spelled]), np.concatenate(spelled), (len(spelled), PLACES)
    )
    spelling = _counted(of_token, tokens.word, (count, len(spelled))) @ pieces
    by_word, by_piece = shrinking(tokens.lengths)
    hashed = diags_array(by_word) @ words + diags_array(by_piece) @ spelling
    rows = hstack([csr_array(shown(tokens) * _SIGNS_COUNT), hashed], format="csr")
    rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)  # liblinear takes no others
    return Sums(rows)


def _counted(rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> Any:
    from scipy.sparse import csr_array

    return csr_array((np.ones(len(rows)), (rows, columns.astype(np.int64))), shape=shape)


def fitted(given: Sums, wanted: Numbers) -> tuple[Numbers, float]:
    """Return the weight of each column and the bias."""
    from sklearn.linear_model import LogisticRegression

    if min(wanted.sum(), (~wanted).sum()) < _FEWEST:
        raise InputError(
            f"{wanted.sum():,} of {len(wanted):,} sentences deserve a claim; expected {_FEWEST} of each kind at least."
        )
    found = LogisticRegression(C=_STRICTNESS, solver="liblinear", max_iter=300, random_state=0).fit(given.rows, wanted)
    return found.coef_[0], float(found.intercept_[0])


def margins(given: Sums, weights: Numbers, bias: float) -> Numbers:
    """Return the weighted sums, before they are made shares."""
    found: Numbers = given.rows @ weights + bias
    return found


def held_out(given: Sums, wanted: Numbers, fold: Numbers, said: Callable[[str], None]) -> Numbers:
    """Return for each sentence its weighted sum by a model that never saw its fold."""
    found = np.zeros(len(wanted))
    for number in np.unique(fold).tolist():
        seen = np.flatnonzero(fold != number)
        unseen = np.flatnonzero(fold == number)
        weights, bias = fitted(given.of(seen), wanted[seen])
        found[unseen] = margins(given.of(unseen), weights, bias)
        said(f"fold {number + 1} of {fold.max() + 1}")
    return found


def calibrated(sums_: Numbers, wanted: Numbers) -> tuple[float, float]:
    """Return slope and offset by which held-out sums become shares that hold."""
    from sklearn.linear_model import LogisticRegression

    found = LogisticRegression(C=1e6).fit(sums_[:, None], wanted)
    return float(found.coef_[0][0]), float(found.intercept_[0])


def trained(given: Sums, wanted: Numbers, calibration: tuple[float, float], about: str) -> LinearWeights:
    """Return the weights learned from all sentences, with the calibration of sentences that were held out."""
    found, bias = fitted(given, wanted)
    signs = len(found) - PLACES
    table, step = rounded(found[signs:])
    slope, offset = calibration
    return LinearWeights(
        signs=found[:signs] * _SIGNS_COUNT, table=table, step=step, bias=bias, slope=slope, offset=offset, about=about
    )
