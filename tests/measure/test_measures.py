"""The figures worked out by hand from counts, and the table whole."""

import pytest

from checker.checks import CHECKS
from checker.measure.measures import MEASURES, average_precision, f1, measures_of
from checker.measure.plainly import STANDING_ALONE
from checker.measure.tally import Tally


def value(code: str, **counts: float) -> float | None:
    whole = Tally(counts={name.replace("__", "."): amount for name, amount in counts.items()}, ranked={})
    return next(each for each in measures_of(whole) if each.code == code).value(whole)


def test_precision_recall_and_f1_come_from_hits_wrong_ones_and_misses() -> None:
    counts = {"selected__hit": 6, "selected__wrong": 2, "selected__missed": 4}
    assert value("selected_precision", **counts) == 6 / 8
    assert value("selected_recall", **counts) == 6 / 10
    assert value("selected_f1", **counts) == pytest.approx(12 / 18)  # 2·hits / (2·hits + wrong + missed)


def test_a_run_that_finds_nothing_has_f1_0_and_no_precision() -> None:
    assert value("selected_precision", selected__missed=3) is None
    assert value("selected_f1", selected__missed=3) == 0


def test_what_has_no_labels_has_no_figure() -> None:
    assert {each.code for each in MEASURES if each.value(Tally(counts={}, ranked={})) is not None} == set()


def test_f1_is_the_harmonic_mean() -> None:
    assert f1(0.5, 1.0) == pytest.approx(2 / 3)
    assert f1(None, None) is None
    assert f1(None, 0.0) == 0


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        ({0.9: (1, 1), 0.8: (1, 0), 0.7: (1, 1)}, (1 + 2 / 3) / 2),
        ({0.9: (1, 0), 0.1: (1, 1)}, 1 / 2),
        ({0.5: (4, 2)}, 1 / 2),  # all of one score come in together
        ({0.9: (2, 1), 0.0: (2, 1)}, 1 / 2 * 1 / 2 + 1 / 2 * 2 / 4),
        ({0.9: (3, 0)}, None),
    ],
)
def test_average_precision_weighs_precision_by_the_recall_that_is_added(
    ranked: dict[float, tuple[float, float]], expected: float | None
) -> None:
    assert average_precision(Tally(counts={}, ranked=ranked)) == (None if expected is None else pytest.approx(expected))


def test_claims_are_measured_beside_how_many_there_are_in_a_sentence() -> None:
    counts = {"claims__matched": 3, "claims__proposed": 4, "claims__expected": 6, "claims__sentences": 2}
    counts |= {"proposed": 5, "sentences__claimed": 2}
    assert value("claims_precision", **counts) == 3 / 4
    assert value("claims_recall", **counts) == 3 / 6
    assert value("claims_f1", **counts) == pytest.approx(6 / 10)
    assert value("claims_per_sentence", **counts) == 5 / 2
    assert value("expected_per_sentence", **counts) == 3


def test_a_cost_with_an_unknown_price_in_it_is_unknown() -> None:
    assert value("cost", documents=2, cost=0.5) == 0.25
    assert value("cost", documents=2, cost=0.5, calls__unpriced=1) is None


def test_each_label_that_occurs_and_each_flag_has_a_figure() -> None:
    counts = {"label__UFS": 4, "label_selected__UFS": 1, "flag__numbers": 2, "flag__of_old": 1, "checked": 8}
    assert value("label_UFS", **counts) == 1 / 4
    assert [value(f"flag_{code}", **counts) for code in ("numbers", "of_old", "names")] == [2 / 8, 1 / 8, 0]


def test_the_check_for_words_that_dangle_is_one_of_the_checks() -> None:
    assert STANDING_ALONE in CHECKS


def test_no_two_measures_have_the_same_code() -> None:
    assert len({each.code for each in MEASURES}) == len(MEASURES)
