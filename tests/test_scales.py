from typing import Any

import pytest
from pydantic import ValidationError

from checker import scales
from checker.errors import ConfigError, InputError
from checker.model import Scale, Step
from checker.scales import OwnScale


def label(id_: str, value: int | None = None, **more: Any) -> dict[str, Any]:
    return {"id": id_, "name": id_.title(), "value": value, "definition": f"It is {id_}."} | more


HOUSE = OwnScale(name="House scale", labels=[label("right", 3, names={"de": "Richtig"}), label("wrong", 1), label("none")])


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
    assert (verdict.scale, verdict.definition) == ("Six-point scale", scales.MEANINGS["mostly_false"][1])
    assert verdict.steps[0] == Step(name="True", value=6)
    assert verdict.steps[-1] == Step(name="Unproven", value=None)


def test_labels_and_scales_that_are_not_there_are_named_with_those_that_are() -> None:
    with pytest.raises(InputError, match="half_true"):
        scales.FIVE_POINT.verdict("verified")
    with pytest.raises(ConfigError, match="six-point"):
        scales.scale("ten-point")


def test_a_scale_of_ones_own_is_used_like_those_that_come_with_the_tool() -> None:
    scale = scales.scale("house", {"house": HOUSE})
    assert [(each.id, each.value) for each in scale.labels] == [("right", 3), ("wrong", 1), ("none", None)]
    verdict = scale.verdict("right")
    assert (verdict.scale_id, verdict.value, verdict.worst, verdict.best) == ("house", 3, 1, 3)


def test_no_scale_of_ones_own_takes_the_name_of_another() -> None:
    with pytest.raises(ConfigError, match="comes with the tool"):
        scales.scale("house", {"house": HOUSE, "evidence": HOUSE})


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        ([], "at least 2 labels with a number"),
        ([label("right", 2), label("none")], "at least 2 labels with a number"),
        ([label("wrong", 1), label("right", 2)], "from the highest"),
        ([label("right", 2), label("none"), label("wrong", 1)], "from the highest"),
        ([label("right", 2), label("wrong", 2)], "no number twice"),
        ([label("right", 2), label("right", 1)], "two labels have the id 'right'"),
        ([label("right", 2), label("wrong", 1, name="Right")], "two labels have the name 'Right'"),
        ([label("right", 2), label("wrong", 0)], "greater than or equal to 1"),
        ([label("right", 2), label("wrong", 1, definition=" ")], "at least 1 character"),
        ([label("Right!", 2), label("wrong", 1)], "should match pattern"),
        ([label("right", 2, names={"deutsch": "Richtig"}), label("wrong", 1)], "should match pattern"),
        ([label("right", 2, colour="green"), label("wrong", 1)], "not permitted"),
    ],
)
def test_a_scale_that_cannot_be_used_is_refused_with_what_is_wrong(labels: list[dict[str, Any]], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        OwnScale(name="House scale", labels=labels)


@pytest.mark.parametrize("scale", scales.SCALES.values())
def test_a_label_is_called_in_the_readers_language_or_by_its_own_name(scale: Scale) -> None:
    for each in scale.labels:
        assert {language for language, _ in each.names} == {"de", "es", "fr", "it", "pt"}
        assert (each.called(None), each.called("en-GB"), each.called("de-AT")) == (each.name, each.name, dict(each.names)["de"])


@pytest.mark.parametrize("language", ["de", "es", "fr", "it", "pt"])
@pytest.mark.parametrize("scale", scales.SCALES.values())
def test_no_two_labels_of_a_scale_are_called_the_same(scale: Scale, language: str) -> None:
    called = [each.called(language) for each in scale.labels]
    assert len(set(called)) == len(called)
