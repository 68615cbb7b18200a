import pytest

from checker import scales
from checker.errors import ConfigError, InputError
from checker.model import Scale


@pytest.mark.parametrize(
    ("scale_id", "best"), [("five-point", ("True", 5)), ("six-point", ("True", 6)), ("evidence", ("Supported", 3))]
)
def test_a_scale_runs_from_its_best_step_down_to_one(scale_id: str, best: tuple[str, int]) -> None:
    values = [(label.name, label.value) for label in scales.scale(scale_id).labels if label.value]
    assert values[0] == best
    assert [value for _, value in values] == list(range(best[1], 0, -1))


@pytest.mark.parametrize("scale", scales.SCALES.values())
def test_every_scale_has_the_labels_without_a_number_and_a_definition_for_each(scale: Scale) -> None:
    assert set(scales.UNNUMBERED) <= {label.id for label in scale.labels if label.value is None}
    assert all(label.definition for label in scale.labels)


def test_a_verdict_keeps_its_place_on_the_scale_as_it_was() -> None:
    verdict = scales.SIX_POINT.verdict("mostly_false")
    assert (verdict.name, verdict.value, verdict.worst, verdict.best) == ("Mostly false", 3, 1, 6)


def test_labels_and_scales_that_are_not_there_are_named_with_those_that_are() -> None:
    with pytest.raises(InputError, match="half_true"):
        scales.FIVE_POINT.verdict("verified")
    with pytest.raises(ConfigError, match="six-point"):
        scales.scale("ten-point")
