"""Macro F1 and calibration error, reckoned by hand."""

import pytest

from checker.measure.measures import calibration_error, macro_f1
from checker.measure.tally import Tally


def tally(ranked: dict[float, tuple[float, float]] | None = None, **counts: float) -> Tally:
    return Tally(counts={f"worthy.{name}": number for name, number in counts.items()}, ranked=ranked or {})


def test_macro_f1_is_the_mean_over_both_kinds() -> None:
    assert macro_f1(tally(hit=6, wrong=2, missed=2, left=10)) == pytest.approx((12 / 16 + 20 / 24) / 2)
    assert macro_f1(tally(hit=3)) == 0.5
    assert macro_f1(tally()) is None


def test_scores_that_hold_have_no_calibration_error() -> None:
    assert calibration_error(tally({0.25: (4, 1), 0.75: (4, 3)})) == pytest.approx(0)
    assert calibration_error(tally({0.95: (10, 0)})) == pytest.approx(0.95)
    assert calibration_error(tally({1.0: (5, 5), 0.05: (5, 5)})) == pytest.approx(0.475)
    assert calibration_error(tally()) is None
