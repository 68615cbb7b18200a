"""Intervals: what they hold on cases that can be worked out, and that a seed brings the same again."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.measure.intervals import Difference, Drawable, Draws, Figure, differences, figures, quantile
from checker.measure.tally import Tally, total


def document(hit: int, missed: int, score: float = 0.5) -> Tally:
    """Return a document with so many sentences found and missed; its seconds depend on nothing else."""
    counts = {"selected.hit": hit, "selected.missed": missed, "documents": 1, "seconds": 2.0}
    return Tally(counts=counts, ranked={score: (hit + missed, hit)})


def recall(found: list[Figure]) -> Figure:
    return next(each for each in found if each.measure.code == "selected_recall")


def recall_difference(found: list[Difference]) -> Difference:
    return next(each for each in found if each.measure.code == "selected_recall")


MIXED = [document(5, 0), document(0, 5), document(3, 2), document(4, 1)]


def test_a_figure_is_pooled_over_documents_and_lies_in_its_interval() -> None:
    found = recall(figures(MIXED, Draws()))
    assert (found.value, found.base) == (12 / 20, 20)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < 0.6 < found.high <= 1


def test_documents_that_are_all_alike_leave_no_doubt() -> None:
    found = recall(figures([document(3, 1)] * 5, Draws(resamples=50)))
    assert (found.low, found.value, found.high) == (0.75, 0.75, 0.75)


def test_two_documents_are_drawn_in_all_their_ways() -> None:
    found = recall(figures([document(1, 0), document(0, 1)], Draws(resamples=400)))
    assert (found.low, found.value, found.high) == (0.0, 0.5, 1.0)


def test_one_document_has_no_interval() -> None:
    found = recall(figures([document(3, 1)], Draws()))
    assert (found.value, found.low, found.high) == (0.75, None, None)


def test_the_same_seed_brings_the_same_interval_and_another_one_another() -> None:
    first, again, other = (recall(figures(MIXED, Draws(resamples=100, seed=seed))) for seed in (1, 1, 2))
    assert (first.low, first.high) == (again.low, again.high)
    assert (first.low, first.high) != (other.low, other.high)


def test_an_interval_holds_95_of_100_true_values() -> None:
    chance = random.Random(7)
    inside = 0
    for trial in range(100):
        drawn = [document(hits, 10 - hits) for hits in (sum(chance.random() < 0.6 for _ in range(10)) for _ in range(30))]
        found = recall(figures(drawn, Draws(resamples=200, seed=trial)))
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= 0.6 <= found.high
    assert 88 <= inside <= 99


def test_a_run_does_not_differ_from_itself() -> None:
    found = recall_difference(differences(MIXED, MIXED, Draws(resamples=100)))
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_difference_is_paired_by_document() -> None:
    # Documents differ widely, but each is better by one sentence: the pairs are sure where the figures are not.
    ours, theirs = [document(hit + 1, 9 - hit) for hit in range(9)], [document(hit, 10 - hit) for hit in range(9)]
    found = recall_difference(differences(ours, theirs, Draws()))
    assert found.value == pytest.approx(0.1)
    assert found.low == pytest.approx(0.1)
    assert found.high == pytest.approx(0.1)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from([0.0, 0.5, 0.9])), min_size=1, max_size=6),
    st.data(),
)
def test_a_draw_is_what_adding_the_drawn_documents_up_brings(rows: list[tuple[int, int, float]], data: st.DataObject) -> None:
    tallies = [document(*row) for row in rows]
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    drawn = Drawable(tallies).draw(times)
    expected = total(each for each, number in zip(tallies, times, strict=True) for _ in range(number))
    assert {name: drawn[name] for name in expected.counts} == expected.counts
    assert {score: row for score, row in drawn.ranked.items() if row[0]} == {
        score: row for score, row in expected.ranked.items() if row[0]
    }


@pytest.mark.parametrize(("part", "expected"), [(0.0, 1.0), (0.5, 2.0), (0.25, 1.5), (1.0, 3.0)])
def test_a_quantile_lies_between_two_values(part: float, expected: float) -> None:
    assert quantile([1.0, 2.0, 3.0], part) == expected
