"""The formula of the queue: what each term is, what weights do to it, and that it is told as it is reckoned."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import ranking
from checker.model import Score
from checker.ranking import ANYBODY, DEFAULT, LEVELS, NAMES, REACH, TERMS, Standing, Weights
from tests.builders import make_proposal

TODAY = date(2026, 5, 20)
units = st.floats(0, 1)
some_weights = st.builds(Weights, **dict.fromkeys(TERMS, st.integers(0, 10)))
values = st.fixed_dictionaries(dict.fromkeys(TERMS, units))
standings = st.builds(
    Standing,
    score=units,
    importance=units,
    day=st.integers(1, date.max.toordinal()),
    reach=st.integers(0, len(REACH) - 1),
    claimant=st.integers(0, len(LEVELS) - 1),
)
SCORED = Score(value=0.25, why=("figure",), scorer="linear 1 3f2a91c0")


def made(**changes: object) -> Standing:
    return replace(Standing(score=0.8, importance=0.8, day=TODAY.toordinal(), reach=0, claimant=ANYBODY), **changes)  # type: ignore[arg-type]  # fields by name


@given(standings, st.dates(), some_weights)
def test_every_term_and_the_rank_lie_between_0_and_1(standing: Standing, today: date, weights: Weights) -> None:
    found = ranking.terms(standing, today)
    assert found.keys() == asdict(weights).keys() == TERMS.keys()
    assert all(0 <= each <= 1 for each in found.values())
    assert 0 <= ranking.rank(found, weights) <= 1 + 1e-9


@given(values, some_weights, st.sampled_from(list(TERMS)), units)
def test_more_of_any_term_never_ranks_lower(found: dict[str, float], weights: Weights, term: str, other: float) -> None:
    low, high = sorted((found[term], other))
    assert ranking.rank(found | {term: low}, weights) <= ranking.rank(found | {term: high}, weights) + 1e-12


@given(values, st.sampled_from(list(TERMS)))
def test_a_term_that_alone_counts_is_the_rank(found: dict[str, float], term: str) -> None:
    alone = Weights(**dict.fromkeys(TERMS, 0) | {term: 7})
    assert ranking.rank(found, alone) == pytest.approx(found[term])


@given(values, some_weights)
def test_the_shares_of_the_terms_add_up_to_the_rank(found: dict[str, float], weights: Weights) -> None:
    told = ranking.explained(found, weights)
    if not any(asdict(weights).values()):
        assert told == "No term counts; claims come in the order in which they arrived."
        return
    assert told.startswith(f"Rank {ranking.rank(found, weights):.2f}: ")
    assert [term for term, name in NAMES.items() if f" {name} " in told] == [
        term for term, weight in asdict(weights).items() if weight
    ]


@given(some_weights, some_weights)
def test_a_link_carries_weights_whole(weights: Weights, otherwise: Weights) -> None:
    assert ranking.read(ranking.written(weights), otherwise) == weights


@given(st.text(max_size=60) | st.sampled_from(["score-11", "score--1", "score-٣", "score-0003", "pace-3", "-", "score"]))
def test_a_link_that_says_nothing_of_use_changes_nothing_and_breaks_nothing(words: str) -> None:
    found = ranking.read(words, DEFAULT)
    assert found == DEFAULT or any(f"{term}-" in words.replace(" ", "") for term in TERMS)


def test_a_link_may_name_some_weights_only() -> None:
    assert ranking.read("reach-9_ score-0_claimant-99", DEFAULT) == replace(DEFAULT, reach=9, score=0)


@pytest.mark.parametrize("wrong", [-1, 11])
def test_weights_out_of_bounds_are_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 10"):
        Weights(reach=wrong)


@pytest.mark.parametrize(
    ("days", "value"), [(-3, 1.0), (0, 1.0), (ranking.HALF_LIFE, 0.5), (3 * ranking.HALF_LIFE, 0.25), (700, 7 / 707)]
)
def test_a_document_loses_weight_as_it_grows_old(days: int, value: float) -> None:
    old = made(day=(TODAY - timedelta(days=days)).toordinal())
    assert ranking.terms(old, TODAY)["recency"] == value


@pytest.mark.parametrize(
    ("proposal", "worth", "by_model", "by_rules"),
    [
        (make_proposal(checkworthiness=None), 0.5, 0.5, 0.5),
        (make_proposal(checkworthiness=0.8), 0.8, 0.8, 0.8),
        (make_proposal(checkworthiness=0.8, score=SCORED), 0.25, 0.8, 0.25),
        (make_proposal(checkworthiness=None, score=SCORED), 0.25, 0.25, 0.25),
        (make_proposal(checkworthiness=7.0), 1.0, 1.0, 1.0),
    ],
)
def test_the_score_stands_before_check_worthiness_and_a_model_is_heard_beside_it(
    proposal: object, worth: float, by_model: float, by_rules: float
) -> None:
    assert ranking.worth(proposal) == worth  # type: ignore[arg-type]  # made by the builder
    assert ranking.importance(proposal, by_model=True) == by_model  # type: ignore[arg-type]
    assert ranking.importance(proposal, by_model=False) == by_rules  # type: ignore[arg-type]


TABLE = {"prime minister": 3, "Deputy Prime Minister": 2, "José Müller": 4, "Example News": 0, "News": 3}


@pytest.mark.parametrize(
    ("claimant", "role", "level"),
    [
        (None, None, ANYBODY),
        ("Ann Writer", "clerk", ANYBODY),
        ("Ann Writer", "Prime Minister of Exampleland", 3),
        ("Ann Writer", "deputy prime minister", 2),
        ("jose  MULLER", None, 4),
        ("Example News", None, 0),
        ("Newsom", None, ANYBODY),
        ("Jose\u0301 Mu\u0308ller", "Prime Minister", 4),
    ],
)
def test_a_claimant_has_the_level_of_the_entry_that_says_most_of_them(
    claimant: str | None, role: str | None, level: int
) -> None:
    assert ranking.level(claimant, role, TABLE) == level


def test_a_table_of_claimants_is_kept_tidy() -> None:
    entries = [("  Prime   Minister ", 3), ("", 4), ("…", 4), ("PRIME MINISTER", 4), ("Ann", 2)]
    assert list(ranking.tidy_levels(entries).items()) == [("Ann", 2), ("PRIME MINISTER", 4)]
