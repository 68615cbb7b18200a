from typing import Any

import pytest

from tests.builders import make_document
from tests.extract.answers import Body, every_sentence, targets
from tests.extract.scripted import Failed, read


def stumbling(body: Body) -> Any:
    """Answer for every target, but never to the end where one of them holds the word."""
    return Failed("truncated") if any("stumble" in words for words in targets(body).values()) else every_sentence(body)


@pytest.mark.parametrize("at", [0, 9, 19])
def test_one_sentence_that_a_model_stumbles_over_costs_no_more_than_its_neighbours(at: int) -> None:
    lines = [f"The town of Arden built {number} bridges in 2014." for number in range(20)]
    lines[at] = "The river makes everybody stumble."
    [reading], calls = read(make_document(text=" ".join(lines)), stumbling)
    [gap] = reading.gaps
    assert gap.sentences <= 2
    assert len(calls.asked) < 10
