"""Figures as people and programs are told them."""

import json

import pytest

from checker.errors import InputError
from checker.measure import report
from checker.measure.brought import Brought
from checker.measure.evaluation import Evaluation, evaluate
from checker.measure.formats import parse
from checker.measure.intervals import Draws, differences, figures
from checker.measure.saved import SavedRun
from checker.measure.tally import tally
from tests.measure.labelled import call, gold, outcome, proposed
from tests.measure.test_saved import HEADER

DOCUMENTS = [gold(True, False, True, False, document_id=str(number)) for number in range(3)]
GOOD_OUTCOMES = [outcome(each, proposed("Rents rose"), proposed("two parks"), calls=(call(),)) for each in DOCUMENTS]
POOR_OUTCOMES = [outcome(each, proposed("What a day!"), calls=(call(cost=None),)) for each in DOCUMENTS]
GOOD, POOR = (list(map(tally, DOCUMENTS, outcomes)) for outcomes in (GOOD_OUTCOMES, POOR_OUTCOMES))
DATA = parse(b'{"claim": "A.", "subclaims": ["A."]}', "parts.jsonl")
DRAWS = Draws(resamples=50)


def test_a_figure_stands_beside_its_interval_and_what_it_is_a_share_of() -> None:
    lines = list(report.figure_lines(figures(GOOD, DRAWS)))
    assert lines[0].split() == "Sentences with a claim: precision 1.000 [1.000, 1.000] of 6 sentences with a claim".split()
    assert not any("Claimant" in line for line in lines)  # nobody labelled one


def test_a_difference_says_which_way_it_goes_and_whether_it_can_be_chance() -> None:
    lines = list(report.difference_lines(differences(POOR, GOOD, DRAWS)))
    assert lines[1].split() == "Sentences with a claim: recall 0.000 1.000 -1.000 [-1.000, -1.000] differs".split()
    same = next(line for line in lines if line.startswith("Calls per document"))
    assert same.split() == "Calls per document 1.00 1.00 +0.00 [+0.00, +0.00]".split()
    assert not any(line.startswith("Cost") for line in lines)  # one of the two is unknown


def evaluation(outcomes: list[Brought], other: list[Brought] | None = None) -> Evaluation:
    run = SavedRun(header=HEADER, outcomes={each.document_id: each for each in outcomes})
    beside = SavedRun(header=HEADER, outcomes={each.document_id: each for each in other}) if other else None
    return evaluate(DATA, DOCUMENTS, run, beside, DRAWS)


def test_the_head_says_what_was_recognised_and_what_it_cost() -> None:
    told = "\n".join(report.as_text(evaluation(GOOD_OUTCOMES)))
    assert "parts.jsonl, recognised as claims with their parts: 1 document" in told
    assert "3 calls, 3,000 tokens in and 600 out, cost 0.0300, 4.5 seconds" in told
    assert "price unknown" in "\n".join(report.as_text(evaluation(POOR_OUTCOMES)))


def test_two_runs_are_compared_over_the_documents_of_both() -> None:
    told = list(report.as_text(evaluation(GOOD_OUTCOMES, POOR_OUTCOMES[:2])))
    assert "Beside offline rules; version 1.0, run on 2026-05-20, over the 2 documents of both." in told
    data = report.as_data(evaluation(GOOD_OUTCOMES, POOR_OUTCOMES[:2]))
    assert data["comparison"]["documents"] == 2
    assert data["comparison"]["differences"][1]["value"] == 1.0


def test_two_runs_without_a_document_in_common_are_not_compared() -> None:
    with pytest.raises(InputError, match="no document in common"):
        evaluation(GOOD_OUTCOMES[:1], POOR_OUTCOMES[1:])


def test_only_documents_that_were_read_are_measured() -> None:
    assert evaluation(GOOD_OUTCOMES[:1]).counted["documents"] == 1


def test_a_program_gets_plain_values() -> None:
    told = json.loads(json.dumps(report.as_data(evaluation(GOOD_OUTCOMES))))
    assert (told["extractor"], told["documents"], told["totals"]["input_tokens"]) == ("offline rules", 3, 3000)
    assert told["figures"][0] == {
        "measure": "selected_precision",
        "says": "Sentences with a claim: precision",
        "value": 1.0,
        "low": 1.0,
        "high": 1.0,
        "of": 6,
        "counting": "sentences with a claim",
    }


def test_with_few_documents_it_is_said_that_the_intervals_mean_little() -> None:
    assert any("the intervals mean little" in line for line in report.as_text(evaluation(GOOD_OUTCOMES)))
    assert report.as_data(evaluation(GOOD_OUTCOMES))["few_documents"] is True
    many = [gold(True, False, True, False, document_id=str(number)) for number in range(report.FEW)]
    run = SavedRun(header=HEADER, outcomes={each.document.id: outcome(each, proposed("Rents rose")) for each in many})
    enough = evaluate(DATA, many, run, None, DRAWS)
    assert not any("mean little" in line for line in report.as_text(enough))
    assert report.as_data(enough)["few_documents"] is False
