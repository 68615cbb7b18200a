from collections.abc import Callable
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.export.lint import LINT_RULES, Level, Surroundings, lint, lint_all
from checker.scales import FIVE_POINT
from tests.export.strategies import steady

Change = Callable[[dict[str, Any]], object]

AROUND = Surroundings(
    publisher_url="https://www.desk.example/",
    scale=FIVE_POINT,
    today=date(2026, 6, 1),
    shared_urls=frozenset({"https://desk.example/shared"}),
)


def good() -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://desk.example/checks/7",
        "datePublished": "2026-05-20",
        "claimReviewed": "The city planted 9,000 trees in 2025",
        "author": {"@type": "Organization", "name": "The Desk"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Max Mayor", "sameAs": "https://people.example/max"},
            "datePublished": "2026-05-18",
            "appearance": {
                "@type": "CreativeWork",
                "url": "https://news.example/trees",
                "datePublished": "2026-05-18T09:30:00+02:00",
            },
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 2,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "Mostly false",
            "ratingExplanation": "The register lists 900 trees.",
        },
    }


def put(path: str, value: Any) -> Change:
    *parents, last = path.split(".")

    def change(found: dict[str, Any]) -> None:
        for parent in parents:
            found = found[parent]
        found[last] = value

    return change


def drop(*paths: str) -> Change:
    def change(found: dict[str, Any]) -> None:
        for path in paths:
            *parents, last = path.split(".")
            place = found
            for parent in parents:
                place = place[parent]
            del place[last]

    return change


def rate(**rating: Any) -> Change:
    return lambda found: found["reviewRating"].update(rating)


THREE = ("reviewRating.ratingValue", "reviewRating.bestRating", "reviewRating.worstRating")

BAD: list[tuple[str, Change]] = [
    ("CR001", put("@context", "https://example.org")),
    ("CR001", drop("@context")),
    ("CR002", put("@type", "Review")),
    ("CR010", put("claimReviewed", {"@type": "Claim", "text": "x"})),
    ("CR010", put("claimReviewed", "  ")),
    ("CR012", drop("url")),
    ("CR012", put("url", "/checks/7")),
    ("CR012", put("url", "ftp://desk.example/7")),
    ("CR012", put("url", "https://[desk")),
    ("CR012", put("url", "https://desk.example/a b")),
    ("CR013", put("url", "https://other.example/7")),
    ("CR013", put("url", "https://notdesk.example/7")),
    ("CR014", put("url", "https://bit.ly/3abc")),
    ("CR020", drop("reviewRating")),
    ("CR020", put("reviewRating", "False")),
    ("CR020", put("reviewRating.@type", "Thing")),
    ("CR021", drop("reviewRating.alternateName")),
    ("CR021", put("reviewRating.alternateName", "")),
    ("CR022", rate(ratingValue="two")),
    ("CR022", rate(ratingValue="2,5")),
    ("CR022", rate(ratingValue="٢")),
    ("CR022", rate(ratingValue=True)),
    ("CR022", rate(ratingValue=None)),
    ("CR023", rate(bestRating="1", worstRating="5")),
    ("CR023", rate(ratingValue="-1", bestRating="-1", worstRating="-1")),
    ("CR024", rate(worstRating="0")),
    ("CR024", rate(ratingValue=-1, bestRating=-1, worstRating=-1)),
    ("CR025", rate(ratingValue=6)),
    ("CR027", rate(ratingValue=4)),
    ("CR027", rate(alternateName="Pants on fire")),
    ("CR030", drop("author")),
    ("CR030", put("author", "The Desk")),
    ("CR030", put("author", {"@type": "Organization"})),
    ("CR030", put("author", {"@type": "Thing", "name": "The Desk"})),
    ("CR040", put("itemReviewed.author", {"@type": "Person"})),
    ("CR040", put("itemReviewed.author", [{"@type": "Person", "name": ""}])),
    ("CR050", put("datePublished", "2020-10-07 20:05")),
    ("CR050", put("datePublished", "2026-02-30")),
    ("CR050", put("datePublished", 20260520)),
    ("CR050", put("itemReviewed.appearance.datePublished", "May 18")),
    ("W01", put("claimReviewed", "x" * 75)),
    ("W02", put("claimReviewed", "False: the city planted trees")),
    ("W02", put("claimReviewed", "Fact-check: the city planted trees")),
    ("W02", put("claimReviewed", "It is mostly FALSE that the city planted trees")),
    ("W03", drop("itemReviewed.appearance")),
    ("W03", drop("itemReviewed")),
    ("W04", drop("datePublished")),
    ("W05", drop("itemReviewed.author.sameAs")),
    ("W06", put("reviewRating.alternateName", "x" * 41)),
    ("W07", put("url", "https://desk.example/shared")),
    ("W08", drop("reviewRating.ratingExplanation")),
    ("W10", drop("reviewRating.bestRating")),
    ("W11", put("itemReviewed.author.name", "Multiple sources")),
    ("W12", put("itemReviewed.datePublished", "2026-05-21")),
    ("W12", lambda found: (put("itemReviewed.datePublished", "2026-07")(found), drop("datePublished")(found))),
    ("W12", lambda found: (put("itemReviewed.datePublished", "2026-07-01")(found), put("datePublished", "2026-07-02")(found))),
    ("W13", put("itemReviewed.appearance", "https://desk.example/checks/6")),
    ("W14", put("itemReviewed.author.jobTitle", "")),
    ("W15", rate(ratingExplanation="See&nbsp;there")),
]

