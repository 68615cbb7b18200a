import re
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.extract.chunk import Target, Use
from checker.extract.prefilter import Prefilter
from checker.extract.reading import SENTENCE_TOKENS
from checker.model import Document, Score
from tests.builders import make_document, span_of
from tests.extract.answers import answer, claim, every_sentence, targets
from tests.extract.chains import Desk, plain
from tests.extract.scripted import extracted, read
from tests.openai_server import serving

MIXED = "\n".join(
    line
    for n in range(30)
    for line in (
        f"In {1900 + n} the town spent {n + 3} million euros on its wells.",
        "What a lovely day that was!",
        "Well, well.",
    )
)


class ByFigures:
    """A scorer that takes the first figure of a sentence for its worth."""

    name = "by figures"

    def scores(self, sentences: Sequence[str]) -> list[Score]:
        return [
            Score(value=float((re.findall(r"[0-9]+", each) or ["0"])[0]) / 100, why=(), scorer=self.name) for each in sentences
        ]


def chosen(share: float, figures: list[int], document: Document | None = None) -> str:
    lines = [
        Target(id=f"s{n}", span=span_of("x", "x"), shown=f"{figure} wells.", paragraph=n) for n, figure in enumerate(figures)
    ]
    found = Prefilter(share=share, scorer=ByFigures()).chosen(document or make_document(), lines)
    return "".join({Use.ASKED: "a", Use.BESIDE: "b", Use.KEPT_BACK: "-"}[each.use] for each in found)


@pytest.fixture(name="desk")
def _desk() -> Iterator[Desk]:
    with serving(every_sentence) as server:
        yield Desk(server)


def test_the_best_share_is_asked_about_with_its_neighbours_beside_it() -> None:
    assert chosen(0.25, [1, 2, 3, 90, 4, 5, 80, 6]) == "--babbab"
    assert chosen(0.1, [1, 2, 3, 90]) == "--ba"
    assert chosen(0.5, [7, 7, 7, 7]) == "aab-"


@given(st.floats(0.01, 1), st.lists(st.integers(0, 99), min_size=1, max_size=60))
def test_of_any_text_the_share_is_asked_about_and_nothing_worth_less(share: float, figures: list[int]) -> None:
    uses = chosen(share, figures)
    asked = [figure for use, figure in zip(uses, figures, strict=True) if use == "a"]
    others = [figure for use, figure in zip(uses, figures, strict=True) if use != "a"]
    assert asked
    assert share * len(figures) <= len(asked) < share * len(figures) + 1
    assert not others or max(others) <= min(asked)


def test_a_text_that_the_scorer_does_not_know_is_asked_about_whole() -> None:
    german = make_document(text="Die Stadt hat 4 Brunnen gebaut.", language="de")
    assert chosen(0.25, [1, 2, 3, 4], german) == "aaaa"


def test_what_is_kept_back_stands_in_the_ledger_and_is_not_sent(desk: Desk) -> None:
    document = make_document(text=MIXED, language="en")
    whole = desk.extract("good", document)
    sent = sum(len(each.body["messages"][1]["content"]) for each in desk.server.seen)
    desk.server.seen.clear()
    part = desk.extract("good", document, prefilter=0.33)
    assert sum(len(each.body["messages"][1]["content"]) for each in desk.server.seen) < sent
    asked = [words for each in desk.server.seen for words in targets(each.body).values()]
    assert len(asked) == 30
    assert all("million" in words for words in asked)
    assert (len(whole.proposals), len(part.proposals)) == (32, 30)  # what is said thirty times is one claim
    assert [each.reason for each in part.skipped] == ["below_the_cut"] * 60
    assert part.problems == ()


def test_a_part_that_is_too_much_is_halved_by_what_is_asked_about(desk: Desk) -> None:
    document = make_document(text=MIXED, language="en")
    found = desk.extract("truncated", document, prefilter=0.1)
    assert {each.reason for each in found.skipped} == {"unanswered", "below_the_cut"}
    assert sum(each.reason == "unanswered" for each in found.skipped) == 9
    assert "9 sentences were not read" in found.problems[0]


def test_what_the_pre_filter_keeps_back_is_part_of_the_version(desk: Desk) -> None:
    versions = {share: desk.chain(prefilter=share).prompt_hash for share in (1, 0.5, 0.4)}
    assert len(set(versions.values())) == 3


def test_a_claim_in_a_sentence_that_was_kept_back_is_found_by_the_ledgers_alarm(desk: Desk) -> None:
    text = "\n".join(f"In {1900 + n} Harbourtown had {n} wells." for n in range(20))
    found = desk.extract("good", make_document(text=text, language="en"), prefilter=0.5)
    assert [each.alarm for each in found.skipped] == [True] * 10


def test_claims_of_a_model_are_scored_in_english_only(desk: Desk) -> None:
    assert all(each.score and each.score.why for each in desk.extract("good", plain(language="en")).proposals[1:3])
    german = make_document(text="Die Stadt hat 4 Brunnen gebaut. Das Land hat 12 Schulen eröffnet.", language="de")
    assert [each.score for each in desk.extract("good", german).proposals] == [None, None]


def test_one_sentence_is_always_asked_about(desk: Desk) -> None:
    assert len(desk.extract("good", plain(language="en"), prefilter=0.01).proposals) == 1


def test_no_longer_answer_is_reckoned_with_than_what_is_asked_about_takes() -> None:
    _, calls = extracted(make_document(text=MIXED, language="en"), every_sentence, prefilter=0.1)
    asked = [len(targets({"messages": [{}, {"content": request.human}]})) for request in calls.asked]
    assert sum(asked) == 9
    assert [request.answer_tokens for request in calls.asked] == [SENTENCE_TOKENS * each for each in asked]


def test_a_claim_is_never_tied_to_a_sentence_that_was_kept_back() -> None:
    document = make_document(
        text="In 1990 Harbourtown spent 3 million euros on 40 wells.\nWell, 3 million euros!", language="en"
    )
    found = claim("s2", quote="3 million euros", claim="3 million euros were spent.", claimant=None, claimant_role=None)
    [reading], calls = read(document, lambda _: answer(found), prefilter=0.5)
    assert list(targets({"messages": [{}, {"content": calls.asked[0].human}]})) == ["s1"]
    assert [each.span for each in reading.proposals] == [span_of("3 million euros", document.text)]