FINE: list[tuple[str, Change]] = [
    ("CR001", put("@context", "http://schema.org/")),
    ("CR001", put("@context", ["https://schema.org", {"x": "https://x.example"}])),
    ("CR002", put("@type", ["ClaimReview"])),
    ("CR012", put("url", "http://desk.example:8080/7?a=b#c")),
    ("CR013", put("url", "https://checks.desk.example/7")),
    ("CR014", put("url", "https://desk.example/bit.ly")),
    ("CR021", lambda found: found["reviewRating"].update(name=found["reviewRating"].pop("alternateName"))),
    ("CR022", rate(ratingValue="2", bestRating="5", worstRating="1.0")),
    ("CR022", drop(*THREE)),
    ("CR025", rate(ratingValue=5, alternateName="True")),
    ("CR027", lambda found: (drop(*THREE)(found), rate(alternateName="Satire")(found))),
    ("CR030", put("author", {"@type": "Person", "url": "https://desk.example/ann"})),
    ("CR040", drop("itemReviewed.author")),
    ("CR050", put("datePublished", "2026-05-20T12:00:00Z")),
    ("CR050", put("itemReviewed.datePublished", "2026-05")),
    ("W01", put("claimReviewed", "x" * 74)),
    ("W02", put("claimReviewed", "True Finns gained 3 seats")),
    ("W03", lambda found: found["itemReviewed"].update(firstAppearance=found["itemReviewed"].pop("appearance"))),
    ("W05", drop("itemReviewed.author")),
    ("W06", put("reviewRating.alternateName", "x" * 40)),
    ("W10", drop(*THREE)),
    ("W11", put("itemReviewed.author.name", "Unknown Soldier Society")),
    ("W12", put("itemReviewed.datePublished", "2026-05-20")),
    ("W12", put("itemReviewed.datePublished", "2026")),
    ("W13", put("itemReviewed.appearance", "https://notdesk.example/1")),
]


def broken(change: Change) -> set[str]:
    found = deepcopy(good())
    change(found)
    return {each.rule for each in lint(found, AROUND)}


def test_a_good_claimreview_breaks_no_rule() -> None:
    assert lint(good(), AROUND) == []


@pytest.mark.parametrize(("rule", "change"), BAD)
def test_a_broken_rule_is_found(rule: str, change: Change) -> None:
    assert rule in broken(change)


@pytest.mark.parametrize(("rule", "change"), FINE)
def test_what_a_rule_allows_is_not_reported(rule: str, change: Change) -> None:
    assert rule not in broken(change)


def test_every_rule_has_a_failing_example_and_its_own_id() -> None:
    ids = [rule.id for rule in LINT_RULES]
    assert len(set(ids)) == len(ids)
    assert {rule for rule, _ in BAD} == set(ids)


def test_errors_are_the_rules_whose_id_begins_with_cr() -> None:
    assert {rule.level for rule in LINT_RULES if rule.id.startswith("CR")} == {Level.ERROR}
    assert {rule.level for rule in LINT_RULES if rule.id.startswith("W")} == {Level.WARNING}


def test_a_message_says_where_what_is_expected_and_what_to_do() -> None:
    found = deepcopy(good())
    rate(bestRating="1", worstRating="5")(found)
    (inverted,) = (each for each in lint(found, AROUND) if each.rule == "CR023")
    assert inverted.message == (
        "reviewRating.bestRating is 1 and worstRating is 5; expected: bestRating is greater than worstRating. "
        "Swap them, or leave all three numbers out (CR023)."
    )


def test_two_claimreviews_under_one_url_are_both_reported() -> None:
    other = {**good(), "url": "https://desk.example/checks/8"}
    found = lint_all([good(), other, good()])
    assert [[each.rule for each in one] for one in found] == [["W07"], [], ["W07"]]


def test_rules_that_need_to_know_the_desk_say_nothing_without_it() -> None:
    found = deepcopy(good())
    put("url", "https://other.example/7")(found)
    rate(alternateName="Pants on fire")(found)
    assert lint(found) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = sorted({*good(), *good()["reviewRating"], *good()["itemReviewed"], "name", "sameAs", "firstAppearance"})


@steady
@given(st.dictionaries(st.sampled_from(KEYS), json_values | st.dictionaries(st.sampled_from(KEYS), json_values)))
def test_whatever_is_given_is_judged(anything: dict[str, Any]) -> None:
    assert all(each.message for each in lint(anything, AROUND))
